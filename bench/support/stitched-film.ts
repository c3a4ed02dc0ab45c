import { copyFile, link, rm } from 'node:fs/promises';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProcess } from '../../src/base/process.ts';
import { moveFilmInto } from '../../src/engine/move-into.ts';
import { conformsAtOnce } from '../../src/engine/rooms.ts';
import { createMedia } from '../../src/media/create-media.ts';
import { SOUND_ARGUMENTS, pieceArguments } from '../../src/media/encoder.ts';
import { findTools, requireTools } from '../../src/media/find-tools.ts';
import type { House, SoundPart, Stretch } from '../../src/media/media.ts';
import type { Size } from '../../src/model/storyboard.ts';

/**
 * What the benchmarks of stitching have in common: shots of five seconds with half-second dissolves, as pieces that are
 * encoded once and copied, and as one xfade graph over all of them with the same encoder settings.
 */
export const SHOT_FRAMES = 120;
export const JOIN_FRAMES = 12;
const FPS = { num: 24, den: 1 };
const DISTINCT_CLIPS = 4;

/** Light film grain, tagged as what it is, so that nobody has to convert colours. */
const TAGGED_GRAIN =
  'scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,noise=alls=3:allf=t,setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709';

const tools = requireTools(
  await findTools({ ffmpegPath: process.env.FFMPEG_PATH ?? null, path: process.env.PATH ?? null }),
);
const media = createMedia(tools);
const { signal } = new AbortController();

export const ffmpegVersion = tools.version;

export type Bench = {
  readonly house: House;
  readonly folder: string;
  /** Different pictures with grain, which is what makes real footage dear, each with a tone of its own. */
  readonly clips: readonly string[];
  readonly [Symbol.dispose]: () => void;
};

export async function openBench(size: Size): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'longtake-bench-'));
  const house = { size, fps: FPS };
  const clips = await makeClips(folder, house);
  return { house, folder, clips, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

async function makeClips(folder: string, { size }: House): Promise<readonly string[]> {
  const sources = ['testsrc2', 'mandelbrot'];
  const turns = ['null', 'hflip,vflip'];
  const made: string[] = [];
  for (let index = 0; index < DISTINCT_CLIPS; index++) {
    const file = join(folder, `clip-${index}.mp4`);
    await ffmpeg([
      ['-f', 'lavfi', '-i', `${sources[index % 2]}=s=${size.width}x${size.height}:r=24,${turns[index >> 1]}`],
      ['-f', 'lavfi', '-i', `sine=f=${220 * (index + 1)}:r=48000`, '-t', '5', '-vf', TAGGED_GRAIN],
      ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-c:a', 'aac', '-ac', '2', file],
    ]);
    made.push(file);
  }
  return made;
}

/** One graph over all clips, as editors that build on xfade do it. */
export async function oneGraph({ folder, clips }: Bench, shots: number): Promise<void> {
  const step = (SHOT_FRAMES - JOIN_FRAMES) / 24;
  const graph: string[] = [];
  for (let index = 0; index < shots; index++) {
    graph.push(`[${index}:v]fps=24,settb=1/24,format=yuv420p,setsar=1[v${index}]`);
  }
  let [picture, sound] = ['v0', '0:a'];
  for (let index = 1; index < shots; index++) {
    graph.push(`[${picture}][v${index}]xfade=transition=fade:duration=0.5:offset=${step * index}[x${index}]`);
    graph.push(`[${sound}][${index}:a]acrossfade=d=0.5:c1=qsin:c2=qsin[a${index}]`);
    [picture, sound] = [`x${index}`, `a${index}`];
  }
  await ffmpeg([
    ...Array.from({ length: shots }, (_, index) => ['-i', clips[index % clips.length] ?? '']),
    ['-filter_complex', graph.join(';'), '-map', `[${picture}]`, '-map', `[${sound}]`, ...encoding()],
    [join(folder, 'graph.mp4')],
  ]);
}

/** Concat and re-encode, without joins. */
export async function concat({ folder, clips }: Bench, shots: number): Promise<void> {
  const list = join(folder, 'list.txt');
  writeFileSync(list, Array.from({ length: shots }, (_, index) => `file '${clips[index % clips.length]}'\n`).join(''));
  await ffmpeg([['-f', 'concat', '-safe', '0', '-i', list], encoding(), [join(folder, 'concat.mp4')]]);
}

/** The film's own settings, but on as many threads as ffmpeg likes. */
function encoding(): readonly string[] {
  const isOurs = (argument: string, index: number, all: readonly string[]): boolean =>
    argument !== '-an' && argument !== '-vn' && argument !== '-threads' && all[index - 1] !== '-threads';
  const sound = SOUND_ARGUMENTS.slice(0, SOUND_ARGUMENTS.indexOf('-f'));
  return [...sound, ...pieceArguments(FPS, 'film')].filter(isOurs);
}

/** The steps from takes to a film, with the engine's own functions on files of one folder. */
export type StitchedFilm = {
  /** A file of its own, as takes are, decoded whole before it counts as one. */
  readonly arrive: (shot: number) => Promise<void>;
  readonly conform: (shot: number) => Promise<void>;
  /** Between the shot before and this one. */
  readonly seam: (shot: number) => Promise<void>;
  readonly stretches: readonly Stretch[];
  /** Stretches in which a shot is heard. */
  readonly stretchesOf: (shot: number) => readonly Stretch[];
  readonly encode: (stretch: Stretch) => Promise<void>;
  /** Until the film has its name; the room of the film before is given back while poster and sheet are drawn. */
  readonly assemble: () => Promise<{ readonly freed: Promise<void> }>;
  /** Makes a shot's pieces, its seam and its stretches those of an equal one, without encoding. */
  readonly repeat: (shot: number, like: number) => Promise<void>;
};

export function stitchedFilm({ house, folder, clips }: Bench, shots: number): StitchedFilm {
  const file = (name: string): string => join(folder, `${shots}-${name}`);
  const takes = new Map<number, string>();
  const numbers = new Map<number, number>();
  const handles = (shot: number): { readonly head: number; readonly tail: number } => ({
    head: shot === 0 ? 0 : JOIN_FRAMES,
    tail: shot === shots - 1 ? 0 : JOIN_FRAMES,
  });
  const sound = () => {
    const parts = Array.from({ length: shots }, (_, shot): SoundPart => {
      const { head, tail } = handles(shot);
      return {
        source: { kind: 'pcm', file: file(`${shot}.pcm`) },
        sha: `shot ${shot}: ${takes.get(shot) ?? ''}`,
        fromFrame: shot * (SHOT_FRAMES - JOIN_FRAMES),
        frames: SHOT_FRAMES,
        skipFrames: 0,
        fadeInFrames: head,
        fadeOutFrames: tail,
        gainDb: 0,
      };
    });
    return { fps: house.fps, frames: shots * (SHOT_FRAMES - JOIN_FRAMES) + JOIN_FRAMES, parts };
  };
  /** What is repeated is one file under several names: it is not written over. */
  const forget = async (shot: number, pieces: readonly string[]): Promise<void> => {
    for (const piece of pieces) await rm(file(`${shot}.${piece}`), { force: true });
  };
  const stretchFile = (stretch: Stretch): string => file(`${stretch.index}.aac`);
  const stretches = media.stretches(sound());
  return {
    arrive: async (shot) => {
      const number = (numbers.get(shot) ?? 0) + 1;
      numbers.set(shot, number);
      const take = file(`${shot}.take-${number}.mp4`);
      await copyFile(clips[(shot + number - 1) % clips.length] ?? '', take);
      const { decodes } = await media.inspect(take, signal);
      if (!decodes) throw new Error(`Take ${shot} does not decode`);
      takes.set(shot, take);
    },
    conform: async (shot) => {
      const { head, tail } = handles(shot);
      await forget(shot, PIECES);
      await media.conform(
        {
          house,
          input: takes.get(shot) ?? '',
          isPicture: false,
          fit: 'crop',
          skipHeadFrames: 0,
          headFrames: head,
          bodyFrames: SHOT_FRAMES - head - tail,
          tailFrames: tail,
          outBody: file(`${shot}.body.mp4`),
          outTail: tail === 0 ? null : file(`${shot}.tail.mp4`),
          outSound: file(`${shot}.pcm`),
          outFirstFrame: file(`${shot}.first.png`),
          outLastFrame: file(`${shot}.last.png`),
          outThumbnail: file(`${shot}.jpg`),
        },
        signal,
      );
    },
    seam: async (shot) => {
      await forget(shot, ['seam.mp4']);
      await media.seam(
        {
          house,
          kind: 'dissolve',
          frames: JOIN_FRAMES,
          tail: file(`${shot - 1}.tail.mp4`),
          head: { input: takes.get(shot) ?? '', isPicture: false, fit: 'crop', skipHeadFrames: 0 },
          out: file(`${shot}.seam.mp4`),
        },
        signal,
      );
    },
    stretches,
    stretchesOf: (shot) => {
      const from = shot * (SHOT_FRAMES - JOIN_FRAMES) * SAMPLES_A_FRAME;
      const until = from + SHOT_FRAMES * SAMPLES_A_FRAME;
      return stretches.filter(
        ({ fromSample, samples }) => fromSample - PADDING < until && fromSample + samples + PADDING > from,
      );
    },
    encode: (stretch) => media.encodeStretch(sound(), stretch, stretchFile(stretch), signal),
    assemble: async () => {
      const pieces = Array.from({ length: shots }, (_, shot) => {
        const { head, tail } = handles(shot);
        const body = { file: file(`${shot}.body.mp4`), frames: SHOT_FRAMES - head - tail };
        return shot === 0 ? [body] : [{ file: file(`${shot}.seam.mp4`), frames: JOIN_FRAMES }, body];
      }).flat();
      const encoded = stretches.map((stretch) => ({ stretch, file: stretchFile(stretch) }));
      const { check, fallback } = await media.assemble(
        { house, pieces, sound: sound(), stretches: encoded, title: 'Bench', out: file('film.new.mp4') },
        signal,
      );
      if (!check.ok || fallback !== null)
        throw new Error(`The film is not right: ${JSON.stringify({ check, fallback })}`);
      return moveFilmInto(file('film.new.mp4'), file('film.mp4'));
    },
    repeat: async (shot, like) => {
      takes.set(shot, takes.get(like) ?? '');
      numbers.set(shot, 1);
      for (const piece of [...PIECES, 'seam.mp4']) await link(file(`${like}.${piece}`), file(`${shot}.${piece}`));
    },
  };
}

const PIECES = ['body.mp4', 'tail.mp4', 'pcm'];
const SAMPLES_A_FRAME = 2000;
/** A stretch is encoded with some frames of what is heard before and after it. */
const PADDING = 8 * 1024;

/** As many at once as the engine lets run. */
export const CONFORMS_AT_ONCE = conformsAtOnce(availableParallelism());
export const OTHERS_AT_ONCE = availableParallelism();

export async function inParallel(atOnce: number, tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const queue = [...tasks];
  const work = async (): Promise<void> => {
    for (let task = queue.shift(); task !== undefined; task = queue.shift()) await task();
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** Least squares; says what a cost would be at a size that was not measured. */
export function fitLine(points: readonly (readonly [number, number])[]): (x: number) => number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const slope = mean(points.map(([x, y]) => (x - mx) * (y - my))) / mean(points.map(([x]) => (x - mx) ** 2));
  return (x) => my + slope * (x - mx);
}

async function ffmpeg(groups: readonly (readonly string[])[]): Promise<void> {
  const result = await runProcess(tools.ffmpegPath, [
    '-hide_banner',
    '-nostdin',
    '-v',
    'error',
    '-y',
    ...groups.flat(),
  ]);
  if (result.exitCode !== 0) throw new Error(result.stderr);
}
