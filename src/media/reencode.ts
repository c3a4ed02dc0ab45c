import { rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { framesToSeconds } from '../model/time.ts';
import { pieceArguments } from './encoder.ts';
import { type Tools, mustRunFfmpeg, toFileUrl } from './ffmpeg.ts';
import type { AssembleRequest } from './media.ts';
import { frameClock } from './picture-filters.ts';

/** Decodes all pieces one after the other and encodes them as one: the way out when packets cannot be copied. */
export async function reencodePieces(
  tools: Tools,
  request: AssembleRequest,
  out: string,
  signal: AbortSignal,
): Promise<void> {
  const { fps, size } = request.house;
  const list = `${out}.list`;
  await writeFile(list, concatList(request));
  try {
    await mustRunFfmpeg(
      tools,
      [
        ['-protocol_whitelist', 'file,pipe', '-safe', '0', '-threads', '1', '-f', 'concat', '-i', toFileUrl(list)],
        ['-map', '0:V:0', '-vf', `scale=${size.width}:${size.height},setsar=1,${frameClock(fps)}`],
        [...pieceArguments(fps, 'film'), toFileUrl(out)],
      ].flat(),
      { what: `The film ${request.out}`, signal },
    );
  } finally {
    await rm(list, { force: true });
  }
}

/** ffmpeg's own list format; inside single quotes only the quote itself is special. */
function concatList(request: AssembleRequest): string {
  const lines = request.pieces.flatMap(({ file, frames }) => [
    `file '${toFileUrl(resolve(file)).replaceAll("'", String.raw`'\''`)}'`,
    `duration ${framesToSeconds(frames, request.house.fps).toFixed(6)}`,
  ]);
  return ['ffconcat version 1.0', ...lines, ''].join('\n');
}
