import { sha256 } from '../base/hash.ts';
import { toCanonicalJson, type JsonObject } from '../base/json.ts';
import type { FilmCheck } from '../media/media.ts';
import type { BlobSha } from '../model/ids.ts';
import { findFilm } from '../store/results.ts';
import type { Crew } from './crew.ts';
import { isUntouched } from './film-state.ts';
import { derivedFingerprint } from './results.ts';
import type { EncodedStretch } from './sound.ts';

/** A piece of the film: what was made of it, or the picture that stands for it. */
export type FilmPiece = { readonly frames: number; readonly made: BlobSha | null; readonly picture: BlobSha | null };
/** What is seen of a shot on the contact sheet. */
export type SheetCell = { readonly picture: BlobSha | null; readonly title: string; readonly subtitle: string };

/** Says of two cuts of a film whether they are the same: everything that its file, poster and sheet are made from. */
export function cutFingerprint(
  crew: Crew,
  pieces: readonly FilmPiece[],
  stretches: readonly EncodedStretch[],
  cells: readonly SheetCell[],
): string {
  const { house, plan } = crew;
  const parts: JsonObject = {
    title: plan.title,
    size: { ...house.size },
    fps: { ...house.fps },
    pieces: sha256(toCanonicalJson(pieces.map(({ frames, made, picture }) => [frames, made, picture]))),
    sound: stretches.map(({ sha }) => sha),
    sheet: cells.map(({ picture, title, subtitle }) => [picture, title, subtitle]),
  };
  return derivedFingerprint(crew, 'film_cut', parts);
}

/** The film file of this very cut, untouched since it was written; its size and what was found when it was checked. */
export async function findSameCut(
  crew: Crew,
  path: string,
  isPartial: boolean,
  cut: string,
): Promise<{ readonly sizeBytes: number; readonly check: FilmCheck } | null> {
  const row = await findFilm(crew.workspace.db, path);
  if (row === null || row.isPartial !== isPartial || row.facts['cut'] !== cut || !(await isUntouched(row))) return null;
  const check = checkOf(row.facts);
  return check === null ? null : { sizeBytes: row.sizeBytes, check };
}

/** Only a film that passed its checks is shown again without a new one. */
function checkOf({ check }: JsonObject): FilmCheck | null {
  if (typeof check !== 'object' || check === null || Array.isArray(check)) return null;
  return 'ok' in check && check.ok === true && 'frames' in check && typeof check.frames === 'number'
    ? { ok: true, frames: check.frames, findings: [] }
    : null;
}
