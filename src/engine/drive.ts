import { toId, type MachineId, type TaskId } from '../model/ids.ts';
import type { Task } from '../model/plan.ts';
import { deleteEffect, listEffects, type OutboxEntry } from '../store/machines.ts';
import { deleteOldWishes, hearRing } from '../store/wishes.ts';
import type { RenderEvent } from './api.ts';
import { carryOut, type Signals } from './carry-out.ts';
import type { Crew } from './crew.ts';
import { workspaceLost } from './departure.ts';
import { occupySlots } from './doubt.ts';
import { ownFailure } from './failures.ts';
import type { BuiltFilm } from './film.ts';
import type { OpenedRender } from './open-render.ts';
import type { Outcome } from './outcome.ts';
import { isMade } from './is-made.ts';
import type { MachineEvent } from './reduce.ts';
import { obeyWishes } from './obey-wishes.ts';
import { pauseRender } from './pause.ts';
import { findResting } from './resting.ts';
import type { Schedule, Settled } from './schedule.ts';
import { startShot } from './start-takes.ts';
import { createPurse } from './purse.ts';
import { NOTHING, merge, step, type Change, type Stepped } from './step.ts';

export type Drive = {
  readonly crew: Crew;
  readonly opened: OpenedRender;
  readonly schedule: Schedule;
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
  readonly onChange: (change: Change) => void;
  /** A stop was asked for and is being obeyed. */
  readonly onStopping: () => Promise<void>;
  /** Something happened that no machine tells of, and is written down. */
  readonly onTold: (event: RenderEvent) => void;
  /** Hears when the render is the first in line for a slot. */
  readonly onSlot: (listener: () => void) => void;
  readonly onFilm: (film: BuiltFilm) => void;
};

type Course = {
  isOver: boolean;
  isStopping: boolean;
  /** It is the first in line for a slot. */
  isItsTurn: boolean;
  /** Somebody may have left a wish. */
  isAsked: boolean;
  /** The whole film is being given up, and then it is. */
  isCancelling: boolean;
  /** Only takes are left that the storyboard no longer asks for. */
  isWaiting: boolean;
  trouble: { readonly thrown: unknown } | null;
};

/**
 * The local loop: begins what may begin, carries out effects when they are due, and feeds their outcomes back, until the
 * render is settled or is asked to stop. Everything it knows is in the rows; it can be ended at any instruction.
 * @returns true when the render came to its end, false when it was stopped before.
 */
export async function drive({
  crew,
  opened,
  schedule,
  stop: askedToStop,
  kill,
  onChange,
  onStopping,
  onTold,
  onSlot,
  onFilm,
}: Drive): Promise<boolean> {
  const db = crew.workspace.db;
  const working = new AbortController();
  const pausing = new AbortController();
  const stop = AbortSignal.any([askedToStop, pausing.signal]);
  const signals: Signals = {
    work: AbortSignal.any([stop, kill, working.signal]),
    submission: kill,
  };
  const purse = createPurse(crew);
  const waiting = new Map<number, OutboxEntry>();
  /** Reservations that found no slot; one that becomes free lets them try again. */
  const queued: OutboxEntry[] = [];
  const running = new Map<number, { readonly entry: OutboxEntry; readonly work: Promise<void> }>();
  /** Tasks that gave up their place while their takes wait for another try. */
  const resting = new Set<TaskId>();
  const course: Course = {
    isOver: false,
    isStopping: false,
    isItsTurn: false,
    isAsked: true,
    isCancelling: false,
    isWaiting: false,
    trouble: null,
  };
  let wakeUp = (): void => {};

  const hear = (stepped: Stepped): void => {
    for (const machine of stepped.forgotten ?? []) forget(machine);
    // What is being carried out already is not begun once more because somebody wants it sooner.
    for (const entry of stepped.effects) if (!running.has(entry.id)) waiting.set(entry.id, entry);
    for (const change of stepped.changes) {
      if (change.kind === 'render') course.isOver = change.word !== 'running' && change.word !== 'paused';
      else if (change.kind !== 'take') settle(change);
      else if (SLOT_FREE.has(change.word)) crew.slots.free(change.machine);
    }
    for (const news of [...stepped.changes, ...(stepped.told ?? [])].toSorted(bySeq)) {
      if ('machine' in news) onChange(news);
      else onTold(news);
    }
  };
  const forget = (machine: MachineId): void => {
    for (const entry of waiting.values()) if (entry.machine === machine) waiting.delete(entry.id);
    queued.splice(0, queued.length, ...queued.filter((entry) => entry.machine !== machine));
  };
  const settle = (change: Change): void => {
    const settled = settledAs(crew, change.task, change.word);
    if (settled !== null) schedule.settle(change.task, settled);
  };
  const inTransaction = async (work: (trx: typeof db, nowMs: number) => Promise<Stepped>): Promise<void> => {
    hear(await crew.workspace.transact((trx) => work(trx, crew.clock.nowMs())));
  };

  const run = async (entry: OutboxEntry): Promise<void> => {
    try {
      const work = (): Promise<Outcome | null> => carryOut(crew, entry, signals, onFilm);
      const outcome = await (OWN_WORK.has(entry.kind) ? crew.work(work, signals.work) : work());
      if (outcome === null) {
        queued.push(entry);
        return;
      }
      await inTransaction(async (trx, nowMs) => {
        if (!(await deleteEffect(trx, entry.id)) && outcome.isPaid !== true) {
          // It was given up meanwhile: nobody else gives back the slot that was found for it.
          if (entry.kind === 'reserve') crew.slots.free(entry.machine);
          return NOTHING;
        }
        const { event, stepped } = await outcome(trx, nowMs);
        const heard = event === null ? NOTHING : await step(trx, entry.machine, event, nowMs);
        return merge(stepped ?? NOTHING, heard, MONEY_EFFECTS.has(entry.kind) ? await purse.look(trx, nowMs) : NOTHING);
      });
    } catch (thrown) {
      // A stop leaves the effect in the outbox: the next run carries it out.
      if (!signals.work.aborted) course.trouble ??= { thrown };
    } finally {
      running.delete(entry.id);
      if (entry.kind === 'submit') crew.onTheWire.leave(entry.machine);
      wakeUp();
    }
  };

  const beginTasks = async (): Promise<void> => {
    for (;;) {
      const hopeless = schedule.nextHopeless();
      if (hopeless !== null) {
        const { task, missing } = hopeless;
        const title = crew.tasks.get(missing)?.title ?? missing;
        await inTransaction((trx, nowMs) =>
          step(
            trx,
            machineOf(opened, task.id),
            {
              type: 'task.skip',
              failure: ownFailure('input_failed', `${task.title} needs ${title}, which did not come about.`),
            },
            nowMs,
          ),
        );
        continue;
      }
      const task = schedule.next();
      if (task === null) return;
      await begin(task);
    }
  };
  const letRest = (nowMs: number): void => {
    const atWork = [...running.values()].map(({ entry }) => entry);
    for (const task of findResting(waiting.values(), [...atWork, ...queued])) {
      if (!resting.has(task) && schedule.rest(task)) resting.add(task);
    }
    for (const entry of waiting.values()) {
      if (entry.notBeforeMs <= nowMs && resting.has(entry.task)) schedule.wake(entry.task);
    }
  };
  const mayRun = (entry: OutboxEntry): boolean =>
    course.isCancelling ? entry.kind === 'cancel' : !resting.has(entry.task);
  const takeDue = (nowMs: number): readonly OutboxEntry[] => {
    const due = [...waiting.values()].filter((entry) => entry.notBeforeMs <= nowMs && mayRun(entry));
    for (const entry of due) waiting.delete(entry.id);
    return due.toSorted((a, b) => schedule.remainingMs(b.task) - schedule.remainingMs(a.task));
  };
  const begin = async (task: Task): Promise<void> => {
    // It goes on where it was: what it waited for is due.
    if (resting.delete(task.id)) return;
    const machine = machineOf(opened, task.id);
    if (task.request !== null) {
      await inTransaction((trx, nowMs) => startShot(crew, trx, task, machine, nowMs));
      return;
    }
    const event: MachineEvent = (await isMade(crew, task)) ? { type: 'work.reused' } : { type: 'task.start' };
    await inTransaction((trx, nowMs) => step(trx, machine, event, nowMs));
  };

  const obey = async (): Promise<void> => {
    const { mustPause, mustCancel, isOpen } = await obeyWishes(crew, {
      isBusy: (machine) =>
        [...running.values()].some(({ entry }) => entry.machine === machine && CANNOT_BE_CUT.has(entry.kind)),
      isBeginning: (machine) =>
        [...waiting.values()].some((entry) => entry.machine === machine && entry.kind === 'start_takes'),
      inTransaction,
    });
    course.isAsked = isOpen;
    course.isCancelling ||= mustCancel;
    if (mustPause) pausing.abort(new Error('somebody asked for a pause'));
  };

  onSlot(() => {
    course.isItsTurn = true;
    wakeUp();
  });
  resumeSchedule(crew, opened, schedule);
  hear(opened.stepped);
  for (const entry of await listEffects(db, crew.render.id)) waiting.set(entry.id, entry);
  await occupySlots(crew);

  const onAbort = (): void => wakeUp();
  await deleteOldWishes(db, crew.plan.name, crew.clock.nowMs());
  using _ear = hearRing(crew.workspace.lockFile, () => {
    course.isAsked = true;
    wakeUp();
  });
  stop.addEventListener('abort', onAbort);
  kill.addEventListener('abort', onAbort);
  try {
    while (course.trouble === null && !kill.aborted) {
      const woken = new Promise<void>((resolve) => {
        wakeUp = resolve;
      });
      const roundMs = crew.clock.nowMs();
      if (!crew.workspace.isOurs()) throw workspaceLost(crew.workspace.folder);
      for (const entry of waiting.values()) waiting.set(entry.id, withinItsDelay(entry, roundMs));
      if (stop.aborted && !course.isStopping) {
        course.isStopping = true;
        await onStopping();
      }
      if (course.isItsTurn && queued.length > 0) {
        course.isItsTurn = false;
        for (const entry of queued.splice(0)) waiting.set(entry.id, entry);
      }
      if (course.isAsked) await obey();
      if (course.isCancelling && course.isOver && running.size === 0) break;
      if (!stop.aborted) {
        if (!course.isCancelling) {
          letRest(roundMs);
          await beginTasks();
        }
        for (const entry of takeDue(crew.clock.nowMs())) running.set(entry.id, { entry, work: run(entry) });
      }
      const isInLine = queued.length > 0 || [...running.values()].some(({ entry }) => entry.kind === 'reserve');
      if (stop.aborted || !isInLine) crew.slots.pass();
      const isIdle = running.size === 0 && (stop.aborted || (waiting.size === 0 && queued.length === 0));
      if (isIdle) {
        if (stop.aborted || course.isOver) break;
        throw new Error(`the render of ${crew.plan.name} has nothing to do and is not finished`);
      }
      if (course.isOver && !course.isWaiting && !course.isCancelling) {
        // They are paid, and who knows how long the provider keeps them.
        course.isWaiting = true;
        crew.onWarning('unwanted_takes', UNWANTED_TAKES);
      }
      // A resting task that was due waits for a place, which somebody who is done gives it.
      const next = [...waiting.values()].filter((entry) =>
        course.isCancelling ? mayRun(entry) : entry.notBeforeMs > roundMs || !resting.has(entry.task),
      );
      await sleepUntil(crew, stop.aborted ? [] : next, woken);
    }
    if (course.trouble !== null) throw course.trouble.thrown;
    if (!course.isOver && !kill.aborted) await inTransaction((trx, nowMs) => pauseRender(trx, crew.render.id, nowMs));
  } finally {
    working.abort(new Error('the render stopped'));
    await Promise.allSettled([...running.values()].map(({ work }) => work));
    stop.removeEventListener('abort', onAbort);
    kill.removeEventListener('abort', onAbort);
  }
  return course.isOver && !course.isCancelling;
}

/** What must be heard of before a take is given up: a POST in flight, and takes that are being begun. */
const CANNOT_BE_CUT: ReadonlySet<string> = new Set(['submit', 'start_takes', 'gate', 'download']);
/** Words in which a take has nothing open at its provider, or nothing that we wait for. */
const SLOT_FREE: ReadonlySet<string> = new Set(['backing_off', 'stored', 'failed', 'held']);
const UNWANTED_TAKES =
  'The film is done. Takes that an earlier storyboard sent for are still on their way; they are waited for and kept. Ctrl-C leaves them to the next render.';
/** What is done on this machine alone, and keeps a core busy. */
const OWN_WORK: ReadonlySet<string> = new Set(['conform', 'encode', 'mix', 'assemble']);
const MONEY_EFFECTS: ReadonlySet<string> = new Set(['reserve', 'submit', 'reconcile', 'poll', 'gate']);

function bySeq(one: { readonly seq: number | null }, other: { readonly seq: number | null }): number {
  return (one.seq ?? 0) - (other.seq ?? 0);
}

/** What the machines' rows say, as the schedule sees it. */
function resumeSchedule(crew: Crew, opened: OpenedRender, schedule: Schedule): void {
  for (const [task, { word }] of opened.machines) {
    if (word === 'waiting') continue;
    const settled = settledAs(crew, task, word);
    if (settled === null) schedule.resume(task);
    else schedule.settle(task, settled);
  }
}

/** Null for a word in which nothing is settled. A retake that fails leaves the film with the take that it had. */
function settledAs(crew: Crew, task: TaskId, word: string): Settled | null {
  if (word === 'stored' || word === 'reused') return 'stored';
  if (word !== 'failed' && word !== 'held' && word !== 'skipped') return null;
  return crew.meanwhile.has(task) ? 'stored' : 'missing';
}

/** A clock that was put back makes nobody wait longer than was meant. */
function withinItsDelay(entry: OutboxEntry, nowMs: number): OutboxEntry {
  if (entry.notBeforeMs <= nowMs) return entry;
  const { delayMs = 0 }: { readonly delayMs?: number } = JSON.parse(entry.params);
  return entry.notBeforeMs <= nowMs + delayMs ? entry : { ...entry, notBeforeMs: nowMs + delayMs };
}

function machineOf(opened: OpenedRender, task: TaskId): MachineId {
  return opened.machines.get(task)?.id ?? toId<MachineId>(`missing:${task}`);
}

/** Until something is finished, an effect falls due, or a stop is asked for. */
async function sleepUntil(crew: Crew, waiting: readonly OutboxEntry[], woken: Promise<void>): Promise<void> {
  const dueMs = waiting.reduce((least, entry) => Math.min(least, entry.notBeforeMs), Number.POSITIVE_INFINITY);
  if (!Number.isFinite(dueMs)) {
    await woken;
    return;
  }
  const timer = new AbortController();
  const slept = crew.clock.sleep(Math.max(0, dueMs - crew.clock.nowMs()), timer.signal).catch(() => {});
  await Promise.race([woken, slept]);
  timer.abort();
  await slept;
}
