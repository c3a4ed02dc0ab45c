import type { TaskId } from '../model/ids.ts';
import { toLockHash } from '../model/lock.ts';
import type { Plan, Select, Task } from '../model/plan.ts';
import { fingerprinted } from './fingerprint.ts';
import { isOverItsFiles, type KnownTake } from './known-take.ts';
import { withFiles } from './over.ts';
import { keptTake } from './select.ts';
import { planStatus } from './status.ts';

/** What a film is cut from when some tasks alone are to be made, or none: everything else stays as it is. */
export type Limits = {
  /** What alone somebody asks for. */
  readonly wanted: readonly TaskId[];
  /** What the wanted tasks cannot be made without, and what is not there: made with it. */
  readonly also: readonly TaskId[];
  /** Made of other words than the storyboard has now, or not what was asked for last: used as it is. */
  readonly kept: readonly KeptTake[];
  /** Not there at all, and not made: the film does without. */
  readonly left: readonly LeftOut[];
};
export type KeptTake = {
  readonly task: TaskId;
  readonly title: string;
  readonly take: number;
  readonly reason: string;
  /** How it falls short of the length that the film has by now, so that a placeholder stands for it; null: it does not. */
  readonly tooShort: string | null;
};
export type LeftOut = { readonly task: TaskId; readonly title: string; readonly reason: string };

export type LimitedPlan = { readonly plan: Plan; readonly limits: Limits };

export const UNLIMITED: Limits = { wanted: [], also: [], kept: [], left: [] };

/**
 * What is sent also where a provider refused it before: what somebody asks for by name and what that cannot be made without,
 * or everything.
 */
export function askedAgain({ tasks }: Plan, { wanted, also }: Limits, isAll: boolean): ReadonlySet<TaskId> {
  return new Set(isAll ? tasks.map(({ id }) => id) : [...wanted, ...also]);
}

/**
 * The plan in which only some paid tasks are made, or none, with what they cannot do without: a shot's own keyframe as the
 * storyboard has it now, and inputs of which there is no take at all. Every other task has the take that it has, as if a
 * person had chosen it; one that has none is left out. The same plan where nothing else is to be made. Pure.
 */
export function limitPlan(plan: Plan, takes: readonly KnownTake[], wanted: readonly TaskId[]): LimitedPlan {
  const statuses = new Map(planStatus(plan, { takes }).map((status) => [status.task, status]));
  const byTask = Map.groupBy(takes, (take) => take.task);
  const takesOf = (task: Task): readonly KnownTake[] => [
    ...(task.was === null ? [] : (byTask.get(task.was) ?? [])),
    ...(byTask.get(task.id) ?? []),
  ];
  const needed = listNeeded(plan, wanted, (task) => keptTake(plan, task, takesOf(task)) !== null);
  const also: TaskId[] = [];
  const kept: KeptTake[] = [];
  const left: LeftOut[] = [];
  const files = new Map<TaskId, string | null>();
  const tasks = plan.tasks.map((task) => {
    const keep = keptOf(
      plan,
      withFiles(task, (id) => files.get(id) ?? null),
      takesOf(task),
    );
    if (task.request !== null) files.set(task.id, keep?.sha ?? null);
    const status = statuses.get(task.id);
    if (status?.verdict !== 'make' || wanted.includes(task.id)) return task;
    if (needed.has(task.id)) {
      also.push(task.id);
      return task;
    }
    const { reason } = status;
    if (keep === null) {
      left.push({ task: task.id, title: task.title, reason });
      return task;
    }
    kept.push({ task: task.id, title: task.title, take: keep.number, reason, tooShort: null });
    return { ...task, takes: 1, select: chosen(task, keep) };
  });
  if (kept.length === 0 && left.length === 0) return { plan, limits: { ...UNLIMITED, wanted, also } };
  const limits = { wanted, also, kept, left };
  const cut = withoutFinish(tasks, new Set(left.map(({ task }) => task)));
  return { plan: { ...plan, tasks: cut, fingerprint: limitedFingerprint(plan, limits) }, limits };
}

/** What the film shows of a task that is not made now: of a finish only what was made over the very file that is used. */
function keptOf(plan: Plan, task: Task, takes: readonly KnownTake[]): KnownTake | null {
  return keptTake(
    plan,
    task,
    takes.filter((take) => isOverItsFiles(task, take)),
  );
}

/** A take whose finish is left out is shown as it was shot. */
function withoutFinish(tasks: readonly Task[], left: ReadonlySet<TaskId>): readonly Task[] {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const beneath = (id: TaskId): TaskId => {
    const [source] = left.has(id) ? (byId.get(id)?.over?.tasks ?? []) : [];
    return source === undefined ? id : beneath(source);
  };
  return tasks.map((task) => (task.kind === 'conform' ? { ...task, needs: task.needs.map(beneath) } : task));
}

/**
 * The wanted tasks, and below each its own keyframe and everything of which no take is there; and what is done to its take
 * once it is there.
 */
function listNeeded(plan: Plan, wanted: readonly TaskId[], hasTake: (task: Task) => boolean): ReadonlySet<TaskId> {
  const tasks = new Map(plan.tasks.map((task) => [task.id, task]));
  const needed = new Set<TaskId>();
  const visit = (task: Task): void => {
    if (needed.has(task.id)) return;
    needed.add(task.id);
    for (const need of task.needs) {
      const input = tasks.get(need);
      if (input === undefined) continue;
      const isOwn = input.kind === 'keyframe' && input.shot === task.shot;
      if (input.request === null || isOwn || !hasTake(input)) visit(input);
    }
  };
  for (const task of plan.tasks) if (wanted.includes(task.id)) visit(task);
  // A finish is of one take: that of another one is no finish of it.
  for (const task of plan.tasks) if (task.over?.tasks.some((id) => needed.has(id)) === true) visit(task);
  return needed;
}

function chosen({ ladder }: Task, { number, sha }: KnownTake): Select {
  return {
    take: number,
    file: sha === null ? null : toLockHash(sha),
    takes: 1,
    override: null,
    instead: null,
    models: ladder.map((choice) => choice.model),
    bind: null,
  };
}

/** Another film than the whole plan's: a later render makes the rest. */
function limitedFingerprint(plan: Plan, { kept, left }: Limits): string {
  return fingerprinted({
    plan: plan.fingerprint,
    kept: kept.map(({ task, take }) => [task, take]),
    left: left.map(({ task }) => task),
  }).fingerprint;
}
