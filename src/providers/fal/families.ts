import { choice, type Endpoint, type ModelEndpoints } from '../endpoint.ts';

/** Models that are asked for several things in nearly the same way. */
export function kling(tier: 'pro' | 'standard'): ModelEndpoints {
  const common = {
    gives: 'video',
    prompt: 'prompt',
    avoid: 'negative_prompt',
    length: { field: 'duration', form: 'text' },
    sound: 'generate_audio',
  } as const;
  const image: Endpoint = {
    ...common,
    path: `fal-ai/kling-video/v3/${tier}/image-to-video`,
    start: 'start_image_url',
    end: 'end_image_url',
  };
  return {
    text: {
      ...common,
      path: `fal-ai/kling-video/v3/${tier}/text-to-video`,
      aspect: choice('aspect_ratio', '16:9', '9:16', '1:1'),
    },
    image,
    first_last: image,
  };
}

/** The character is taken from the picture, the moves from the footage. */
export function klingMotion(tier: 'pro' | 'standard'): Endpoint {
  return {
    path: `fal-ai/kling-video/v3/${tier}/motion-control`,
    gives: 'video',
    prompt: 'prompt',
    start: 'image_url',
    video: 'video_url',
    fixed: { character_orientation: 'video', keep_original_sound: false },
  };
}

export function veo(): ModelEndpoints {
  const length = { field: 'duration', form: 'text_with_unit' } as const;
  const common = { gives: 'video', prompt: 'prompt', sound: 'generate_audio' } as const;
  const full = { ...common, avoid: 'negative_prompt', seed: 'seed', length } as const;
  const hd = choice('resolution', '720p', '1080p');
  const uhd = choice('resolution', '720p', '1080p', '4k');
  const shape = choice('aspect_ratio', '16:9', '9:16');
  return {
    text: { ...full, path: 'fal-ai/veo3.1', aspect: shape, resolution: hd },
    image: { ...full, path: 'fal-ai/veo3.1/image-to-video', aspect: shape, resolution: hd, start: 'image_url' },
    first_last: {
      ...full,
      path: 'fal-ai/veo3.1/first-last-frame-to-video',
      aspect: shape,
      resolution: uhd,
      start: 'first_frame_url',
      end: 'last_frame_url',
    },
    extend: {
      ...full,
      path: 'fal-ai/veo3.1/extend-video',
      aspect: shape,
      resolution: choice('resolution', '720p'),
      video: 'video_url',
    },
    references: {
      ...common,
      length,
      path: 'fal-ai/veo3.1/reference-to-video',
      aspect: shape,
      resolution: uhd,
      references: { field: 'image_urls', most: 3 },
    },
  };
}

export function wan(): ModelEndpoints {
  const resolution = choice('resolution', '720p', '1080p');
  const aspect = choice('aspect_ratio', '16:9', '9:16', '1:1', '4:3', '3:4');
  const length = { field: 'duration', form: 'text' } as const;
  const common = { gives: 'video', prompt: 'prompt', seed: 'seed', resolution } as const;
  const image: Endpoint = {
    ...common,
    avoid: 'negative_prompt',
    length,
    path: 'fal-ai/wan/v2.7/image-to-video',
    start: 'image_url',
    end: 'end_image_url',
    fixed: { enable_prompt_expansion: false },
  };
  return {
    text: {
      ...common,
      avoid: 'negative_prompt',
      length,
      path: 'fal-ai/wan/v2.7/text-to-video',
      aspect,
      fixed: { enable_prompt_expansion: false },
    },
    image,
    first_last: image,
    extend: {
      ...common,
      avoid: 'negative_prompt',
      length,
      path: 'fal-ai/wan/v2.7/image-to-video',
      video: 'video_url',
      fixed: { enable_prompt_expansion: false },
    },
    references: {
      ...common,
      avoid: 'negative_prompt',
      length: { ...length, mostMs: 10_000 },
      path: 'fal-ai/wan/v2.7/reference-to-video',
      aspect,
      references: { field: 'reference_image_urls', most: 5 },
    },
    restyle: {
      ...common,
      path: 'fal-ai/wan/v2.7/edit-video',
      aspect,
      video: 'video_url',
      fixed: { audio_setting: 'origin', duration: '0' },
    },
  };
}

export function ltx23(): ModelEndpoints {
  const common = {
    gives: 'video',
    prompt: 'prompt',
    length: { field: 'duration', form: 'text' },
    resolution: choice('resolution', '1080p', '1440p', '2160p'),
    aspect: choice('aspect_ratio', '16:9', '9:16'),
    fps: { field: 'fps', form: 'text', values: [24, 25, 48, 50] },
    sound: 'generate_audio',
  } as const;
  const image: Endpoint = {
    ...common,
    path: 'fal-ai/ltx-2.3/image-to-video',
    start: 'image_url',
    end: 'end_image_url',
  };
  return {
    text: { ...common, path: 'fal-ai/ltx-2.3/text-to-video' },
    image,
    first_last: image,
    extend: {
      gives: 'video',
      prompt: 'prompt',
      path: 'fal-ai/ltx-2.3/extend-video',
      video: 'video_url',
      length: { field: 'duration', form: 'number' },
      fixed: { mode: 'end' },
    },
  };
}

export function ltx19(): ModelEndpoints {
  const common = {
    gives: 'video',
    prompt: 'prompt',
    avoid: 'negative_prompt',
    seed: 'seed',
    length: { field: 'num_frames', form: 'frames' },
    size: 'video_size',
    sound: 'generate_audio',
    camera: {
      field: 'camera_lora',
      values: {
        static: 'static',
        dolly_in: 'dolly_in',
        dolly_out: 'dolly_out',
        truck_left: 'dolly_left',
        truck_right: 'dolly_right',
        crane_up: 'jib_up',
        crane_down: 'jib_down',
      },
    },
    fixed: { fps: 24, enable_prompt_expansion: false },
  } as const;
  const image: Endpoint = {
    ...common,
    path: 'fal-ai/ltx-2-19b/image-to-video',
    start: 'image_url',
    end: 'end_image_url',
  };
  return {
    text: { ...common, path: 'fal-ai/ltx-2-19b/text-to-video' },
    image,
    first_last: image,
    extend: { ...common, path: 'fal-ai/ltx-2-19b/extend-video', video: 'video_url' },
    restyle: { ...common, path: 'fal-ai/ltx-2-19b/video-to-video', video: 'video_url' },
  };
}

export function seedance15(): ModelEndpoints {
  const common = {
    gives: 'video',
    prompt: 'prompt',
    seed: 'seed',
    length: { field: 'duration', form: 'text' },
    aspect: choice('aspect_ratio', '21:9', '16:9', '4:3', '1:1', '3:4', '9:16'),
    resolution: choice('resolution', '480p', '720p', '1080p'),
    sound: 'generate_audio',
    camera: { field: 'camera_fixed', values: { static: true } },
  } as const;
  const image: Endpoint = {
    ...common,
    path: 'fal-ai/bytedance/seedance/v1.5/pro/image-to-video',
    start: 'image_url',
    end: 'end_image_url',
  };
  return {
    text: { ...common, path: 'fal-ai/bytedance/seedance/v1.5/pro/text-to-video' },
    image,
    first_last: image,
  };
}

export function vidu(): ModelEndpoints {
  const common = {
    gives: 'video',
    prompt: 'prompt',
    seed: 'seed',
    length: { field: 'duration', form: 'number' },
    resolution: choice('resolution', '360p', '540p', '720p', '1080p'),
    sound: 'audio',
  } as const;
  const image: Endpoint = {
    ...common,
    path: 'fal-ai/vidu/q3/image-to-video',
    start: 'image_url',
    end: 'end_image_url',
  };
  return {
    text: {
      ...common,
      path: 'fal-ai/vidu/q3/text-to-video',
      aspect: choice('aspect_ratio', '16:9', '9:16', '4:3', '3:4', '1:1'),
    },
    image,
    first_last: image,
  };
}
