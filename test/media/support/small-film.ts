import { join } from 'node:path';
import type { AssembleRequest, Assembled, SeamRequest, SoundPart, SoundRequest } from '../../../src/media/media.ts';
import type { Fade, FadeColor, WipeDirection } from '../../../src/model/storyboard.ts';
import { type Fps } from '../../../src/model/time.ts';
import { media, signal } from './tools.ts';
import { type Code, blend, codeOf, makeCodedClip } from './coded-clip.ts';

export type SmallJoin =
  | { readonly kind: 'cut' }
  | { readonly kind: 'dissolve' | 'morph'; readonly frames: number }
  | { readonly kind: 'wipe'; readonly direction: WipeDirection; readonly frames: number }
  | { readonly kind: 'fade'; readonly color: FadeColor; readonly frames: number };

/** A film of coded clips, made in the engine's order of work; null stands for frames that only have to lie between. */
export type SmallFilm = {
  readonly file: string;
  readonly frames: number;
  readonly codes: readonly (Code | null)[];
  /** Film frame of each clip's click. */
  readonly clickFrames: readonly number[];
  readonly request: AssembleRequest;
  readonly assembled: Assembled;
};

const SIZE = { width: 320, height: 180 };
const BODY_FRAMES = 16;
const EDGE = 6;

/** Shots of 16 body frames with these joins between them, opening from and closing to black. */
export async function makeSmallFilm(folder: string, fps: Fps, joins: readonly SmallJoin[]): Promise<SmallFilm> {
  const house = { size: SIZE, fps };
  const black: Code = codeOf(0, 0);
  const pieces: { file: string; frames: number }[] = [];
  const codes: (Code | null)[] = [];
  const parts: SoundPart[] = [];
  const clickFrames: number[] = [];
  const addSeam = async (name: string, seam: SeamRequest, expected: readonly (Code | null)[]): Promise<void> => {
    await media.seam(seam, signal);
    pieces.push({ file: name, frames: seam.frames });
    codes.push(...expected);
  };
  const file = (name: string): string => join(folder, name);
  const tailFrames = (join: SmallJoin | undefined): number =>
    join === undefined
      ? EDGE
      : join.kind === 'cut' || join.kind === 'morph'
        ? 0
        : join.kind === 'fade'
          ? Math.ceil(join.frames / 2)
          : join.frames;
  const headFrames = (join: SmallJoin | undefined): number =>
    join === undefined ? EDGE : join.kind === 'fade' ? Math.floor(join.frames / 2) : tailFrames(join);

  for (let shot = 0; shot <= joins.length; shot++) {
    const [before, after] = [joins[shot - 1], joins[shot]];
    const [head, tail] = [headFrames(before), tailFrames(after)];
    const length = head + BODY_FRAMES + tail;
    const skip = 2;
    await makeCodedClip(file(`${shot}.mp4`), shot + 1, length + skip, fps);
    const conformed = await media.conform(
      {
        house,
        input: file(`${shot}.mp4`),
        isPicture: false,
        fit: 'crop',
        skipHeadFrames: skip,
        headFrames: head,
        bodyFrames: BODY_FRAMES,
        tailFrames: tail,
        outHead: head === 0 ? null : file(`${shot}.head.mp4`),
        outBody: file(`${shot}.body.mp4`),
        outTail: tail === 0 ? null : file(`${shot}.tail.mp4`),
        outSound: file(`${shot}.pcm`),
        outFirstFrame: file(`${shot}.first.png`),
        outLastFrame: file(`${shot}.last.png`),
        outThumbnail: file(`${shot}.jpg`),
      },
      signal,
    );
    if (conformed.sourceFrames !== length + skip) throw new Error(`conform counted ${conformed.sourceFrames} frames`);

    const here = (frame: number): Code => codeOf(shot + 1, skip + frame);
    const beforeLength = (): number => headFrames(joins[shot - 2]) + BODY_FRAMES + tailFrames(before);
    const there = (frame: number): Code => codeOf(shot, skip + headFrames(joins[shot - 2]) + BODY_FRAMES + frame);
    const range = <T>(count: number, each: (index: number) => T): T[] =>
      Array.from({ length: count }, (_, i) => each(i));
    const heads = file(`${shot}.head.mp4`);
    const tails = file(`${shot - 1}.tail.mp4`);
    const out = file(`${shot}.seam.mp4`);
    void beforeLength;
    if (before === undefined) {
      const fade: Fade = { kind: 'fade', color: 'black', frames: EDGE };
      await addSeam(
        out,
        { house, kind: 'fade_in', fade, frames: EDGE, head: heads, out },
        range(EDGE, (k) => blend(black, here(k), k / EDGE)),
      );
    } else if (before.kind === 'dissolve') {
      const D = before.frames;
      await addSeam(
        out,
        { house, ...before, kind: 'dissolve', tail: tails, head: heads, out },
        range(D, (k) => blend(there(k), here(k), (k + 1) / (D + 1))),
      );
    } else if (before.kind === 'wipe') {
      await addSeam(
        out,
        { house, ...before, tail: tails, head: heads, out },
        range(before.frames, () => null),
      );
    } else if (before.kind === 'morph') {
      await addSeam(
        out,
        {
          house,
          kind: 'morph',
          frames: before.frames,
          from: file(`${shot - 1}.body.mp4`),
          to: file(`${shot}.body.mp4`),
          out,
        },
        range(before.frames, () => null),
      );
    } else if (before.kind === 'fade') {
      const n = Math.ceil(before.frames / 2);
      const m = before.frames - n;
      const full = before.color === 'black' ? black : codeOf(255, 255);
      await addSeam(out, { house, ...before, tail: tails, head: m === 0 ? null : heads, out }, [
        ...range(n, (k) => blend(there(k), full, (k + 1) / n)),
        ...range(m, (k) => blend(full, here(k), (k + 1) / (m + 1))),
      ]);
    }
    const overlapped = before?.kind === 'dissolve' || before?.kind === 'wipe' ? head : 0;
    const fromFrame = codes.length - (before === undefined || before.kind !== 'morph' ? head : 0);
    clickFrames.push(fromFrame + 10 - skip);
    pieces.push({ file: file(`${shot}.body.mp4`), frames: BODY_FRAMES });
    codes.push(...range(BODY_FRAMES, (k) => here(head + k)));
    parts.push({
      source: { kind: 'pcm', file: file(`${shot}.pcm`) },
      sha: `sound ${shot}`,
      fromFrame,
      frames: length,
      skipFrames: 0,
      fadeInFrames: overlapped,
      fadeOutFrames: after?.kind === 'dissolve' || after?.kind === 'wipe' ? tail : 0,
      gainDb: 0,
    });
    if (after === undefined) {
      const fade: Fade = { kind: 'fade', color: 'black', frames: EDGE };
      const closing = file('closing.mp4');
      await addSeam(
        closing,
        { house, kind: 'fade_out', fade, frames: EDGE, tail: file(`${shot}.tail.mp4`), out: closing },
        range(EDGE, (k) => blend(here(head + BODY_FRAMES + k), black, (k + 1) / EDGE)),
      );
    }
  }
  const sound: SoundRequest = { fps, frames: codes.length, parts };
  const stretches = [];
  for (const stretch of media.stretches(sound)) {
    const out = file(`${stretch.index}.aac`);
    await media.encodeStretch(sound, stretch, out, signal);
    stretches.push({ stretch, file: out });
  }
  const request: AssembleRequest = { house, pieces, sound, stretches, title: 'Small film', out: file('film.mp4') };
  const assembled = await media.assemble(request, signal);
  return { file: request.out, frames: codes.length, codes, clickFrames, request, assembled };
}
