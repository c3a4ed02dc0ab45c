import { toId, type BlobSha } from '../model/ids.ts';
import { saveResult } from '../store/results.ts';
import type { StaleSeam, StaleTake } from './api.ts';
import { conformResult } from './conform.ts';
import { findTask, type Crew } from './crew.ts';
import { ifMade } from './not-made.ts';
import { blobOf } from './results.ts';
import { comparisonKey, findStale, type Accepts } from './upstream.ts';

/** Takes that start from another frame, with what the seams look like in the film; each is measured once. */
export async function measureStale(crew: Crew, accepts: Accepts, signal: AbortSignal): Promise<readonly StaleTake[]> {
  const { db } = crew.workspace;
  const stale = await findStale(db, crew.plan, accepts);
  let isMeasured = false;
  for (const take of stale) {
    for (const seam of take.seams) {
      if (seam.ssim !== null || signal.aborted) continue;
      const files = await filesAt(crew, take, seam);
      if (files === null) continue;
      const measured = await crew.media.compareFrames({ size: crew.house.size, ...files }, signal);
      await saveResult(db, comparisonKey(seam.frame, take.sha), 'comparison', { ...measured }, crew.clock.nowMs());
      isMeasured = true;
    }
  }
  return isMeasured ? findStale(db, crew.plan, accepts) : stale;
}

type Edge = { readonly file: string; readonly edge: 'first' | 'last' };

/** The frames of the film on both sides of the seam. */
async function filesAt(
  crew: Crew,
  take: StaleTake,
  { conform, part }: StaleSeam,
): Promise<{ readonly before: Edge; readonly after: Edge } | null> {
  const own = toId<StaleSeam['conform']>(`conform:${take.shot}`);
  const [before, after] = part === 'last' ? [conform, own] : [own, conform];
  const [last, first] = [await frameAt(crew, before, 'last'), await frameAt(crew, after, 'first')];
  if (last === null || first === null) return null;
  return { before: { file: last, edge: 'last' }, after: { file: first, edge: 'first' } };
}

async function frameAt(crew: Crew, conform: StaleSeam['conform'], edge: 'first' | 'last'): Promise<string | null> {
  const result = await ifMade(conformResult(crew, findTask(crew, conform)));
  const sha: BlobSha | null = result === null ? null : blobOf(result, edge);
  return sha === null ? null : crew.workspace.blobs.path(sha);
}
