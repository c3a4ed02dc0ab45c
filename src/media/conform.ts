import { truncate, writeFile } from 'node:fs/promises';
import { frameToSample } from '../model/time.ts';
import { conformArguments, lengthFrames } from './conform-arguments.ts';
import { CHANNELS } from './encoder.ts';
import { type Tools, mustSucceed, runFfmpeg } from './ffmpeg.ts';
import type { Conformed, ConformRequest } from './media.ts';
import { mustProbePicture } from './probe.ts';
import { MAX_HELD_FRAMES } from './take-frames.ts';

/** As `Media.conform`. Of a take that is too short the pieces are what there was; its `sourceFrames` say so. */
export async function conform(
  tools: Tools,
  request: ConformRequest,
  signal: AbortSignal,
  onProgress: ((done: number) => void) | undefined,
): Promise<Conformed> {
  const source = await mustProbePicture(tools, request.input, signal);
  const length = lengthFrames(request);
  const wanted = request.skipHeadFrames + length;
  let sourceFrames = 0;
  const result = await runFfmpeg(tools, conformArguments(request, source, tools.hasZscale), {
    signal,
    onFrames: (frames) => {
      sourceFrames = frames;
      onProgress?.(Math.min(1, frames / wanted));
    },
  });
  // A take that ends too early leaves pieces without frames, which some versions call a failure: the count tells.
  const isShort = !request.isPicture && sourceFrames > 0 && sourceFrames + MAX_HELD_FRAMES < wanted;
  if (!isShort) mustSucceed(result, `The conformed pieces of ${request.input}`);
  const hasSound = source.audio !== null && !request.isPicture;
  if (!hasSound) await writeSilence(request.outSound, frameToSample(length, request.house.fps));
  return { sourceFrames: request.isPicture ? wanted : sourceFrames, hasSound };
}

/** A file of zeros of the right length takes no time and, on most file systems, no room. */
async function writeSilence(file: string, samples: number): Promise<void> {
  await writeFile(file, '');
  await truncate(file, samples * CHANNELS * 2);
}
