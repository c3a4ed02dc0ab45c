import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../src/base/clock.ts';
import { readConfig } from '../../../src/config.ts';
import { runProcess } from '../../../src/base/process.ts';
import type { ImageRequest, MusicRequest, Picture, VideoRequest, VoiceRequest } from '../../../src/model/generation.ts';
import { findTools, requireTools } from '../../../src/media/find-tools.ts';
import { type AttemptId, type ShotId, toId } from '../../../src/model/ids.ts';
import type { ModelRef } from '../../../src/model/storyboard.ts';
import { type EncoderSpec, createAnimatic } from '../../../src/providers/animatic/animatic.ts';
import type { DownloadOutcome, Provider } from '../../../src/providers/contract.ts';

const { ffmpegPath, path } = readConfig();
/** The ffmpeg that a film would be made with. */
export const FFMPEG = requireTools(await findTools({ ffmpegPath, path })).ffmpegPath;
export const SIZE = { width: 320, height: 180 };
const FPS = { num: 24, den: 1 };

export async function encoder(spec: EncoderSpec): Promise<{ command: string; argv: readonly string[] }> {
  const rate = `${spec.fps.num}/${spec.fps.den}`;
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', `${spec.width}x${spec.height}`, '-r', rate, '-i', '-'];
  const filter = 'scale=out_color_matrix=bt709:out_range=tv,format=yuv420p';
  const tags = ['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709', '-color_range', 'tv'];
  const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '12', '-threads', '1', '-fflags', '+bitexact'];
  const argv = ['-v', 'error', '-nostdin', '-y', ...input, '-vf', filter, ...codec, ...tags, '-flags:v', '+bitexact'];
  return { command: FFMPEG, argv: [...argv, '-f', 'mp4', spec.out] };
}

/** A clock that stands still until it is moved. */
export function manualClock(): Clock & { advance: (ms: number) => void } {
  let nowMs = 1_000;
  return {
    nowMs: () => nowMs,
    uptimeMs: () => nowMs,
    sleep: async () => {},
    advance: (ms) => {
      nowMs += ms;
    },
  };
}

export function animatic(clock: Clock = manualClock()): Provider {
  return createAnimatic({ encoder, clock });
}

export function model(text: string): ModelRef {
  const [provider = '', query = ''] = text.split('?');
  return { text, provider, model: null, options: Object.fromEntries(new URLSearchParams(query)) };
}

export function picture(change: Partial<Picture> = {}): Picture {
  return {
    kind: 'scene',
    title: null,
    style: null,
    place: { id: 'lamp_room', look: 'round glass lamp room, brass lens, wet windows' },
    time: 'night',
    light: null,
    heading: 'INT. LAMP ROOM - NIGHT',
    figures: [MARA],
    props: [],
    framing: { size: 'medium', angle: 'eye', lensMm: null },
    camera: { move: 'static', speed: 'medium' },
    action: null,
    sound: null,
    motion: [],
    speech: [],
    slate: { shot: 's1a', scene: 's1', take: null },
    worldKey: 's1',
    between: null,
    join: null,
    ...change,
  };
}

export const MARA = {
  id: 'mara',
  name: 'Mara',
  look: 'woman about 60, silver braid, grey eyes, weathered face',
  wardrobe: 'yellow oilskin coat over navy sweater',
  color: '#d9a21b',
};
export const TOM = {
  id: 'tom',
  name: 'Tom',
  look: 'boy about 10, freckles, red knit cap',
  wardrobe: 'green parka',
  color: '#3fa34d',
};

export function videoRequest(change: Partial<VideoRequest> = {}): VideoRequest {
  return {
    kind: 'video',
    shot: toId<ShotId>('s1a'),
    prompt: '',
    avoid: null,
    size: SIZE,
    fps: FPS,
    frames: 6,
    seed: 7,
    start: null,
    end: null,
    references: [],
    mode: 'text',
    video: null,
    audio: null,
    hasSound: false,
    finish: null,
    picture: picture(),
    raw: {},
    ...change,
  };
}

export function imageRequest(change: Partial<ImageRequest> = {}): ImageRequest {
  const { shot, prompt, avoid, size, fps, seed, references, raw } = videoRequest();
  return {
    kind: 'image',
    shot,
    prompt,
    avoid,
    size,
    fps,
    seed,
    base: null,
    references,
    picture: picture(),
    raw,
    ...change,
  };
}

export function voiceRequest(change: Partial<VoiceRequest> = {}): VoiceRequest {
  return {
    kind: 'voice',
    shot: toId<ShotId>('s1b'),
    who: 'mara',
    words: "One more night, isn't it?",
    notes: null,
    voice: 'low-calm-female',
    lengthMs: 1_500,
    seed: 7,
    ...change,
  };
}

export function musicRequest(change: Partial<MusicRequest> = {}): MusicRequest {
  return { kind: 'music', role: 'music', prompt: 'slow solo cello', lengthMs: 2_000, seed: 7, ...change };
}

export const context = {
  signal: new AbortController().signal,
  blobPath: (sha: string): string => `/nonexistent/${sha}`,
  onProgress: (): void => {},
  attempt: toId<AttemptId>('at_1'),
  idempotencyKey: 'key-1',
  mayLeave: () => true,
  isTaken: (): Promise<boolean> => Promise.resolve(false),
  keep: (): Promise<never> => Promise.reject(new Error('nothing is kept here')),
};

/** A request all the way through the contract, into a file. */
export async function make(
  provider: Provider,
  request: Parameters<Provider['prepare']>[0],
  destination: string,
  change: Partial<typeof context> & { readonly model?: string } = {},
): Promise<DownloadOutcome> {
  const prepared = provider.prepare(request, model(change.model ?? 'animatic'), { lengthMs: 0 });
  if (!prepared.ok) throw new Error(prepared.failure.message);
  // Through JSON, as the journal keeps it.
  const submitted = await provider.submit(JSON.parse(JSON.stringify(prepared.body)), { ...context, ...change });
  if (submitted.status !== 'accepted') throw new Error(submitted.status);
  return provider.download(JSON.parse(JSON.stringify(submitted.operation)), destination, { ...context, ...change });
}

/** Every frame of a video as raw RGB. */
export async function decode(file: string, size = SIZE): Promise<readonly Buffer[]> {
  const result = await runProcess(FFMPEG, ['-v', 'error', '-i', file, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']);
  if (result.exitCode !== 0 || result.stderr !== '') throw new Error(result.stderr);
  const bytes = size.width * size.height * 3;
  return Array.from({ length: result.stdout.length / bytes }, (_, index) =>
    result.stdout.subarray(index * bytes, (index + 1) * bytes),
  );
}

export async function scratch(): Promise<{ path: (name: string) => string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'animatic-'));
  return {
    path: (name) => join(folder, name),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
