import { sha256 } from '../base/hash.ts';
import { toCanonicalJson, type Json, type JsonObject } from '../base/json.ts';
import { toLockHash } from '../model/lock.ts';
import { toId, type BlobSha, type TaskId } from '../model/ids.ts';
import type { Plan, ShotPlan, Task } from '../model/plan.ts';
import { withFiles } from '../plan/over.ts';
import { usedTake } from '../plan/select.ts';
import { findResult, listConforms } from '../store/results.ts';
import type { Database } from '../store/sqlite.ts';
import { listTakes, type Take } from '../store/takes.ts';
import type { StaleSeam, StaleTake } from './api.ts';
import { cutOf } from './cut.ts';
import type { EngineDependencies } from './dependencies.ts';
import { blobOf } from './results.ts';

/** Hashes by which a person accepted takes that start from another frame, by shot. */
export type Accepts = ReadonlyMap<string, string>;

export async function readAccepts({ accepts }: Pick<EngineDependencies, 'accepts'>): Promise<Accepts> {
  return accepts === undefined ? new Map() : accepts();
}

/**
 * Takes that the film uses and that were made from a frame which the shot before or after them no longer shows, because
 * that one was shot again or another of its takes was chosen. A frame counts as long as it was ever cut like this from
 * the neighbour's take: another ffmpeg makes nothing stale. What was accepted, and what is bound to it, is left out.
 */
export async function findStale(db: Database, plan: Plan, accepts: Accepts): Promise<readonly StaleTake[]> {
  return (await listStarted(db, plan)).filter(
    ({ shot, hash, seams }) => seams.length > 0 && accepts.get(shot) !== hash,
  );
}

/** Shots whose take a person accepted as it starts now. */
export async function findAccepted(db: Database, plan: Plan, accepts: Accepts): Promise<ReadonlySet<string>> {
  if (accepts.size === 0) return new Set();
  const accepted = (await listStarted(db, plan)).filter(({ shot, hash }) => accepts.get(shot) === hash);
  return new Set(accepted.map(({ shot }) => shot));
}

/** Takes in use that start from or end on a frame of another shot; `seams` where that one now shows another frame. */
export async function listStarted(db: Database, plan: Plan): Promise<readonly StaleTake[]> {
  const waiting = plan.tasks.filter((task) => framesOf(task).length > 0);
  if (waiting.length === 0) return [];
  const tasks = new Map(plan.tasks.map((task) => [task.id, task]));
  const place = { plan, shots: new Map<string, ShotPlan>(plan.shots.map((shot) => [shot.id, shot])) };
  const used = await listUsed(db, plan);
  const cuts = await listCuts(db, [...used.values()]);
  const started: StaleTake[] = [];
  for (const task of waiting) {
    const take = used.get(task.id);
    if (take === undefined || take.sha === null) continue;
    const present: BlobSha[] = [];
    const seams: StaleSeam[] = [];
    for (const { input, part, from } of framesOf(task)) {
      const conform = tasks.get(from);
      const neighbour = conform === undefined ? undefined : used.get(conform.needs[0] ?? from);
      const frame = frameOf(take, input);
      if (conform === undefined || neighbour === undefined || neighbour.sha === null || frame === null) continue;
      const known = cuts.get(cutKey(neighbour.sha, cutOf(place, conform))) ?? [];
      const shown = known.at(-1)?.[part] ?? null;
      if (shown === null) continue;
      present.push(shown);
      const shot = used.get(beneath(tasks, conform.needs[0] ?? from)) ?? neighbour;
      if (known.some((cut) => cut[part] === frame) || isBound(shot, take, part)) continue;
      const measured = await findResult(db, comparisonKey(shown, take.sha));
      seams.push({ ...seamOf(conform.id, part, shown), ...measuredOf(measured) });
    }
    const shot = nameOf(task.id);
    const hash = toLockHash(sha256([...present, take.sha].join(' ')));
    if (present.length > 0) started.push({ task: task.id, shot, take: take.number, sha: take.sha, hash, seams });
  }
  return started;
}

/** Under which a measured seam is kept. */
export function comparisonKey(frame: BlobSha, take: BlobSha): string {
  return sha256(toCanonicalJson({ kind: 'comparison', frame, take }));
}

type Part = StaleSeam['part'];
type FrameNeed = { readonly input: 'start' | 'end'; readonly part: Part; readonly from: TaskId };

/** Frames of other shots' takes that a task starts from or ends on. What is only a reference promises no seam. */
function framesOf(task: Task): readonly FrameNeed[] {
  return (task.request?.inputs ?? []).flatMap(({ as, from }) =>
    (as === 'start' || as === 'end') && from.kind === 'task' && (from.part === 'first' || from.part === 'last')
      ? [{ input: as, part: from.part, from: from.task }]
      : [],
  );
}

/** The frame that a take was made from, as its request has it. */
function frameOf({ request }: Take, input: 'start' | 'end'): BlobSha | null {
  return request.kind === 'video' ? (request[input]?.sha ?? null) : null;
}

/** The neighbour was shot so that it ends on the very frame from which this take starts. */
function isBound(neighbour: Take, take: Take, part: Part): boolean {
  if (part === 'first' || neighbour.request.kind !== 'video' || take.request.kind !== 'video') return false;
  const end = neighbour.request.end?.sha;
  return end !== undefined && end === take.request.start?.sha;
}

/** The task that shot what a finish is worked over. */
function beneath(tasks: ReadonlyMap<TaskId, Task>, id: TaskId): TaskId {
  const [source] = tasks.get(id)?.over?.tasks ?? [];
  return source === undefined ? id : beneath(tasks, source);
}

async function listUsed(db: Database, plan: Plan): Promise<ReadonlyMap<TaskId, Take>> {
  const byTask = Map.groupBy(await listTakes(db, plan.name), (take) => take.task);
  const used = new Map<TaskId, Take>();
  for (const unbound of plan.tasks) {
    if (unbound.request === null) continue;
    const task = withFiles(unbound, (id) => used.get(id)?.sha ?? null);
    const earlier = task.was === null ? [] : (byTask.get(task.was) ?? []);
    const take = usedTake(task, [...earlier, ...(byTask.get(task.id) ?? [])]);
    if (take !== null) used.set(task.id, take);
  }
  return used;
}

type CutFrames = Readonly<Record<Part, BlobSha | null>>;

/** The first and last frames of every conform that was ever made of some takes, by how they were cut; the newest last. */
async function listCuts(db: Database, takes: readonly Take[]): Promise<ReadonlyMap<string, readonly CutFrames[]>> {
  const cuts = new Map<string, CutFrames[]>();
  const inputs = takes.flatMap(({ sha }) => sha ?? []);
  for (const result of await listConforms(db, inputs)) {
    const { input, cut = null } = result;
    if (typeof input !== 'string' || !isObject(cut)) continue;
    const key = cutKey(toId<BlobSha>(input), cut);
    const frames = { first: blobOf(result, 'first'), last: blobOf(result, 'last') };
    cuts.set(key, [...(cuts.get(key) ?? []), frames]);
  }
  return cuts;
}

/** Where a join cuts the piece moves neither its first nor its last frame. */
function cutKey(input: BlobSha, cut: JsonObject): string {
  const { headFrames, bodyFrames, tailFrames, ...rest } = cut;
  return toCanonicalJson([input, rest, Number(headFrames) + Number(bodyFrames) + Number(tailFrames)]);
}

function seamOf(conform: TaskId, part: Part, frame: BlobSha): Omit<StaleSeam, 'ssim' | 'deltaE'> {
  return { conform, from: nameOf(conform), part, frame };
}

function measuredOf(result: JsonObject | null): Pick<StaleSeam, 'ssim' | 'deltaE'> {
  const { ssim, deltaE } = result ?? {};
  return {
    ssim: typeof ssim === 'number' ? ssim : null,
    deltaE: typeof deltaE === 'number' ? deltaE : null,
  };
}

/** `take:s1a` → `s1a`. */
function nameOf(task: TaskId): string {
  return task.slice(task.indexOf(':') + 1);
}

function isObject(json: Json): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
