import type { Size } from '../model/storyboard.ts';
import { measureColorDifference } from './color-difference.ts';
import { measureContentDifference } from './content-difference.ts';
import type { Tools } from './ffmpeg.ts';
import { measureGradeDifference } from './grade-difference.ts';
import type { CompareRequest, FrameComparison } from './media.ts';
import { type RgbPicture, readEdge } from './rgb-picture.ts';
import { measureSsim } from './ssim.ts';

/** Compares the frames on either side of a seam, 256 pixels wide. */
export async function compareFrames(
  tools: Tools,
  request: CompareRequest,
  signal: AbortSignal,
): Promise<FrameComparison> {
  const size = toComparedSize(request.size);
  const [before, after] = await Promise.all([
    readEdge(tools, request.before, size, signal),
    readEdge(tools, request.after, size, signal),
  ]);
  return {
    ssim: measureSsim(before, after),
    deltaE: measureColorDifference(average(before), average(after)),
    content: measureContentDifference(before, after),
    ...measureGradeDifference(before, after),
  };
}

const COMPARED_WIDTH = 256;
/** Colours are compared 64 pixels wide. */
const COLOR_BLOCK = 4;

function toComparedSize({ width, height }: Size): Size {
  const rows = Math.max(2, Math.round((COMPARED_WIDTH * height) / width / COLOR_BLOCK));
  return { width: COMPARED_WIDTH, height: rows * COLOR_BLOCK };
}

/** Means of blocks: grain and what an encoder leaves behind are no colour. */
function average({ width, height, pixels }: RgbPicture): RgbPicture {
  const small = { width: width / COLOR_BLOCK, height: height / COLOR_BLOCK };
  const sums = new Float32Array(small.width * small.height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = (Math.floor(y / COLOR_BLOCK) * small.width + Math.floor(x / COLOR_BLOCK)) * 3;
      for (let band = 0; band < 3; band++)
        sums[to + band] = (sums[to + band] ?? 0) + (pixels[(y * width + x) * 3 + band] ?? 0);
    }
  }
  return { ...small, pixels: Uint8Array.from(sums, (sum) => Math.round(sum / COLOR_BLOCK ** 2)) };
}
