import { toCanonicalJson, type JsonObject } from '../base/json.ts';
import type { TaskId } from '../model/ids.ts';
import type { Micros } from '../model/money.ts';
import type { Plan, Task } from '../model/plan.ts';
import { DRAWN, describeChange } from './fingerprint.ts';
import { ANIMATIC } from './model-names.ts';
import { countText } from './words.ts';

/** A take that a workspace remembers. */
export type KnownTake = {
  /** The task it was made for, under the name that its shot had then. */
  readonly subject: TaskId;
  readonly fingerprint: string;
  /** What the fingerprint was made of; null when that was not kept. */
  readonly parts: JsonObject | null;
  /** Registry id of the model that made it. */
  readonly model: string;
  readonly status: 'stored' | 'live' | 'held' | 'failed';
};
export type Known = { readonly takes: readonly KnownTake[] };

export type TaskStatus = {
  readonly task: TaskId;
  readonly verdict: 'reuse' | 'make';
  /** In words, such as `action changed`, `new`, `2 more of 3`. */
  readonly reason: string;
  /** Of what is still to be made, with the first rung. */
  readonly costMicros: Micros;
  /** Inputs that are made again although this is reused: it is stale by upstream, which is reported, never repaired by itself. */
  readonly stale: readonly TaskId[];
};

/**
 * Whether a take is what the storyboard asks for now: the same words, by any model of the ladder. A drawing of the
 * animatic must also have the same colours and slate.
 */
export function fits(task: Task, take: Pick<KnownTake, 'fingerprint' | 'parts' | 'model'>): boolean {
  if (take.fingerprint !== task.fingerprint || !task.ladder.some((choice) => choice.model === take.model)) return false;
  if (take.model !== ANIMATIC.provider || take.parts === null) return true;
  return toCanonicalJson(take.parts[DRAWN] ?? null) === toCanonicalJson(task.parts[DRAWN] ?? null);
}

/** For every paid task whether takes of it that fit exist, and if not, what changed. In the plan's order. */
export function planStatus(plan: Plan, known: Known): readonly TaskStatus[] {
  const bySubject = new Map<TaskId, KnownTake[]>();
  for (const take of known.takes) {
    const list = bySubject.get(take.subject);
    if (list === undefined) bySubject.set(take.subject, [take]);
    else list.push(take);
  }
  // A frame of a take is read from its conform.
  const takeBehind = new Map(
    plan.tasks.flatMap((task) => (task.kind === 'conform' ? task.needs.map((need) => [task.id, need] as const) : [])),
  );
  const verdicts = new Map<TaskId, TaskStatus>();
  for (const task of plan.tasks) {
    if (task.request === null) continue;
    const earlier = task.was === null ? [] : (bySubject.get(task.was) ?? []);
    const status = statusOf(task, [...earlier, ...(bySubject.get(task.id) ?? [])]);
    const isMade = (id: TaskId): boolean => verdicts.get(takeBehind.get(id) ?? id)?.verdict === 'make';
    const stale = status.verdict === 'make' ? [] : task.needs.filter(isMade);
    verdicts.set(task.id, { ...status, stale });
  }
  return [...verdicts.values()];
}

function statusOf(task: Task, takes: readonly KnownTake[]): Omit<TaskStatus, 'stale'> {
  const same = takes.filter((take) => take.fingerprint === task.fingerprint);
  const fitting = same.filter((take) => fits(task, take));
  const stored = fitting.filter((take) => take.status === 'stored').length;
  if (stored >= task.takes) {
    return { task: task.id, verdict: 'reuse', reason: `${countText(stored, 'take')} stored`, costMicros: 0 };
  }
  const missing = task.takes - stored;
  return {
    task: task.id,
    verdict: 'make',
    reason: reasonFor(task, { takes, same, fitting, stored, missing }),
    costMicros: missing * (task.ladder[0]?.costMicros ?? 0),
  };
}

type Found = {
  readonly takes: readonly KnownTake[];
  readonly same: readonly KnownTake[];
  readonly fitting: readonly KnownTake[];
  readonly stored: number;
  readonly missing: number;
};

function reasonFor(task: Task, { takes, same, fitting, stored, missing }: Found): string {
  if (stored > 0) return `${missing} more of ${task.takes}`;
  const unfinished = fitting.findLast((take) => take.status !== 'stored');
  if (unfinished !== undefined) return UNFINISHED[unfinished.status];
  const other = same.at(-1);
  if (other !== undefined && !task.ladder.some((choice) => choice.model === other.model)) {
    return `model changed: ${other.model} → ${task.ladder[0]?.model ?? 'none'}`;
  }
  const last = takes.at(-1);
  if (last === undefined) return 'new';
  if (last.parts === null) return 'changed since it was made';
  const changes = describeChange(last.parts, task.parts);
  return changes.length <= 3 ? changes.join(', ') : `${changes.slice(0, 2).join(', ')} and ${changes.length - 2} more`;
}

const UNFINISHED: Readonly<Record<KnownTake['status'], string>> = {
  stored: 'stored',
  live: 'on its way',
  held: 'held: it may exist at the provider',
  failed: 'failed before',
};
