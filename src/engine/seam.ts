import type { JsonObject } from '../base/json.ts';
import type { SeamHead, SeamRequest } from '../media/media.ts';
import { toId, type BlobSha, type ShotId, type TaskId } from '../model/ids.ts';
import type { Segment, Task } from '../model/plan.ts';
import { conformInput, conformResult } from './conform.ts';
import { findTask, temporaryPath, type Crew } from './crew.ts';
import { NotMadeError } from './not-made.ts';
import { derivedFingerprint, findUsableResult, requireBlob } from './results.ts';

/** The frames of one join, or of a shot's own fade: blob `piece`. */
export async function encodeSeam(crew: Crew, task: Task, signal: AbortSignal): Promise<JsonObject> {
  const { request } = await seamInput(crew, task);
  const out = temporaryPath(crew, '.mp4');
  const paths = withPaths(request, (sha) => crew.workspace.blobs.path(toId<BlobSha>(sha)));
  await crew.media.seam({ ...paths, house: crew.house, out }, signal);
  return { blobs: { piece: (await crew.workspace.blobs.adopt(out)).sha } };
}

export async function seamFingerprint(crew: Crew, task: Task): Promise<string> {
  const { request } = await seamInput(crew, task);
  return derivedFingerprint(crew, 'seam', { ...request });
}

export async function seamResult(crew: Crew, task: Task): Promise<JsonObject> {
  const result = await findUsableResult(crew, await seamFingerprint(crew, task));
  if (result === null) throw new NotMadeError(`${task.title} is not encoded.`);
  return result;
}

/** The task that makes a segment: `seam:A.B` for a join, `seam:ID.in` or `seam:ID.out` for a fade at a shot's own edge. */
export function seamTaskOf(crew: Crew, segment: Exclude<Segment, { readonly kind: 'body' }>): TaskId {
  if (segment.kind === 'seam') {
    const task = crew.plan.joins[segment.join]?.task;
    if (task === null || task === undefined) throw new Error(`join ${segment.join} has frames and no task`);
    return task;
  }
  return toId<TaskId>(`seam:${segment.shot}.${segment.kind === 'head' ? 'in' : 'out'}`);
}

type SeamKind = SeamRequest extends infer Request
  ? Request extends SeamRequest
    ? Omit<Request, 'house' | 'out'>
    : never
  : never;

async function seamInput(crew: Crew, task: Task): Promise<{ readonly request: SeamKind }> {
  if (task.join === null) return { request: await edgeFade(crew, task) };
  const plan = crew.plan.joins[task.join];
  if (plan === undefined) throw new Error(`task ${task.id} belongs to no join`);
  const { join, frames } = plan;
  const [from, to] = await Promise.all([conformed(crew, plan.from), conformed(crew, plan.to)]);
  const tail = (): BlobSha => requireBlob(from, 'tail', task.id);
  switch (join.kind) {
    case 'dissolve':
      return { request: { kind: 'dissolve', frames, tail: tail(), head: await headOf(crew, plan.to) } };
    case 'wipe': {
      const { direction } = join;
      return { request: { kind: 'wipe', frames, direction, tail: tail(), head: await headOf(crew, plan.to) } };
    }
    case 'fade':
      return {
        request: { kind: 'fade', frames, color: join.color, tail: tail(), head: await headOf(crew, plan.to) },
      };
    case 'morph':
      return {
        request: {
          kind: 'morph',
          frames,
          from: requireBlob(from, 'body', task.id),
          to: requireBlob(to, 'body', task.id),
        },
      };
    case 'cut':
    case 'bridge':
      throw new Error(`a ${join.kind} has no seam of its own`);
  }
}

async function edgeFade(crew: Crew, task: Task): Promise<SeamKind> {
  const segment = crew.plan.film.segments.find(
    (one) => (one.kind === 'head' || one.kind === 'tail') && seamTaskOf(crew, one) === task.id,
  );
  if (segment?.kind !== 'head' && segment?.kind !== 'tail') throw new Error(`task ${task.id} belongs to no segment`);
  const { fade, frames, shot } = segment;
  const result = await conformed(crew, shot);
  return segment.kind === 'head'
    ? { kind: 'fade_in', frames, fade, head: await headOf(crew, shot) }
    : { kind: 'fade_out', frames, fade, tail: requireBlob(result, 'tail', task.id) };
}

function conformed(crew: Crew, shot: ShotId): Promise<JsonObject> {
  return conformResult(crew, conformTask(crew, shot));
}

async function headOf(crew: Crew, shot: ShotId): Promise<SeamHead> {
  const { input, isPicture, cut } = await conformInput(crew, conformTask(crew, shot));
  return { input, isPicture, fit: cut.fit, skipHeadFrames: cut.skipHeadFrames };
}

function conformTask(crew: Crew, shot: ShotId): Task {
  return findTask(crew, toId<TaskId>(`conform:${shot}`));
}

/** The request with paths instead of hashes. */
function withPaths(request: SeamKind, path: (sha: string) => string): SeamKind {
  const head = (taken: SeamHead): SeamHead => ({ ...taken, input: path(taken.input) });
  switch (request.kind) {
    case 'dissolve':
    case 'wipe':
      return { ...request, tail: path(request.tail), head: head(request.head) };
    case 'fade':
      return { ...request, tail: path(request.tail), head: request.head === null ? null : head(request.head) };
    case 'morph':
      return { ...request, from: path(request.from), to: path(request.to) };
    case 'fade_in':
      return { ...request, head: head(request.head) };
    case 'fade_out':
      return { ...request, tail: path(request.tail) };
    case 'placeholder':
      return request.picture === null ? request : { ...request, picture: path(request.picture) };
  }
}
