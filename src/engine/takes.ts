import type { Plan, Task } from '../model/plan.ts';
import type { TakeId, TaskId } from '../model/ids.ts';
import type { Micros } from '../model/money.ts';
import { askForTake, chooseTake, type AskedFor, type Wish } from '../plan/choose.ts';
import { limitPlan } from '../plan/limit.ts';
import { inPlayOrder } from '../plan/play-order.ts';
import { keptTake } from '../plan/select.ts';
import { sumCostsByTake } from '../store/costs.ts';
import { findLatestRender } from '../store/renders.ts';
import { listTakes, type Take } from '../store/takes.ts';
import { readWorkspace } from '../store/workspace.ts';
import { failedGates, isAcceptable } from './accept-takes.ts';
import type { ChosenTake, RenderOptions, TakeView } from './api.ts';
import type { EngineDependencies } from './dependencies.ts';
import { toOverrule } from './overrules.ts';
import { listTaskTakes } from './results.ts';
import { byShots, tooShortWords } from './too-short.ts';

/** Every take that was ever begun, in the order in which the film shows them; those of one task when it is named. Reads without the lock. */
export async function readTakes(
  dependencies: EngineDependencies,
  plan: Plan,
  only: TaskId | null,
): Promise<readonly TakeView[]> {
  await using workspace = await readWorkspace(dependencies.workspace);
  if (workspace === null) return [];
  const costs = await sumCostsByTake(workspace.db, plan.name);
  const views: TakeView[] = [];
  for (const task of inPlayOrder(plan)) {
    if (task.request === null || (only === null ? task.kind !== 'take' : task.id !== only)) continue;
    const takes = await listTaskTakes(workspace.db, plan.name, task);
    const used = keptTake(plan, task, takes);
    for (const take of takes) {
      const isThere = take.sha !== null && (await workspace.blobs.has(take.sha));
      const file = take.sha === null || !isThere ? null : workspace.blobs.path(take.sha);
      views.push({ ...toTakeView(task, take, costs), isUsed: take === used, file });
    }
  }
  return views;
}

/** What `retake` writes down; nothing is written here. */
export async function askFor(dependencies: EngineDependencies, plan: Plan, id: TaskId, wish: Wish): Promise<AskedFor> {
  const task = taskOf(plan, id);
  await using workspace = await readWorkspace(dependencies.workspace);
  if (workspace === null) return askForTake(task, [], wish, { isBrokenOff: false, preview: plan.preview });
  const latest = await findLatestRender(workspace.db, plan.name);
  const alone = limitPlan(plan, await listTakes(workspace.db, plan.name), [id]).plan;
  const isBrokenOff =
    latest !== null && OPEN.has(latest.state) && [plan.fingerprint, alone.fingerprint].includes(latest.planFingerprint);
  const takes = await listTaskTakes(workspace.db, plan.name, task);
  return askForTake(task, takes, wish, { isBrokenOff, preview: plan.preview });
}

/** What `select` writes down, or why it cannot be; nothing is written here. */
export async function choose(
  dependencies: EngineDependencies,
  plan: Plan,
  id: TaskId,
  number: number,
  { acceptGates = false }: Pick<RenderOptions, 'acceptGates'> = {},
): Promise<ChosenTake> {
  const task = taskOf(plan, id);
  await using workspace = await readWorkspace(dependencies.workspace);
  const takes = workspace === null ? [] : await listTaskTakes(workspace.db, plan.name, task);
  const take = takes.findLast((one) => one.number === number);
  const isOverruled = acceptGates && take !== undefined && isAcceptable(take);
  const usable = isOverruled ? takes.map((one) => (one === take ? { ...one, state: 'stored' as const } : one)) : takes;
  const chosen = chooseTake(task, usable, number);
  if (chosen.refused === null && take !== undefined && tooShortWords(byShots(plan), task, take) !== null)
    return { locked: null, refused: 'too_short', overrule: null };
  return { ...chosen, overrule: isOverruled ? toOverrule(take, failedGates(take)) : null };
}

/** Words of a render that the same command goes on with. */
const OPEN: ReadonlySet<string> = new Set(['running', 'paused']);

function taskOf(plan: Plan, id: TaskId): Task {
  const task = plan.tasks.find((one) => one.id === id);
  if (task === undefined) throw new Error(`the plan has no task ${id}`);
  return task;
}

/** A take for people who choose among them; whether it is used, and where its file is, is the caller's to say. */
export function toTakeView(
  task: Task,
  take: Take,
  costs: ReadonlyMap<TakeId, Micros>,
): Omit<TakeView, 'isUsed' | 'file'> {
  const { request } = take;
  return {
    task: task.id,
    shot: task.id.slice(task.id.indexOf(':') + 1),
    number: take.number,
    state: take.state,
    model: take.model,
    seed: take.seed,
    prompt: request.kind === 'voice' ? request.words : request.prompt,
    durationMs: durationOf(take),
    costMicros: Math.max(take.costMicros, costs.get(take.id) ?? 0),
    madeMs: take.madeMs,
    isFitting: take.fingerprint === task.fingerprint,
    isAcceptable: isAcceptable(take),
    sha: take.sha,
    failure: take.failure,
  };
}

/** As it was measured when it arrived. */
function durationOf({ facts }: Take): number | null {
  for (const name of ['video', 'audio']) {
    const stream = facts?.[name];
    if (typeof stream !== 'object' || stream === null || !('durationMs' in stream)) continue;
    if (typeof stream.durationMs === 'number') return stream.durationMs;
  }
  return null;
}
