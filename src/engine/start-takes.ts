import type { Failure, GenerationRequest } from '../model/generation.ts';
import type { MachineId, TakeId } from '../model/ids.ts';
import { newId } from '../model/ids.ts';
import type { Task } from '../model/plan.ts';
import { usableRungs } from '../plan/ready.ts';
import { seedOfTake } from '../plan/seeds.ts';
import { isAskedFor } from '../plan/select.ts';
import { hasOperation } from '../store/journal.ts';
import {
  findMachine,
  listMachineEffects,
  rehomeMachine,
  type MachineRow,
  type OutboxEntry,
} from '../store/machines.ts';
import { insertTake, listTakes, type Take } from '../store/takes.ts';
import { isUnderWay } from '../store/under-way.ts';
import type { Database } from '../store/sqlite.ts';
import { findTask, type Crew } from './crew.ts';
import { ownFailure } from './failures.ts';
import type { Outcome } from './outcome.ts';
import type { MachineEvent } from './reduce.ts';
import { findRefusal } from './refused-content.ts';
import { fillRequest } from './request.ts';
import { bindFiles, listTaskTakes } from './results.ts';
import { NOTHING, createMachine, merge, step, type Stepped } from './step.ts';

/** Begins takes of a paid task: a row and a machine each, together, so that none is ever begun twice. */
export async function startTakes(crew: Crew, entry: OutboxEntry): Promise<Outcome> {
  const row = await findMachine(crew.workspace.db, entry.machine);
  if (row === null) throw new Error(`no machine ${entry.machine}`);
  const task = findTask(crew, row.task);
  const params: { readonly numbers: readonly number[]; readonly rung: number } = JSON.parse(entry.params);
  const choice = usableRungs(task)[params.rung];
  if (choice === undefined) throw new Error(`${task.id} has no rung ${params.rung}`);
  if (params.rung > 0) tellOfNextModel(crew, task, params.rung, row);
  const filled: { readonly number: number; readonly request: GenerationRequest }[] = [];
  const refused: { readonly number: number; readonly failure: Failure }[] = [];
  for (const number of params.numbers) {
    const { model } = choice;
    const request = await fillRequest(crew, task, { seed: seedOf(task, number), number, model });
    const failure = await findRefusal(crew, task, { number, model, request });
    if (failure === null) filled.push({ number, request });
    else refused.push({ number, failure });
  }

  return async (db, nowMs) => {
    const begun = new Set((await listTakes(db, crew.plan.name, task.id)).map((take) => take.number));
    let stepped: Stepped = NOTHING;
    for (const { number, request } of filled) {
      if (begun.has(number)) continue;
      const id = newId<MachineId>('m', nowMs);
      const created = await createMachine(
        db,
        {
          kind: 'take',
          render: crew.render.id,
          task: task.id,
          owner: entry.machine,
          input: { number, model: choice.model },
          id,
        },
        nowMs,
      );
      await insertTake(
        db,
        {
          id: newId<TakeId>('t', nowMs),
          film: crew.plan.name,
          task: task.id,
          number,
          fingerprint: task.fingerprint,
          parts: task.parts,
          model: choice.model,
          ref: choice.ref,
          seed: request.seed,
          request,
          machine: id,
        },
        nowMs,
      );
      stepped = merge(stepped, created);
    }
    for (const { number, failure } of refused)
      stepped = merge(
        stepped,
        await step(db, entry.machine, { type: 'take.settled', number, outcome: 'failed', failure }, nowMs),
      );
    return { event: null, stepped };
  };
}

/** Another model is another look and another price: nobody finds that out from the bill. */
function tellOfNextModel(crew: Crew, task: Task, rung: number, { context }: MachineRow): void {
  const rungs = usableRungs(task);
  const { failure }: { readonly failure: Failure | null } = JSON.parse(context);
  const [before, next] = [rungs[rung - 1]?.model ?? 'The model before', rungs[rung]?.model ?? 'the next'];
  const why = failure === null ? 'it failed' : failure.message;
  crew.onWarning('next_model', `${task.title}: ${before} did not make it (${withoutStop(why)}); ${next} tries now.`);
}

function withoutStop(sentence: string): string {
  return sentence.replace(/[.\s]+$/u, '');
}

/**
 * Begins a paid task with what it has already: takes of earlier renders that fit, stored, in flight or held. Those in
 * flight get the task's machine as their owner and go on; so do held ones, whose provider is asked once more.
 */
export async function startShot(
  crew: Crew,
  db: Database,
  unbound: Task,
  machine: MachineId,
  nowMs: number,
): Promise<Stepped> {
  if (crew.unneeded.has(unbound.id)) return step(db, machine, { type: 'task.leave' }, nowMs);
  const task = await bindFiles(db, crew.plan, unbound);
  const takes = await Promise.all(
    (await listTaskTakes(db, crew.plan.name, task)).map((take) => withSubmitted(db, take)),
  );
  const isLeft = crew.limits.kept.some((kept) => kept.task === task.id);
  const asked = takes.filter((take) => (isLeft ? take.state === 'stored' : isAskedFor(task, take)));
  const stored = asked.filter((take) => take.state === 'stored');
  const live = asked.filter((take) => take.state === 'live' || take.state === 'held');
  // Numbers decide seeds and tell takes apart: those under the earlier name count too. A take that was asked for keeps
  // its number also where the takes before it are not in this workspace.
  const newest = Math.max((task.select?.take ?? 1) - 1, ...takes.map((take) => take.number));
  let woken: Stepped = NOTHING;
  for (const take of live) {
    await rehomeMachine(db, take.machine, { render: crew.render.id, task: task.id, owner: machine });
    if (take.isSubmitted) crew.slots.keep(take.ref.provider, take.machine);
    if (take.state === 'held') woken = merge(woken, await askAgain(db, take, nowMs));
  }
  const pending: Stepped = {
    changes: [],
    effects: (await Promise.all(live.map((take) => listMachineEffects(db, take.machine)))).flat(),
  };
  return merge(
    { changes: woken.changes, effects: [] },
    pending,
    await step(db, machine, toStart(stored, live, newest), nowMs),
  );
}

/** With whether it counts as submitted, of one that is on its way: nobody calls it back. */
export async function withSubmitted(db: Database, take: Take): Promise<Take & { readonly isSubmitted: boolean }> {
  return { ...take, isSubmitted: take.state === 'live' && (await isUnderWay(db, take.id)) };
}

/** Goes on with a held take: its job is polled where the provider gave us its handle, else looked for there. */
export async function askAgain(db: Database, take: Take, nowMs: number): Promise<Stepped> {
  const isKnownThere = await hasOperation(db, take.id);
  return step(db, take.machine, { type: isKnownThere ? 'take.submitted' : 'take.reconcile' }, nowMs);
}

function toStart(stored: readonly Take[], live: readonly Take[], newest: number): MachineEvent {
  const numbers = (takes: readonly Take[]): readonly number[] => takes.map((take) => take.number);
  return { type: 'task.start', stored: numbers(stored), live: numbers(live), newest };
}

/** Why a take is given up that a changed storyboard has no use for. */
export const UNWANTED = ownFailure(
  'cancelled',
  'The storyboard no longer asks for this take; nothing was sent for it.',
);

/** Drops what an earlier plan wanted and nothing was sent for; takes in flight go on and are kept. */
export function dropEvent(): MachineEvent {
  return {
    type: 'take.drop',
    failure: UNWANTED,
  };
}

/** Each take of a task has its own seed; a retake may ask for one. */
function seedOf(task: Task, number: number): number {
  const asked = task.select?.override?.seed ?? null;
  if (asked !== null && task.takes === 1) return asked;
  const base = task.request?.request.seed ?? 0;
  return seedOfTake(base, number);
}
