import { inputArguments } from './ffmpeg.ts';
import type { ConformRequest } from './media.ts';
import { frameClock, pictureFilters, rateFilters } from './picture-filters.ts';
import type { PictureSource, VideoSource } from './probe.ts';

/** A take that is short by no more than this is completed by holding its last frame; a shorter one is left short. */
export const MAX_HELD_FRAMES = 2;

/** Input options that open a take as what it is. */
export function takeInput(input: string, { video, format }: PictureSource): readonly string[] {
  const decoder = video.hasSideAlpha ? ['-c:v', video.codec === 'vp8' ? 'libvpx' : 'libvpx-vp9'] : [];
  return [...decoder, ...inputArguments(input, format)];
}

/**
 * Filters from a take's pictures to some frames of it as they are in the film, counted from the first used one. These
 * frames and no others are scaled; of a still picture the one frame there is, and then it is held.
 */
export function takeFrames(
  { house, fit, isPicture, skipHeadFrames }: Pick<ConformRequest, 'house' | 'fit' | 'isPicture' | 'skipHeadFrames'>,
  video: VideoSource,
  { fromFrame, frames }: { readonly fromFrame: number; readonly frames: number },
  hasZscale: boolean,
): readonly string[] {
  const rate = rateFilters(house.fps, isPicture);
  const conformed = pictureFilters(video, house.size, fit, hasZscale);
  if (isPicture) return [...rate, ...conformed, `tpad=stop_mode=clone:stop=${frames - 1}`, frameClock(house.fps)];
  const from = skipHeadFrames + fromFrame;
  return [
    ...rate,
    `tpad=stop_mode=clone:stop=${MAX_HELD_FRAMES}`,
    `trim=start_frame=${from}:end_frame=${from + frames}`,
    ...conformed,
    frameClock(house.fps),
  ];
}
