import type { FadeColor, WipeDirection } from '../model/storyboard.ts';
import { type Fps, fpsToText } from '../model/time.ts';
import { pieceArguments } from './encoder.ts';
import { type Tools, inputArguments, mustRunFfmpeg, toFileUrl } from './ffmpeg.ts';
import type { House, SeamRequest } from './media.ts';
import { encodeMorph } from './morph.ts';
import { HOUSE_COLORS, frameClock } from './picture-filters.ts';
import { encodePlaceholder } from './placeholder.ts';

/** Encodes one join, or a fade at a shot's own edge, as a film piece of exactly `frames` frames. */
export async function encodeSeam(tools: Tools, request: SeamRequest, signal: AbortSignal): Promise<void> {
  if (request.kind === 'morph') return encodeMorph(tools, request, signal);
  if (request.kind === 'placeholder') return encodePlaceholder(tools, request, signal);
  const what = `The ${request.kind.replace('_', '-')} of ${request.frames} frames`;
  await mustRunFfmpeg(tools, seamArguments(request), { what, signal });
}

/** Joins that ffmpeg's own filters make. */
export type FilteredSeam = Exclude<SeamRequest, { readonly kind: 'morph' | 'placeholder' }>;

/** Pure: how ffmpeg makes a join out of the pieces beside it. */
export function seamArguments(request: FilteredSeam): readonly string[] {
  const { house, frames } = request;
  switch (request.kind) {
    case 'dissolve':
      return film(request, [request.tail, request.head], crossfade(house, frames, 'fade'));
    case 'wipe':
      return film(request, [request.tail, request.head], crossfade(house, frames, WIPES[request.direction]));
    case 'fade':
      return fadeThrough(request);
    case 'fade_in':
      return film(
        request,
        [request.head],
        `[0:V:0]${fadeIn(house.fps, frames, frames, request.fade.color)},${end(house)}`,
      );
    case 'fade_out':
      return film(request, [request.tail], `[0:V:0]${fadeOut(house.fps, frames, request.fade.color)},${end(house)}`);
  }
}

/** A graph that ends in `[seam]`, over the given pieces, encoded as a piece of the film. */
function film(request: SeamRequest, inputs: readonly string[], graph: string): readonly string[] {
  return [
    inputs.flatMap((input) => inputArguments(input)),
    ['-filter_complex', graph, '-map', '[seam]'],
    pieceArguments(request.house.fps, 'film'),
    [toFileUrl(request.out)],
  ].flat();
}

/**
 * Frame k of D shows k+1 parts of D+1 of the new picture, so that even a single frame lies between both. For that each
 * side gets its first frame twice, and the first frame of the result, which is all old, is dropped. The last frame is held
 * because older versions of xfade cut to the new picture when the old one runs out.
 */
function crossfade(house: House, frames: number, transition: string): string {
  const side = `${steady(house.fps, frames)},tpad=start=1:start_mode=clone:stop=2:stop_mode=clone,${clock(house.fps)}`;
  const seconds = ((frames + 1) * house.fps.den) / house.fps.num;
  return [
    `[0:V:0]${side}[from]`,
    `[1:V:0]${side}[to]`,
    `[from][to]xfade=transition=${transition}:duration=${seconds.toFixed(6)}:offset=0,` +
      `trim=start_frame=1:end_frame=${frames + 1},${end(house)}`,
  ].join(';');
}

/** Out to the colour over the first half, rounded up, whose last frame is all colour; back over the rest. */
function fadeThrough(request: Extract<FilteredSeam, { readonly kind: 'fade' }>): readonly string[] {
  const { house, frames, tail, head, color } = request;
  const outFrames = Math.ceil(frames / 2);
  const inFrames = frames - outFrames;
  const leave = `[0:V:0]${fadeOut(house.fps, outFrames, color)}`;
  if (head === null || inFrames === 0) return film(request, [tail], `${leave},${end(house)}`);
  const enter = `[1:V:0]${fadeIn(house.fps, inFrames + 1, inFrames, color)}`;
  return film(request, [tail, head], `${leave}[from];${enter}[to];[from][to]concat=n=2:v=1:a=0,${end(house)}`);
}

/** Frame k shows 1-(k+1)/frames of the picture: the last one is all colour. */
function fadeOut(fps: Fps, frames: number, color: FadeColor): string {
  const early = `tpad=start=1:start_mode=clone,fade=t=out:s=0:n=${frames}:color=${color}`;
  return `${steady(fps, frames)},${early},trim=start_frame=1:end_frame=${frames + 1},${clock(fps)}`;
}

/** Frame k shows (k+s)/steps of the picture, s being `steps - frames`: 0 begins with all colour. */
function fadeIn(fps: Fps, steps: number, frames: number, color: FadeColor): string {
  const early = steps - frames;
  const pad = early === 0 ? '' : `tpad=start=${early}:start_mode=clone,`;
  const fade = `fade=t=in:s=0:n=${steps}:color=${color}`;
  return `${steady(fps, frames)},${pad}${fade},trim=start_frame=${early}:end_frame=${steps},${clock(fps)}`;
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
