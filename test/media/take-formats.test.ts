import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLICK_FRAME, type ClipOptions, makeCodedClip } from './support/coded-clip.ts';
import { FPS_24, conformTake, firstClick, numbersOf, upTo } from './support/conformed.ts';
import { scratch } from './support/tools.ts';

const COUNT = 30;

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
