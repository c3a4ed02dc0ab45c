import { z } from 'zod';
import type { JsonObject } from '../../base/json.ts';
import type { Prepared } from '../contract.ts';
import type { Prepare } from '../prepare-body.ts';
import { refusal } from '../refusal.ts';
import { toSpeaker } from './voices.ts';

/** What the journal keeps of a submission. */
export type SpeechBody = { readonly input: JsonObject };
/** The answer was the file itself, and is kept by its hash. */
export type SpeechOperation = { readonly sha: string; readonly mediaType: string };

const bodySchema = z.object({ input: z.record(z.string(), z.json()) });
const operationSchema = z.object({ sha: z.string().regex(/^[0-9a-f]{64}$/u), mediaType: z.string() });

export function parseBody(json: JsonObject): SpeechBody {
  return bodySchema.parse(json);
}

export function parseOperation(json: JsonObject): SpeechOperation {
  return operationSchema.parse(json);
}

/** By the name that a storyboard gives them after `openai:`; what is old takes no notes and has fewer voices. */
export const SPEECH_MODELS: Readonly<Record<string, { readonly isOld: boolean }>> = {
  'gpt-4o-mini-tts': { isOld: false },
  'tts-1': { isOld: true },
  'tts-1-hd': { isOld: true },
};
const MOST_CHARACTERS = 4_096;

/** The native body of a line. Pure. */
export const prepare: Prepare = (request, { text: name, model, options }) => {
  const known = SPEECH_MODELS[model ?? ''];
  if (known === undefined) return impossible(`this version does not know ${name}`, 'Name another model.');
  if (Object.keys(options).length > 0) return impossible(`${name}: a model of openai takes no options`, null);
  if (request.kind !== 'voice') return impossible(`${name} speaks, and does nothing else`, 'Name another model.');
  const { words, voice, notes } = request;
  if (words.length > MOST_CHARACTERS)
    return impossible(`${name} speaks ${MOST_CHARACTERS} characters at once`, 'Part the line into several.');
  const speaker = toSpeaker(voice, known.isOld);
  if (speaker === null)
    return impossible(
      `the voice \`${voice ?? ''}\` is no voice of ${name}, and says neither who nor how`,
      'Write `nova`, `onyx` or another of its voices, or words such as `low-calm-female`.',
    );
  const input: JsonObject = {
    model: model ?? '',
    input: words,
    voice: speaker.voice,
    response_format: 'mp3',
    ...(notes === null || known.isOld ? {} : { instructions: notes }),
  };
  const dropped = [
    `the seed: ${name} takes none`,
    ...(notes !== null && known.isOld ? [`how it is said (${notes}): ${name} takes no such words`] : []),
    ...(speaker.chosen === null ? [] : [`the voice \`${voice ?? ''}\`: ${speaker.chosen} is the nearest there`]),
  ];
  return { ok: true, body: { input }, dropped };
};

function impossible(message: string, advice: string | null): Prepared {
  return { ok: false, failure: refusal('invalid_request', message, advice) };
}
