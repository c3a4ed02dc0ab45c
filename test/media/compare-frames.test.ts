import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ffmpeg, media, scratch, signal } from './support/tools.ts';

const SIZE = { width: 320, height: 180 };
const MOVING = 'mandelbrot=s=320x180:r=24,trim=end_frame=72';

describe('frames on either side of a seam', () => {
  test('are the same where one film was cut in two', async () => {
    const folder = scratch();
    const [before, after] = [join(folder, 'a.mp4'), join(folder, 'b.mp4')];
    await encode(MOVING, 'trim=end_frame=36', before);
    await encode(MOVING, 'trim=start_frame=36,setpts=PTS-STARTPTS', after);
    const seam = await media.compareFrames(
      { size: SIZE, before: { file: before, edge: 'last' }, after: { file: after, edge: 'first' } },
      signal,
    );
    expect(seam.ssim).toBeGreaterThan(0.8);
    expect(seam.deltaE).toBeLessThan(3);
    expect(seam.content).toBeLessThan(15);
  });

  test('differ in structure, colour and content where another picture follows', async () => {
    const folder = scratch();
    const [before, after] = [join(folder, 'a.mp4'), join(folder, 'b.mp4')];
    await encode(MOVING, 'null', before);
    await encode('testsrc2=s=320x180:r=24', 'trim=end_frame=24', after);
    const seam = await media.compareFrames(
      { size: SIZE, before: { file: before, edge: 'last' }, after: { file: after, edge: 'first' } },
      signal,
    );
    expect(seam.ssim).toBeLessThan(0.55);
    expect(seam.deltaE).toBeGreaterThan(8);
    expect(seam.content).toBeGreaterThan(27);
  });

  test('may be still pictures, and films of a single frame', async () => {
    const folder = scratch();
    const [still, short] = [join(folder, 'still'), join(folder, 'short.mp4')];
    await ffmpeg([['-f', 'lavfi', '-i', MOVING, '-frames:v', '1', '-f', 'image2', '-c:v', 'png', `file:${still}`]]);
    await encode(MOVING, 'trim=end_frame=1', short);
    const seam = await media.compareFrames(
      { size: SIZE, before: { file: short, edge: 'last' }, after: { file: still, edge: 'first' } },
      signal,
    );
    expect(seam.ssim).toBeGreaterThan(0.95);
  });

  test('tell of a file that holds no picture', async () => {
    const file = join(scratch(), 'a.wav');
    await ffmpeg([['-f', 'lavfi', '-i', 'sine=d=1', file]]);
    const edge = { file, edge: 'last' } as const;
    await expect(media.compareFrames({ size: SIZE, before: edge, after: edge }, signal)).rejects.toMatchObject({
      code: 'ffmpeg_failed',
    });
  });
});

async function encode(source: string, filters: string, out: string): Promise<void> {
  await ffmpeg([
    ['-f', 'lavfi', '-i', source, '-vf', filters, '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18'],
    ['-pix_fmt', 'yuv420p', `file:${out}`],
  ]);
}
