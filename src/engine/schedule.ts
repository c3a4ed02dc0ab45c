import type { TaskId } from '../model/ids.ts';
import type { Plan, Task } from '../model/plan.ts';

/** What became of a task, as far as those that need it are concerned. */
export type Settled = 'stored' | 'missing';

/**
 * Which task may begin next: its inputs are there, its lane has room, and of those the one with the longest way to the
 * film still ahead of it. Holds nothing that the machines' rows do not say; it is built anew from them by every process.
 */
export type Schedule = {
  settle(task: TaskId, outcome: Settled): void;
  /** Takes the next task that may begin, and a place in its lane; null when there is none. */
  next(): Task | null;
  /** Tasks that can never begin, because an input is missing; each is told once. */
  nextHopeless(): { readonly task: Task; readonly missing: TaskId } | null;
  /** Marks a task that an earlier process began. */
  resume(task: TaskId): void;
  /** Gives a begun task's place in its lane to others, until `next` hands it out again; false when it has none. */
  rest(task: TaskId): boolean;
  /** Lets a resting task take its turn again, by the length of its way to the film as any other. */
  wake(task: TaskId): void;
  /** Milliseconds of work from a task's beginning to the film's end along the longest way. */
  remainingMs(task: TaskId): number;
};

/** Tasks that make the best of what is there: sound and film are made also when shots are missing. */
const isTolerant = (task: Task): boolean => task.kind === 'sound' || task.kind === 'film';

export function createSchedule(
  plan: Plan,
  lanes: { readonly laneOf: (task: Task) => string; readonly roomOf: (lane: string) => number },
): Schedule {
  const tasks = new Map(plan.tasks.map((task) => [task.id, task]));
  const dependents = new Map<TaskId, Task[]>();
  const open = new Map<TaskId, number>();
  for (const task of plan.tasks) {
    open.set(task.id, task.needs.length);
    for (const need of task.needs) {
      const list = dependents.get(need);
      if (list === undefined) dependents.set(need, [task]);
      else list.push(task);
    }
  }
  const rank = rankByRemainingWork(plan, dependents);
  const ready = new Map<string, Task[]>();
  const busy = new Map<string, number>();
  const running = new Set<TaskId>();
  const resting = new Set<TaskId>();
  const settled = new Map<TaskId, Settled>();
  const hopeless: { readonly task: Task; readonly missing: TaskId }[] = [];
  const told = new Set<TaskId>();

  const offer = (task: Task): void => {
    const lane = lanes.laneOf(task);
    const queue = ready.get(lane) ?? [];
    ready.set(lane, queue);
    // Sorted, most urgent last, so that taking is cheap; among equals the one offered first is taken first.
    const urgency = rank.get(task.id) ?? 0;
    let low = 0;
    let high = queue.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rank.get(queue[middle]?.id ?? task.id) ?? 0) < urgency) low = middle + 1;
      else high = middle;
    }
    queue.splice(low, 0, task);
  };
  const occupy = (task: Task): void => {
    const lane = lanes.laneOf(task);
    busy.set(lane, (busy.get(lane) ?? 0) + 1);
    running.add(task.id);
  };
  const leave = (task: Task): boolean => {
    if (!running.delete(task.id)) return false;
    busy.set(lanes.laneOf(task), (busy.get(lanes.laneOf(task)) ?? 1) - 1);
    return true;
  };
  const isOver = (task: Task | undefined): boolean =>
    task !== undefined && (running.has(task.id) || settled.has(task.id) || told.has(task.id));
  const giveUp = (task: Task, missing: TaskId): void => {
    if (isOver(task)) return;
    told.add(task.id);
    hopeless.push({ task, missing });
  };

  for (const task of plan.tasks) if (task.needs.length === 0) offer(task);

  return {
    settle: (id, outcome) => {
      const task = tasks.get(id);
      if (task === undefined || settled.has(id)) return;
      settled.set(id, outcome);
      leave(task);
      for (const dependent of dependents.get(id) ?? []) {
        const left = (open.get(dependent.id) ?? 0) - 1;
        open.set(dependent.id, left);
        if (outcome === 'missing' && !isTolerant(dependent)) giveUp(dependent, id);
        if (left === 0 && !told.has(dependent.id) && !settled.has(dependent.id) && !running.has(dependent.id))
          offer(dependent);
      }
    },
    next: () => {
      let best: Task | null = null;
      for (const [lane, queue] of ready) {
        while (isOver(queue.at(-1))) queue.pop();
        const head = queue.at(-1);
        if (head === undefined || (busy.get(lane) ?? 0) >= lanes.roomOf(lane)) continue;
        if (best === null || (rank.get(head.id) ?? 0) > (rank.get(best.id) ?? 0)) best = head;
      }
      if (best === null) return null;
      ready.get(lanes.laneOf(best))?.pop();
      occupy(best);
      return best;
    },
    nextHopeless: () => {
      let next = hopeless.shift();
      // An earlier process may have skipped it already.
      while (next !== undefined && settled.has(next.task.id)) next = hopeless.shift();
      return next ?? null;
    },
    resume: (id) => {
      const task = tasks.get(id);
      if (task !== undefined && !running.has(id)) occupy(task);
    },
    rest: (id) => {
      const task = tasks.get(id);
      if (task === undefined || !leave(task)) return false;
      resting.add(id);
      return true;
    },
    wake: (id) => {
      const task = tasks.get(id);
      if (task !== undefined && resting.delete(id)) offer(task);
    },
    remainingMs: (id) => rank.get(id) ?? 0,
  };
}

/** Milliseconds of work from a task's beginning to the film's end along the longest way. */
function rankByRemainingWork(
  plan: Plan,
  dependents: ReadonlyMap<TaskId, readonly Task[]>,
): ReadonlyMap<TaskId, number> {
  const rank = new Map<TaskId, number>();
  for (const task of plan.tasks.toReversed()) {
    let longest = 0;
    for (const dependent of dependents.get(task.id) ?? []) longest = Math.max(longest, rank.get(dependent.id) ?? 0);
    rank.set(task.id, longest + task.weightMs);
  }
  return rank;
}
