import { choice, type Choice, type Endpoint, type ModelEndpoints } from '../endpoint.ts';

const WIDE_AND_TALL = ratios('1280:720', '720:1280');
const SIX = ratios('1280:720', '720:1280', '1104:832', '960:960', '832:1104', '1584:672');
const FOUR = ratios('1280:720', '720:1280', '1920:1080', '1080:1920');
const SEEDANCE = ratios('1280:720', '720:1280', '1470:630', '1112:834', '960:960', '834:1112');
const PICTURES = ratios('1920:1080', '1080:1920', '1080:1080', '1440:1080', '1080:1440', '2112:912');

/**
 * Every model that this adapter shoots with, by the name that a storyboard gives it after `runway:`. Fields are those of
 * the vendor's own types (@runwayml/sdk 4.20.1), and a test holds them against those; `lastFrame`, `references`,
 * `character` and `reference` get their shape in `body.ts`.
 */
export const RUNWAY_MODELS: Readonly<Record<string, ModelEndpoints>> = {
  'gen4.5': {
    text: { ...video('text_to_video', 'gen4.5', WIDE_AND_TALL), prompt: 'promptText', seed: 'seed' },
    image: { ...video('image_to_video', 'gen4.5', SIX), prompt: 'promptText', seed: 'seed', start: 'promptImage' },
  },
  gen4_turbo: {
    image: { ...video('image_to_video', 'gen4_turbo', SIX), prompt: 'promptText', seed: 'seed', start: 'promptImage' },
  },
  'veo3.1': veo(),
  seedance2_5: seedance(),
  aleph2: {
    restyle: {
      path: 'video_to_video',
      gives: 'video',
      prompt: 'promptText',
      seed: 'seed',
      video: 'videoUri',
      fixed: { model: 'aleph2' },
    },
  },
  act_two: {
    perform: {
      path: 'character_performance',
      gives: 'video',
      seed: 'seed',
      start: 'character',
      video: 'reference',
      aspect: SIX,
      fixed: { model: 'act_two' },
    },
  },
  enhance_frame_rate: {
    smooth: {
      path: 'video_upscale',
      gives: 'video',
      video: 'videoUri',
      finish: { kind: 'smooth', field: 'targetFramerate' },
      fixed: { model: 'enhance_frame_rate' },
    },
  },
  gen4_image: {
    draw: picture(),
    edit: { ...picture(), references: { field: 'referenceImages', most: 3 } },
  },
};

function ratios(...values: readonly string[]): Choice {
  return choice('ratio', ...values);
}

function video(path: string, model: string, aspect: Choice): Endpoint {
  return { path, gives: 'video', length: { field: 'duration', form: 'number' }, aspect, fixed: { model } };
}

function veo(): ModelEndpoints {
  const more = { prompt: 'promptText', avoid: 'negativePrompt', seed: 'seed', sound: 'audio' } as const;
  const image = { ...video('image_to_video', 'veo3.1', FOUR), ...more, start: 'promptImage' };
  return {
    text: { ...video('text_to_video', 'veo3.1', FOUR), ...more },
    image,
    first_last: { ...image, end: 'lastFrame' },
  };
}

function seedance(): ModelEndpoints {
  const more = { prompt: 'promptText', seed: 'seed', sound: 'audio' } as const;
  const text = { ...video('text_to_video', 'seedance2_5', SEEDANCE), ...more };
  const image = { ...video('image_to_video', 'seedance2_5', SEEDANCE), ...more, start: 'promptImage' };
  return {
    text,
    image,
    first_last: { ...image, end: 'lastFrame' },
    references: { ...text, references: { field: 'references', most: 30 } },
  };
}

function picture(): Endpoint {
  return {
    path: 'text_to_image',
    gives: 'image',
    prompt: 'promptText',
    seed: 'seed',
    aspect: PICTURES,
    fixed: { model: 'gen4_image' },
  };
}
