import { rm } from 'node:fs/promises';
import { type Tools, inputArguments, mustRunFfmpeg, runFfmpeg } from './ffmpeg.ts';
import type { Media } from './media.ts';
import { framesToSeconds } from '../model/time.ts';
import { mustProbe } from './probe.ts';

/**
 * Takes the beginning off a film without encoding it anew: packets are copied from the keyframe before, and an edit list
 * says where the picture begins. Where an MP4 cannot hold the streams as they are, they are encoded, near to lossless.
 */
export async function cutHead(
  tools: Tools,
  { file, fromMs, out }: Parameters<Media['cutHead']>[0],
  signal: AbortSignal,
): Promise<void> {
  const { format } = await mustProbe(tools, file, signal);
  const argv = (codecs: readonly string[]): readonly string[] =>
    [
      ['-ss', (fromMs / 1000).toFixed(6), ...inputArguments(file, format)],
      ['-map', '0:V:0', '-map', '0:a?', ...codecs, '-f', 'mp4', out],
    ].flat();
  const copied = await runFfmpeg(tools, argv(['-c', 'copy']), { signal });
  if (copied.exitCode === 0) return;
  await rm(out, { force: true });
  const encoded = argv(NEARLY_LOSSLESS);
  await mustRunFfmpeg(tools, encoded, { what: `What ${file} shows after ${(fromMs / 1000).toFixed(2)} s`, signal });
}

/** Where packets end in the order of decoding, frames do not in that of showing: so it is encoded. */
export async function cutTail(
  tools: Tools,
  { file, frames, fps, out }: Parameters<Media['cutTail']>[0],
  signal: AbortSignal,
): Promise<void> {
  const { format } = await mustProbe(tools, file, signal);
  const argv = [
    [...inputArguments(file, format), '-map', '0:V:0', '-map', '0:a?', '-filter:v', `fps=${fps.num}/${fps.den}`],
    ['-frames:v', String(frames), '-t', framesToSeconds(frames, fps).toFixed(6), ...NEARLY_LOSSLESS, '-f', 'mp4', out],
  ].flat();
  await mustRunFfmpeg(tools, argv, { what: `The first ${frames} frames of ${file}`, signal });
}

const NEARLY_LOSSLESS = ['-c:v', 'libx264', '-crf', '8', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', '256k'];
