import { stat } from 'node:fs/promises';
import { copyFile, rename } from 'node:fs/promises';
import { framesToMs, framesToSeconds } from '../model/time.ts';
import { toId, type BlobSha, type ShotId, type TaskId } from '../model/ids.ts';
import type { Segment } from '../model/plan.ts';
import type { FilmCheck } from '../media/media.ts';
import { conformResult } from './conform.ts';
import { findTask, temporaryPath, type Crew } from './crew.ts';
import type { FilmFile } from './api.ts';
import { findSelect, requireBlob } from './results.ts';
import { mixSound, soundRequest } from './sound.ts';
import { seamResult, seamTaskOf } from './seam.ts';

export type BuiltFilm = {
  readonly film: FilmFile;
  readonly poster: string | null;
  readonly sheet: string | null;
  readonly check: FilmCheck;
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
 * Assembles the film from pieces, checks it, and puts it with its poster and contact sheet beside the storyboard.
 * Missing shots are shown as placeholders in `NAME.partial.mp4`; a complete film is never replaced by a partial one.
 */
export async function buildFilm(
  crew: Crew,
  paths: FilmPaths,
  signal: AbortSignal,
  onProgress: (done: number) => void,
): Promise<BuiltFilm> {
  const pieces: { readonly file: string; readonly frames: number }[] = [];
  let missing = 0;
  for (const segment of crew.plan.film.segments) {
    const sha = await pieceOf(crew, segment);
    if (sha === null) missing += 1;
    pieces.push({
      file: sha === null ? await placeholder(crew, segment, signal) : crew.workspace.blobs.path(sha),
      frames: segment.frames,
    });
  }
  const isPartial = missing > 0;
  const sound = await soundRequest(crew);
  const stretches = await mixSound(crew, signal, () => {});
  const made = temporaryPath(crew, '.mp4');
  const assembled = await crew.media.assemble(
    {
      house: crew.house,
      pieces,
      sound,
      stretches: stretches.map(({ stretch, sha }) => ({ stretch, file: crew.workspace.blobs.path(sha) })),
      title: crew.plan.title,
      out: made,
    },
    signal,
    onProgress,
  );
  if (assembled.fallback !== null)
    crew.onWarning(
      'film_encoded_whole',
      `The film was encoded whole, because its pieces could not be copied: ${assembled.fallback}`,
    );
  const path = isPartial ? paths.partial : paths.film;
  await moveInto(made, path);
  const { size: sizeBytes } = await stat(path);
  const { frames, fps } = crew.plan.film;
  const sheet = await drawSheet(crew, paths.sheet, signal);
  const poster = isPartial ? null : await drawPoster(crew, path, paths.poster, signal);
  return {
    film: { path, frames, durationMs: framesToMs(frames, fps), sizeBytes, isPartial },
    poster,
    sheet,
    check: assembled.check,
  };
}

async function pieceOf(crew: Crew, segment: Segment): Promise<BlobSha | null> {
  if (segment.kind === 'body')
    return ifMade(async () => requireBlob(await conformed(crew, segment.shot), 'body', toId<TaskId>(segment.shot)));
  const task = findTask(crew, seamTaskOf(crew, segment));
  if (task.kind === 'conform') return ifMade(async () => requireBlob(await conformResult(crew, task), 'body', task.id));
  return ifMade(async () => requireBlob(await seamResult(crew, task), 'piece', task.id));
}

/** Null for what a failed or held shot leaves unmade. */
function ifMade(find: () => Promise<BlobSha>): Promise<BlobSha | null> {
  return find().catch(() => null);
}

function conformed(crew: Crew, shot: ShotId) {
  return conformResult(crew, findTask(crew, toId<TaskId>(`conform:${shot}`)));
}

async function placeholder(crew: Crew, segment: Segment, signal: AbortSignal): Promise<string> {
  const picture = segment.kind === 'seam' ? null : await keyframeOf(crew, segment.shot);
  const out = temporaryPath(crew, '.mp4');
  await crew.media.seam(
    {
      kind: 'placeholder',
      house: crew.house,
      out,
      frames: segment.frames,
      picture: picture === null ? null : crew.workspace.blobs.path(picture),
    },
    signal,
  );
  return out;
}

async function keyframeOf(crew: Crew, shot: ShotId): Promise<BlobSha | null> {
  const task = crew.tasks.get(toId<TaskId>(`keyframe:${shot}`));
  return task === undefined ? null : ((await findSelect(crew.workspace.db, crew.plan.name, task))?.sha ?? null);
}

async function drawSheet(crew: Crew, out: string, signal: AbortSignal): Promise<string> {
  const cells = [];
  for (const shot of crew.plan.shots) {
    const result = await conformed(crew, shot.id).catch(() => null);
    const thumbnail =
      result === null ? await keyframeOf(crew, shot.id) : requireBlob(result, 'thumbnail', toId<TaskId>(shot.id));
    cells.push({
      picture: thumbnail === null ? null : crew.workspace.blobs.path(thumbnail),
      title: shot.id,
      subtitle: `${framesToSeconds(shot.frames, crew.house.fps).toFixed(1)} s${result === null ? ' · missing' : ''}`,
    });
  }
  const made = temporaryPath(crew, '.jpg');
  await crew.media.sheet({ cells, title: crew.plan.title, out: made }, signal);
  await moveInto(made, out);
  return out;
}

async function drawPoster(crew: Crew, film: string, out: string, signal: AbortSignal): Promise<string> {
  const made = temporaryPath(crew, '.jpg');
  await crew.media.poster({ film, frames: crew.plan.film.frames, fps: crew.house.fps, out: made }, signal);
  await moveInto(made, out);
  return out;
}

/** Rename, or copy and rename when the film goes to another file system. The old file stays until the new one is whole. */
async function moveInto(file: string, out: string): Promise<void> {
  try {
    await rename(file, out);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    const twin = `${out}.${process.pid}.tmp`;
    await copyFile(file, twin);
    await rename(twin, out);
  }
}
