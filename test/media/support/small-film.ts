import { join as joinPath } from 'node:path';
import type { AssembleRequest, Assembled, House, SeamRequest, SoundPart } from '../../../src/media/media.ts';
import type { FadeColor, WipeDirection } from '../../../src/model/storyboard.ts';
import type { Fps } from '../../../src/model/time.ts';
import { CLICK_FRAME, type Code, blend, codeOf, makeCodedClip } from './coded-clip.ts';
import { conformTake, upTo } from './conformed.ts';
import { media, signal } from './tools.ts';

export type SmallJoin =
  | { readonly kind: 'cut' }
  | { readonly kind: 'dissolve' | 'morph'; readonly frames: number }
  | { readonly kind: 'wipe'; readonly direction: WipeDirection; readonly frames: number }
  | { readonly kind: 'fade'; readonly color: FadeColor; readonly frames: number };

/** A film of coded clips, made in the engine's order of work. */
export type SmallFilm = {
  readonly file: string;
  readonly frames: number;
  readonly expected: readonly Expected[];
  /** Film frame of each clip's click. */
  readonly clickFrames: readonly number[];
  readonly request: AssembleRequest;
  readonly assembled: Assembled;
};
/** What a frame looks like, or the two pictures that it lies between. */
export type Expected = { readonly from: Code; readonly to: Code; readonly share: number | null };

/** Shots of 16 body frames with these joins between them, opening from and closing to black. */
export async function makeSmallFilm(folder: string, fps: Fps, joins: readonly SmallJoin[]): Promise<SmallFilm> {
  const house = { size: { width: 320, height: 180 }, fps };
  const shots = await Promise.all(upTo(joins.length + 1).map((index) => makeShot(folder, house, joins, index)));
  const pieces: { file: string; frames: number }[] = [];
  const expected: Expected[] = [];
  const parts: SoundPart[] = [];
  const clickFrames: number[] = [];
  for (const [index, shot] of shots.entries()) {
    const before = index === 0 ? null : (shots[index - 1] ?? null);
    const opening = seamBefore(house, before, shot, joins[index - 1] ?? null);
    if (opening !== null) {
      await media.seam(opening.request, signal);
      pieces.push({ file: opening.request.out, frames: opening.expected.length });
      expected.push(...opening.expected);
    }
    const isInserted = opening?.request.kind === 'morph';
    const fromFrame = expected.length - (isInserted ? 0 : shot.head);
    parts.push(soundOf(shot, fromFrame, joins[index - 1] ?? null, joins[index] ?? null));
    clickFrames.push(fromFrame + CLICK_FRAME - SKIP);
    pieces.push({ file: shot.file('body.mp4'), frames: BODY_FRAMES });
    expected.push(...upTo(BODY_FRAMES).map((frame) => exactly(shot.code(shot.head + frame))));
    if (index === joins.length) {
      const out = joinPath(folder, 'closing.mp4');
      const fade = { kind: 'fade', color: 'black', frames: EDGE_FRAMES } as const;
      const tail = shot.file('tail.mp4');
      await media.seam({ house, kind: 'fade_out', fade, frames: EDGE_FRAMES, tail, out }, signal);
      pieces.push({ file: out, frames: EDGE_FRAMES });
      expected.push(...toColor(shot, EDGE_FRAMES, BLACK));
    }
  }
  const sound = { fps, frames: expected.length, parts };
  const stretches = [];
  for (const stretch of media.stretches(sound)) {
    const file = joinPath(folder, `${stretch.index}.aac`);
    await media.encodeStretch(sound, stretch, file, signal);
    stretches.push({ stretch, file });
  }
  const out = joinPath(folder, 'film.mp4');
  const request: AssembleRequest = { house, pieces, sound, stretches, title: 'Small film', out };
  const assembled = await media.assemble(request, signal);
  return { file: out, frames: expected.length, expected, clickFrames, request, assembled };
}

const BODY_FRAMES = 16;
/** Of the fades at the film's own ends. */
const EDGE_FRAMES = 6;
/** Frames that are trimmed off every take. */
const SKIP = 2;
const BLACK = codeOf(0, 0);
const WHITE = codeOf(255, 255);

type Shot = {
  readonly head: number;
  readonly tail: number;
  readonly file: (name: string) => string;
  /** Of a frame counted from the shot's first used one. */
  readonly code: (frame: number) => Code;
};

async function makeShot(folder: string, house: House, joins: readonly SmallJoin[], index: number): Promise<Shot> {
  const head = handleFrames(joins[index - 1] ?? null, Math.floor);
  const tail = handleFrames(joins[index] ?? null, Math.ceil);
  const file = (name: string): string => joinPath(folder, `${index}.${name}`);
  const length = head + BODY_FRAMES + tail;
  await makeCodedClip(file('mp4'), index + 1, SKIP + length, house.fps);
  const take = await conformTake(folder, file('mp4'), BODY_FRAMES, {
    house,
    skipHeadFrames: SKIP,
    headFrames: head,
    tailFrames: tail,
    outBody: file('body.mp4'),
    outTail: tail === 0 ? null : file('tail.mp4'),
    outSound: file('pcm'),
    outFirstFrame: file('first.png'),
    outLastFrame: file('last.png'),
    outThumbnail: file('jpg'),
  });
  if (take.sourceFrames !== SKIP + length) throw new Error(`conform counted ${take.sourceFrames} frames`);
  return { head, tail, file, code: (frame) => codeOf(index + 1, SKIP + frame) };
}

function handleFrames(join: SmallJoin | null, halve: (half: number) => number): number {
  if (join === null) return EDGE_FRAMES;
  if (join.kind === 'cut' || join.kind === 'morph') return 0;
  return join.kind === 'fade' ? halve(join.frames / 2) : join.frames;
}

type Seam = { readonly request: SeamRequest; readonly expected: readonly Expected[] };

function seamBefore(house: House, from: Shot | null, to: Shot, join: SmallJoin | null): Seam | null {
  const out = to.file('seam.mp4');
  const head = { input: to.file('mp4'), isPicture: false, fit: 'crop', skipHeadFrames: SKIP } as const;
  if (from === null || join === null) {
    const fade = { kind: 'fade', color: 'black', frames: EDGE_FRAMES } as const;
    const request = { house, kind: 'fade_in', fade, frames: EDGE_FRAMES, head, out } as const;
    return {
      request,
      expected: upTo(EDGE_FRAMES).map((k) => ({ from: BLACK, to: to.code(k), share: k / EDGE_FRAMES })),
    };
  }
  const tail = from.file('tail.mp4');
  const leaving = (frame: number): Code => from.code(from.head + BODY_FRAMES + frame);
  switch (join.kind) {
    case 'cut':
      return null;
    case 'dissolve': {
      const share = (k: number): number => (k + 1) / (join.frames + 1);
      const expected = upTo(join.frames).map((k) => ({ from: leaving(k), to: to.code(k), share: share(k) }));
      return { request: { house, kind: join.kind, frames: join.frames, tail, head, out }, expected };
    }
    case 'wipe': {
      const expected = upTo(join.frames).map((k) => ({ from: leaving(k), to: to.code(k), share: null }));
      return { request: { house, ...join, tail, head, out }, expected };
    }
    case 'morph': {
      const [last, first] = [from.code(from.head + BODY_FRAMES - 1), to.code(0)];
      const expected = upTo(join.frames).map(() => ({ from: last, to: first, share: null }));
      const bodies = { from: from.file('body.mp4'), to: to.file('body.mp4') };
      return { request: { house, kind: 'morph', frames: join.frames, ...bodies, out }, expected };
    }
    case 'fade': {
      const color = join.color === 'black' ? BLACK : WHITE;
      const coming = to.head;
      const back = upTo(coming).map((k) => ({ from: color, to: to.code(k), share: (k + 1) / (coming + 1) }));
      const expected = [...toColor(from, from.tail, color), ...back];
      return { request: { house, ...join, tail, head: coming === 0 ? null : head, out }, expected };
    }
  }
}

function toColor(shot: Shot, frames: number, color: Code): readonly Expected[] {
  const leaving = (frame: number): Code => shot.code(shot.head + BODY_FRAMES + frame);
  return upTo(frames).map((k) => ({ from: leaving(k), to: color, share: (k + 1) / frames }));
}

function exactly(code: Code): Expected {
  return { from: code, to: code, share: 0 };
}

/** What is wrong with a frame, at most 0.06 of full brightness allowed; null: nothing. */
export function faultOf(seen: Code, { from, to, share }: Expected): string | null {
  const right = share === null ? null : blend(from, to, share);
  for (const [column, level] of seen.entries()) {
    const [a, b] = [from[column] ?? 0, to[column] ?? 0];
    const [low, high] = right === null ? [Math.min(a, b), Math.max(a, b)] : [right[column] ?? 0, right[column] ?? 0];
    if (level < low - 0.06 || level > high + 0.06)
      return `column ${column} is ${level.toFixed(2)}, not ${low}..${high}`;
  }
  return null;
}

function soundOf(shot: Shot, fromFrame: number, before: SmallJoin | null, after: SmallJoin | null): SoundPart {
  const overlaps = (join: SmallJoin | null): boolean => join?.kind === 'dissolve' || join?.kind === 'wipe';
  return {
    source: { kind: 'pcm', file: shot.file('pcm') },
    sha: `sound of ${shot.file('pcm')}`,
    fromFrame,
    frames: shot.head + BODY_FRAMES + shot.tail,
    skipFrames: 0,
    fadeInFrames: overlaps(before) ? shot.head : 0,
    fadeOutFrames: overlaps(after) ? shot.tail : 0,
    gainDb: 0,
  };
}
