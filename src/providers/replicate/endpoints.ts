import { choice, type ModelEndpoints } from '../endpoint.ts';

const ASPECTS = choice('aspect_ratio', '16:9', '9:16');

/**
 * Every model that this adapter shoots with, by the name that a storyboard gives it after `replicate:`. Field names are
 * those of the input schemas on the vendor's own pages, read on 2026-11-28.
 */
export const REPLICATE_MODELS: Readonly<Record<string, ModelEndpoints>> = {
  'veo-3.1': veo('google/veo-3.1'),
  'veo-3.1-fast': veo('google/veo-3.1-fast'),
  'kling-v2.6': kling(),
  'seedance-1-pro': seedance(),
  'gen4-turbo': {
    image: {
      path: 'runwayml/gen4-turbo',
      gives: 'video',
      prompt: 'prompt',
      seed: 'seed',
      start: 'image',
      length: { field: 'duration', form: 'number' },
      aspect: choice('aspect_ratio', '16:9', '9:16', '4:3', '3:4', '1:1', '21:9'),
    },
  },
  'lipsync-2': {
    lipsync: {
      path: 'sync/lipsync-2',
      gives: 'video',
      video: 'video',
      audio: 'audio',
      fixed: { sync_mode: 'cut_off' },
    },
  },
  'nano-banana': bananas(),
};

function veo(path: string): ModelEndpoints {
  const text = {
    path,
    gives: 'video',
    prompt: 'prompt',
    avoid: 'negative_prompt',
    seed: 'seed',
    length: { field: 'duration', form: 'number' },
    aspect: ASPECTS,
    resolution: choice('resolution', '720p', '1080p'),
    sound: 'generate_audio',
  } as const;
  const image = { ...text, start: 'image' };
  return { text, image, first_last: { ...image, end: 'last_frame' } };
}

function kling(): ModelEndpoints {
  const text = {
    path: 'kwaivgi/kling-v2.6',
    gives: 'video',
    prompt: 'prompt',
    avoid: 'negative_prompt',
    length: { field: 'duration', form: 'number' },
    aspect: choice('aspect_ratio', '16:9', '9:16', '1:1'),
    sound: 'generate_audio',
  } as const;
  return { text, image: { ...text, start: 'start_image' } };
}

function seedance(): ModelEndpoints {
  const text = {
    path: 'bytedance/seedance-1-pro',
    gives: 'video',
    prompt: 'prompt',
    seed: 'seed',
    length: { field: 'duration', form: 'number' },
    aspect: choice('aspect_ratio', '16:9', '4:3', '1:1', '3:4', '9:16', '21:9', '9:21'),
    // Smaller ones cost less, and a model has one price here.
    resolution: choice('resolution', '1080p'),
    camera: { field: 'camera_fixed', values: { static: true } },
    fixed: { fps: 24 },
  } as const;
  const image = { ...text, start: 'image' };
  return { text, image, first_last: { ...image, end: 'last_frame_image' } };
}

function bananas(): ModelEndpoints {
  const draw = {
    path: 'google/nano-banana',
    gives: 'image',
    prompt: 'prompt',
    aspect: choice('aspect_ratio', '21:9', '16:9', '3:2', '4:3', '5:4', '1:1', '4:5', '3:4', '2:3', '9:16'),
    fixed: { output_format: 'png' },
  } as const;
  return { draw, edit: { ...draw, references: { field: 'image_input', most: 14 } } };
}
