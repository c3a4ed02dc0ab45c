import { stat } from 'node:fs/promises';
import type { FilmCheck } from '../media/media.ts';
import { LongtakeError } from '../model/error.ts';
import type { SeamReport } from '../model/gate.ts';
import { toId, type BlobSha, type ShotId, type TaskId } from '../model/ids.ts';
import type { Segment, Task } from '../model/plan.ts';
import { framesToMs, framesToSeconds } from '../model/time.ts';
import { listMachines } from '../store/machines.ts';
import type { FilmFile } from './api.ts';
import { conformResult } from './conform.ts';
import { findTask, temporaryPath, type Crew } from './crew.ts';
import { ifThere, removePartialFilm } from './film-state.ts';
import { moveFilmInto, moveInto } from './move-into.ts';
import { ifMade } from './not-made.ts';
import { posterFrames } from './poster-frames.ts';
import { wordOf } from './reduce.ts';
import { findSelect, requireBlob } from './results.ts';
import { type FilmPiece, type SheetCell, cutFingerprint, findSameCut } from './reuse-film.ts';
import { seamResult, seamTaskOf } from './seam.ts';
import { measureSeams } from './seam-gate.ts';
import { type MixedSound, lacksSound, mixSound } from './sound.ts';

export type BuiltFilm = {
  readonly film: FilmFile;
  readonly poster: string | null;
  readonly sheet: string | null;
  readonly check: FilmCheck;
  /** Everything it is made from: a later render of the same shows this file again. */
  readonly cut: string;
  /** Where one shot goes on from another. */
  readonly seams: readonly SeamReport[];
};

/** Where a render's files stand, beside the storyboard. */
export type FilmPaths = {
  readonly film: string;
  readonly partial: string;
  readonly poster: string;
  readonly sheet: string;
};

/** `dir/NAME.mp4` → its companions. */
export function toFilmPaths(out: string): FilmPaths {
  const stem = out.replace(/\.mp4$/u, '');
  return { film: out, partial: `${stem}.partial.mp4`, poster: `${stem}.jpg`, sheet: `${stem}.sheet.jpg` };
}

/**
 * Assembles the film from pieces, unless it stands there as they would make it, checks it, and puts it with its poster and
 * contact sheet beside the storyboard. Missing shots are shown as placeholders in `NAME.partial.mp4`, in which missing
 * lines and music are not heard; a complete film is never replaced by a partial one.
 */
export async function buildFilm(
  crew: Crew,
  paths: FilmPaths,
  signal: AbortSignal,
  onProgress: (done: number) => void,
): Promise<BuiltFilm> {
  const pieces: FilmPiece[] = [];
  const made = await listMade(crew);
  for (const segment of crew.plan.film.segments) {
    const task = pieceTaskOf(crew, segment);
    const sha = await pieceOf(crew, task);
    if (sha === null && made.has(task.id)) throw goneError(task);
    const picture = sha !== null || segment.kind === 'seam' ? null : await keyframeOf(crew, segment.shot);
    pieces.push({ frames: segment.frames, made: sha, picture });
  }
  const isPartial = pieces.some((piece) => piece.made === null) || (await lacksSound(crew));
  const { sound, stretches } = await mixSound(crew, signal, () => {});
  const cells = await listCells(crew);
  const cut = cutFingerprint(crew, pieces, stretches, cells);
  const path = isPartial ? paths.partial : paths.film;
  const same = await findSameCut(crew, path, isPartial, cut);
  const companions = isPartial ? [paths.sheet] : [paths.sheet, paths.poster];
  const isWhole = same !== null && (await Promise.all(companions.map(ifThere))).every((path) => path !== null);
  const { check, freed } = isWhole
    ? { check: same.check, freed: null }
    : await cutFilm(crew, { pieces, sound, stretches, path }, signal, onProgress);
  if (!isPartial) await removePartialFilm(crew.workspace.db, paths.partial);
  const { size: sizeBytes } = await stat(path);
  const { frames, fps } = crew.plan.film;
  const poster = isPartial ? null : isWhole ? paths.poster : await drawPoster(crew, path, paths.poster, signal);
  const sheet = isWhole ? paths.sheet : await drawSheet(crew, cells, paths.sheet, signal);
  await freed;
  return {
    film: { path, frames, durationMs: framesToMs(frames, fps), sizeBytes, isPartial },
    poster,
    sheet,
    check,
    cut,
    seams: await measureSeams(crew, signal),
  };
}

async function cutFilm(
  crew: Crew,
  film: MixedSound & { readonly pieces: readonly FilmPiece[]; readonly path: string },
  signal: AbortSignal,
  onProgress: (done: number) => void,
): Promise<{ readonly check: FilmCheck; readonly freed: Promise<void> }> {
  const pieces: { readonly file: string; readonly frames: number }[] = [];
  for (const piece of film.pieces) {
    const file = piece.made === null ? await placeholder(crew, piece, signal) : crew.workspace.blobs.path(piece.made);
    pieces.push({ file, frames: piece.frames });
  }
  const draft = temporaryPath(crew, '.mp4');
  const assembled = await crew.media.assemble(
    {
      house: crew.house,
      pieces,
      sound: film.sound,
      stretches: film.stretches.map(({ stretch, sha }) => ({ stretch, file: crew.workspace.blobs.path(sha) })),
      title: crew.plan.title,
      out: draft,
    },
    signal,
    onProgress,
  );
  if (assembled.fallback !== null)
    crew.onWarning(
      'film_encoded_whole',
      `The film was encoded whole, because its pieces could not be copied: ${assembled.fallback}`,
    );
  const { freed } = await moveFilmInto(draft, film.path);
  return { check: assembled.check, freed };
}

/** What makes a segment: a shot's or a bridge's conform, or a seam. */
function pieceTaskOf(crew: Crew, segment: Segment): Task {
  return findTask(crew, segment.kind === 'body' ? toId<TaskId>(`conform:${segment.shot}`) : seamTaskOf(crew, segment));
}

/** Null for what a failed or held shot leaves unmade. */
async function pieceOf(crew: Crew, task: Task): Promise<BlobSha | null> {
  const isConform = task.kind === 'conform';
  const result = await ifMade(isConform ? conformResult(crew, task) : seamResult(crew, task));
  return result === null ? null : requireBlob(result, isConform ? 'body' : 'piece', task.id);
}

/** Tasks of this render whose results are there, as far as its rows know. */
async function listMade(crew: Crew): Promise<ReadonlySet<TaskId>> {
  const rows = await listMachines(crew.workspace.db, crew.render.id);
  return new Set(
    rows.flatMap((row) => (row.kind !== 'take' && ['stored', 'reused'].includes(wordOf(row.value)) ? row.task : [])),
  );
}

/** A film with a hole in it would pass for one whose shot failed. */
function goneError(task: Task): LongtakeError {
  return new LongtakeError({
    code: 'piece_gone',
    message: `What was made of ${task.title} is no longer in the workspace. It is made anew by the next render.`,
  });
}

function conformed(crew: Crew, shot: ShotId) {
  return conformResult(crew, findTask(crew, toId<TaskId>(`conform:${shot}`)));
}

async function placeholder(crew: Crew, { frames, picture }: FilmPiece, signal: AbortSignal): Promise<string> {
  const out = temporaryPath(crew, '.mp4');
  const file = picture === null ? null : crew.workspace.blobs.path(picture);
  await crew.media.seam({ kind: 'placeholder', house: crew.house, out, frames, picture: file }, signal);
  return out;
}

async function keyframeOf(crew: Crew, shot: ShotId): Promise<BlobSha | null> {
  const task = crew.tasks.get(toId<TaskId>(`keyframe:${shot}`));
  return task === undefined ? null : ((await findSelect(crew.workspace.db, crew.plan, task))?.sha ?? null);
}

async function listCells(crew: Crew): Promise<readonly SheetCell[]> {
  const cells: SheetCell[] = [];
  for (const shot of crew.plan.shots) {
    const result = await ifMade(conformed(crew, shot.id));
    const picture =
      result === null ? await keyframeOf(crew, shot.id) : requireBlob(result, 'thumbnail', toId<TaskId>(shot.id));
    const length = `${framesToSeconds(shot.frames, crew.house.fps).toFixed(1)} s`;
    cells.push({ picture, title: shot.id, subtitle: `${length}${result === null ? ' · missing' : ''}` });
  }
  return cells;
}

async function drawSheet(crew: Crew, cells: readonly SheetCell[], out: string, signal: AbortSignal): Promise<string> {
  const made = temporaryPath(crew, '.jpg');
  const drawn = cells.map(({ picture, ...words }) => ({
    ...words,
    picture: picture === null ? null : crew.workspace.blobs.path(picture),
  }));
  const { width, height } = crew.house.size;
  await crew.media.sheet({ cells: drawn, title: crew.plan.title, aspect: width / height, out: made }, signal);
  await moveInto(made, out);
  return out;
}

async function drawPoster(crew: Crew, film: string, out: string, signal: AbortSignal): Promise<string> {
  const made = temporaryPath(crew, '.jpg');
  await crew.media.poster({ film, candidates: posterFrames(crew.plan), fps: crew.house.fps, out: made }, signal);
  await moveInto(made, out);
  return out;
}
