import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LongtakeError } from '../model/error.ts';
import { checkFilm } from './check-film.ts';
import type { Tools } from './ffmpeg.ts';
import type { Assembled, AssembleRequest, FilmCheck, FilmExpectation } from './media.ts';
import { clearDates } from './mp4-dates.ts';
import { reencodePieces } from './reencode.ts';
import { totalFrames, writeFilm } from './write-film.ts';

/** Copies all pieces and the sound into one film, checks it, and only then gives it its name. */
export async function assemble(
  tools: Tools,
  request: AssembleRequest,
  signal: AbortSignal,
  onProgress: ((done: number) => void) | undefined,
): Promise<Assembled> {
  const draft = `${request.out}.draft`;
  const expected = { house: request.house, frames: totalFrames(request) };
  try {
    const written = await writeFilm(request, draft, signal, onProgress);
    const copied =
      written.status === 'written' ? await finish(tools, draft, expected, { decode: false }, signal) : null;
    if (copied?.ok === true) {
      await publish(draft, request.out);
      return { check: copied, fallback: null };
    }
    const fallback = written.status === 'refused' ? written.reason : `the copied film is not right: ${toText(copied)}`;
    await encodeWhole(tools, request, draft, signal);
    const check = await finish(tools, draft, expected, { decode: true }, signal);
    if (!check.ok) {
      throw new LongtakeError({
        code: 'film_wrong',
        message: `${request.out} cannot be made from its pieces (${fallback}), and encoded afresh ${toText(check)}.`,
        details: { findings: check.findings.map((finding) => ({ ...finding })) },
      });
    }
    await publish(draft, request.out);
    return { check, fallback };
  } finally {
    await rm(draft, { force: true });
  }
}

/** The slow way: all pictures as one new piece, and the film from that. */
async function encodeWhole(tools: Tools, request: AssembleRequest, draft: string, signal: AbortSignal): Promise<void> {
  const encoded = `${request.out}.encoded`;
  try {
    await reencodePieces(tools, request, encoded, signal);
    const whole = { ...request, pieces: [{ file: encoded, frames: totalFrames(request) }] };
    await writeFilm(whole, draft, signal, undefined);
  } finally {
    await rm(encoded, { force: true });
  }
}

function toText(check: FilmCheck | null): string {
  const [finding] = check?.findings ?? [];
  return finding === undefined ? '' : `${finding.check} is ${finding.measured} instead of ${finding.expected}`;
}

/** Writes the draft's last bytes, and checks it while the disk takes its time over all of them. */
async function finish(
  tools: Tools,
  draft: string,
  expected: FilmExpectation,
  options: { readonly decode: boolean },
  signal: AbortSignal,
): Promise<FilmCheck> {
  await using handle = await open(draft, 'r+');
  await clearDates(handle);
  const [check] = await Promise.all([checkFilm(tools, draft, expected, options, signal), handle.sync()]);
  return check;
}

/** Bytes are on the disk before the name is: a crash leaves the old film or the new one. */
async function publish(draft: string, out: string): Promise<void> {
  await rename(draft, out);
  await syncFolder(dirname(out));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
