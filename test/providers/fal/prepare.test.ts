import { describe, expect, test } from 'vitest';
import type {
  GenerationRequest,
  ImageRequest,
  MusicRequest,
  VideoRequest,
  VoiceRequest,
} from '../../../src/model/generation.ts';
import { FAL_MODELS } from '../../../src/providers/fal/endpoints.ts';
import { createFal } from '../../../src/providers/fal/fal.ts';
import { readRegistry } from '../../../src/providers/registry.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { picture, videoRequest } from '../animatic/setup.ts';
import { SHA, modelOf, openBench, started } from './bench.ts';

const fal = createFal({
  account: { key: null, url: null },
  models: readRegistry(),
  clock: createManualClock(),
});
const FRAME = { sha: SHA, role: 'keyframe' } as const;
const MOTION = [{ region: [0.25, 0.25, 0.5, 0.5], path: [[0.75, 0.5]] }] as const;

/** A request for every use that a model can be put to. */
const REQUESTS: Readonly<Record<string, GenerationRequest>> = {
  text: video({ mode: 'text' }),
  image: video({ mode: 'image', start: FRAME }),
  first_last: video({ mode: 'image', start: FRAME, end: FRAME }),
  references: video({ mode: 'text', references: [{ of: 'mara', view: 'front', sha: SHA }] }),
  extend: video({ mode: 'extend', start: FRAME, video: { sha: SHA } }),
  restyle: video({ mode: 'restyle', video: { sha: SHA } }),
  perform: video({ mode: 'perform', start: FRAME, video: { sha: SHA } }),
  lipsync: video({ mode: 'lipsync', video: { sha: SHA }, audio: { sha: SHA, lines: [SHA] } }),
  avatar: video({ mode: 'avatar', start: FRAME, audio: { sha: SHA, lines: [SHA] } }),
  motion: video({ mode: 'image', start: FRAME, picture: { ...picture(), motion: [...MOTION] as never } }),
  upscale: video({ mode: 'upscale', video: { sha: SHA }, finish: { kind: 'upscale', factor: 2 } }),
  smooth: video({ mode: 'smooth', video: { sha: SHA }, finish: { kind: 'smooth', fps: 48 } }),
  draw: image({}),
  edit: image({ base: FRAME, references: [{ of: 'mara', view: null, sha: SHA }] }),
  speak: voice(),
  play: music(),
};

describe('a request', () => {
  test.each(Object.entries(FAL_MODELS).flatMap(([name, uses]) => Object.keys(uses).map((use) => [name, use] as const)))(
    'to %s for %s is taken by the vendor as it is, in the vendor’s own types',
    async (name, use) => {
      const bench = await openBench();
      const lengthMs = name.startsWith('ltx-2.3') || name.startsWith('hailuo') ? 6_000 : 4_000;
      const operation = await bench.accepted(bench.body(REQUESTS[use], `fal:${name}`, lengthMs));
      expect(operation).toMatchObject({ endpoint: FAL_MODELS[name as never]?.[use as never]?.['path'] });
    },
  );

  test.each([
    ['a model that nobody knows', started(), 'fal:kling-v9', 'does not know fal:kling-v9'],
    ['text of a model that only extends', video({ mode: 'text' }), 'fal:vidu-q2-extend', 'cannot make video from text'],
    ['a first frame that is not there', video({ mode: 'image' }), 'fal:kling-v3-pro', 'needs a first frame'],
    ['an upscale by nothing', video({ mode: 'upscale', video: { sha: SHA } }), 'fal:topaz-upscale', 'by how much'],
    [
      'another price by the back door',
      started({ raw: { fal: { duration: '15' } } }),
      'fal:kling-v3-pro',
      'would change what',
    ],
  ])('for %s is refused before anything is sent', (_what, request, name, says) => {
    const prepared = fal.prepare(request, modelOf(name), { lengthMs: 5_000 });
    expect(prepared).toMatchObject({
      ok: false,
      failure: { class: 'invalid_request', billed: 'no', message: expect.stringContaining(says) },
    });
  });

  test('says what is left out of it', () => {
    const request = video({
      mode: 'text',
      size: { width: 640, height: 360 },
      references: [{ of: 'a', view: null, sha: SHA }],
      hasSound: true,
    });
    const dropped = (name: string, one: GenerationRequest) => {
      const prepared = fal.prepare(one, modelOf(name), { lengthMs: 6_000 });
      return prepared.ok ? prepared.dropped : [prepared.failure.message];
    };
    expect(dropped('fal:hailuo-2.3-pro', request)).toEqual([
      'the seed: fal:hailuo-2.3-pro takes none',
      'the reference images: fal:hailuo-2.3-pro takes none here, the prompt describes them',
      'the sound: fal:hailuo-2.3-pro makes none',
    ]);
    expect(dropped('fal:veo3.1', video({ mode: 'text', size: { width: 240, height: 100 } }))).toEqual([
      'the shape 240x100: fal:veo3.1 makes 16:9',
    ]);
  });

  test('draws paths in the pixels of the picture that goes with them, whatever the size of the film', () => {
    expect(path('fal:wan-move', 'trajectories', { ...FRAME, size: { width: 1344, height: 768 } })).toEqual([
      { x: 672, y: 384 },
      { x: 1008, y: 384 },
    ]);
    expect(path('fal:wan-move', 'trajectories', FRAME)).toEqual([
      { x: 320, y: 180 },
      { x: 480, y: 180 },
    ]);
  });

  test('says where a path is at every moment of the take, where a model stops at its last point', () => {
    const track = path('fal:wan-ati', 'track', FRAME) as readonly { readonly x: number; readonly y: number }[];
    expect(track).toHaveLength(121);
    expect([0, 30, 60, 120].map((index) => track[index])).toEqual([
      { x: 320, y: 180 },
      { x: 360, y: 180 },
      { x: 400, y: 180 },
      { x: 480, y: 180 },
    ]);
  });

  test('has sound, camera and raw fields only where they are asked for', () => {
    const input = (name: string, one: VideoRequest) => {
      const prepared = fal.prepare(one, modelOf(name), { lengthMs: 6_000 });
      return prepared.ok ? prepared.body['input'] : prepared.failure.message;
    };
    expect(input('fal:veo3.1', started())).toMatchObject({ generate_audio: false, duration: '6s' });
    expect(input('fal:veo3.1', started({ hasSound: true }))).toMatchObject({ generate_audio: true });
    expect(
      input('fal:ltx-2-19b', started({ picture: { ...picture(), camera: { move: 'dolly_in', speed: 'slow' } } })),
    ).toMatchObject({
      camera_lora: 'dolly_in',
      num_frames: 145,
    });
    expect(input('fal:kling-v3-pro', started({ raw: { fal: { cfg_scale: 0.7 }, runway: { x: 1 } } }))).toMatchObject({
      cfg_scale: 0.7,
    });
  });
});

/** Of what moves in the middle of the picture to the middle of its right half. */
function path(name: string, field: string, start: VideoRequest['start']): unknown {
  const request = video({ mode: 'image', start, picture: { ...picture(), motion: [...MOTION] as never } });
  const prepared = fal.prepare(request, modelOf(name), { lengthMs: 5_000 });
  return prepared.ok ? (prepared.body['input'] as Record<string, unknown[]>)[field]?.[0] : prepared.failure.message;
}

function video(change: Partial<VideoRequest>): VideoRequest {
  return videoRequest({ prompt: 'Mara waits.', size: { width: 640, height: 360 }, ...change });
}

function image(change: Partial<ImageRequest>): ImageRequest {
  const { shot, prompt, avoid, size, seed, fps, raw } = video({});
  return {
    kind: 'image',
    shot,
    prompt,
    avoid,
    size,
    seed,
    fps,
    raw,
    base: null,
    references: [],
    picture: picture(),
    ...change,
  };
}

function voice(): VoiceRequest {
  const { shot, seed } = video({});
  return {
    kind: 'voice',
    shot,
    who: 'mara',
    words: 'One more night.',
    notes: null,
    voice: null,
    lengthMs: 2_000,
    seed,
  };
}

function music(): MusicRequest {
  return { kind: 'music', role: 'music', prompt: 'solo cello', lengthMs: 6_000, seed: 1 };
}
