import type { TaskId } from '../model/ids.ts';
import type { Plan } from '../model/plan.ts';
import { UNLIMITED, askedAgain } from '../plan/limit.ts';
import { planStatus, type TaskStatus } from '../plan/status.ts';
import { listSubmittedTakes } from '../store/journal.ts';
import type { Database } from '../store/sqlite.ts';
import { listTakes, type Take } from '../store/takes.ts';
import { readWorkspace } from '../store/workspace.ts';
import { takesToAccept } from './accept-takes.ts';
import type { Outlook, RenderOptions } from './api.ts';
import type { EngineDependencies } from './dependencies.ts';
import { findCompleteFilm } from './film-state.ts';
import { readOverrules, type Overrules } from './overrules.ts';
import { withOtherName } from './other-name.ts';
import { inFlightOf, rehearse } from './rehearse.ts';
import { byShots, tooShortWords } from './too-short.ts';
import { findStale, readAccepts } from './upstream.ts';

/** For every paid task whether a take of it exists that fits, why not, and what the rest would cost. */
export async function readOutlook(
  dependencies: EngineDependencies,
  plan: Plan,
  options: Pick<RenderOptions, 'acceptGates' | 'limits' | 'resendRefused'> = {},
): Promise<Outlook> {
  const { acceptGates = false, limits = UNLIMITED, resendRefused = false } = options;
  await using workspace = await readWorkspace(dependencies.workspace);
  const known = workspace === null ? [] : await listKnown(workspace.db, plan.name);
  const takes = withAccepted(plan, known, await readOverrules(dependencies, acceptGates));
  const ladders = new Map(plan.tasks.map((task) => [task.id, task.ladder]));
  const left = new Set(limits.left.map(({ task }) => task));
  const statuses = planStatus(plan, { takes, askedAgain: askedAgain(plan, limits, resendRefused) });
  const named = workspace === null || known.length > 0 ? statuses : await withOtherName(workspace.db, plan, statuses);
  const tasks = named.flatMap((status) => {
    if (left.has(status.task)) return [];
    const [first] = ladders.get(status.task) ?? [];
    return { ...withShortfall(plan, status, known), isPriced: first === undefined || dependencies.hasPrice(first) };
  });
  const stale = workspace === null ? [] : await findStale(workspace.db, plan, await readAccepts(dependencies));
  const film =
    workspace === null ? null : await findCompleteFilm(workspace.db, plan, dependencies.defaultOut(plan.preview));
  const toMake = new Set(tasks.flatMap(({ task, verdict }) => (verdict === 'make' ? task : [])));
  const rehearsal = isPaid(dependencies, plan, toMake)
    ? rehearse(plan, toMake, await dependencies.providers(), inFlightOf(plan, known))
    : { lacks: [], refused: [], dropped: [] };
  const costMicros = tasks.reduce((sum, task) => sum + task.costMicros, 0);
  return { tasks, costMicros, isComplete: film !== null, stale, ...rehearsal };
}

/** Until a shot is made again the film shows an earlier take of it; one that is too short for that leaves a placeholder. */
function withShortfall(plan: Plan, status: TaskStatus, takes: readonly Take[]): TaskStatus {
  if (status.verdict !== 'make' || status.take === null) return status;
  const task = plan.tasks.find(({ id }) => id === status.task);
  const take = takes.findLast(
    (one) => one.number === status.take && (one.task === status.task || one.task === task?.was),
  );
  const words = task === undefined || take === undefined ? null : tooShortWords(byShots(plan), task, take);
  if (words === null) return status;
  return {
    ...status,
    reason: `${status.reason}; take ${status.take} ${words}, so a placeholder stands for it until then`,
  };
}

async function listKnown(db: Database, film: string) {
  const submitted = await listSubmittedTakes(db, film);
  return (await listTakes(db, film)).map((take) => ({ ...take, isSubmitted: submitted.has(take.id) }));
}

/** Where nothing costs anything, nobody has to be asked what would come of it. */
function isPaid(dependencies: EngineDependencies, plan: Plan, toMake: ReadonlySet<TaskId>): boolean {
  return plan.tasks.some(({ id, ladder: [first] }) => {
    if (first === undefined || !toMake.has(id)) return false;
    return first.costMicros > 0 || !dependencies.hasPrice(first);
  });
}

/** Takes that a person's word makes stored ones are not bought again. */
function withAccepted(plan: Plan, takes: readonly Take[], overrules: Overrules): readonly Take[] {
  if (!overrules.isAll && overrules.hashes.size === 0) return takes;
  const byTask = Map.groupBy(takes, (take) => take.task);
  const accepted = new Set(
    plan.tasks.flatMap((task) => {
      if (task.request === null) return [];
      const earlier = task.was === null ? [] : (byTask.get(task.was) ?? []);
      return takesToAccept(task, [...earlier, ...(byTask.get(task.id) ?? [])], overrules);
    }),
  );
  return takes.map((take) => (accepted.has(take) ? { ...take, state: 'stored' } : take));
}
