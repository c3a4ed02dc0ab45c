import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLICK_FRAME, type ClipOptions, type Code, makeCodedClip, readCodes } from './support/coded-clip.ts';
import { FPS_24, centerColor, conformTake, firstClick, numbersOf } from './support/conformed.ts';
import { ffmpeg, media, scratch, signal, tools } from './support/tools.ts';

const COUNT = 30;
const upTo = (count: number, step = (index: number): number => index): number[] =>
  Array.from({ length: count }, (_, index) => step(index));

describe('a take is conformed frame for frame', () => {
  const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac'];
  const cases: readonly (readonly [string, string, ClipOptions])[] = [
    [
      'HEVC of 10 bits',
      'a.mp4',
      { encoding: ['-c:v', 'libx265', '-x265-params', 'log-level=none', '-pix_fmt', 'yuv420p10le'] },
    ],
    [
      'VP9 in WebM',
      'a.webm',
      { encoding: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-c:a', 'libopus'] },
    ],
    ['AV1', 'a.mp4', { encoding: ['-c:v', 'libaom-av1', '-cpu-used', '8', '-usage', 'realtime'] }],
    ['ProRes 4:2:2', 'a.mov', { encoding: ['-c:v', 'prores_ks', '-c:a', 'pcm_s16le'] }],
    ['MPEG-4 in AVI', 'a.avi', { encoding: ['-c:v', 'mpeg4', '-q:v', '2', '-c:a', 'pcm_s16le'] }],
    [
      'MPEG-2 with B-frames in a transport stream',
      'a.ts',
      { encoding: ['-c:v', 'mpeg2video', '-q:v', '2', '-bf', '2', '-c:a', 'mp2'] },
    ],
    ['H.264 4:4:4 in Matroska', 'a.mkv', { encoding: [...x264, '-pix_fmt', 'yuv444p'] }],
    ['H.264 RGB', 'a.mkv', { encoding: ['-c:v', 'libx264rgb', '-preset', 'ultrafast'] }],
    [
      'full-range Motion JPEG',
      'a.mov',
      { encoding: ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-strict', '-1', '-q:v', '2'] },
    ],
    [
      'an odd size',
      'a.mkv',
      { filters: 'scale=321:181:flags=neighbor,setsar=1', encoding: [...x264, '-pix_fmt', 'yuv444p'] },
    ],
    ['pixels twice as wide as high', 'a.mp4', { filters: 'scale=160:180:flags=neighbor,setsar=2', encoding: x264 }],
    ['a larger size', 'a.mp4', { filters: 'scale=1280:720:flags=neighbor,setsar=1', encoding: x264 }],
    ['interlaced frames', 'a.mp4', { filters: 'setfield=tff', encoding: [...x264, '-x264-params', 'tff=1'] }],
    ['B-frames behind an edit list', 'a.mp4', { encoding: [...x264, '-bf', '3', '-preset', 'medium'] }],
    [
      'fragments without an edit list',
      'a.mp4',
      { encoding: [...x264, '-bf', '3', '-movflags', 'frag_keyframe+empty_moov'] },
    ],
    ['no sound', 'a.mp4', { encoding: ['-c:v', 'libx264', '-preset', 'ultrafast', '-an'] }],
    ['mono sound at 8 kHz', 'a.mov', { encoding: [...x264, '-c:a', 'pcm_s16le', '-ar', '8000', '-ac', '1'] }],
    ['5.1 sound', 'a.mkv', { encoding: [...x264, '-c:a', 'flac', '-ac', '6'] }],
    ['sound longer than the picture', 'a.mov', { encoding: [...x264, '-c:a', 'pcm_s16le'], extraSoundSeconds: 3 }],
    ['sound shorter than the picture', 'a.mov', { encoding: [...x264, '-c:a', 'pcm_s16le'], extraSoundSeconds: -0.6 }],
  ];
  test.for(cases)('from %s', async ([, name, options]) => {
    const folder = scratch();
    const input = join(folder, name);
    await makeCodedClip(input, 5, COUNT, FPS_24, options);
    const take = await conformTake(folder, input, COUNT);
    expect(take.sourceFrames).toBe(COUNT);
    expect(numbersOf(take.codes)).toEqual(upTo(COUNT));
    expect(take.sound).toHaveLength(COUNT * 2000 * 2);
    expect(take.hasSound).toBe(options.encoding?.includes('-an') !== true);
    // These containers do not say, or older readers do not heed, how long an encoder's run-in is.
    const toleranceSamples = /ts|webm$/.test(name) ? 1400 : 60;
    if (take.hasSound) expect(Math.abs(firstClick(take.sound) - CLICK_FRAME * 2000)).toBeLessThan(toleranceSamples);
  });
});

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
    const [outHead, outTail] = [join(folder, 'head.mp4'), join(folder, 'tail.mp4')];
    const handles = { skipHeadFrames: 7, headFrames: 5, tailFrames: 4, outHead, outTail };
    const take = await conformTake(folder, input, 20, handles);
    expect(take.sourceFrames).toBe(60);
    expect(numbersOf(await readCodes(outHead))).toEqual(upTo(5, (frame) => frame + 7));
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

describe('shape', () => {
  test('a rotation flag turns the picture upright', async () => {
    const folder = scratch();
    const input = join(folder, 'a.mp4');
    await makeCodedClip(input, 5, COUNT, FPS_24, { filters: 'transpose=cclock', encoding: X264 });
    rotateQuarter(input);
    expect((await media.inspect(input, signal)).video).toMatchObject({ width: 320, height: 180, rotationDegrees: 90 });
    expect(numbersOf((await conformTake(folder, input, COUNT)).codes)).toEqual(upTo(COUNT));
  });

  test('a portrait take is cut to fill, or shown whole between bars', async () => {
    const folder = scratch();
    const input = join(folder, 'a.mp4');
    await ffmpeg([['-f', 'lavfi', '-i', 'color=0xc03020:s=180x320:r=24', '-frames:v', '6', ...X264, input]]);
    const crop = await conformTake(folder, input, 6);
    expect(levels(crop.codes)).toEqual([true]);
    const pad = await conformTake(folder, input, 6, { fit: 'pad' });
    expect((pad.codes[0] ?? []).map((level) => level > 0.1)).toEqual([
      ...[false, false, false, true, true, false, false, false],
      ...[false, false, false, true, true, false, false, false],
    ]);
  });

  test.for([
    ['a sliver', '640x8'],
    ['tall', '16x400'],
  ] as const)('a picture of %s fills the house', async ([, size]) => {
    const folder = scratch();
    const input = join(folder, 'a.mkv');
    await ffmpeg([['-f', 'lavfi', '-i', `color=white:s=${size}:r=24`, '-frames:v', '4', '-c:v', 'ffv1', input]]);
    for (const fit of ['crop', 'pad'] as const) {
      const take = await conformTake(folder, input, 4, { fit });
      expect(take.codes).toHaveLength(4);
    }
  });
});

describe('colour', () => {
  const RGB = '0xc86432';
  const expected = [200, 100, 50];
  const close = (color: readonly number[]): void => {
    for (const [index, value] of expected.entries()) expect(Math.abs((color[index] ?? 0) - value)).toBeLessThan(7);
  };
  const tagged = (matrix: string, range: string): string =>
    `scale=out_color_matrix=${matrix}:out_range=${range},format=yuv420p,setparams=range=${range}:colorspace=${matrix === 'bt601' ? 'smpte170m' : matrix === 'bt2020' ? 'bt2020nc' : matrix}`;
  test.for([
    ['bt709', tagged('bt709', 'tv')],
    ['bt601', tagged('bt601', 'tv')],
    ['full-range bt709', tagged('bt709', 'pc')],
    ['full-range bt601', tagged('bt601', 'pc')],
    ['the bt2020 matrix', tagged('bt2020', 'tv')],
  ] as const)('of footage in %s is kept', async ([, filters]) => {
    const folder = scratch();
    const input = join(folder, 'a.mp4');
    await ffmpeg([
      ['-f', 'lavfi', '-i', `color=${RGB}:s=320x180:r=24,format=gbrp`, '-vf', filters],
      ['-frames:v', '4', ...X264, '-crf', '5', input],
    ]);
    const take = await conformTake(folder, input, 4);
    close(await centerColor(take.request.outBody));
    close(await centerColor(take.request.outFirstFrame));
  });

  test.for([
    ['small footage without tags is taken for bt601', '320x180', 'bt601'],
    ['large footage without tags is taken for bt709', '1280x720', 'bt709'],
  ] as const)('%s', async ([, size, matrix]) => {
    const folder = scratch();
    const input = join(folder, 'a.mkv');
    const filters = `scale=out_color_matrix=${matrix}:out_range=tv,format=yuv420p,setparams=colorspace=unknown:range=unknown`;
    await ffmpeg([
      [
        '-f',
        'lavfi',
        '-i',
        `color=${RGB}:s=${size}:r=24,format=gbrp`,
        '-vf',
        filters,
        '-frames:v',
        '4',
        '-c:v',
        'mpeg4',
        '-q:v',
        '1',
        input,
      ],
    ]);
    close(await centerColor((await conformTake(folder, input, 4)).request.outBody));
  });

  test.runIf(tools.hasZscale)('of HDR footage is brought into range instead of washed out', async () => {
    const folder = scratch();
    const input = join(folder, 'a.mkv');
    const hdr =
      'setparams=range=pc:colorspace=gbr:color_primaries=bt709:color_trc=bt709,zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=2020:t=smpte2084:m=2020_ncl:r=limited:npl=203,format=yuv420p10le';
    const tags = [
      '-color_primaries',
      'bt2020',
      '-color_trc',
      'smpte2084',
      '-colorspace',
      'bt2020nc',
      '-color_range',
      'tv',
    ];
    await ffmpeg([
      ['-f', 'lavfi', '-i', `color=${RGB}:s=320x180:r=24,format=gbrp`, '-vf', hdr, '-frames:v', '4'],
      [...tags, '-c:v', 'ffv1', input],
    ]);
    const color = await centerColor((await conformTake(folder, input, 4)).request.outBody);
    for (const [index, value] of expected.entries()) expect(Math.abs((color[index] ?? 0) - value)).toBeLessThan(12);
  });

  test('where a picture is transparent the film is black', async () => {
    const folder = scratch();
    const input = join(folder, 'a.mov');
    const half = "color=white:s=320x180:r=24,format=rgba,geq=r=255:g=255:b=255:a='if(lt(X,160),0,128)'";
    await ffmpeg([['-f', 'lavfi', '-i', half, '-frames:v', '4', '-c:v', 'png', input]]);
    const [code = []] = (await conformTake(folder, input, 4)).codes;
    expect(code[1]).toBeLessThan(0.02);
    expect(Math.abs((code[6] ?? 0) - 0.5)).toBeLessThan(0.04);
  });
});

describe('pictures', () => {
  test.for([
    ['PNG', 'a.png', []],
    ['JPEG', 'a.jpg', ['-pix_fmt', 'yuvj420p', '-q:v', '2']],
    ['WebP', 'a.webp', ['-c:v', 'libwebp', '-lossless', '1']],
    ['GIF', 'a.gif', []],
    ['BMP', 'a.bmp', []],
    ['a PNG under the name of a JPEG', 'a.jpg', ['-c:v', 'png']],
    ['a PNG without a suffix', 'a', ['-c:v', 'png']],
    ['a PNG whose name looks like a pattern', 'frame-%03d.png', []],
  ] as const)('%s is held for the whole length', async ([, name, encoding]) => {
    const folder = scratch();
    const input = join(folder, name);
    await ffmpeg([
      ['-f', 'lavfi', '-i', 'color=0xc86432:s=200x200', '-frames:v', '1', ...encoding, '-update', '1'],
      name.endsWith('gif') ? [] : ['-f', 'image2'],
      [`file:${input}`],
    ]);
    const take = await conformTake(folder, input, 9, { isPicture: true });
    expect(take.sourceFrames).toBe(9);
    expect(take.codes).toHaveLength(9);
    const color = await centerColor(take.request.outBody, 8);
    for (const [index, value] of [200, 100, 50].entries())
      expect(Math.abs((color[index] ?? 0) - value)).toBeLessThan(9);
    expect(take.hasSound).toBe(false);
    expect(take.sound).toHaveLength(9 * 2000 * 2);
  });

  test('a moving GIF is a take like any other', async () => {
    const folder = scratch();
    const input = join(folder, 'a.gif');
    await makeCodedClip(input, 5, 20, { num: 25, den: 1 }, { encoding: ['-an'] });
    const house = { size: { width: 320, height: 180 }, fps: { num: 25, den: 1 } };
    expect(numbersOf((await conformTake(folder, input, 20, { house })).codes)).toEqual(upTo(20));
  });
});

describe('names', () => {
  test.for([
    'it\'s 100% "ours".mp4',
    '-y.mp4',
    'a:b=c,[d];e.mp4',
    '%05d.mp4',
    'back\\slash.mp4',
    'фильм שלום 🎬.mp4',
    'http:.mp4',
    ' leading and trailing .mp4',
    'new\nline.mp4',
  ])('%j is read and written as it stands', async (name) => {
    const folder = scratch();
    await makeCodedClip(join(folder, name), 5, 6, FPS_24);
    const named = (prefix: string, suffix = ''): string => join(folder, `${prefix}${name}${suffix}`);
    const take = await conformTake(folder, join(folder, name), 6, {
      outBody: named('%d body '),
      outSound: named('%d sound '),
      outFirstFrame: named('%d first ', '.png'),
      outLastFrame: named('%d last ', '.png'),
      outThumbnail: named('%d thumbnail ', '.jpg'),
    });
    expect(numbersOf(take.codes)).toEqual(upTo(6));
    // A plain name for the reader, which is the program that falls into this trap.
    copyFileSync(take.request.outLastFrame, join(folder, 'plain.png'));
    expect(numbersOf(await readCodes(join(folder, 'plain.png')))).toEqual([5]);
  });
});

const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];

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

/** Writes a quarter turn into the matrix of the picture track's header, as phones do. */
function rotateQuarter(file: string): void {
  const bytes = readFileSync(file);
  const matrix = bytes.indexOf('tkhd') + 4 + 40;
  for (const [index, value] of [0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000].entries()) {
    bytes.writeInt32BE(value, matrix + 4 * index);
  }
  writeFileSync(file, bytes);
}

/** The different brightnesses there are, as "not black". */
function levels(codes: readonly Code[]): readonly boolean[] {
  return [...new Set(codes.flat().map((level) => level > 0.1))];
}
