import { truncate, writeFile } from 'node:fs/promises';
import { LongtakeError } from '../model/error.ts';
import { frameToSample } from '../model/time.ts';
import { MAX_HELD_FRAMES, conformArguments, lengthFrames } from './conform-arguments.ts';
import { CHANNELS } from './encoder.ts';
import { type Tools, mustSucceed, runFfmpeg } from './ffmpeg.ts';
import type { Conformed, ConformRequest } from './media.ts';
import { mustProbe } from './probe.ts';

/** As `Media.conform`. Of a take that is too short the pieces are what there was; its `sourceFrames` say so. */
export async function conform(
  tools: Tools,
  request: ConformRequest,
  signal: AbortSignal,
  onProgress: ((done: number) => void) | undefined,
): Promise<Conformed> {
  const source = await mustProbe(tools, request.input, signal);
  if (source.video === null) {
    throw new LongtakeError({ code: 'media_without_picture', message: `${request.input} has no picture.` });
  }
  const length = lengthFrames(request);
  const wanted = request.skipHeadFrames + length;
  let sourceFrames = 0;
  const result = await runFfmpeg(tools, conformArguments(request, source, source.video, tools.hasZscale), {
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
