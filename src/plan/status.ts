import type { TaskId } from '../model/ids.ts';
import type { Micros } from '../model/money.ts';
import type { Plan, Select, Task } from '../model/plan.ts';
import { DRAWN, describeChange } from './fingerprint.ts';
import { fits, nearestTake, type KnownTake } from './known-take.ts';
import { withFiles } from './over.ts';
import { firstToSee } from './refused.ts';
import { askedTake, isAskedFor, keptTake, usedTake } from './select.ts';
import { countText } from './words.ts';

/** `askedAgain`: tasks that somebody asks for by name, whatever a provider said to them before. */
export type Known = { readonly takes: readonly KnownTake[]; readonly askedAgain?: ReadonlySet<TaskId> };

export type TaskStatus = {
  readonly task: TaskId;
  readonly verdict: 'reuse' | 'make';
  /** In words, such as `action changed`, `new`, `2 more of 3`, `retake: take 3`. */
  readonly reason: string;
  /** Of what is still to be sent, with the first rung: what is with its provider already costs nothing more. */
  readonly costMicros: Micros;
  /** Number of the take that the film shows until then, be it of earlier words; null while there is none. */
  readonly take: number | null;
  /** False for a keyframe that is another by now, or new, while all that would be made from it is kept. */
  readonly isNeeded: boolean;
  /** Inputs that are made again although this is reused: it is stale by upstream, which is reported, never repaired by itself. */
  readonly stale: readonly TaskId[];
};

/** For every paid task whether takes of it that fit exist, and if not, what changed. In the plan's order. */
export function planStatus(plan: Plan, known: Known): readonly TaskStatus[] {
  const byTask = new Map<TaskId, KnownTake[]>();
  for (const take of known.takes) {
    const list = byTask.get(take.task);
    if (list === undefined) byTask.set(take.task, [take]);
    else list.push(take);
  }
  // A frame of a take is read from its conform.
  const takeBehind = new Map(
    plan.tasks.flatMap((task) => (task.kind === 'conform' ? task.needs.map((need) => [task.id, need] as const) : [])),
  );
  const isThere = new Set(plan.tasks.map(({ id }) => id));
  const left = known.takes.filter((take) => take.state === 'stored' && !isThere.has(take.task));
  const verdicts = new Map<TaskId, Verdict>();
  const files = new Map<TaskId, string | null>();
  for (const unbound of plan.tasks) {
    if (unbound.request === null) continue;
    const task = withFiles(unbound, (id) => files.get(id) ?? null);
    const earlier = task.was === null ? [] : (byTask.get(task.was) ?? []);
    const takes = [...earlier, ...(byTask.get(task.id) ?? [])];
    // Over another picture it is another request, whatever was refused before.
    const isOther = task.needs.some((id) => verdicts.get(takeBehind.get(id) ?? id)?.verdict === 'make');
    const refusals = isOther || known.askedAgain?.has(task.id) === true ? [] : takes;
    const status = statusOf(plan, task, takes, firstToSee(plan, task, refusals));
    const verdict = takes.length === 0 ? withOldName(status, task, left) : status;
    verdicts.set(task.id, verdict);
    // What is made again will be another file.
    files.set(task.id, verdict.verdict === 'make' ? null : (usedTake(task, takes)?.sha ?? null));
  }
  leaveUnneeded(plan, verdicts);
  return plan.tasks.flatMap((task) => {
    const status = verdicts.get(task.id);
    if (status === undefined) return [];
    const isMade = (id: TaskId): boolean => verdicts.get(takeBehind.get(id) ?? id)?.verdict === 'make';
    return { ...status, stale: status.verdict === 'make' ? [] : task.needs.filter(isMade) };
  });
}

type Verdict = Omit<TaskStatus, 'stale'>;

/** A keyframe is made for takes, and for keyframes that match it: it is not bought where all of those are kept. */
function leaveUnneeded(plan: Plan, verdicts: Map<TaskId, Verdict>): void {
  const needed = new Set<TaskId>();
  for (const task of plan.tasks.toReversed()) {
    const status = verdicts.get(task.id);
    if (status?.verdict === 'reuse') continue;
    if (status === undefined || task.kind !== 'keyframe' || needed.has(task.id))
      for (const need of task.needs) needed.add(need);
    else {
      const reason = `${status.reason}: not needed while its take is kept`;
      verdicts.set(task.id, { ...status, verdict: 'reuse', reason, costMicros: 0, isNeeded: false });
    }
  }
}

function statusOf(
  plan: Plan,
  task: Task,
  takes: readonly KnownTake[],
  { choice, refusedBy }: ReturnType<typeof firstToSee>,
): Verdict {
  const asked = takes.filter((take) => isAskedFor(task, take));
  const stored = asked.filter((take) => take.state === 'stored').length;
  const take = keptTake(plan, task, takes)?.number ?? null;
  if (stored >= task.takes) {
    const reason = reuseWords(task, takes, stored);
    return { task: task.id, verdict: 'reuse', reason, costMicros: 0, take, isNeeded: true };
  }
  const missing = task.takes - stored;
  const toSend = refusedBy === null ? Math.max(0, missing - asked.filter(isSent).length) : 0;
  const found = { takes, asked, stored, missing };
  const words = task.select === null ? reasonFor(task, found) : retakeWords(task, task.select, found);
  return {
    task: task.id,
    verdict: 'make',
    reason: refusedBy === null ? words : `${refusedBy} refused its content: it is not sent again as it is`,
    costMicros: toSend * (choice?.costMicros ?? 0),
    take,
    isNeeded: true,
  };
}

/** Its money is set aside: a held one is sent again only where its provider never had it, or by a word of its own. */
function isSent({ state, isSubmitted }: KnownTake): boolean {
  return state === 'held' || (state === 'live' && isSubmitted === true);
}

/** A shot that was renamed without a word would be paid for twice: the takes of a shot that is gone may be its own. */
function withOldName(verdict: Verdict, task: Task, left: readonly KnownTake[]): Verdict {
  const take = task.kind === 'take' && task.shot !== null ? left.findLast((one) => fits(task, one)) : undefined;
  if (take === undefined) return verdict;
  const shot = take.task.slice(take.task.indexOf(':') + 1);
  return {
    ...verdict,
    reason: `${verdict.reason}; take ${take.number} of ${shot}, which is gone, was made of the same words: \`was: ${shot}\` would keep it`,
  };
}

type Found = {
  readonly takes: readonly KnownTake[];
  readonly asked: readonly KnownTake[];
  readonly stored: number;
  readonly missing: number;
};

/** `1 take stored`, `take 2 of 3, chosen`, `3 takes stored, the film uses 3`. */
function reuseWords(task: Task, takes: readonly KnownTake[], stored: number): string {
  const all = takes.filter((take) => take.state === 'stored').length;
  const used = askedTake(task, takes);
  const { select } = task;
  if (select !== null)
    return `take ${used?.number} of ${all}, ${select.file === null ? 'a retake' : choiceWords(select, used)}`;
  return stored === 1 ? '1 take stored' : `${countText(stored, 'take')} stored, the film uses ${used?.number}`;
}

/** Of the same words and number another file may be here: in another copy of the folder, or after an edit by hand. */
function choiceWords({ file, take }: Select, used: KnownTake | null): string {
  return used?.sha?.startsWith(file ?? '') === true
    ? 'chosen'
    : `because the file that was chosen as take ${take} is none of its takes here`;
}

/** `retake: take 3`, `retake: take 4, because take 3 failed`, `retake: take 4, model changed: A → B`. */
function retakeWords(
  task: Task,
  { take: number, file, takes: wanted }: Select,
  { takes, asked, stored, missing }: Found,
): string {
  const newest = takes.reduce((most, take) => Math.max(most, take.number), number - 1);
  const unfinished = asked.findLast((take) => take.state !== 'stored');
  if (unfinished?.state === 'live' || unfinished?.state === 'held')
    return `retake: take ${unfinished.number}, ${UNFINISHED[unfinished.state]}`;
  const next = `take ${newest + 1}`;
  if (file !== null) return `the chosen take ${number} is not in this workspace: ${next}`;
  if (stored > 0) return `retake: ${missing} more of ${wanted}`;
  if (unfinished !== undefined) return `retake: ${next}, because take ${unfinished.number} failed`;
  const changed = modelWords(
    task,
    takes.filter((take) => take.number >= number),
  );
  return `retake: ${next}${changed === null ? '' : `, ${changed}`}`;
}

/** Where a take of the same words is of a model that the ladder does not name any more. */
function modelWords(task: Task, takes: readonly KnownTake[]): string | null {
  const other = takes.findLast((take) => take.fingerprint === task.fingerprint);
  if (other === undefined || task.ladder.some((choice) => choice.model === other.model)) return null;
  return `model changed: ${other.model} → ${task.ladder[0]?.model ?? 'none'}`;
}

function reasonFor(task: Task, { takes, asked, stored, missing }: Found): string {
  if (stored > 0) return `${missing} more of ${task.takes}`;
  const unfinished = asked.findLast((take) => take.state !== 'stored');
  if (unfinished !== undefined) return UNFINISHED[unfinished.state];
  const changed = modelWords(task, takes);
  if (changed !== null) return changed;
  const last = nearestTake(task, takes);
  if (last === null) return 'new';
  if (task.over !== undefined && takes.some((take) => take.fingerprint === task.fingerprint))
    return 'made over another take';
  if (last.parts === null) return 'changed since it was made';
  const isDrawn = last.fingerprint === task.fingerprint;
  const changes = isDrawn
    ? describeChange(last.parts, task.parts)
    : describeChange({ ...last.parts, [DRAWN]: null }, { ...task.parts, [DRAWN]: null });
  return changes.length <= 3 ? changes.join(', ') : `${changes.slice(0, 2).join(', ')} and ${changes.length - 2} more`;
}

const UNFINISHED: Readonly<Record<KnownTake['state'], string>> = {
  stored: 'stored',
  live: 'on its way',
  held: 'held: it may exist at the provider',
  failed: 'failed before',
};
