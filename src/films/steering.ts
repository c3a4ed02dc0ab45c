import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { replaceFile } from '../base/replace-file.ts';
import type { CancelResult, Ceiling, Engine } from '../engine/api.ts';
import { requireModels } from '../engine/require-models.ts';
import { EnvironmentError } from '../model/error.ts';
import { toId, type ShotId, type TaskId } from '../model/ids.ts';
import type { ModelRef } from '../model/storyboard.ts';
import { appendEvent } from '../store/events.ts';
import { openWorkspace } from '../store/workspace.ts';
import { UNLIMITED } from '../plan/limit.ts';
import type { Longtake } from '../wire.ts';
import { acceptTake } from './accept.ts';
import { requireApproval, type Approval } from './approval.ts';
import { prepareCut } from './cut.ts';
import { placeFiles, refuseFilesBeside, withDraftFolder, type Draft } from './draft.ts';
import { createExclusive } from './exclusive.ts';
import type { Feed } from './feed.ts';
import { newPostedId, toPostedFilm, type Film } from './film.ts';
import type { Home } from './home.ts';
import type { Opener } from './opener.ts';
import { prepareRetake } from './retake.ts';
import { together, type Only, type RunOptions } from './run-options.ts';
import type { Runs } from './runs.ts';
import { selectTake } from './select.ts';
import { takeAndFinishes } from './shot-task.ts';
import { openSoundFilm, type OpenFilm, type SoundFilm } from './sound-film.ts';
import { replaceStoryboard, requireMatch } from './storyboard-file.ts';

/** Everything that changes what becomes of a film. Things asked of one film are done one after the other. */
export type Steering = {
  readonly post: (draft: Draft, options: RunOptions, approval: Approval, mustStart: boolean) => Promise<Film>;
  /** Only what the new text changes is made. `mustStart` null: when it was being rendered. */
  readonly amend: (
    film: Film,
    draft: Draft,
    how: {
      readonly ifMatch: string | null;
      readonly mustStart: boolean | null;
      readonly options: Partial<RunOptions>;
      readonly approval: Approval;
    },
  ) => Promise<void>;
  readonly resume: (film: Film, options: Partial<RunOptions>, approval: Approval) => Promise<void>;
  /** Says so and comes back; the render stops when what is in flight is saved. */
  readonly pause: (film: Film) => Promise<void>;
  readonly cancel: (film: Film, shot: string | null, signal: AbortSignal) => Promise<CancelResult>;
  readonly retake: (
    film: Film,
    shot: string,
    wish: {
      readonly prompt: string | null;
      readonly model: ModelRef | null;
      readonly seed: number | null;
      readonly takes: number;
      readonly acceptGates: boolean;
    },
    approval: Approval,
  ) => Promise<void>;
  readonly select: (film: Film, shot: string, take: number, how: { readonly acceptGates: boolean }) => Promise<void>;
  readonly accept: (film: Film, shot: string) => Promise<void>;
  /** Goes on with a film that was being rendered when the server ended. What may be spent was said then. */
  readonly recover: (film: Film) => Promise<void>;
};

/** How long another process may take to hear that it is to stop. */
const HEAR_TIMEOUT_MS = 30_000;

/** It may be standing still, or be waiting for an answer itself. */
function notHeard(): EnvironmentError {
  return new EnvironmentError({
    code: 'not_heard',
    message: `The process that renders the film did not stop within ${HEAR_TIMEOUT_MS / 1000} s. It may still do so: look at the render, or ask again.`,
  });
}

export function createSteering({
  longtake,
  opener,
  runs,
  home,
  feed,
  clock,
  refresh,
}: {
  readonly longtake: Longtake;
  readonly opener: Opener;
  readonly runs: Runs;
  readonly home: Home;
  readonly feed: Feed;
  readonly clock: Clock;
  /** Writes down what lists show of the film. */
  readonly refresh: (film: Film) => Promise<void>;
}): Steering {
  const exclusively = createExclusive();
  const openSound =
    (film: Film, options: RunOptions): OpenFilm =>
    (more) =>
      openSoundFilm(longtake, film.file, { ...opener.options(film, options), ...more });
  const engineOf = (film: Film): Engine => longtake.engine({ ...film, assets: [] });
  const note = async (film: Film, type: string, body: object): Promise<void> => {
    await using workspace = await openWorkspace(film.workspace);
    await appendEvent(workspace.db, { render: null, film: film.name, machine: null, type, body }, clock.nowMs());
    feed.poke(film.workspace);
  };
  /** What was said of one shot alone is over with it, except where it is part of what goes on: `ceilings`. */
  const beginWhole = async (
    film: Film,
    { longtake: wire, opened, plan }: SoundFilm,
    options: RunOptions,
    ceilings: readonly Ceiling[] = [],
  ) => {
    const { only: _only, ceilings: _ceilings, ...whole } = options;
    await runs.begin(
      film,
      { engine: wire.engine(opened), plan },
      ceilings.length === 0 ? whole : { ...whole, ceilings },
    );
    await refresh(film);
  };
  /** Goes on with what was being made: the whole film, or what alone was asked for. */
  const goOn = async (film: Film, options: RunOptions): Promise<void> => {
    const sound = await openSound(film, options)({});
    const { only } = options;
    if (only === undefined) return beginWhole(film, sound, options, options.ceilings);
    await runs.begin(film, await prepareCut(sound, only.tasks, { acceptGates: only.acceptGates }), options);
    await refresh(film);
  };
  const askOf = async (sound: SoundFilm, approval: Approval, options: RunOptions): Promise<void> => {
    const { acceptGates, resendRefused } = options;
    const outlook = await sound.longtake.engine(sound.opened).outlook(sound.plan, { acceptGates, resendRefused });
    requireModels(sound.plan, UNLIMITED);
    requireApproval(sound.plan, outlook, approval);
  };

  return {
    post: async (draft, options, approval, mustStart) => {
      const workspace = await home.open();
      const createdMs = clock.nowMs();
      const film = toPostedFilm(home.folder, newPostedId(createdMs), createdMs, draft.name);
      await mkdir(film.folder, { recursive: true });
      let sound: SoundFilm;
      try {
        await placeFiles(film.folder, film.name, draft.files, workspace.blobs);
        sound = await openSound(film, options)({ text: draft.text });
        if (mustStart) await askOf(sound, approval, options);
        await replaceFile(film.file, draft.text);
        await refresh(film);
        await note(film, 'render.created', { title: sound.plan.title });
      } catch (error) {
        await rm(film.folder, { recursive: true, force: true });
        throw error;
      }
      if (mustStart) await exclusively(film.id, () => beginWhole(film, sound, options));
      return film;
    },
    amend: (film, draft, { ifMatch, mustStart, options: changed, approval }) =>
      exclusively(film.id, async () => {
        refuseFilesBeside(film, draft);
        await requireMatch(film, ifMatch);
        const isRunning = runs.find(film) !== null;
        const isStarting = mustStart ?? isRunning;
        const options = { ...(await runs.recall(film)).options, resendRefused: false, ...changed };
        await checkDraft(film, draft, options, async (sound) => {
          if (isStarting) await askOf(sound, approval, options);
        });
        // What is in flight is answered and saved; the new plan takes it over, or lets it finish unselected.
        if (isRunning) await runs.stop(film, isStarting);
        if (draft.files.size > 0) {
          const { blobs } = await home.open();
          await placeFiles(film.folder, film.name, draft.files, blobs);
        }
        await replaceStoryboard(film, draft.text, ifMatch);
        await note(film, 'render.amended', {});
        const kept = isRunning ? options.ceilings : [];
        if (isStarting) await beginWhole(film, await openSound(film, options)({}), options, kept);
        else await refresh(film);
      }),
    resume: (film, changed, approval) =>
      exclusively(film.id, async () => {
        if (runs.find(film)?.isStopping === true) await runs.ended(film);
        if (runs.find(film) !== null) return;
        const options = { ...(await runs.recall(film)).options, ...changed };
        const sound = await openSound(film, options)({});
        await askOf(sound, approval, options);
        await beginWhole(film, sound, options);
      }),
    pause: (film) =>
      exclusively(film.id, async () => {
        if (runs.find(film) !== null) {
          void runs.stop(film, false);
          return;
        }
        const waiting = AbortSignal.timeout(HEAR_TIMEOUT_MS);
        try {
          await engineOf(film).pause(film.name, waiting);
        } catch (error) {
          throw waiting.aborted ? notHeard() : error;
        }
        await refresh(film);
      }),
    cancel: (film, shot, signal) =>
      exclusively(film.id, async () => {
        const result = await engineOf(film).cancel(film.name, shot === null ? null : toId<ShotId>(shot), signal);
        if (shot === null) await runs.ended(film);
        await refresh(film);
        feed.poke(film.workspace);
        return result;
      }),
    retake: (film, shot, wish, approval) =>
      exclusively(film.id, async () => {
        const { options } = await runs.recall(film);
        const { preview } = options;
        const prepare = () => prepareRetake(openSound(film, options), shot, wish, { preview });
        const retake = await prepare();
        requireModels(retake.plan, retake.limits);
        requireApproval(retake.plan, retake.outlook, approval, retake.limits.also);
        const { maxCostMicros } = approval;
        const task = toId<TaskId>(`take:${retake.shot}`);
        const alone: Only = { tasks: [task], acceptGates: wish.acceptGates, maxCostMicros };
        const own = maxCostMicros === null ? [] : [{ tasks: takeAndFinishes(retake.plan, task), maxCostMicros }];
        if (runs.find(film) !== null) {
          await runs.stop(film, true);
          // What was begun until it stopped is a take of its own by now.
          await (await prepare()).write();
          const only = options.only === undefined ? {} : { only: together(options.only, alone) };
          await goOn(film, {
            ...options,
            ...only,
            resendRefused: false,
            ceilings: [...(options.ceilings ?? []), ...own],
          });
          return;
        }
        await retake.write();
        await runs.begin(film, retake, { ...options, only: alone, ceilings: own });
        await refresh(film);
      }),
    select: (film, shot, take, { acceptGates }) =>
      exclusively(film.id, async () => {
        const { options } = await runs.recall(film);
        const cut = await selectTake(openSound(film, options), shot, take, { preview: options.preview, acceptGates });
        await note(film, 'take.selected', { shot, take });
        if (runs.find(film) !== null) {
          await runs.stop(film, true);
          await goOn(film, { ...options, resendRefused: false });
          return;
        }
        await runs.begin(film, cut, { ...options, only: { tasks: cut.tasks, acceptGates: false, maxCostMicros: 0 } });
        await refresh(film);
      }),
    accept: (film, shot) =>
      exclusively(film.id, async () => {
        const { options } = await runs.recall(film);
        await acceptTake(openSound(film, options), shot, { preview: options.preview });
        await note(film, 'shot.accepted', { shot });
        await refresh(film);
      }),
    recover: (film) => exclusively(film.id, async () => goOn(film, (await runs.recall(film)).options)),
  };

  /** Opens the new text as if it stood there already, with the files that come with it. */
  async function checkDraft(
    film: Film,
    draft: Draft,
    options: RunOptions,
    check: (sound: SoundFilm) => Promise<void>,
  ): Promise<void> {
    if (draft.files.size === 0) return check(await openSound(film, options)({ text: draft.text }));
    const { blobs } = await home.open();
    await withDraftFolder(film, async (folder) => {
      await placeFiles(folder, film.name, draft.files, blobs);
      const file = join(folder, `${film.name}.yaml`);
      await check(await openSoundFilm(longtake, file, { ...opener.options(film, options), text: draft.text }));
    });
  }
}
