import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runProcess } from '../../src/base/process.ts';
import { createMedia } from '../../src/media/create-media.ts';
import { findTools, requireTools } from '../../src/media/find-tools.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const never = new AbortController().signal;
const tools = requireTools(
  await findTools({ ffmpegPath: process.env['FFMPEG_PATH'] ?? null, path: process.env['PATH'] ?? null }),
);

async function ffmpeg(...argv: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runProcess(tools.ffmpegPath, ['-v', 'error', '-y', ...argv]);
  expect(exitCode, stderr).toBe(0);
  return stdout.toString('utf8');
}

/** A hash of every frame that is shown. */
async function frames(file: string): Promise<readonly string[]> {
  const listing = await ffmpeg('-i', file, '-map', '0:v', '-fps_mode', 'passthrough', '-f', 'framemd5', '-');
  return listing.split('\n').flatMap((line) => (/^\d/u.test(line) ? [line.split(',').at(-1)!.trim()] : []));
}

const SOURCE = ['-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=24:duration=4'];
const SOUND = ['-f', 'lavfi', '-i', 'sine=frequency=300:duration=4'];

test('the head of a film is cut off bit for bit, wherever its keyframes are', async () => {
  const folder = await temporaryFolder();
  const [whole, out] = [join(folder, 'whole.mp4'), join(folder, 'cut.mp4')];
  await ffmpeg(...SOURCE, ...SOUND, '-c:v', 'libx264', '-g', '250', '-bf', '3', '-c:a', 'aac', whole);
  const media = createMedia(tools);
  await media.cutHead({ file: whole, fromMs: 1500 - 20, out }, never);
  expect(await frames(out)).toEqual((await frames(whole)).slice(36));
  const cut = await media.inspect(out, never);
  expect(cut).toMatchObject({ decodes: true, trouble: null });
  expect(cut.video!.frames).toBe(60);
  expect(Math.abs(cut.audio!.durationMs - 2500)).toBeLessThan(100);
});

test('a film is cut off at a frame, with its sound', async () => {
  const folder = await temporaryFolder();
  const [whole, out] = [join(folder, 'whole.mp4'), join(folder, 'cut.mp4')];
  await ffmpeg(...SOURCE, ...SOUND, '-c:v', 'libx264', '-g', '250', '-bf', '3', '-c:a', 'aac', whole);
  const media = createMedia(tools);
  await media.cutTail({ file: whole, frames: 36, fps: { num: 24, den: 1 }, out }, never);
  const cut = await media.inspect(out, never);
  expect(cut).toMatchObject({ decodes: true, trouble: null });
  expect(cut.video!.frames).toBe(36);
  expect(Math.abs(cut.audio!.durationMs - 1500)).toBeLessThan(100);
  const size = { width: 160, height: 90 };
  const sides = { before: { file: whole, edge: 'first' }, after: { file: out, edge: 'first' } } as const;
  expect((await media.compareFrames({ size, ...sides }, never)).ssim).toBeGreaterThan(0.99);
});

test('what an MP4 cannot hold as it is is encoded', async () => {
  const folder = await temporaryFolder();
  const [whole, out] = [join(folder, 'whole.webm'), join(folder, 'cut.mp4')];
  await ffmpeg(...SOURCE, '-c:v', 'libvpx', '-b:v', '1M', whole);
  const media = createMedia(tools);
  await media.cutHead({ file: whole, fromMs: 3000 - 20, out }, never);
  expect((await media.inspect(out, never)).video!.frames).toBe(24);
});
