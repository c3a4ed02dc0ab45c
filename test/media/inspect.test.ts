import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseProbe } from '../../src/media/probe.ts';
import { makeCodedClip, readCodes } from './support/coded-clip.ts';
import { FPS_24, numbersOf } from './support/conformed.ts';
import { ffmpeg, media, scratch, signal } from './support/tools.ts';

describe('inspection', () => {
  test('tells what is in a file and that it decodes', async () => {
    const file = join(scratch(), 'a.mp4');
    await makeCodedClip(file, 1, 24, FPS_24);
    expect(await media.inspect(file, signal)).toEqual({
      decodes: true,
      trouble: null,
      video: {
        codec: 'h264',
        width: 320,
        height: 180,
        rotationDegrees: 0,
        pixelFormat: 'yuv420p',
        fps: 24,
        isVariableRate: false,
        frames: 24,
        durationMs: 1000,
      },
      audio: { codec: 'aac', sampleRate: 48_000, channels: 2, durationMs: expect.closeTo(1000, -2) },
      containerMs: expect.closeTo(1000, -2),
      picture: expect.objectContaining({ blackShare: 0, frozenShare: 0 }),
    });
  });

  test('counts the length of a file that begins late from where it begins', async () => {
    const folder = scratch();
    await makeCodedClip(join(folder, 'a.mp4'), 1, 24, FPS_24);
    for (const name of ['late.mkv', 'late.mp4', 'late.ts']) {
      const late = join(folder, name);
      await ffmpeg([['-itsoffset', '3', '-i', join(folder, 'a.mp4'), '-c', 'copy', '-copyts', late]]);
      const { containerMs, video } = await media.inspect(late, signal);
      expect(containerMs, name).toBeCloseTo(1000, -2);
      expect(video?.durationMs, name).toBeCloseTo(1000, -1);
      expect(await media.measurePictureMs(late, signal), name).toBeCloseTo(1000, -1);
    }
  });

  test('measures a moving picture without decoding it, whatever else is in the file', async () => {
    const folder = scratch();
    const file = join(folder, 'a.mp4');
    await makeCodedClip(file, 1, 36, FPS_24, { extraSoundSeconds: 2 });
    expect(await media.measurePictureMs(file, signal)).toBeCloseTo(1500, 0);
    await ffmpeg([['-f', 'lavfi', '-i', 'sine=d=1', join(folder, 'a.wav')]]);
    await ffmpeg([['-f', 'lavfi', '-i', 'color=red:s=64x64', '-frames:v', '1', join(folder, 'a.png')]]);
    writeFileSync(join(folder, 'a.txt'), 'no film');
    for (const name of ['a.wav', 'a.png', 'a.txt'])
      expect(await media.measurePictureMs(join(folder, name), signal)).toBe(null);
  });

  test('tells of sound alone, and of pictures alone', async () => {
    const folder = scratch();
    await ffmpeg([['-f', 'lavfi', '-i', 'sine=d=1', join(folder, 'a.wav')]]);
    expect(await media.inspect(join(folder, 'a.wav'), signal)).toMatchObject({
      decodes: true,
      video: null,
      audio: { channels: 1 },
    });
    await ffmpeg([['-f', 'lavfi', '-i', 'color=red:s=64x64', '-frames:v', '1', join(folder, 'a.png')]]);
    expect(await media.inspect(join(folder, 'a.png'), signal)).toMatchObject({
      decodes: true,
      video: { frames: 1, width: 64 },
      audio: null,
    });
  });

  test('calls a file that is cut off, damaged, empty or no media at all unreadable, as a value', async () => {
    const folder = scratch();
    const file = join(folder, 'a.mp4');
    await makeCodedClip(file, 1, 60, FPS_24, { encoding: ['-c:v', 'libx264', '-movflags', '+faststart'] });
    const whole = readFileSync(file);
    const damaged = Buffer.from(whole);
    damaged.fill(0x55, whole.indexOf('mdat') + 2000, whole.indexOf('mdat') + 2600);
    const playlist = `#EXTM3U\n#EXTINF:1,\nfile://${file}\n`;
    for (const bytes of [
      whole.subarray(0, whole.length * 0.7),
      whole.subarray(0, 500),
      damaged,
      '',
      'no film',
      playlist,
    ]) {
      writeFileSync(join(folder, 'bad.mp4'), bytes);
      const inspection = await media.inspect(join(folder, 'bad.mp4'), signal);
      expect(inspection.decodes).toBe(false);
      expect(inspection.trouble).toMatch(/^(?!.*0x[0-9a-f]{6})./u);
    }
  });

  test('a file that is not there is an error that names it', async () => {
    await expect(media.inspect('/nowhere/at all.mp4', signal)).rejects.toThrow('/nowhere/at all.mp4');
  });

  test('a script that names other files is not followed', async () => {
    const folder = scratch();
    await makeCodedClip(join(folder, 'secret.mp4'), 1, 6, FPS_24);
    writeFileSync(join(folder, 'take.mp4'), `ffconcat version 1.0\nfile secret.mp4\n`);
    expect(await media.inspect(join(folder, 'take.mp4'), signal)).toMatchObject({ decodes: false, video: null });
  });
});

describe('what ffmpeg prints is understood', () => {
  const dump = (...lines: readonly string[]): string =>
    [
      "[info] Input #0, mov, from 'file:a.mov':",
      ...lines,
      '[info] Stream mapping:',
      '[info]   Stream #0:9: Video: no',
    ].join('\n');

  test('colours, pixel aspect, rotation, alpha', () => {
    const source = parseProbe(
      '#tb 0: 1/90000\n0,  7500,  7500, 3750, 100, 0x0\n',
      dump(
        '[info]   Duration: 00:01:05.25, start: 0.000000, bitrate: 8000 kb/s',
        '[info]   Stream #0:0[0x1](eng): Video: hevc (Main 10) (hvc1 / 0x31637668), yuv420p10le(tv, bt2020nc/bt2020/smpte2084, progressive), 1440x1080 [SAR 4:3 DAR 16:9], 8000 kb/s, 29.97 fps, 29.97 tbr, 30k tbn (default)',
        '[info]     Side data:',
        '[info]       displaymatrix: rotation of -90.00 degrees',
        '[info]   Stream #0:1[0x2](eng): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, 5.1(side), fltp, 341 kb/s (default)',
      ),
      null,
    );
    expect(source).toEqual({
      format: null,
      video: {
        codec: 'hevc',
        pixelFormat: 'yuv420p10le',
        isFullRange: false,
        matrix: 'bt2020nc',
        primaries: 'bt2020',
        transfer: 'smpte2084',
        width: 1440,
        height: 1080,
        pixelAspect: 4 / 3,
        rotationDegrees: 90,
        fps: 29.97,
        hasSideAlpha: false,
        startSeconds: 7500 / 90_000,
      },
      audio: { codec: 'aac', sampleRate: 44_100, channels: 6 },
      durationMs: 65_250,
    });
  });

  test('a title that looks like a stream is a title, and a cover is no picture', () => {
    const source = parseProbe(
      '',
      dump(
        '[info]   Metadata:',
        '[info]     title           : Stream #0:0: Video: fake, yuv420p, 1x1',
        '[info]                     : [info]   Stream #0:7: Video: fake, yuv420p, 1x1',
        '[info]   Stream #0:0: Audio: mp3 (mp3float), 44100 Hz, stereo, fltp, 192 kb/s',
        '[info]   Stream #0:1: Video: mjpeg (Baseline), yuvj420p(pc, bt470bg/unknown/unknown), 300x300, 90k tbr, 90k tbn (attached pic)',
      ),
      null,
    );
    expect(source).toMatchObject({ video: null, audio: { channels: 2 } });
  });

  test('nothing', () => {
    expect(parseProbe('', 'file:a: Invalid data found when processing input', null)).toBeNull();
  });
});

describe('a single frame', () => {
  test('is exactly the one that was asked for, from the first to the last', async () => {
    const folder = scratch();
    const file = join(folder, 'a.mp4');
    await makeCodedClip(file, 1, 77, FPS_24);
    for (const [frame, number] of [
      [0, 0],
      [1, 1],
      [40, 40],
      [76, 76],
      [-1, 76],
    ] as const) {
      for (const name of ['a.png', 'a.jpg']) {
        await media.frame({ file, frame, out: join(folder, name) }, signal);
        expect(numbersOf(await readCodes(join(folder, name)))).toEqual([number]);
      }
    }
    await media.frame({ file, frame: -1, out: join(folder, 'small.png'), widthPixels: 96 }, signal);
    expect((await media.inspect(join(folder, 'small.png'), signal)).video).toMatchObject({ width: 96, height: 54 });
  });

  test('is the last one also of films of one frame, variable rate, and pictures', async () => {
    const folder = scratch();
    const out = join(folder, 'out.png');
    await makeCodedClip(join(folder, 'one.mp4'), 1, 1, FPS_24);
    await media.frame({ file: join(folder, 'one.mp4'), frame: -1, out }, signal);
    expect(numbersOf(await readCodes(out))).toEqual([0]);
    const filters = "select='lt(n,30)+eq(n,200)'";
    const encoding = ['-fps_mode', 'passthrough', '-c:v', 'libx264', '-an'];
    await makeCodedClip(join(folder, 'gap.mkv'), 1, 201, FPS_24, { filters, encoding });
    await media.frame({ file: join(folder, 'gap.mkv'), frame: -1, out }, signal);
    expect(numbersOf(await readCodes(out))).toEqual([200]);
    await media.frame({ file: out, frame: -1, out: join(folder, 'again.png') }, signal);
    expect(numbersOf(await readCodes(join(folder, 'again.png')))).toEqual([200]);
  });

  test('beyond the end is an error', async () => {
    const folder = scratch();
    await makeCodedClip(join(folder, 'a.mp4'), 1, 6, FPS_24);
    const request = { file: join(folder, 'a.mp4'), frame: 6, out: join(folder, 'out.png') };
    await expect(media.frame(request, signal)).rejects.toThrow('Frame 6');
  });
});
