import { choice, type Endpoint, type ModelEndpoints } from '../endpoint.ts';
import { kling, klingMotion, ltx19, ltx23, seedance15, veo, vidu, wan } from './families.ts';

/** Every model that this adapter shoots with, by the name that a storyboard gives it after `fal:`. */
export const FAL_MODELS: Readonly<Record<string, ModelEndpoints>> = {
  'kling-v3-pro': kling('pro'),
  'kling-v3-standard': kling('standard'),
  'kling-v3-pro-motion': { perform: klingMotion('pro') },
  'kling-o3-pro-edit': {
    restyle: {
      path: 'fal-ai/kling-video/o3/pro/video-to-video/edit',
      gives: 'video',
      prompt: 'prompt',
      video: 'video_url',
      references: { field: 'image_urls', most: 4 },
      fixed: { keep_audio: true },
    },
  },
  'veo3.1': veo(),
  'wan-v2.7': wan(),
  'wan-v2.2-animate': {
    perform: {
      path: 'fal-ai/wan/v2.2-14b/animate/move',
      gives: 'video',
      seed: 'seed',
      start: 'image_url',
      video: 'video_url',
      resolution: choice('resolution', '480p', '580p', '720p'),
    },
  },
  'wan-ati': {
    motion: {
      path: 'fal-ai/wan-ati',
      gives: 'video',
      prompt: 'prompt',
      seed: 'seed',
      start: 'image_url',
      resolution: choice('resolution', '480p', '580p', '720p'),
      // A path of fewer points is over before the take is (TrackPoint in @fal-ai/client 1.10.1; Wan-ATI, `pad_pts`).
      motion: { field: 'track', unit: 'pixels', points: 121 },
    },
  },
  'wan-move': {
    motion: {
      path: 'fal-ai/wan-move',
      gives: 'video',
      prompt: 'prompt',
      avoid: 'negative_prompt',
      seed: 'seed',
      start: 'image_url',
      motion: { field: 'trajectories', unit: 'pixels' },
    },
  },
  'ltx-2.3': ltx23(),
  'ltx-2-19b': ltx19(),
  'hailuo-2.3-pro': {
    text: { path: 'fal-ai/minimax/hailuo-2.3/pro/text-to-video', gives: 'video', prompt: 'prompt' },
    image: {
      path: 'fal-ai/minimax/hailuo-2.3/pro/image-to-video',
      gives: 'video',
      prompt: 'prompt',
      start: 'image_url',
    },
  },
  'seedance-v1.5-pro': seedance15(),
  'vidu-q3-pro': vidu(),
  'vidu-q2-extend': {
    extend: {
      path: 'fal-ai/vidu/q2/video-extension/pro',
      gives: 'video',
      prompt: 'prompt',
      seed: 'seed',
      video: 'video_url',
      length: { field: 'duration', form: 'text' },
      resolution: choice('resolution', '720p', '1080p'),
    },
  },
  'sync-lipsync-v2': { lipsync: lips('fal-ai/sync-lipsync/v2', { sync_mode: 'cut_off' }) },
  latentsync: { lipsync: { ...lips('fal-ai/latentsync'), seed: 'seed' } },
  'omnihuman-v1.5': {
    avatar: {
      path: 'fal-ai/bytedance/omnihuman/v1.5',
      gives: 'video',
      prompt: 'prompt',
      start: 'image_url',
      audio: 'audio_url',
      resolution: choice('resolution', '720p', '1080p'),
    },
  },
  'kling-avatar-v2-pro': {
    avatar: {
      path: 'fal-ai/kling-video/ai-avatar/v2/pro',
      gives: 'video',
      prompt: 'prompt',
      start: 'image_url',
      audio: 'audio_url',
    },
  },
  'topaz-upscale': {
    upscale: { ...footage('fal-ai/topaz/upscale/video'), finish: { kind: 'upscale', field: 'upscale_factor' } },
  },
  'seedvr-upscale': {
    upscale: {
      ...footage('fal-ai/seedvr/upscale/video'),
      seed: 'seed',
      finish: { kind: 'upscale', field: 'upscale_factor' },
      fixed: { upscale_mode: 'factor' },
    },
  },
  rife: {
    smooth: {
      ...footage('fal-ai/rife/video'),
      finish: { kind: 'smooth', field: 'fps' },
      fixed: { use_calculated_fps: false },
    },
  },
  film: {
    smooth: {
      ...footage('fal-ai/film/video'),
      finish: { kind: 'smooth', field: 'fps' },
      fixed: { use_calculated_fps: false },
    },
  },
  'nano-banana': images('fal-ai/nano-banana', 'fal-ai/nano-banana/edit', {
    aspect: choice('aspect_ratio', '21:9', '16:9', '3:2', '4:3', '5:4', '1:1', '4:5', '3:4', '2:3', '9:16'),
    fixed: { num_images: 1, output_format: 'png' },
  }),
  'nano-banana-pro': images('fal-ai/nano-banana-pro', 'fal-ai/nano-banana-pro/edit', {
    aspect: choice('aspect_ratio', '21:9', '16:9', '3:2', '4:3', '5:4', '1:1', '4:5', '3:4', '2:3', '9:16'),
    resolution: choice('resolution', '1K', '2K', '4K'),
    fixed: { num_images: 1, output_format: 'png' },
  }),
  'flux-2': images('fal-ai/flux-2', 'fal-ai/flux-2/edit', {
    size: 'image_size',
    fixed: { num_images: 1, output_format: 'png' },
  }),
  'seedream-v4.5': images('fal-ai/bytedance/seedream/v4.5/text-to-image', 'fal-ai/bytedance/seedream/v4.5/edit', {
    size: 'image_size',
    fixed: { num_images: 1 },
  }),
  lyria2: {
    play: { path: 'fal-ai/lyria2', gives: 'sound', prompt: 'prompt', avoid: 'negative_prompt', seed: 'seed' },
  },
  'elevenlabs-music': {
    play: {
      path: 'fal-ai/elevenlabs/music',
      gives: 'sound',
      prompt: 'prompt',
      length: { field: 'music_length_ms', form: 'milliseconds' },
      fixed: { force_instrumental: true },
    },
  },
  'elevenlabs-sound-effects': {
    play: {
      path: 'fal-ai/elevenlabs/sound-effects/v2',
      gives: 'sound',
      prompt: 'text',
      length: { field: 'duration_seconds', form: 'number' },
      fixed: { loop: true },
    },
  },
  'elevenlabs-tts': {
    speak: {
      path: 'fal-ai/elevenlabs/tts/multilingual-v2',
      gives: 'sound',
      prompt: 'text',
      voice: { field: 'voice', fallback: 'Rachel' },
    },
  },
  'minimax-speech-2.8-hd': {
    speak: {
      path: 'fal-ai/minimax/speech-2.8-hd',
      gives: 'sound',
      prompt: 'prompt',
      voice: { field: 'voice_setting.voice_id', fallback: 'Wise_Woman' },
      fixed: { output_format: 'url' },
    },
  },
};

/** The first drawing, and one made from others. */
function images(draw: string, edit: string, rest: Partial<Endpoint>): ModelEndpoints {
  const common = { ...rest, gives: 'image', prompt: 'prompt', seed: 'seed' } as const;
  return {
    draw: { ...common, path: draw },
    edit: { ...common, path: edit, references: { field: 'image_urls', most: 9 } },
  };
}

function footage(path: string): Endpoint {
  return { path, gives: 'video', video: 'video_url' };
}

function lips(path: string, fixed: Endpoint['fixed'] = {}): Endpoint {
  return { path, gives: 'video', video: 'video_url', audio: 'audio_url', fixed };
}
