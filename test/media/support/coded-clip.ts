import { type Fps, fpsToText, framesToSeconds } from '../../../src/model/time.ts';
import { ffmpeg } from './tools.ts';

/**
 * A clip whose every frame says which one it is: eight columns, black or white, spell the frame's number in the upper
 * half and the clip's in the lower. Its sound is silent but for one click at the start of frame `CLICK_FRAME`.
 */
export async function makeCodedClip(
  file: string,
  clip: number,
  frames: number,
  fps: Fps,
  { filters = 'null', encoding = H264, inputs = [], extraSoundSeconds = 0 }: ClipOptions = {},
): Promise<void> {
  const bit = 'pow(2,floor(X/2))';
  const code = `if(lt(Y,5),bitand(N,${bit}),bitand(${clip},${bit}))`;
  const seconds = framesToSeconds(frames, fps);
  const click = framesToSeconds(CLICK_FRAME, fps);
  const picture = 'scale=320:180:flags=neighbor,setsar=1,format=yuv420p,setparams=range=tv:colorspace=bt709';
  await ffmpeg([
    [...inputs, '-f', 'lavfi'],
    ['-i', `nullsrc=s=16x10:r=${fpsToText(fps)},geq=lum='if(${code},235,16)':cb=128:cr=128,trim=end_frame=${frames}`],
    [
      '-f',
      'lavfi',
      '-i',
      `aevalsrc='0.8*between(t,${click},${click}+0.003)':s=48000:c=stereo:d=${seconds + extraSoundSeconds}`,
    ],
    ['-vf', `${picture},${filters}`, ...encoding, `file:${file}`],
  ]);
}

export type ClipOptions = {
  readonly filters?: string;
  readonly encoding?: readonly string[];
  /** Options before the picture's input. */
  readonly inputs?: readonly string[];
  /** How much longer than the picture the sound is. */
  readonly extraSoundSeconds?: number;
};

const H264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '10', '-bf', '2', '-c:a', 'aac'];

export const CLICK_FRAME = 10;

/** Sixteen brightness levels, 0 to 1: upper columns first. */
export type Code = readonly number[];

/** What a frame of a coded clip looks like. */
export function codeOf(clip: number, frame: number): Code {
  const bits = (value: number): number[] => Array.from({ length: 8 }, (_, bit) => (value >> bit) & 1);
  return [...bits(frame), ...bits(clip)];
}

/** Reads the code of every frame of a film. */
export async function readCodes(file: string): Promise<readonly Code[]> {
  const raw = await ffmpeg([
    ['-i', `file:${file}`, '-map', '0:v', '-fps_mode', 'passthrough'],
    ['-vf', 'scale=8:2:flags=area,format=yuv444p,extractplanes=y', '-f', 'rawvideo', '-'],
  ]);
  return Array.from({ length: raw.length / 16 }, (_, frame) =>
    [...raw.subarray(frame * 16, frame * 16 + 16)].map((luma) => (luma - 16) / 219),
  );
}

/** What lies between two frames. */
export function blend(from: Code, to: Code, share: number): Code {
  return from.map((level, index) => level + ((to[index] ?? 0) - level) * share);
}

/** Samples at which clicks are heard, from the film's decoded sound as a player gives it. */
export async function readClicks(file: string): Promise<readonly number[]> {
  const raw = await ffmpeg([['-i', `file:${file}`, '-map', '0:a', '-ac', '1', '-ar', '48000', '-f', 's16le', '-']]);
  const samples = new Int16Array(raw.buffer, raw.byteOffset, raw.length / 2);
  const clicks: number[] = [];
  for (let index = 0; index < samples.length; index++) {
    if (Math.abs(samples[index] ?? 0) < 6000) continue;
    clicks.push(index);
    index += 2400;
  }
  return clicks;
}
