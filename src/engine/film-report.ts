import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../base/json.ts';
import type { FilmReport, ReportedSeam, ReportedTake } from '../model/film-report.ts';
import { acceptedOf, readingsOf, type SeamReport } from '../model/gate.ts';
import type { BlobSha } from '../model/ids.ts';
import type { Plan } from '../model/plan.ts';
import { inPlayOrder } from '../plan/play-order.ts';
import { keptTake } from '../plan/select.ts';
import { sumCostsByTake } from '../store/costs.ts';
import { sumLedger } from '../store/journal.ts';
import { findLatestRender } from '../store/renders.ts';
import { findFilm, listConforms } from '../store/results.ts';
import type { Database } from '../store/sqlite.ts';
import { listTakes, type Take } from '../store/takes.ts';
import { readWorkspace } from '../store/workspace.ts';
import type { EngineDependencies } from './dependencies.ts';
import { toFilmPaths } from './film.ts';
import { blobOf, listTaskTakes } from './results.ts';
import { excuseAccepted, seamsOf } from './seam-gate.ts';
import { findAccepted, readAccepts } from './upstream.ts';

type Opened = NonNullable<Awaited<ReturnType<typeof readWorkspace>>>;

/** Reads what was measured of a film's takes and seams. Files are only looked into for small pictures. */
export async function readReport(
  dependencies: EngineDependencies,
  plan: Plan,
  signal: AbortSignal,
): Promise<FilmReport> {
  const empty = { name: plan.name, title: plan.title, madeMs: dependencies.clock.nowMs() };
  await using workspace = await readWorkspace(dependencies.workspace);
  if (workspace === null) return { ...empty, spentMicros: 0, reservedMicros: 0, takes: [], seams: [] };
  const folder = await mkdtemp(join(tmpdir(), 'longtake-report-'));
  try {
    const cuts = await readCuts(workspace.db, plan.name);
    const small = createDrawing(dependencies, workspace, folder, signal);
    const draw = createThumbnails(workspace, cuts, small);
    return {
      ...empty,
      ...(await sumLedger(workspace.db, { film: plan.name })),
      takes: await readTakes(workspace, plan, draw),
      seams: await withPictures(
        excuseAccepted(
          await readSeams(workspace.db, plan.name),
          await findAccepted(workspace.db, plan, await readAccepts(dependencies)),
        ),
        await readEdges(workspace.db, plan, cuts),
        small,
      ),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readTakes(
  { db }: Opened,
  plan: Plan,
  draw: (take: Take) => Promise<string | null>,
): Promise<readonly ReportedTake[]> {
  const costs = await sumCostsByTake(db, plan.name);
  const reported: ReportedTake[] = [];
  for (const task of inPlayOrder(plan)) {
    if (task.kind !== 'take') continue;
    const takes = await listTaskTakes(db, plan.name, task);
    const used = keptTake(plan, task, takes);
    for (const take of takes) {
      const { number, state, model, seed, costMicros, facts } = take;
      reported.push({
        task: task.id,
        shot: task.shot,
        title: task.title,
        number,
        state,
        model,
        seed,
        costMicros: Math.max(costMicros, costs.get(take.id) ?? 0),
        isUsed: take === used,
        readings: readingsOf(facts),
        accepted: acceptedOf(facts),
        trouble: take.failure?.message ?? null,
        thumbnail: await draw(take),
      });
    }
  }
  return reported;
}

/** Of the film that was made last, whole or not. */
export async function readSeams(db: Database, name: string): Promise<readonly SeamReport[]> {
  const render = await findLatestRender(db, name);
  if (render === null) return [];
  const { film, partial } = toFilmPaths(render.outPath);
  const rows = [await findFilm(db, film), await findFilm(db, partial)];
  const row = rows.find((one) => one?.render === render.id) ?? rows.find((one) => one !== null);
  return row === undefined || row === null ? [] : seamsOf(row.facts);
}

/** What was cut of takes, by the file of the take; of several cuts the newest. */
type Cuts = ReadonlyMap<string, JsonObject>;

async function readCuts(db: Database, name: string): Promise<Cuts> {
  const inputs = (await listTakes(db, name)).flatMap(({ sha }) => sha ?? []);
  const cuts = await listConforms(db, inputs);
  return new Map(cuts.flatMap((cut) => (typeof cut['input'] === 'string' ? [[cut['input'], cut] as const] : [])));
}

/** The first and the last frame of every shot, as the film shows it. */
async function readEdges(db: Database, plan: Plan, cuts: Cuts): Promise<ReadonlyMap<string, JsonObject>> {
  const edges = new Map<string, JsonObject>();
  for (const task of plan.tasks) {
    if (task.kind !== 'take' || task.shot === null) continue;
    const sha = keptTake(plan, task, await listTaskTakes(db, plan.name, task))?.sha ?? null;
    const cut = sha === null ? undefined : cuts.get(sha);
    if (cut !== undefined) edges.set(task.shot, cut);
  }
  return edges;
}

async function withPictures(
  seams: readonly SeamReport[],
  edges: ReadonlyMap<string, JsonObject>,
  small: Draw,
): Promise<readonly ReportedSeam[]> {
  const pictureOf = async (shot: string, end: 'first' | 'last'): Promise<string | null> => {
    const cut = edges.get(shot);
    const sha = cut === undefined ? null : blobOf(cut, end);
    return sha === null ? null : small(sha, 0);
  };
  const reported: ReportedSeam[] = [];
  for (const seam of seams)
    reported.push({ ...seam, pictures: [await pictureOf(seam.from, 'last'), await pictureOf(seam.to, 'first')] });
  return reported;
}

/** A frame of a blob, small; null where it has none. */
type Draw = (sha: BlobSha, frame: number) => Promise<string | null>;

function createDrawing({ media }: EngineDependencies, { blobs }: Opened, folder: string, signal: AbortSignal): Draw {
  return async (sha, frame) => {
    if (!(await blobs.has(sha))) return null;
    const out = join(folder, `${sha}.jpg`);
    try {
      await (await media()).frame({ file: blobs.path(sha), frame, out, widthPixels: THUMBNAIL_WIDTH }, signal);
      return toDataUri(await readFile(out));
    } catch {
      signal.throwIfAborted();
      // A file that failed its gates may hold no picture at all.
      return null;
    }
  };
}

/** Pictures that conforms drew are used again; of a take that was never conformed its middle frame is drawn. */
function createThumbnails({ blobs }: Opened, cuts: Cuts, small: Draw): (take: Take) => Promise<string | null> {
  return async (take) => {
    if (take.sha === null) return null;
    const cut = cuts.get(take.sha);
    const known = cut === undefined ? null : blobOf(cut, 'thumbnail');
    if (known !== null && (await blobs.has(known))) return toDataUri(await readFile(blobs.path(known)));
    return small(take.sha, middleOf(take));
  };
}

const THUMBNAIL_WIDTH = 320;

function middleOf({ facts }: Take): number {
  const video = facts?.['video'];
  if (typeof video !== 'object' || video === null || !('frames' in video)) return 0;
  return typeof video.frames === 'number' ? Math.floor(video.frames / 2) : 0;
}

function toDataUri(bytes: Buffer): string {
  return `data:image/jpeg;base64,${bytes.toString('base64')}`;
}
