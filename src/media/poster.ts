import { framesToSeconds } from '../model/time.ts';
import { type Tools, inputArguments, mustRunFfmpeg, toFileUrl } from './ffmpeg.ts';
import type { PosterRequest } from './media.ts';

/** Writes the frame that stands for a film: bright enough, with contrast, and sharp, out of a few. */
export async function choosePoster(tools: Tools, request: PosterRequest, signal: AbortSignal): Promise<void> {
  let best = { frame: 0, score: -1 };
  for (const frame of request.candidates) {
    const score = scorePicture(await readSmall(tools, request, frame, signal), SMALL.width, SMALL.height);
    if (score > best.score) best = { frame, score };
  }
  await mustRunFfmpeg(tools, [...at(request, best.frame), ...JPEG, toFileUrl(request.out)], {
    what: `The poster of ${request.film}`,
    signal,
  });
}

/** Pure: 0 for a plain or black picture, more for light in the middle of the range, contrast and fine detail. */
export function scorePicture(luma: Uint8Array, width: number, height: number): number {
  const mean = luma.reduce((sum, value) => sum + value, 0) / luma.length;
  const spread = Math.sqrt(luma.reduce((sum, value) => sum + (value - mean) ** 2, 0) / luma.length);
  let detail = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const around = (luma[at - 1] ?? 0) + (luma[at + 1] ?? 0) + (luma[at - width] ?? 0) + (luma[at + width] ?? 0);
      detail += Math.min(64, Math.abs(4 * (luma[at] ?? 0) - around));
    }
  }
  const sharpness = detail / (width * height);
  const exposure = Math.max(0.02, 1 - Math.abs(mean - 118) / 118);
  return exposure * spread * (1 + Math.sqrt(sharpness));
}

const SMALL = { width: 160, height: 90 };

async function readSmall(tools: Tools, request: PosterRequest, frame: number, signal: AbortSignal): Promise<Buffer> {
  const small = ['-vf', `scale=${SMALL.width}:${SMALL.height}:flags=area,format=gray`, '-f', 'rawvideo', 'pipe:1'];
  const { stdout } = await mustRunFfmpeg(tools, [...at(request, frame), '-frames:v', '1', ...small], {
    what: `A frame of ${request.film}`,
    signal,
  });
  return stdout;
}

/** Half a frame early: the seek then lands on the frame itself. */
function at({ film, fps }: PosterRequest, frame: number): readonly string[] {
  const seconds = Math.max(0, framesToSeconds(frame, fps) - framesToSeconds(1, fps) / 2);
  return ['-ss', seconds.toFixed(6), ...inputArguments(film), '-map', '0:V:0'];
}

const JPEG = [
  ['-frames:v', '1', '-vf', 'scale=out_color_matrix=bt601:out_range=pc,format=yuvj420p'],
  ['-c:v', 'mjpeg', '-q:v', '3', '-threads', '1', '-flags', '+bitexact', '-update', '1', '-f', 'image2'],
].flat();
