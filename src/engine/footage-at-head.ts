import type { Inspection } from '../media/media.ts';
import type { BlobSha } from '../model/ids.ts';
import { framesToMs } from '../model/time.ts';
import type { Take } from '../store/takes.ts';
import { temporaryPath, type Crew } from './crew.ts';
import { MARKS } from './gate-marks.ts';

/** A take without the footage that it was made to go on from. */
export type Continuation = { readonly sha: BlobSha; readonly sizeBytes: number; readonly footageMs: number };

/**
 * A model that goes on from footage may deliver one film of both: the shot before would be seen twice. Such a film is as
 * long as the footage and what was asked for together, and begins as the footage does; then what follows is cut from it.
 * Null for every other take.
 */
export async function cutFootage(
  crew: Crew,
  { request, sha, task, model }: Take,
  delivered: Inspection,
  signal: AbortSignal,
): Promise<Continuation | null> {
  if (request.kind !== 'video' || request.mode !== 'extend' || request.video === null) return null;
  const { blobs } = crew.workspace;
  if (sha === null || delivered.video === null || !(await blobs.has(request.video.sha))) return null;
  const [footage, file] = [blobs.path(request.video.sha), blobs.path(sha)];
  const footageMs = (await crew.media.inspect(footage, signal)).video?.durationMs ?? 0;
  const choice = crew.tasks.get(task)?.ladder.find((one) => one.model === model);
  const askedMs = choice?.lengthMs ?? framesToMs(request.frames, request.fps);
  const { durationMs } = delivered.video;
  if (Math.abs(durationMs - footageMs - askedMs) >= Math.abs(durationMs - askedMs)) return null;
  const sides = { before: { file: footage, edge: 'first' }, after: { file, edge: 'first' } } as const;
  const { ssim } = await crew.media.compareFrames({ size: crew.house.size, ...sides }, signal);
  if (ssim < MARKS.start.warn) return null;
  const out = temporaryPath(crew, '.mp4');
  // A little before the first frame that is new: times are rounded.
  const littleMs = framesToMs(1, request.fps) / 4;
  await crew.media.cutHead({ file, fromMs: Math.max(0, footageMs - littleMs), out }, signal);
  return { ...(await blobs.adopt(out)), footageMs };
}
