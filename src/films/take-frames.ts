import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { InputError, LongtakeError } from '../model/error.ts';
import { newId } from '../model/ids.ts';
import { createExclusive } from './exclusive.ts';

export type TakeEnd = 'first' | 'last';
/** Writes one frame of a file as a picture; frame -1 is the last. */
export type DrawFrame = (
  request: { readonly file: string; readonly frame: number; readonly out: string; readonly widthPixels: number },
  signal: AbortSignal,
) => Promise<void>;

const WIDTH_PIXELS = 960;
const MOST_KEPT = 128;
const TIMEOUT_MS = 30_000;
/** What `Media` says of a file; a full disk or a missing ffmpeg is told as what it is. */
const NO_PICTURE: ReadonlySet<string> = new Set([
  'media_unreadable',
  'media_without_picture',
  'frame_missing',
  'ffmpeg_failed',
]);

/**
 * The first and the last frame of any take, as JPEG: of the one that the film uses they are kept as they were cut, of the
 * others they are drawn when somebody asks, one after the other, and those asked for last are remembered.
 */
export function createTakeFrames(draw: DrawFrame, temporaryFolder: () => Promise<string>, clock: Clock) {
  const drawn = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  const exclusive = createExclusive();
  const drawOne = async (file: string, end: TakeEnd): Promise<Uint8Array<ArrayBuffer>> => {
    const out = join(await temporaryFolder(), `${newId('frame', clock.nowMs())}.jpg`);
    const frame = end === 'first' ? 0 : -1;
    try {
      await draw({ file, frame, out, widthPixels: WIDTH_PIXELS }, AbortSignal.timeout(TIMEOUT_MS));
      return Uint8Array.from(await readFile(out));
    } catch (error) {
      if (!(error instanceof LongtakeError && NO_PICTURE.has(error.code))) throw error;
      throw new InputError({ code: 'blob_unknown', message: 'This blob has no picture.' });
    } finally {
      await rm(out, { force: true });
    }
  };
  /** @throws InputError `blob_unknown` where the file has no picture. */
  return (file: string, sha: string, end: TakeEnd): Promise<Uint8Array<ArrayBuffer>> => {
    const key = `${sha} ${end}`;
    const known = drawn.get(key);
    drawn.delete(key);
    const picture = known ?? exclusive('draw', () => drawOne(file, end));
    drawn.set(key, picture);
    picture.catch(() => drawn.delete(key));
    const [oldest] = drawn.keys();
    if (drawn.size > MOST_KEPT && oldest !== undefined) drawn.delete(oldest);
    return picture;
  };
}
