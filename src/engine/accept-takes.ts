import { acceptedOf, readingsOf, type TakeReading } from '../model/gate.ts';
import type { Plan, Task } from '../model/plan.ts';
import type { Limits } from '../plan/limit.ts';
import { isAskedFor } from '../plan/select.ts';
import { appendEvent } from '../store/events.ts';
import { acceptTake, type Take } from '../store/takes.ts';
import type { Workspace } from '../store/workspace.ts';
import type { EngineDependencies } from './dependencies.ts';
import { acceptGates } from './gate.ts';
import { mayBeAccepted } from './judge-take.ts';
import { isOverruled, writeOverrule, type Overrules } from './overrules.ts';
import { bindFiles, listTaskTakes } from './results.ts';

/**
 * Takes of earlier renders that only failed their gates become stored ones where the film lacks a take, newest first:
 * they are paid for, and their files were kept. Says how many.
 */
export async function acceptFailedTakes(
  dependencies: Pick<EngineDependencies, 'overruled'>,
  { db, blobs }: Workspace,
  { plan, limits, overrules }: { readonly plan: Plan; readonly limits: Limits; readonly overrules: Overrules },
  nowMs: number,
): Promise<number> {
  const resting = new Set([...limits.kept, ...limits.left].map(({ task }) => task));
  const accepted: { readonly take: Take; readonly failed: readonly TakeReading[] }[] = [];
  for (const task of plan.tasks) {
    if (task.request === null || resting.has(task.id)) continue;
    const bound = await bindFiles(db, plan, task);
    for (const take of takesToAccept(bound, await listTaskTakes(db, plan.name, task), overrules))
      if (take.sha !== null && (await blobs.has(take.sha))) accepted.push({ take, failed: failedGates(take) });
  }
  if (accepted.length === 0) return 0;
  for (const { take, failed } of accepted) await writeOverrule(dependencies, take, acceptGates(failed, nowMs));
  await db.transaction().execute(async (trx) => {
    for (const { take, failed } of accepted) {
      const gates = acceptGates(failed, nowMs).map((gate) => ({ ...gate }));
      const earlier = acceptedOf(take.facts).map((gate) => ({ ...gate }));
      await acceptTake(trx, take.id, { ...take.facts, accepted: [...earlier, ...gates] });
      const body = { task: take.task, kind: 'take', state: 'failed', failure: null, accepted: gates };
      await appendEvent(
        trx,
        { render: null, film: take.film, machine: take.machine, type: 'take.accepted', body },
        nowMs,
      );
    }
  });
  return accepted.length;
}

/** Takes that a person's word makes usable, of all takes of a task: none where one that passed is there. */
export function takesToAccept(task: Task, takes: readonly Take[], overrules: Overrules): readonly Take[] {
  const asked = takes.filter((take) => isAskedFor(task, take));
  if (asked.some(({ state }) => state === 'stored')) return [];
  return asked.filter((take) => isOverruled(overrules, take.sha) && isAcceptable(take)).slice(-task.takes);
}

/** Whether a take failed, and only because of gates that may be overruled. */
export function isAcceptable(take: Take): boolean {
  const failed = failedGates(take);
  return (
    take.state === 'failed' &&
    take.sha !== null &&
    take.failure?.class === 'bad_output' &&
    failed.length > 0 &&
    failed.every(mayBeAccepted)
  );
}

export function failedGates(take: Pick<Take, 'facts'>): readonly TakeReading[] {
  return readingsOf(take.facts).filter(({ verdict }) => verdict === 'failed');
}
