import type { Size } from '../model/storyboard.ts';
import { measureColorDifference } from './color-difference.ts';
import { measureContentDifference } from './content-difference.ts';
import type { Tools } from './ffmpeg.ts';
import type { CompareRequest, FrameComparison } from './media.ts';
import { readEdge } from './rgb-picture.ts';
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
    deltaE: measureColorDifference(before, after),
    content: measureContentDifference(before, after),
  };
}

const COMPARED_WIDTH = 256;

function toComparedSize({ width, height }: Size): Size {
  return { width: COMPARED_WIDTH, height: Math.max(8, Math.round((COMPARED_WIDTH * height) / width)) };
}
