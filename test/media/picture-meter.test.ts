import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PictureMeasures } from '../../src/media/media.ts';
import { METER_SIZE, createPictureMeter } from '../../src/media/picture-meter.ts';
import { ffmpeg, media, scratch, signal } from './support/tools.ts';

const { width, height } = METER_SIZE;
const FRAME_MS = 1000 / 24;

/** A small world: where a picture is bright, by its place in the frame and in time. */
type Paint = (x: number, y: number, frame: number) => number;

const hills: Paint = (x, y) => (y > 36 + 12 * Math.sin(x / 11) ? 60 : 170);
const street: Paint = (x, y) => (Math.floor(x / 16) % 2 === 0 && y > 20 ? 200 : 40);
const walker =
  (world: Paint): Paint =>
  (x, y, frame) =>
    Math.hypot(x - 10 - frame, y - 50) < 6 ? 230 : world(x, y, frame);

describe('what is measured on the frames of a take', () => {
  test('is nothing of note in a shot where somebody walks', () => {
    const measures = measure(48, walker(hills));
    expect(measures).toMatchObject({ blackShare: 0, frozenShare: 0, barsShare: 0 });
    expect(measures.cutScore).toBeLessThan(5);
    expect(measures.lumaSpread).toBeGreaterThan(20);
  });

  test('is black at the head and the tail, to the frame', () => {
    const measures = measure(48, (x, y, frame) => (frame < 12 || frame >= 42 ? 3 : walker(hills)(x, y, frame)));
    expect(measures.blackHeadMs).toBeCloseTo(12 * FRAME_MS, 3);
    expect(measures.blackTailMs).toBeCloseTo(6 * FRAME_MS, 3);
    expect(measures.blackShare).toBeCloseTo(18 / 48, 3);
  });

  test('is no black in a night in which shapes can be told', () => {
    const night = measure(24, (x, y, frame) => walker(hills)(x, y, frame) * 0.1);
    expect(night.blackShare).toBe(0);
  });

  test('is a standstill of half a second or more, also under the noise of an encoder', () => {
    const measures = measure(48, (x, y, frame) =>
      frame < 24 ? walker(hills)(x, y, frame) : walker(hills)(x, y, 24) + ((x * 7 + y * 3 + frame) % 3),
    );
    expect(measures.frozenShare).toBeCloseTo(23 / 48, 2);
    expect(measure(48, (x, y) => hills(x, y, 0)).frozenShare).toBe(1);
  });

  test('is no standstill where every frame stands for three, or something creeps', () => {
    expect(measure(48, (x, y, frame) => walker(hills)(x, y, frame - (frame % 3))).frozenShare).toBe(0);
    expect(measure(48, (x, y, frame) => walker(hills)(x, y, frame / 8)).frozenShare).toBe(0);
  });

  test('is a cut where another picture follows, and when', () => {
    const measures = measure(48, (x, y, frame) => walker(frame < 20 ? hills : street)(x, y, frame));
    expect(measures.cutScore).toBeGreaterThan(27);
    expect(measures.cutAtMs).toBeCloseTo(20 * FRAME_MS, 3);
  });

  test('is no cut when lightning flashes, a lamp goes on, the camera whips round or all goes slowly white', () => {
    const flash = measure(48, (x, y, frame) => (frame === 20 || frame === 22 ? 250 : walker(hills)(x, y, frame)));
    const lamp = measure(48, (x, y, frame) => walker(hills)(x, y, frame) * (frame < 20 ? 0.3 : 1));
    const whip = measure(48, (x, y, frame) => hills(x + (frame < 20 ? 0 : (frame - 20) * 31), y, frame));
    const white = measure(48, (x, y, frame) => walker(hills)(x, y, frame) + Math.max(0, (frame - 12) * 6));
    for (const measures of [flash, lamp, whip, white]) expect(measures.cutScore).toBeLessThan(15);
  });

  test('is one colour where nothing else is to be seen', () => {
    expect(measure(24, () => 128).lumaSpread).toBeLessThan(4);
  });

  test('is equal bars above and below, and no dark sky', () => {
    const bars = measure(24, (x, y, frame) => (y < 9 || y >= 63 ? 0 : walker(street)(x, y, frame)));
    expect(bars.barsShare).toBeCloseTo(18 / 72, 2);
    expect(measure(24, (x, y, frame) => (y < 20 ? 4 : walker(hills)(x, y, frame))).barsShare).toBe(0);
  });

  test('is nothing at all of a film without frames', () => {
    expect(createPictureMeter().read([])).toMatchObject({ blackShare: 0, frozenShare: 0, cutScore: 0 });
  });
});

describe('inspection measures', () => {
  test('black tails, standstills and hidden cuts of real files', async () => {
    const folder = scratch();
    const tail = await inspected(join(folder, 'tail.mp4'), 'fade=t=out:st=1.2:d=0.1,format=yuv420p');
    expect(tail.picture?.blackTailMs).toBeGreaterThan(600);
    const frozen = await inspected(join(folder, 'frozen.mp4'), 'loop=loop=30:size=1:start=17,trim=end_frame=48');
    expect(frozen.picture?.frozenShare).toBeGreaterThan(0.6);
    const cut = await inspected(join(folder, 'cut.mp4'), "overlay=enable='gte(n,20)'", ['-f', 'lavfi', '-i', OTHER]);
    expect(cut.picture?.cutScore).toBeGreaterThan(27);
    expect(cut.picture?.cutAtMs).toBeCloseTo(20 * FRAME_MS, -1);
  });

  test('nothing of note in a file of variable rate', async () => {
    const file = join(scratch(), 'vfr.mp4');
    const inspection = await inspected(file, "setpts='N/24/TB*(1+0.4*gt(mod(N,7),3))'");
    expect(inspection.video?.isVariableRate).toBe(true);
    expect(inspection.picture).toMatchObject({ blackShare: 0, frozenShare: 0 });
  });

  test('how long a container says that it is, also when the end is missing', async () => {
    const folder = scratch();
    await encode(join(folder, 'whole.mkv'), 'null');
    const whole = readFileSync(join(folder, 'whole.mkv'));
    writeFileSync(join(folder, 'part.mkv'), whole.subarray(0, whole.length * 0.6));
    const part = await media.inspect(join(folder, 'part.mkv'), signal);
    expect(part.containerMs).toBe(2000);
    expect(part.video?.durationMs).toBeLessThan(1700);
  });
});

const WORLD = 'mandelbrot=s=320x180:r=24';
const OTHER = 'testsrc2=s=320x180:r=24';

async function inspected(file: string, filters: string, inputs: readonly string[] = []) {
  await encode(file, filters, inputs);
  return media.inspect(file, signal);
}

async function encode(file: string, filters: string, inputs: readonly string[] = []): Promise<void> {
  await ffmpeg([
    ['-f', 'lavfi', '-i', WORLD, ...inputs, '-filter_complex', `[0:v]trim=end_frame=48[x];[x]${filters}`],
    ['-t', '2', '-fps_mode', 'passthrough', '-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', file],
  ]);
}

function measure(frames: number, paint: Paint): PictureMeasures {
  const meter = createPictureMeter();
  const pixels = new Uint8Array(width * height * 3);
  for (let frame = 0; frame < frames; frame++) {
    for (let at = 0; at < width * height; at++)
      pixels.fill(Math.min(255, paint(at % width, Math.floor(at / width), frame)), at * 3, at * 3 + 3);
    meter.add(pixels);
  }
  return meter.read(Array.from({ length: frames }, () => FRAME_MS));
}
