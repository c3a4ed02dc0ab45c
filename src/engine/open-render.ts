import { newId, type MachineId, type RenderId, type TaskId } from '../model/ids.ts';
import type { Micros } from '../model/money.ts';
import type { Plan, Task, TaskKind } from '../model/plan.ts';
import { UNLIMITED, type Limits } from '../plan/limit.ts';
import { usableRungs } from '../plan/ready.ts';
import { isAskedFor } from '../plan/select.ts';
import { sumLedger } from '../store/journal.ts';
import { deleteEffects, listMachines, rehomeMachine } from '../store/machines.ts';
import { findLatestRender, insertRender, saveRenderLimit, saveRenderState, type RenderRow } from '../store/renders.ts';
import { listOpenTakes } from '../store/takes.ts';
import type { Workspace } from '../store/workspace.ts';
import type { Database } from '../store/sqlite.ts';
import { ownFailure } from './failures.ts';
import { isMachineKind, wordOf, type MachineInput, type MachineKind } from './reduce.ts';
import { resumeRender } from './pause.ts';
import { bindFiles } from './results.ts';
import { wasSettledByHand } from './settle-held.ts';
import { askAgain, dropEvent, withSubmitted } from './start-takes.ts';
import { NOTHING, createMachine, merge, step, type Stepped } from './step.ts';

export type OpenedRender = {
  readonly render: RenderRow;
  readonly isResumed: boolean;
  /** The machine of each task and the word it rests in. */
  readonly machines: ReadonlyMap<TaskId, { readonly id: MachineId; readonly word: string }>;
  /** Where takes in flight of an interrupted render rest: they say more than their task's own word. */
  readonly takeWords: ReadonlyMap<TaskId, string>;
  readonly stepped: Stepped;
};

/** The latest render, when it was interrupted and the plan is still the same; else a new one with all its machines. */
export async function openRender(
  { db, transact }: Pick<Workspace, 'db' | 'transact'>,
  plan: Plan,
  options: {
    readonly outPath: string;
    readonly maxCostMicros: number | null;
    /** Something changed that an interrupted render has already passed by: it is not gone on with. */
    readonly isAfresh?: boolean;
    readonly limits?: Limits;
    /** Keyframes that nothing is made from: what is on its way for them is finished and kept. */
    readonly unneeded?: ReadonlySet<TaskId>;
  },
  nowMs: number,
): Promise<OpenedRender> {
  const latest = await findLatestRender(db, plan.name);
  const isOpen = latest !== null && (latest.state === 'running' || latest.state === 'paused');
  const isSettledByHand = isOpen && (await wasSettledByHand(db, latest.id));
  if (
    isOpen &&
    options.isAfresh !== true &&
    !isSettledByHand &&
    latest.planFingerprint === plan.fingerprint &&
    latest.outPath === options.outPath
  ) {
    const render = { ...latest, maxCostMicros: options.maxCostMicros ?? latest.maxCostMicros };
    const stepped = await transact(async (trx) => {
      await saveRenderLimit(trx, render.id, render.maxCostMicros);
      return latest.state === 'paused' ? resumeRender(trx, render.id, nowMs) : NOTHING;
    });
    return { render, isResumed: true, ...(await readMachines(db, render.id)), stepped };
  }
  const maxCostMicros =
    isSettledByHand && options.maxCostMicros === null ? await ceilingLeft(db, latest) : options.maxCostMicros;
  return transact(async (trx) => {
    if (isOpen) {
      await saveRenderState(trx, latest.id, 'cancelled', nowMs);
      await deleteEffects(trx, latest.id);
    }
    const render: RenderRow = {
      id: newId<RenderId>('r', nowMs),
      film: plan.name,
      planFingerprint: plan.fingerprint,
      outPath: options.outPath,
      maxCostMicros,
      state: 'running',
      startedMs: nowMs,
      changedMs: nowMs,
    };
    await insertRender(trx, render, plan);
    const machines = await createMachines(trx, render, plan, nowMs);
    const { limits = UNLIMITED, unneeded = new Set() } = options;
    const stepped = merge(
      await leaveOut(trx, machines, limits, nowMs),
      await dropUnwanted(trx, { render, plan, limits, unneeded }, nowMs),
    );
    return { render, isResumed: false, machines, takeWords: new Map(), stepped };
  });
}

/** A render that takes over from another one may spend what that one had left. */
async function ceilingLeft(db: Database, { id, maxCostMicros }: RenderRow): Promise<Micros | null> {
  if (maxCostMicros === null) return null;
  const { spentMicros, reservedMicros } = await sumLedger(db, { render: id });
  return Math.max(0, maxCostMicros - spentMicros - reservedMicros);
}

export function machineKindOf(kind: TaskKind): MachineKind {
  switch (kind) {
    case 'keyframe':
    case 'take':
    case 'finish':
    case 'voice':
    case 'music':
      return 'shot';
    case 'seam':
      return 'join';
    case 'conform':
    case 'sound':
    case 'film':
      return kind;
  }
}

async function createMachines(
  db: Database,
  render: RenderRow,
  plan: Plan,
  nowMs: number,
): Promise<OpenedRender['machines']> {
  const root = await createMachine(
    db,
    {
      kind: 'render',
      render: render.id,
      task: plan.tasks.at(-1)?.id ?? newId<TaskId>('film', nowMs),
      owner: null,
      input: { total: plan.tasks.length },
    },
    nowMs,
  );
  const machines = new Map<TaskId, { readonly id: MachineId; readonly word: string }>();
  for (const task of plan.tasks) {
    const { id } = await createMachine(
      db,
      { kind: machineKindOf(task.kind), render: render.id, task: task.id, owner: root.id, input: inputOf(plan, task) },
      nowMs,
    );
    machines.set(task.id, { id, word: 'waiting' });
  }
  return machines;
}

function inputOf({ onModeration }: Plan, task: Task): MachineInput {
  if (machineKindOf(task.kind) !== 'shot') return undefined;
  return { rungs: usableRungs(task).length, wanted: task.takes, passesRefusals: onModeration === 'next_model' };
}

async function readMachines(db: Database, render: RenderId): Promise<Pick<OpenedRender, 'machines' | 'takeWords'>> {
  const machines = new Map<TaskId, { readonly id: MachineId; readonly word: string }>();
  const takeWords = new Map<TaskId, string>();
  for (const row of await listMachines(db, render)) {
    if (!isMachineKind(row.kind) || row.kind === 'render') continue;
    const word = wordOf(row.value);
    if (row.kind !== 'take') machines.set(row.task, { id: row.id, word });
    else if (row.status === 'active') takeWords.set(row.task, word);
  }
  return { machines, takeWords };
}

/** What is not to be made now is over before the render begins. */
async function leaveOut(
  db: Database,
  machines: OpenedRender['machines'],
  { left }: Limits,
  nowMs: number,
): Promise<Stepped> {
  let stepped: Stepped = NOTHING;
  for (const { task, title } of left) {
    const machine = machines.get(task);
    if (machine === undefined) continue;
    const failure = ownFailure('cancelled', `${title} was not to be made now: \`longtake render\` makes it.`);
    stepped = merge(stepped, await step(db, machine.id, { type: 'task.skip', failure }, nowMs));
  }
  return stepped;
}

/**
 * Takes in flight that the plan no longer asks for: dropped while nothing was sent, else finished and kept, unselected.
 * Of held ones the provider is asked once more: they may be paid for, and money is set aside for them. What is on its way
 * for tasks that are not to be made now waits for the render that makes them.
 */
async function dropUnwanted(
  db: Database,
  {
    render,
    plan,
    limits,
    unneeded,
  }: {
    readonly render: RenderRow;
    readonly plan: Plan;
    readonly limits: Limits;
    readonly unneeded: ReadonlySet<TaskId>;
  },
  nowMs: number,
): Promise<Stepped> {
  const resting = new Set([...limits.kept, ...limits.left].map(({ task }) => task));
  const wanting = new Map<TaskId, Task>();
  for (const task of plan.tasks) {
    wanting.set(task.id, task);
    if (task.was !== null && !wanting.has(task.was)) wanting.set(task.was, task);
  }
  let stepped: Stepped = NOTHING;
  for (const take of await listOpenTakes(db, plan.name)) {
    const wanted = wanting.get(take.task);
    const isWanted = wanted !== undefined && !unneeded.has(wanted.id);
    const task = isWanted ? await bindFiles(db, plan, wanted) : undefined;
    if (task !== undefined && (resting.has(task.id) || isAskedFor(task, await withSubmitted(db, take)))) continue;
    await rehomeMachine(db, take.machine, { render: render.id, owner: null });
    stepped = merge(
      stepped,
      take.state === 'held' ? await askAgain(db, take, nowMs) : await step(db, take.machine, dropEvent(), nowMs),
    );
  }
  return stepped;
}
