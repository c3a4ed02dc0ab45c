import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLICK_FRAME, makeCodedClip, readCodes } from './support/coded-clip.ts';
import { FPS_24, X264, conformTake, firstClick, numbersOf, upTo } from './support/conformed.ts';
import { ffmpeg, media, scratch, signal } from './support/tools.ts';

const COUNT = 30;

describe('time', () => {
  test.for([
    ['30', { num: 30, den: 1 }],
    ['60', { num: 60, den: 1 }],
    ['16', { num: 16, den: 1 }],
    ['12.5', { num: 25, den: 2 }],
    ['59.94', { num: 60_000, den: 1001 }],
  ] as const)('a take at %s frames per second shows at every moment the frame nearest to it', async ([, fps]) => {
    const folder = scratch();
    const input = join(folder, 'a.mp4');
    const frames = Math.round((fps.num / fps.den) * 2);
    await makeCodedClip(input, 5, frames, fps);
    const take = await conformTake(folder, input, 48);
    expect(take.sourceFrames).toBe(48);
    const shown = numbersOf(take.codes);
    expect(shown).toHaveLength(48);
    for (const [frame, number] of shown.entries()) {
      const offBySeconds = Math.abs((number * fps.den) / fps.num - frame / 24);
      expect(offBySeconds).toBeLessThanOrEqual(Math.max(fps.den / fps.num, 1 / 24) * 1.01);
    }
  });

  test('a 23.976 take in a 24 film keeps every frame, and the other way round', async () => {
    const folder = scratch();
    const ntsc = { num: 24_000, den: 1001 };
    await makeCodedClip(join(folder, 'a.mp4'), 5, 60, ntsc);
    await makeCodedClip(join(folder, 'b.mp4'), 5, 60, FPS_24);
    expect(numbersOf((await conformTake(folder, join(folder, 'a.mp4'), 60)).codes)).toEqual(upTo(60));
    const house = { size: { width: 320, height: 180 }, fps: ntsc };
    const take = await conformTake(folder, join(folder, 'b.mp4'), 60, { house });
    expect(numbersOf(take.codes)).toEqual(upTo(60));
    expect(take.sound).toHaveLength(60 * 2002 * 2);
  });

  test('a variable rate keeps every picture at its own time', async () => {
    const folder = scratch();
    const input = join(folder, 'a.mp4');
    const dropped = new Set([3, 4, 9, 15, 16, 17, 22]);
    const keep = [...dropped].map((frame) => `not(eq(n,${frame}))`).join('*');
    const filters = `select='${keep}'`;
    await makeCodedClip(input, 5, COUNT, FPS_24, { filters, encoding: ['-fps_mode', 'passthrough', ...X264] });
    const facts = await media.inspect(input, signal);
    expect(facts.video).toMatchObject({ isVariableRate: true, frames: COUNT - dropped.size });
    const take = await conformTake(folder, input, COUNT);
    let last = 0;
    const held = upTo(COUNT, (frame) => (last = dropped.has(frame) ? last : frame));
    expect(numbersOf(take.codes)).toEqual(held);
    expect(take.sourceFrames).toBe(COUNT);
  });

  test('a picture that begins after its sound stays in step with it', async () => {
    const folder = scratch();
    const input = join(folder, 'a.mkv');
    await makeCodedClip(input, 5, COUNT, FPS_24, {
      inputs: ['-itsoffset', '0.25'],
      encoding: [...X264, '-c:a', 'pcm_s16le'],
    });
    const take = await conformTake(folder, input, COUNT);
    expect(numbersOf(take.codes)).toEqual(upTo(COUNT));
    expect(Math.abs(firstClick(take.sound) - (CLICK_FRAME - 6) * 2000)).toBeLessThan(60);
  });

  test('a file whose clock starts at 3600 seconds is read like any other', async () => {
    const folder = scratch();
    const input = join(folder, 'a.ts');
    await makeCodedClip(input, 5, COUNT, FPS_24, { encoding: [...X264, '-output_ts_offset', '3600'] });
    expect(numbersOf((await conformTake(folder, input, COUNT)).codes)).toEqual(upTo(COUNT));
  });

  test('a cut that an edit list makes is kept', async () => {
    const folder = scratch();
    await makeCodedClip(join(folder, 'a.mp4'), 5, 60, FPS_24, { encoding: [...X264, '-g', '60'] });
    await ffmpeg([['-ss', '0.5', '-i', join(folder, 'a.mp4'), '-c', 'copy', join(folder, 'b.mp4')]]);
    const take = await conformTake(folder, join(folder, 'b.mp4'), 40);
    expect(numbersOf(take.codes)).toEqual(upTo(40, (frame) => frame + 12));
  });

  test('pieces are cut where the timeline says, and stills come from the first and last used frame', async () => {
    const folder = scratch();
    const input = join(folder, 'a.mp4');
    await makeCodedClip(input, 5, 60, FPS_24);
    const outTail = join(folder, 'tail.mp4');
    const handles = { skipHeadFrames: 7, headFrames: 5, tailFrames: 4, outTail };
    const take = await conformTake(folder, input, 20, handles);
    expect(take.sourceFrames).toBe(60);
    expect(numbersOf(take.codes)).toEqual(upTo(20, (frame) => frame + 12));
    expect(numbersOf(await readCodes(outTail))).toEqual(upTo(4, (frame) => frame + 32));
    expect(numbersOf(await readCodes(take.request.outFirstFrame))).toEqual([7]);
    expect(numbersOf(await readCodes(take.request.outLastFrame))).toEqual([35]);
    expect(numbersOf(await readCodes(take.request.outThumbnail))).toEqual([21]);
    expect(take.sound).toHaveLength(29 * 2000 * 2);
    expect(Math.abs(firstClick(take.sound) - 3 * 2000)).toBeLessThan(60);
  });

  test('a take that is two frames short is completed, one that is shorter is not', async () => {
    const folder = scratch();
    const input = join(folder, 'a.mp4');
    await makeCodedClip(input, 5, COUNT, FPS_24);
    const completed = await conformTake(folder, input, COUNT + 2);
    expect(completed.sourceFrames).toBe(COUNT);
    expect(numbersOf(completed.codes)).toEqual([...upTo(COUNT), COUNT - 1, COUNT - 1]);
    const short = await conformTake(folder, input, COUNT + 9);
    expect(short.sourceFrames).toBe(COUNT);
    expect(short.codes.length).toBeLessThanOrEqual(COUNT + 2);
  });

  test('fields of interlaced footage are woven into whole pictures without combs', async () => {
    const folder = scratch();
    const moving = 'color=black:s=320x180:r=48,drawbox=x=0:y=0:w=40:h=180:color=white:t=fill,scroll=h=0.02';
    const weave = 'tinterlace=interleave_top,setfield=tff,format=yuv420p';
    const flags = ['-x264-params', 'tff=1', ...X264];
    const input = join(folder, 'a.mp4');
    await ffmpeg([['-f', 'lavfi', '-i', moving, '-vf', weave, '-frames:v', '20', ...flags, input]]);
    const take = await conformTake(folder, input, 20);
    expect(await combing(input)).toBeGreaterThan(4);
    expect(await combing(take.request.outBody)).toBeLessThan(1.5);
  });
});

/** How much more neighbouring lines differ than lines two apart. */
async function combing(file: string): Promise<number> {
  const raw = await ffmpeg([
    ['-i', file, '-vf', 'trim=start_frame=10:end_frame=11,extractplanes=y', '-f', 'rawvideo', '-'],
  ]);
  let sum = 0;
  for (let y = 1; y < 179; y++) {
    for (let x = 0; x < 320; x++) {
      const at = y * 320 + x;
      sum += Math.abs(2 * (raw[at] ?? 0) - (raw[at - 320] ?? 0) - (raw[at + 320] ?? 0));
    }
  }
  return sum / (178 * 320);
}
