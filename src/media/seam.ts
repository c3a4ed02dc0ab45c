import type { FadeColor, WipeDirection } from '../model/storyboard.ts';
import { type Fps, fpsToText } from '../model/time.ts';
import { pieceArguments } from './encoder.ts';
import { type Tools, inputArguments, mustRunFfmpeg, toFileUrl } from './ffmpeg.ts';
import type { House, SeamHead, SeamRequest } from './media.ts';
import { encodeMorph } from './morph.ts';
import { HOUSE_COLORS, frameClock } from './picture-filters.ts';
import { encodePlaceholder } from './placeholder.ts';
import { type PictureSource, mustProbePicture } from './probe.ts';
import { takeFrames, takeInput } from './take-frames.ts';

/** Encodes one join, or a fade at a shot's own edge, as a film piece of exactly `frames` frames. */
export async function encodeSeam(tools: Tools, request: SeamRequest, signal: AbortSignal): Promise<void> {
  if (request.kind === 'morph') return encodeMorph(tools, request, signal);
  if (request.kind === 'placeholder') return encodePlaceholder(tools, request, signal);
  const what = `The ${request.kind.replace('_', '-')} of ${request.frames} frames`;
  const taken = 'head' in request && request.head !== null ? request.head : null;
  const source = taken === null ? null : await mustProbePicture(tools, taken.input, signal);
  await mustRunFfmpeg(tools, seamArguments(request, source, tools.hasZscale), { what, signal });
}

/** Joins that ffmpeg's own filters make. */
export type FilteredSeam = Exclude<SeamRequest, { readonly kind: 'morph' | 'placeholder' }>;

/** Pure: how ffmpeg makes a join out of what is beside it; `source` is what its head was found to be. */
export function seamArguments(
  request: FilteredSeam,
  source: PictureSource | null,
  hasZscale: boolean,
): readonly string[] {
  const { house, frames } = request;
  const head = (taken: SeamHead, count: number): Side => {
    if (source === null) throw new Error(`${taken.input} was not looked at`);
    const filters = takeFrames({ house, ...taken }, source.video, { fromFrame: 0, frames: count }, hasZscale);
    return { input: takeInput(taken.input, source), filters: [...filters, `fps=${fpsToText(house.fps)}`].join(',') };
  };
  const tail = (piece: string, count: number): Side => ({
    input: inputArguments(piece),
    filters: steady(house.fps, count),
  });
  switch (request.kind) {
    case 'dissolve':
      return film(request, [tail(request.tail, frames), head(request.head, frames)], dissolve(house, frames));
    case 'wipe':
      return film(
        request,
        [tail(request.tail, frames), head(request.head, frames)],
        wipe(house, frames, WIPES[request.direction]),
      );
    case 'fade': {
      const outFrames = Math.ceil(frames / 2);
      const inFrames = frames - outFrames;
      const from = tail(request.tail, outFrames);
      const leave = `[from]${fadeOut(house.fps, outFrames, request.color)}`;
      if (request.head === null || inFrames === 0) return film(request, [from], `${leave},${end(house)}`);
      const enter = `[to]${fadeIn(house.fps, inFrames + 1, inFrames, request.color)}`;
      const graph = `${leave}[left];${enter}[entered];[left][entered]concat=n=2:v=1:a=0,${end(house)}`;
      return film(request, [from, head(request.head, inFrames)], graph);
    }
    case 'fade_in':
      return film(
        request,
        [head(request.head, frames)],
        `[from]${fadeIn(house.fps, frames, frames, request.fade.color)},${end(house)}`,
      );
    case 'fade_out':
      return film(
        request,
        [tail(request.tail, frames)],
        `[from]${fadeOut(house.fps, frames, request.fade.color)},${end(house)}`,
      );
  }
}

/** What enters a join: exactly its frames, on the film's clock, once the filters have run. */
type Side = { readonly input: readonly string[]; readonly filters: string };

/** A graph from `[from]`, and `[to]` where there are two sides, to `[seam]`; encoded as a piece of the film. */
function film(request: SeamRequest, sides: readonly Side[], graph: string): readonly string[] {
  const names = ['[from]', '[to]'];
  const chains = sides.map(({ filters }, index) => `[${index}:V:0]${filters}${names[index] ?? ''}`);
  return [
    sides.flatMap(({ input }) => input),
    ['-filter_complex', [...chains, graph].join(';'), '-map', '[seam]'],
    pieceArguments(request.house.fps, 'film'),
    [toFileUrl(request.out)],
  ].flat();
}

/**
 * Frame k of D shows k+1 parts of D+1 of the new picture, so that even a single frame lies between both: the new picture
 * is a veil over the old one that grows dense, beginning with nothing, which is dropped. `xfade` knows no 4:2:0: on the
 * way to it and back colours bleed, by up to 40 levels of 255 at sharp edges, and it takes twice as long (measured).
 */
function dissolve(house: House, frames: number): string {
  const veil = `tpad=start=1:start_mode=clone,format=yuva420p,fade=t=in:s=0:n=${frames + 1}:alpha=1,trim=start_frame=1`;
  return `[to]${veil},${clock(house.fps)}[veil];[from][veil]overlay=format=yuv420,${end(house)}`;
}

/**
 * Frame k of D is k+1 parts of D+1 on its way to the new picture: each side gets its first frame twice, and the first
 * frame of the result, which is all old, is dropped. The last frame is held because older versions of xfade cut to the
 * new picture when the old one runs out.
 */
function wipe(house: House, frames: number, transition: string): string {
  const longer = `tpad=start=1:start_mode=clone:stop=2:stop_mode=clone,${clock(house.fps)}`;
  const seconds = ((frames + 1) * house.fps.den) / house.fps.num;
  return [
    `[from]${longer}[old]`,
    `[to]${longer}[new]`,
    `[old][new]xfade=transition=${transition}:duration=${seconds.toFixed(6)}:offset=0,` +
      `trim=start_frame=1:end_frame=${frames + 1},${end(house)}`,
  ].join(';');
}

/** Frame k shows 1-(k+1)/frames of the picture: the last one is all colour. */
function fadeOut(fps: Fps, frames: number, color: FadeColor): string {
  const early = `tpad=start=1:start_mode=clone,fade=t=out:s=0:n=${frames}:color=${color}`;
  return `${early},trim=start_frame=1:end_frame=${frames + 1},${clock(fps)}`;
}

/** Frame k shows (k+s)/steps of the picture, s being `steps - frames`: 0 begins with all colour. */
function fadeIn(fps: Fps, steps: number, frames: number, color: FadeColor): string {
  const early = steps - frames;
  const pad = early === 0 ? '' : `tpad=start=${early}:start_mode=clone,`;
  const fade = `fade=t=in:s=0:n=${steps}:color=${color}`;
  return `${pad}${fade},trim=start_frame=${early}:end_frame=${steps},${clock(fps)}`;
}

/** Exactly so many frames, the last one held when a piece is a little short. */
function steady(fps: Fps, frames: number): string {
  return `${clock(fps)},tpad=stop_mode=clone:stop=2,trim=end_frame=${frames},${clock(fps)}`;
}

/** `setpts` forgets the rate that `xfade` and `tpad` ask for; `fps` says it again without touching a frame. */
function clock(fps: Fps): string {
  return `${frameClock(fps)},fps=${fpsToText(fps)}`;
}

function end(house: House): string {
  return `${frameClock(house.fps)},format=yuv420p,${HOUSE_COLORS}[seam]`;
}

const WIPES: Readonly<Record<WipeDirection, string>> = {
  left: 'wipeleft',
  right: 'wiperight',
  up: 'wipeup',
  down: 'wipedown',
  circle: 'circleopen',
};
