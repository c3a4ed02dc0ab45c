import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { runProcess } from '../../../src/base/process.ts';
import { findTools, requireTools } from '../../../src/media/find-tools.ts';

export type VideoSpec = {
  /** Equal keys give equal bytes. */
  readonly key: string;
  readonly seconds: number;
  readonly fps: number;
  readonly ratio: number;
  readonly hasSound: boolean;
  /** A picture that it begins with. */
  readonly start: string | null;
  /** Footage that it shows before. */
  readonly after?: string | null;
};

/** Real, small files, made once each: what a vendor delivers, at the asked length and shape. */
export type VendorMedia = {
  readonly video: (spec: VideoSpec) => Promise<Buffer>;
  readonly image: (key: string, ratio: number) => Promise<Buffer>;
  readonly sound: (key: string, seconds: number) => Promise<Buffer>;
  readonly folder: string;
};

/** `cache`: where equal files of earlier servers may be. */
export async function createVendorMedia(folder: string, height: number, cache = folder): Promise<VendorMedia> {
  const { ffmpegPath } = requireTools(
    await findTools({ ffmpegPath: process.env['FFMPEG_PATH'] ?? null, path: process.env['PATH'] ?? null }),
  );
  const make = async (name: string, argv: (out: string) => readonly string[]): Promise<Buffer> => {
    const out = join(cache, name);
    if (!existsSync(out)) {
      // Several servers may make it at the same time: each under a name of its own, until it is whole.
      const half = join(cache, `${process.pid}-${randomUUID()}-${name}`);
      const all = ['-hide_banner', '-nostdin', '-v', 'error', '-y', '-threads', '1', ...argv(half)];
      const { exitCode, stderr } = await runProcess(ffmpegPath, all);
      if (exitCode !== 0) throw new Error(stderr);
      await rename(half, out);
    }
    return readFile(out);
  };
  const sizeOf = (ratio: number): string => `${Math.round((height * ratio) / 2) * 2}x${height}`;
  const exact = ['-fflags', '+bitexact', '-flags', '+bitexact', '-map_metadata', '-1'];
  return {
    folder,
    image: (key, ratio) =>
      make(`${hashOf(key)}.png`, (out) => [
        '-f',
        'lavfi',
        '-i',
        `testsrc2=size=${sizeOf(ratio)}:rate=1`,
        '-vf',
        `hue=h=${hueOf(key)}`,
        '-frames:v',
        '1',
        ...exact,
        out,
      ]),
    sound: (key, seconds) =>
      make(`${hashOf(`${key} ${seconds}`)}.mp3`, (out) => [
        '-f',
        'lavfi',
        '-i',
        `sine=frequency=${200 + hueOf(key)}:duration=${seconds}:sample_rate=44100`,
        '-c:a',
        'libmp3lame',
        '-b:a',
        '64k',
        ...exact,
        out,
      ]),
    video: async ({ after = null, ...spec }) => {
      const alone = await single(spec);
      if (after === null) return alone;
      const name = nameOf(spec);
      const rate = `fps=${spec.fps},scale=${sizeOf(spec.ratio).replace('x', ':')},setsar=1,format=yuv420p`;
      const both = `[0:v]${rate}[a];[1:v]${rate}[b];[a][b]concat=n=2:v=1:a=0[v]`;
      const key = `${name} ${createHash('sha256').update(readFileSync(after)).digest('hex')}`;
      return make(`${hashOf(key)}.mp4`, (out) =>
        [
          ['-i', after, '-i', join(cache, name), '-filter_complex', both, '-map', '[v]'],
          ['-c:v', 'libx264', '-preset', 'ultrafast', ...exact, out],
        ].flat(),
      );
    },
  };

  function single(spec: Spec): Promise<Buffer> {
    const { key, seconds, fps, ratio, hasSound, start } = spec;
    const size = sizeOf(ratio);
    const picture =
      start === null
        ? ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${fps}:duration=${seconds}`]
        : ['-loop', '1', '-framerate', String(fps), '-t', String(seconds), '-i', start];
    // A slow move into a picture: it begins with the frame that was given.
    const filter =
      start === null
        ? `hue=h=${hueOf(key)}`
        : `zoompan=z='1+0.15*on/${Math.ceil(seconds * fps)}':d=1:s=${size}:fps=${fps}`;
    return make(nameOf(spec), (out) => [
      ...picture,
      ...(hasSound ? ['-f', 'lavfi', '-i', `sine=frequency=${200 + hueOf(key)}:duration=${seconds}`] : []),
      '-vf',
      filter,
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv420p',
      ...(hasSound ? ['-c:a', 'aac', '-shortest'] : []),
      '-t',
      String(seconds),
      ...exact,
      '-movflags',
      '+faststart',
      out,
    ]);
  }
}

type Spec = Omit<VideoSpec, 'after'>;

function nameOf({ key, seconds, fps, ratio, hasSound, start }: Spec): string {
  return `${hashOf(JSON.stringify([key, seconds, fps, ratio, hasSound, start === null]))}.mp4`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}

function hueOf(key: string): number {
  return Number.parseInt(hashOf(key).slice(0, 4), 16) % 360;
}
