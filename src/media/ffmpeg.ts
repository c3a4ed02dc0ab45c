import type { Writable } from 'node:stream';
import { type RunResult, runProcess } from '../base/process.ts';
import { EnvironmentError, LongtakeError } from '../model/error.ts';

/** A usable ffmpeg, found by `findTools`. */
export type Tools = {
  readonly ffmpegPath: string;
  /** As it calls itself, such as `7.0` or `5.1.9-0+deb12u1`. */
  readonly version: string;
  /** Whether it can bring HDR to SDR. */
  readonly hasZscale: boolean;
};

export type FfmpegOptions = {
  readonly signal: AbortSignal;
  readonly feed?: (input: Writable) => Promise<void>;
  readonly onData?: (chunk: Buffer) => void;
  /** Bytes of an output to `pipe:3`. */
  readonly onSideData?: (chunk: Buffer) => void;
  /** Frames of the first picture output so far. Takes standard output for itself. */
  readonly onFrames?: (frames: number) => void;
  /** What the decoder and encoder say; default `error`. */
  readonly logLevel?: string;
};

/** Runs ffmpeg with the same number of threads everywhere, so that its output is the same too; a failure is a value. */
export async function runFfmpeg(tools: Tools, argv: readonly string[], options: FfmpegOptions): Promise<RunResult> {
  const { onFrames } = options;
  return runProcess(
    tools.ffmpegPath,
    [
      ['-hide_banner', '-nostdin', '-y', '-loglevel', options.logLevel ?? 'error', '-nostats'],
      ['-filter_threads', '1', '-filter_complex_threads', '1'],
      onFrames === undefined ? [] : ['-progress', 'pipe:1', '-stats_period', '0.25'],
      argv,
    ].flat(),
    {
      signal: options.signal,
      ...(options.feed === undefined ? {} : { feed: options.feed }),
      ...(options.onData === undefined ? {} : { onData: options.onData }),
      ...(options.onSideData === undefined ? {} : { onSideData: options.onSideData }),
      ...(onFrames === undefined
        ? {}
        : {
            onLine: (line: string) => {
              const frames = /^frame=\s*(\d+)/.exec(line)?.[1];
              if (frames !== undefined) onFrames(Number(frames));
            },
          }),
    },
  );
}

/** Like `runFfmpeg`, but anything except success throws; `what` is the subject of the message. */
export async function mustRunFfmpeg(
  tools: Tools,
  argv: readonly string[],
  options: FfmpegOptions & { readonly what: string },
): Promise<RunResult> {
  const result = await runFfmpeg(tools, argv, options);
  mustSucceed(result, options.what);
  return result;
}

export function mustSucceed(result: RunResult, what: string): void {
  if (result.exitCode === 0) return;
  // ENOSPC has no exit code of its own before ffmpeg 7: these words are all there is.
  if (result.stderr.includes('No space left on device')) {
    throw new EnvironmentError({
      code: 'disk_full',
      message: `${what} could not be made: the disk is full. Make room and run the same command again; what is made is kept.`,
    });
  }
  throw new LongtakeError({
    code: 'ffmpeg_failed',
    message: `${what} could not be made: ${firstLines(result.stderr, 3) || 'ffmpeg ended without a word'}.`,
    details: { exitCode: result.exitCode, said: firstLines(result.stderr, 20) },
  });
}

/** A file name as ffmpeg takes it literally: a leading dash, `:` or a protocol's name in it mean nothing. */
export function toFileUrl(path: string): string {
  return `file:${path}`;
}

/**
 * Input options for a file from outside: one decoding thread unless said, only containers that hold their own media (no playlists
 * or scripts that name other files), and nothing but the file itself is read.
 */
export function inputArguments(path: string, format: string | null = null, threads = 1): readonly string[] {
  return [
    ['-protocol_whitelist', 'file,pipe', '-format_whitelist', CONTAINERS, '-threads', String(threads)],
    format === null ? [] : ['-f', format],
    ['-i', toFileUrl(path)],
  ].flat();
}

/** What ffmpeg said first, each thing once, without the names and addresses of its parts. */
export function firstLines(text: string, count: number): string {
  const lines = text.split('\n').map((line) => line.replace(/^(?:\[[^\]]* @ 0x[0-9a-f]+\]\s*)+/u, '').trim());
  return [...new Set(lines.map((line) => line.replace(/\.$/u, '')))]
    .filter((line) => line !== '')
    .slice(0, count)
    .join('; ');
}

const CONTAINERS = [
  ['mov', 'mp4', 'm4a', '3gp', '3g2', 'mj2', 'matroska', 'webm', 'avi', 'mpegts', 'mpeg', 'mxf', 'flv', 'ogg', 'asf'],
  ['gif', 'apng', 'ivf', 'h264', 'hevc', 'm4v', 'mpegvideo', 'obu', 'av1', 'yuv4mpegpipe', 'nut', 'wtv', 'dv'],
  ['png_pipe', 'jpeg_pipe', 'webp_pipe', 'bmp_pipe', 'tiff_pipe'],
  ['wav', 'w64', 'mp3', 'flac', 'aac', 'aiff', 'caf', 'ac3', 'eac3', 'opus', 'au', 'amr'],
]
  .flat()
  .join(',');
