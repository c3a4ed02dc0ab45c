import type { EffectKind } from '../../machines/effects.ts';
import type { JsonObject } from '../base/json.ts';
import { EnvironmentError } from '../model/error.ts';
import type { Task } from '../model/plan.ts';
import { findMachine, type OutboxEntry } from '../store/machines.ts';
import { saveFilm, saveResult } from '../store/results.ts';
import { conform, conformFingerprint } from './conform.ts';
import { findTask, type Crew } from './crew.ts';
import { thrownFailure } from './failures.ts';
import { cancelTake } from './cancel-take.ts';
import { buildFilm, toFilmPaths, type BuiltFilm } from './film.ts';
import { filmFingerprint, modifiedMs } from './film-state.ts';
import { outcome, type Outcome } from './outcome.ts';
import { encodeSeam, seamFingerprint } from './seam.ts';
import { mixSound } from './sound.ts';
import { keepEvent } from './kept-events.ts';
import { NOTHING } from './step.ts';
import { startTakes } from './start-takes.ts';
import { submit } from './submit-take.ts';
import { download, gate, poll, reconcile, reserve } from './take-effects.ts';

export type Signals = {
  /** Ends with the render's wish to stop. */
  readonly work: AbortSignal;
  /** A submission in flight is waited for, whatever else went wrong, until the second Ctrl-C. */
  readonly submission: AbortSignal;
};

/**
 * Carries out one effect. What it throws is no outcome: the effect stays in the outbox and the render stops. Null: there
 * is no slot for it yet.
 */
export async function carryOut(
  crew: Crew,
  entry: OutboxEntry,
  signals: Signals,
  onFilm: (film: BuiltFilm) => void,
): Promise<Outcome | null> {
  try {
    return await begin(crew, entry, signals, onFilm);
  } catch (thrown) {
    // What was being written into has no name in it.
    if (isDiskFull(thrown) && !('path' in thrown)) Object.assign(thrown, { path: crew.workspace.folder });
    throw thrown;
  }
}

async function begin(
  crew: Crew,
  entry: OutboxEntry,
  signals: Signals,
  onFilm: (film: BuiltFilm) => void,
): Promise<Outcome | null> {
  const kind = toEffectKind(entry.kind);
  switch (kind) {
    case 'reserve':
      return reserve(crew, entry);
    case 'submit':
      return submit(crew, entry, signals.submission);
    case 'reconcile':
      return reconcile(crew, entry, signals.work);
    case 'poll':
      return poll(crew, entry, signals.work);
    case 'download':
      return guarded(signals, 'take.not_downloaded', () => download(crew, entry, signals.work));
    case 'cancel':
      return cancelTake(crew, entry, signals.work);
    case 'gate':
      return guarded(signals, 'take.not_gated', () => gate(crew, entry, signals.work));
    case 'wake':
      return outcome({ type: 'take.retry_due' });
    case 'start_takes':
      return startTakes(crew, entry);
    case 'conform':
      return derive(crew, entry, signals, (task) => ({
        fingerprint: conformFingerprint(crew, task),
        work: () => conform(crew, task, signals.work),
      }));
    case 'encode':
      return derive(crew, entry, signals, (task) => ({
        fingerprint: seamFingerprint(crew, task),
        work: () => encodeSeam(crew, task, signals.work),
      }));
    case 'mix':
      return guarded(signals, 'work.failed', async () => {
        const task = await taskOf(crew, entry);
        await mixSound(crew, signals.work, (done) => crew.onProgress(task.id, done));
        return outcome({ type: 'work.done' });
      });
    case 'assemble':
      return guarded(signals, 'work.failed', () => assemble(crew, entry, signals, onFilm));
  }
}

/** Derived work is looked up before it is done, and written down with its event. */
async function derive(
  crew: Crew,
  entry: OutboxEntry,
  signals: Signals,
  plan: (task: Task) => { readonly fingerprint: Promise<string>; readonly work: () => Promise<JsonObject> },
): Promise<Outcome> {
  return guarded(signals, 'work.failed', async () => {
    const task = await taskOf(crew, entry);
    const { fingerprint: hashing, work } = plan(task);
    const fingerprint = await hashing;
    const result = await work();
    return outcome({ type: 'work.done' }, (db, nowMs) => saveResult(db, fingerprint, task.kind, result, nowMs));
  });
}

async function assemble(
  crew: Crew,
  entry: OutboxEntry,
  signals: Signals,
  onFilm: (film: BuiltFilm) => void,
): Promise<Outcome> {
  const task = await taskOf(crew, entry);
  const built = await buildFilm(crew, toFilmPaths(crew.render.outPath), signals.work, (done) =>
    crew.onProgress(task.id, done),
  );
  const modified = await modifiedMs(built.film.path);
  onFilm(built);
  const facts: JsonObject = {
    ...built,
    film: { ...built.film },
    check: { ok: built.check.ok, frames: built.check.frames, findings: built.check.findings },
    seams: built.seams.map((seam) => ({ ...seam, readings: seam.readings.map((reading) => ({ ...reading })) })),
  };
  const planFingerprint = await filmFingerprint(crew.workspace.db, crew.plan);
  return async (db, nowMs) => {
    await saveFilm(
      db,
      {
        outPath: built.film.path,
        film: crew.plan.name,
        render: crew.render.id,
        planFingerprint,
        isPartial: built.film.isPartial,
        facts,
        sizeBytes: built.film.sizeBytes,
        modifiedMs: modified,
      },
      nowMs,
    );
    const told = await keepEvent(db, crew.render.id, { type: 'film.changed', film: built.film }, nowMs);
    return { event: { type: 'work.done' }, stepped: { ...NOTHING, told: [told] } };
  };
}

/** Work that breaks is an event of its task; what is wrong with this computer, or a stop, ends the render. */
async function guarded(
  signals: Signals,
  type: 'work.failed' | 'take.not_downloaded' | 'take.not_gated',
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await work();
  } catch (thrown) {
    signals.work.throwIfAborted();
    if (thrown instanceof EnvironmentError || isDiskFull(thrown)) throw thrown;
    const billed = type === 'work.failed' ? 'no' : 'unknown';
    return outcome({ type, failure: { ...thrownFailure(thrown), billed } });
  }
}

async function taskOf(crew: Crew, entry: OutboxEntry): Promise<Task> {
  const row = await findMachine(crew.workspace.db, entry.machine);
  if (row === null) throw new Error(`no machine ${entry.machine}`);
  return findTask(crew, row.task);
}

function isDiskFull(thrown: unknown): thrown is Error {
  return (
    thrown instanceof Error &&
    'code' in thrown &&
    (thrown.code === 'ENOSPC' || thrown.code === 'EDQUOT' || thrown.code === 'EROFS')
  );
}

const EFFECT_KINDS: Readonly<Record<EffectKind, true>> = {
  reserve: true,
  submit: true,
  reconcile: true,
  poll: true,
  download: true,
  gate: true,
  cancel: true,
  wake: true,
  start_takes: true,
  conform: true,
  encode: true,
  mix: true,
  assemble: true,
};

function toEffectKind(text: string): EffectKind {
  if (Object.hasOwn(EFFECT_KINDS, text)) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the line above is the check
    return text as EffectKind;
  }
  throw new EnvironmentError({
    code: 'effect_unknown',
    message: `The workspace waits for "${text}", which this version cannot do. Update longtake; nothing was changed.`,
  });
}
