import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { runProcess } from '../../../src/base/process.ts';
import { createMedia } from '../../../src/media/create-media.ts';
import { findTools, requireTools } from '../../../src/media/find-tools.ts';

/** The ffmpeg that tests run on: `FFMPEG_PATH`, or what `findTools` finds. */
export const tools = requireTools(
  await findTools({ ffmpegPath: process.env.FFMPEG_PATH ?? null, path: process.env.PATH ?? null }),
);
export const media = createMedia(tools);
export const signal = new AbortController().signal;

/** A folder of the running test's own, removed after it. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'longtake-media-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs ffmpeg for a fixture or a measurement, with arguments in groups; a bad end throws. */
export async function ffmpeg(groups: readonly (readonly string[])[]): Promise<Buffer> {
  const argv = groups.flat();
  const result = await runProcess(tools.ffmpegPath, ['-hide_banner', '-nostdin', '-v', 'error', '-y', ...argv]);
  if (result.exitCode !== 0) throw new Error(`ffmpeg ${argv.join(' ')}\n${result.stderr}`);
  return result.stdout;
}
