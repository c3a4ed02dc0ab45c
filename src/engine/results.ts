import { sha256 } from '../base/hash.ts';
import { toCanonicalJson, type Json, type JsonObject } from '../base/json.ts';
import { toId, type BlobSha, type TaskId } from '../model/ids.ts';
import type { Plan, Task } from '../model/plan.ts';
import { findIn, withFiles } from '../plan/over.ts';
import { usedTake } from '../plan/select.ts';
import { findResult } from '../store/results.ts';
import { listTakes, type Take } from '../store/takes.ts';
import type { Database } from '../store/sqlite.ts';
import type { Crew } from './crew.ts';
import { NotMadeError } from './not-made.ts';

/** All takes of a task, oldest first; those that were made under its earlier name come before. */
export async function listTaskTakes(db: Database, film: string, task: Task): Promise<readonly Take[]> {
  const earlier = task.was === null ? [] : await listTakes(db, film, task.was);
  return [...earlier, ...(await listTakes(db, film, task.id))];
}

/** The take that the film uses: the one that was chosen or asked for, else the newest stored one that fits. */
export async function findSelect(db: Database, plan: Pick<Plan, 'name' | 'tasks'>, task: Task): Promise<Take | null> {
  return usedTake(await bindFiles(db, plan, task), await listTaskTakes(db, plan.name, task));
}

/** A finish with the files that it is to be made over, as the film uses them now; any other task as it is. */
export async function bindFiles(db: Database, plan: Pick<Plan, 'name' | 'tasks'>, task: Task): Promise<Task> {
  const files = new Map<TaskId, string | null>();
  for (const id of task.over?.tasks ?? []) {
    const source = findIn(plan.tasks, id);
    files.set(id, source === undefined ? null : ((await findSelect(db, plan, source))?.sha ?? null));
  }
  return withFiles(task, (id) => files.get(id) ?? null);
}

export async function selectSha(crew: Crew, task: Task): Promise<BlobSha> {
  const take = await findSelect(crew.workspace.db, crew.plan, task);
  if (take?.sha === null || take?.sha === undefined) throw new NotMadeError(`${task.title} has no stored take.`);
  return take.sha;
}

/** The identity of derived work: what goes in, how it is set, and the ffmpeg that does it. */
export function derivedFingerprint(crew: Crew, kind: string, inputs: Json): string {
  return sha256(
    toCanonicalJson({
      kind,
      build: crew.media.build,
      house: { size: { ...crew.house.size }, fps: { ...crew.house.fps } },
      inputs,
    }),
  );
}

/** A stored result whose blobs are all still there; null when the work must be done (again). */
export async function findUsableResult(crew: Crew, fingerprint: string): Promise<JsonObject | null> {
  const result = await findResult(crew.workspace.db, fingerprint);
  if (result === null) return null;
  const blobs = result['blobs'];
  if (typeof blobs !== 'object' || blobs === null || Array.isArray(blobs)) return null;
  for (const sha of Object.values(blobs)) {
    if (typeof sha === 'string' && !(await crew.workspace.blobs.has(toId<BlobSha>(sha)))) return null;
  }
  return result;
}

/** A blob of a result by its name in it. */
export function blobOf(result: JsonObject, name: string): BlobSha | null {
  const blobs = result['blobs'];
  if (typeof blobs !== 'object' || blobs === null || Array.isArray(blobs)) return null;
  const sha = Object.entries(blobs).find(([key]) => key === name)?.[1];
  return typeof sha === 'string' ? toId<BlobSha>(sha) : null;
}

export function requireBlob(result: JsonObject, name: string, task: TaskId): BlobSha {
  const sha = blobOf(result, name);
  if (sha === null) throw new Error(`the result of ${task} has no ${name}`);
  return sha;
}
