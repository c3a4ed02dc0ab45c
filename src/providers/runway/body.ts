import type { Json, JsonObject } from '../../base/json.ts';
import { createPrepare, type Prepare } from '../prepare-body.ts';
import { parseBody } from '../hosted-job.ts';
import { refusal } from '../refusal.ts';
import { RUNWAY_MODELS } from './endpoints.ts';

/** Longer prompts are refused there (UTF-16 code units, as the vendor's types say). */
const MOST_CHARACTERS: Readonly<Record<string, number>> = { seedance2_5: 15_000 };
const MOST_CHARACTERS_OF_MOST = 1000;
const FRAME_RATES: readonly string[] = ['24', '25', '30', '48', '50', '60', '120'];

const prepareFlat = createPrepare('runway', RUNWAY_MODELS);

/** The native body of a request. Pure. Runway says in objects what others say in a field of its own. */
export const prepare: Prepare = (request, model, wanted) => {
  const flat = prepareFlat(request, model, wanted);
  if (!flat.ok) return flat;
  const body = parseBody(flat.body);
  const { promptText, targetFramerate } = body.input;
  const most = MOST_CHARACTERS[model.model ?? ''] ?? MOST_CHARACTERS_OF_MOST;
  if (typeof promptText === 'string' && promptText.length > most) {
    const failure = refusal(
      'invalid_request',
      `${model.text} takes ${most} characters, and the prompt has ${promptText.length}`,
      'Say it in fewer words, or name another model.',
    );
    return { ok: false, failure };
  }
  const input = toNested(body.input);
  if (typeof targetFramerate === 'number' && !FRAME_RATES.includes(String(targetFramerate))) {
    const rates = FRAME_RATES.join(', ');
    const failure = refusal('invalid_request', `${model.text} makes ${rates} frames a second`, 'Name one of those.');
    return { ok: false, failure };
  }
  return { ...flat, body: { ...body, input } };
};

function toNested({ lastFrame, ...input }: JsonObject): JsonObject {
  const nested: Record<string, Json> = { ...input };
  const { promptImage, references, referenceImages, character, reference, targetFramerate } = input;
  if (lastFrame !== undefined && promptImage !== undefined) {
    nested['promptImage'] = [
      { uri: promptImage, position: 'first' },
      { uri: lastFrame, position: 'last' },
    ];
  }
  if (Array.isArray(references)) nested['references'] = references.map((uri: Json) => ({ uri }));
  if (Array.isArray(referenceImages)) nested['referenceImages'] = referenceImages.map((uri: Json) => ({ uri }));
  if (character !== undefined) nested['character'] = { type: 'image', uri: character };
  if (reference !== undefined) nested['reference'] = { type: 'video', uri: reference };
  if (typeof targetFramerate === 'number') nested['targetFramerate'] = String(targetFramerate);
  return nested;
}
