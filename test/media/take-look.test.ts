import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Code, makeCodedClip } from './support/coded-clip.ts';
import { FPS_24, X264, centerColor, conformTake, numbersOf, upTo } from './support/conformed.ts';
import { ffmpeg, media, scratch, signal, tools } from './support/tools.ts';

const COUNT = 30;

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
    const row = [false, false, false, true, true, false, false, false];
    expect((pad.codes[0] ?? []).map((level) => level > 0.1)).toEqual([...row, ...row]);
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

  test.runIf(tools.hasZscale).for([
    ['bt2020nc', 'bt2020-10'],
    ['unknown', 'unknown'],
  ] as const)('of wide-gamut footage (%s, %s) is brought to bt709', async ([matrix, transfer]) => {
    const folder = scratch();
    const input = join(folder, 'a.mkv');
    const tags = ['-color_primaries', 'bt2020', '-color_trc', transfer, '-colorspace', matrix, '-color_range', 'tv'];
    const grey = 'color=0x808080:s=320x180:r=24,format=yuv420p10le';
    await ffmpeg([['-f', 'lavfi', '-i', grey, '-frames:v', '4', ...tags, '-c:v', 'ffv1', input]]);
    const color = await centerColor((await conformTake(folder, input, 4)).request.outBody);
    for (const value of color) expect(Math.abs(value - 128)).toBeLessThan(6);
  });

  test.for([
    ['PNG in QuickTime', 'a.mov', ['-c:v', 'png']],
    [
      'VP9',
      'a.webm',
      ['-c:v', 'libvpx-vp9', '-pix_fmt', 'yuva420p', '-deadline', 'realtime', '-cpu-used', '8', '-crf', '4'],
    ],
    ['ProRes 4444', 'b.mov', ['-c:v', 'prores_ks', '-pix_fmt', 'yuva444p10le']],
  ] as const)('where %s is transparent the film is black', async ([, name, encoding]) => {
    const folder = scratch();
    const input = join(folder, name);
    const half = "color=white:s=320x180:r=24,format=rgba,geq=r=255:g=255:b=255:a='if(lt(X,160),0,128)'";
    await ffmpeg([['-f', 'lavfi', '-i', half, '-frames:v', '4', ...encoding, input]]);
    const [code = []] = (await conformTake(folder, input, 4)).codes;
    expect(code[1]).toBeLessThan(0.02);
    expect(Math.abs((code[6] ?? 0) - 0.5)).toBeLessThan(0.04);
  });
});

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
