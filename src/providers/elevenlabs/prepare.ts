import type { GenerationRequest, MusicRequest, VoiceRequest } from '../../model/generation.ts';
import type { ModelRef } from '../../model/storyboard.ts';
import type { Prepared } from '../contract.ts';
import type { Prepare } from '../prepare-body.ts';
import { refusal } from '../refusal.ts';
import { toVoice } from './voices.ts';

/** The vendor's own names of its models of speech, by the name that a storyboard gives them. */
const SPEECH_MODELS: Readonly<Record<string, string>> = {
  'multilingual-v2': 'eleven_multilingual_v2',
};
const MUSIC_MODELS: Readonly<Record<string, string>> = { music: 'music_v1' };
const EFFECT_MODELS: Readonly<Record<string, string>> = { 'sound-effects': 'eleven_text_to_sound_v2' };

const MOST_CHARACTERS = 5_000;
const MUSIC_MS = { least: 3_000, most: 600_000 };
const EFFECT_MS = { least: 500, most: 30_000 };

/** The native body of a request. Pure. */
export const prepare: Prepare = (request, model, { lengthMs }) => {
  const [option] = Object.keys(model.options);
  if (option !== undefined) return impossible(`${model.text}: a model of elevenlabs takes no options`, null);
  switch (request.kind) {
    case 'voice':
      return speech(request, model);
    case 'music': {
      const askedMs = lengthMs === 0 ? request.lengthMs : lengthMs;
      const effects = EFFECT_MODELS[model.model ?? ''];
      return effects === undefined ? music(request, model, askedMs) : ambience(request, model, effects, askedMs);
    }
    case 'video':
    case 'image':
      return impossible(`${model.text} makes no ${WORDS[request.kind]}`, 'Name another model.');
  }
};

const WORDS: Readonly<Record<Extract<GenerationRequest['kind'], 'video' | 'image'>, string>> = {
  video: 'video',
  image: 'pictures',
};

function speech({ words, voice, seed }: VoiceRequest, model: ModelRef): Prepared {
  const name = SPEECH_MODELS[model.model ?? ''];
  if (name === undefined) return impossible(`${model.text} does not speak`, 'Name another model.');
  if (words.length > MOST_CHARACTERS)
    return impossible(`${model.text} speaks ${MOST_CHARACTERS} characters at once`, 'Part the line into several.');
  const speaker = toVoice(voice);
  if (speaker === null)
    return impossible(
      `the voice \`${voice ?? ''}\` is no voice of ElevenLabs, and says neither who nor how`,
      'Write the id of a voice from your library there, or words such as `low-calm-female`.',
    );
  const body = {
    kind: 'speech',
    path: `text-to-speech/${speaker.id}/with-timestamps`,
    input: { text: words, model_id: name, seed },
    askedMs: null,
  };
  const isNear = voice !== null && speaker.name !== null;
  return { ok: true, body, dropped: isNear ? [`the voice \`${voice}\`: ${speaker.name} is the nearest there`] : [] };
}

function music({ prompt }: MusicRequest, model: ModelRef, lengthMs: number): Prepared {
  const name = MUSIC_MODELS[model.model ?? ''];
  if (name === undefined) return impossible(`${model.text} makes no music`, 'Name another model.');
  if (lengthMs > MUSIC_MS.most)
    return impossible(`${model.text} plays ${MUSIC_MS.most / 60_000} minutes at most`, 'Name another model.');
  const input = {
    prompt,
    music_length_ms: Math.max(MUSIC_MS.least, lengthMs),
    model_id: name,
    force_instrumental: true,
  };
  const dropped = [`the seed: ${model.text} takes none`];
  return { ok: true, body: { kind: 'music', path: 'music', input, askedMs: null }, dropped };
}

/** The sound of a place, that goes on from its own start without a break. */
function ambience({ role, prompt }: MusicRequest, model: ModelRef, name: string, askedMs: number): Prepared {
  if (role !== 'ambience') return impossible(`${model.text} plays no music`, 'Name another model.');
  const lengthMs = Math.min(EFFECT_MS.most, Math.max(EFFECT_MS.least, askedMs));
  const input = { text: prompt, duration_seconds: lengthMs / 1000, loop: true, model_id: name };
  const dropped = [`the seed: ${model.text} takes none`];
  return { ok: true, body: { kind: 'effects', path: 'sound-generation', input, askedMs: null }, dropped };
}

function impossible(message: string, advice: string | null): Prepared {
  return { ok: false, failure: refusal('invalid_request', message, advice) };
}
