import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../base/hash.ts';
import type { Clock } from '../base/clock.ts';
import { InputError } from '../model/error.ts';
import { toId, type BlobSha } from '../model/ids.ts';
import type { LocatedProblem } from '../model/problem.ts';
import type { Plan, ShotPlan } from '../model/plan.ts';
import { closestWord } from '../storyboard/did-you-mean.ts';
import { listWantedRuns, findRun } from '../store/runs.ts';
import { readWorkspace } from '../store/workspace.ts';
import type { FilmCosts } from '../engine/api.ts';
import type { BoardTake } from '../engine/board.ts';
import type { Longtake } from '../wire.ts';
import { placeFiles, refuseFilesBeside, withDraftFolder, type Draft } from './draft.ts';
import { readFileMark } from './file-mark.ts';
import { createFeed, type Cursor, type Feed, type Source } from './feed.ts';
import { toPostedFilm, type Film } from './film.ts';
import { createCallbacks, type Callbacks } from './callbacks.ts';
import { createHeldDesk, type HeldDesk } from './held-desk.ts';
import { createHome, type Home } from './home.ts';
import { createLibrary, openGiven, type Library } from './library.ts';
import { createOpener } from './opener.ts';
import { viewPlan, type PlanView } from './plan-view.ts';
import { viewRender, viewShot, type RenderView, type ShotView } from './render-view.ts';
import { DEFAULT_OPTIONS, type RunOptions } from './run-options.ts';
import { createRuns, type Runs } from './runs.ts';
import { createTakeFrames, type TakeEnd } from './take-frames.ts';
import { createSteering, type Steering } from './steering.ts';
import { factsOf, summarize, withRunning, type MediaMarks, type Summary } from './summary.ts';

/** The films of a process: what `serve` serves, whatever it is asked through. */
export type Films = Pick<Library, 'find' | 'list' | 'given'> & {
  readonly home: Home;
  readonly feed: Feed;
  readonly runs: Runs;
  readonly steering: Steering;
  readonly held: HeldDesk;
  readonly callbacks: Callbacks;
  /** The workspaces of what is served. */
  readonly sources: readonly Source[];
  /** Short names of the workspaces whose events a stream of these films is made of; of all films where null. */
  readonly keysOf: (films: readonly Film[] | null) => readonly string[];
  readonly view: (film: Film) => Promise<RenderView & { readonly heard: Cursor }>;
  readonly shot: (film: Film, id: string) => Promise<{ readonly shot: ShotView; readonly takes: readonly BoardTake[] }>;
  readonly plan: (
    film: Film,
  ) => Promise<{ readonly problems: readonly LocatedProblem[]; readonly plan: PlanView | null }>;
  readonly planDraft: (
    draft: Draft,
    film: Film | null,
    options: Partial<RunOptions>,
  ) => Promise<{ readonly problems: readonly LocatedProblem[]; readonly plan: PlanView | null }>;
  /** What a film has cost in its whole life. */
  readonly costs: (film: Film) => Promise<FilmCosts>;
  /** Where a blob is that any of these films has. @throws InputError `blob_unknown` */
  readonly blob: (sha: string) => Promise<string>;
  /** The first or the last frame of a take, as JPEG. @throws InputError `blob_unknown` */
  readonly frame: (sha: string, end: TakeEnd) => Promise<Uint8Array<ArrayBuffer>>;
  /** Where the film's files are. @throws InputError `film_not_made` */
  readonly media: (
    film: Film,
    what: 'film' | 'poster' | 'sheet',
  ) => Promise<{ readonly path: string; readonly title: string }>;
  /** Goes on with what was being rendered when the last server ended. */
  readonly recover: (onTrouble: (film: Film, error: unknown) => void) => Promise<void>;
};

export type FilmsOptions = {
  readonly longtake: Longtake;
  readonly clock: Clock;
  readonly files: readonly string[];
  /** Where posted films live. */
  readonly data: string;
  readonly allowRemote: boolean;
  /** Hears what broke a render, for a log. */
  readonly onTrouble?: (film: Film, error: unknown) => void;
};

const HOME_KEY = 'd';

export async function createFilms({
  longtake,
  clock,
  files,
  data,
  allowRemote,
  onTrouble = () => {},
}: FilmsOptions): Promise<Films & AsyncDisposable> {
  const given = await openGiven(files);
  const home = createHome(data);
  const opener = createOpener(longtake, allowRemote);
  const keyOf = (film: Film): string =>
    film.source === 'posted' ? HOME_KEY : `f${sha256(film.workspace).slice(0, 6)}`;
  const sources = sourcesOf(home, given, keyOf);
  const feed = createFeed(sources, clock);
  const watching = new AbortController();
  const runs = createRuns({ clock, feed, keyOf, onTrouble, onEnd: (film) => refresh(film).catch(() => {}) });

  /** What is read in pieces while a render comes to its end is read again. */
  const steadily = async <T>(film: Film, read: () => Promise<T>): Promise<T> => {
    for (;;) {
      const before = runs.find(film);
      const seen = await read();
      if (before === null || runs.find(film) === before) return seen;
    }
  };
  const summaryOf = (film: Film): Promise<Summary> =>
    steadily(film, async () => {
      const { options } = await runs.recall(film);
      const opened = await opener.open(film, options).catch(() => GONE);
      const brief = await longtake.boards({ ...film, assets: [] }).brief(film.name);
      const marks = await readMarks({ film: brief?.film?.path, poster: brief?.poster, sheet: brief?.sheet });
      return withRunning(summarize(film, factsOf(film, opened), brief, marks), runs.find(film));
    });
  const refresh = async (film: Film): Promise<void> => {
    if (film.source === 'posted') await library.save(film, await summaryOf(film), clock.nowMs());
  };
  const library = createLibrary({ given, home, runs: () => runs, summaryOf });
  const steering = createSteering({ longtake, opener, runs, home, feed, clock, refresh });

  /** The plan of the storyboard as it is now; where that is broken, of the newest render. */
  const look = async (film: Film) => {
    const { options, trouble } = await runs.recall(film);
    const opened = await opener.open(film, options);
    const problems = opened.problems.filter(({ severity }) => severity === 'error').length;
    const boards = longtake.boards(opened);
    const latest = problems === 0 ? null : await boards.latestPlan(film.name);
    const { maxCostMicros } = options;
    return { opened, plan: latest ?? opened.plan, problems, trouble, boards, maxCostMicros };
  };
  const lookAt = async (film: Film) => {
    const { plan, boards, ...rest } = await look(film);
    if (plan === null) throw tooBroken();
    return { ...rest, plan, board: await boards.board(plan), running: runs.find(film) };
  };
  const planOf = async (file: string, film: Film | null, options: RunOptions, draft?: Draft) => {
    const open = film === null ? { preview: options.preview, allowRemote } : opener.options(film, options);
    const sent = film?.source === 'file' ? {} : { sent: { name: draft?.name ?? film?.called ?? null } };
    const opened = await longtake.open(file, {
      ...open,
      ...sent,
      ...(draft === undefined ? {} : { text: draft.text }),
    });
    const { plan, problems } = opened;
    if (plan === null) return { problems, plan: null };
    const { acceptGates, resendRefused } = options;
    const outlook = await longtake.engine(opened).outlook(plan, { acceptGates, resendRefused });
    return { problems, plan: viewPlan(plan, outlook) };
  };

  const blobPath = async (text: string): Promise<string> => {
    const sha = toId<BlobSha>(/^[0-9a-f]{64}$/u.test(text) ? text : '0'.repeat(64));
    for (const folder of new Set([home.workspaceFolder, ...given.map(({ workspace }) => workspace)])) {
      await using workspace = await readWorkspace(folder);
      if (workspace !== null && (await workspace.blobs.has(sha))) return workspace.blobs.path(sha);
    }
    throw new InputError({ code: 'blob_unknown', message: 'There is no such blob.' });
  };
  const frameOf = createTakeFrames(longtake.frame, async () => (await home.open()).temporary, clock);

  void feed.watch(watching.signal);
  return {
    find: library.find,
    list: library.list,
    given,
    home,
    feed,
    runs,
    steering,
    callbacks: createCallbacks({ longtake, sources, find: library.find, feed }),
    held: createHeldDesk({ longtake, sources, find: library.find, feed, refresh }),
    sources,
    keysOf: (films) =>
      films === null ? [...new Set([HOME_KEY, ...given.map(keyOf)])] : [...new Set(films.map(keyOf))],
    view: async (film) => {
      // Read first: what happens while the rest is read is heard again, never missed.
      const heard = await feed.cursor([keyOf(film)]);
      const view = await steadily(film, async () => {
        const { opened, plan, problems, trouble, boards, maxCostMicros } = await look(film);
        const warnings = [
          ...(trouble === null ? [] : [trouble]),
          ...opened.problems.flatMap(({ severity, code, message }) =>
            severity === 'warning' ? [{ code, message }] : [],
          ),
        ];
        if (plan === null) return { ...(await summaryOf(film)), ...NOTHING_TO_SEE, warnings, maxCostMicros };
        const board = await boards.board(plan);
        const { mtimeMs: changedMs } = await stat(film.file);
        const marks = await readMarks({ film: board.film?.path, poster: board.poster, sheet: board.sheet });
        return viewRender(film, {
          plan,
          board,
          running: runs.find(film),
          problems,
          warnings,
          changedMs,
          marks,
          maxCostMicros,
        });
      });
      return { ...view, heard };
    },
    shot: (film, id) =>
      steadily(film, async () => {
        const { plan, board, running } = await lookAt(film);
        const shot = findShot(plan, id);
        const takes = [...board.takes].find(([task]) => task === `take:${id}`)?.[1] ?? [];
        return { shot: viewShot(plan, shot, board, running), takes };
      }),
    plan: async (film) => planOf(film.file, film, (await runs.recall(film)).options),
    planDraft: async (draft, film, changed) => {
      const options =
        film === null ? { ...DEFAULT_OPTIONS, ...changed } : { ...(await runs.recall(film)).options, ...changed };
      if (film !== null) refuseFilesBeside(film, draft);
      if (draft.files.size === 0 && film !== null) return planOf(film.file, film, options, draft);
      return withDraftFolder(film, async (folder) => {
        const name = film?.name ?? 'storyboard';
        await placeFiles(folder, name, draft.files, (await home.ifThere())?.blobs ?? null);
        return planOf(join(folder, `${name}.yaml`), film, options, draft);
      });
    },
    costs: (film) => longtake.engine({ ...film, assets: [] }).costs(film.name),
    blob: blobPath,
    frame: async (sha, end) => frameOf(await blobPath(sha), sha, end),
    media: async (film, what) => {
      const { options } = await runs.recall(film);
      const { plan } = await opener.open(film, options);
      const boards = longtake.boards({ ...film, assets: [] });
      const brief = await boards.brief(film.name);
      const path = brief === null ? null : what === 'film' ? (brief.film?.path ?? null) : brief[what];
      const isThere = path !== null && (await stat(path).catch(() => null)) !== null;
      const shown = isThere ? path : what === 'poster' ? await boards.still(film.name) : null;
      if (shown === null) throw new InputError({ code: 'film_not_made', message: `The film has no ${what} yet.` });
      return { path: shown, title: plan?.title ?? film.name };
    },
    recover: async (onTrouble) => {
      for (const film of await listWanted(home, given))
        await (film.source === 'posted' ? library.find(film.id) : Promise.resolve(film))
          .then(steering.recover)
          .catch((error: unknown) => onTrouble(film, error));
    },
    [Symbol.asyncDispose]: async () => {
      watching.abort();
      await home[Symbol.asyncDispose]();
    },
  };
}

/** Of a storyboard that is gone, or cannot be read. */
const GONE = { plan: null, problems: [], isGone: true } as const;
/** Of one that is too broken for any plan. */
const NOTHING_TO_SEE = { budgetMicros: null, scenes: [], shotList: [], joins: [], stale: [], failures: [] } as const;

function tooBroken(): InputError {
  return new InputError({
    code: 'storyboard_unsound',
    message: 'The storyboard is too broken to show a film of it.',
  });
}

async function readMarks(paths: {
  readonly [What in keyof MediaMarks]: string | null | undefined;
}): Promise<MediaMarks> {
  return {
    film: await readFileMark(paths.film),
    poster: await readFileMark(paths.poster),
    sheet: await readFileMark(paths.sheet),
  };
}

function sourcesOf(home: Home, given: readonly Film[], keyOf: (film: Film) => string): readonly Source[] {
  const posted: Source = {
    key: HOME_KEY,
    folder: home.workspaceFolder,
    filmOf: (name) => name,
    nameOf: (film) => (film.startsWith('r-') ? film : null),
  };
  const others = Map.groupBy(given, (film) => film.workspace);
  return [
    posted,
    ...[...others].map(([folder, films]) => ({
      key: films.map(keyOf).at(0) ?? '',
      folder,
      filmOf: (name: string) => films.find((film) => film.name === name)?.id ?? null,
      nameOf: (id: string) => films.find((film) => film.id === id)?.name ?? null,
    })),
  ];
}

async function listWanted(home: Home, given: readonly Film[]): Promise<readonly Film[]> {
  const workspace = await home.ifThere();
  const rows = workspace === null ? [] : await listWantedRuns(workspace.db);
  const films: Film[] = rows.map(({ film }) => toPostedFilm(home.folder, film, 0));
  for (const film of given) {
    await using own = await readWorkspace(film.workspace);
    if (own !== null && (await findRun(own.db, film.name))?.isWanted === true) films.push(film);
  }
  return films;
}

function findShot(plan: Plan, id: string): ShotPlan {
  const found = plan.shots.find((shot) => shot.id === id);
  if (found !== undefined) return found;
  const nearest = closestWord(
    id,
    plan.shots.map((shot) => shot.id),
  );
  throw new InputError({
    code: 'shot_unknown',
    message: `There is no such shot.${nearest === null ? '' : ` Did you mean ${nearest}?`}`,
  });
}
