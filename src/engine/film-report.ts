import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FilmReport, ReportedTake } from '../model/film-report.ts';
import { acceptedOf, readingsOf, type SeamReport } from '../model/gate.ts';
import { toId, type BlobSha } from '../model/ids.ts';
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
    const draw = await createThumbnails(dependencies, workspace, plan.name, folder, signal);
    return {
      ...empty,
      ...(await sumLedger(workspace.db, { film: plan.name })),
      takes: await readTakes(workspace, plan, draw),
      seams: excuseAccepted(
        await readSeams(workspace.db, plan.name),
        await findAccepted(workspace.db, plan, await readAccepts(dependencies)),
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

/** Pictures that conforms drew are used again; of a take that was never conformed its middle frame is drawn. */
async function createThumbnails(
  { media }: EngineDependencies,
  { db, blobs }: Opened,
  name: string,
  folder: string,
  signal: AbortSignal,
): Promise<(take: Take) => Promise<string | null>> {
  const drawn = new Map<string, BlobSha>();
  const inputs = (await listTakes(db, name)).flatMap(({ sha }) => sha ?? []);
  for (const result of await listConforms(db, inputs)) {
    const sha = blobOf(result, 'thumbnail');
    if (typeof result['input'] === 'string' && sha !== null) drawn.set(result['input'], sha);
  }
  return async (take) => {
    if (take.sha === null) return null;
    const known = drawn.get(take.sha);
    if (known !== undefined && (await blobs.has(known))) return toDataUri(await readFile(blobs.path(known)));
    if (!(await blobs.has(take.sha))) return null;
    const out = join(folder, `${toId<BlobSha>(take.sha)}.jpg`);
    const request = { file: blobs.path(take.sha), frame: middleOf(take), out, widthPixels: THUMBNAIL_WIDTH };
    try {
      await (await media()).frame(request, signal);
      return toDataUri(await readFile(out));
    } catch {
      signal.throwIfAborted();
      // A file that failed its gates may hold no picture at all.
      return null;
    }
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
