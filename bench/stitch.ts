import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runProcess } from '../src/base/process.ts';
import { createMedia } from '../src/media/create-media.ts';
import { SOUND_ARGUMENTS, pieceArguments } from '../src/media/encoder.ts';
import { findTools, requireTools } from '../src/media/find-tools.ts';
import type { House, SoundPart } from '../src/media/media.ts';
import { type Cost, measure } from './support/measure.ts';

/**
 * From shots to a film: pieces that are encoded once and copied, against one xfade graph over all shots, and against
 * concat and re-encode without joins. All three with the same encoder settings, on the same clips, in the same run.
 */
const { values: options } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });

const HOUSE: House = {
  size: options.quick ? { width: 640, height: 360 } : { width: 1920, height: 1080 },
  fps: { num: 24, den: 1 },
};
const GRAPH_SHOTS = options.quick ? [3, 4, 6] : [8, 12, 16];
const CONCAT_SHOTS = options.quick ? [6] : [16];
const FILM_SHOTS = options.quick ? 12 : 60;
const SHOT_FRAMES = 120;
const JOIN_FRAMES = 12;
const DISTINCT_CLIPS = 4;
const PROCESSES = 2;

/** Light film grain, tagged as what it is, so that nobody has to convert colours. */
const TAGGED_GRAIN =
  'scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,noise=alls=3:allf=t,setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709';

const tools = requireTools(
  await findTools({ ffmpegPath: process.env.FFMPEG_PATH ?? null, path: process.env.PATH ?? null }),
);
const media = createMedia(tools);
const { signal } = new AbortController();
const folder = mkdtempSync(join(tmpdir(), 'longtake-bench-'));

try {
  const clips = await makeClips();
  console.log(
    `ffmpeg ${tools.version}; shots of 5 s, ${HOUSE.size.width}x${HOUSE.size.height}, joins of half a second`,
  );
  const graphs: { readonly shots: number; readonly cost: Cost }[] = [];
  for (const shots of GRAPH_SHOTS) {
    const cost = await measure(() => oneGraph(clips, shots));
    graphs.push({ shots, cost });
    print(`one graph, ${shots} shots`, cost);
  }
  for (const shots of CONCAT_SHOTS)
    print(`concat, re-encoded, ${shots} shots`, await measure(() => concat(clips, shots)));

  const film = await pieces(clips, FILM_SHOTS);
  print(`pieces, ${FILM_SHOTS} shots: inspection of all takes but the last`, film.arrivals);
  print(`pieces, ${FILM_SHOTS} shots: before the last take`, film.before);
  print(`pieces, ${FILM_SHOTS} shots: from the last take to the film`, film.after);
  print('  of which its inspection', film.steps.arrive);
  print('  of which conform', film.steps.conform);
  print('  of which seam and sound', film.steps.join);
  print('  of which assembly and check', film.steps.assemble);

  const fitted = (of: (cost: Cost) => number): number =>
    fitLine(graphs.map(({ shots, cost }) => [shots, of(cost)] as const))(FILM_SHOTS);
  const graph = { wall: fitted((cost) => cost.wallSeconds), cpu: fitted((cost) => cost.cpuSeconds) };
  const memory = fitted((cost) => cost.peakProcessMb);
  const phases = [film.arrivals, film.before, film.after];
  const cpu = phases.reduce((total, phase) => total + phase.cpuSeconds, 0);
  const inspection = film.arrivals.cpuSeconds + film.steps.arrive.cpuSeconds;
  const peak = Math.max(...phases.map((phase) => phase.peakProcessMb));
  const together = Math.max(...phases.map((phase) => phase.peakSumMb));
  console.log(`\nAt ${FILM_SHOTS} shots; the graph's figures are a line fitted to ${GRAPH_SHOTS.join(', ')} shots:`);
  console.log(`  waiting after the last take  ${ratio(film.after.wallSeconds, graph.wall, 's')}`);
  console.log(`  CPU, conform included        ${ratio(cpu - inspection, graph.cpu, 's')}`);
  console.log(`  CPU, inspection of takes too ${ratio(cpu, graph.cpu, 's')}`);
  console.log(`  largest process              ${ratio(peak, memory, 'MB')}`);
  console.log(`  all processes together       ${together.toFixed(0)} MB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Different pictures with grain, which is what makes real footage dear, each with a tone of its own. */
async function makeClips(): Promise<readonly string[]> {
  const { width, height } = HOUSE.size;
  const sources = ['testsrc2', 'mandelbrot'];
  const turns = ['null', 'hflip,vflip'];
  const made: string[] = [];
  for (let index = 0; index < DISTINCT_CLIPS; index++) {
    const file = join(folder, `clip-${index}.mp4`);
    await ffmpeg([
      ['-f', 'lavfi', '-i', `${sources[index % 2]}=s=${width}x${height}:r=24,${turns[index >> 1]}`],
      ['-f', 'lavfi', '-i', `sine=f=${220 * (index + 1)}:r=48000`, '-t', '5', '-vf', TAGGED_GRAIN],
      ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-c:a', 'aac', '-ac', '2', file],
    ]);
    made.push(file);
  }
  return made;
}

async function oneGraph(clips: readonly string[], shots: number): Promise<void> {
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

async function concat(clips: readonly string[], shots: number): Promise<void> {
  const list = join(folder, 'list.txt');
  writeFileSync(list, Array.from({ length: shots }, (_, index) => `file '${clips[index % clips.length]}'\n`).join(''));
  const input = ['-f', 'concat', '-safe', '0', '-i', list];
  await ffmpeg([input, encoding(), [join(folder, 'concat.mp4')]]);
}

/** The film's own settings, but on as many threads as ffmpeg likes. */
function encoding(): readonly string[] {
  const isOurs = (argument: string, index: number, all: readonly string[]): boolean =>
    argument !== '-an' && argument !== '-vn' && argument !== '-threads' && all[index - 1] !== '-threads';
  const sound = SOUND_ARGUMENTS.slice(0, SOUND_ARGUMENTS.indexOf('-f'));
  return [...sound, ...pieceArguments(HOUSE.fps, 'film')].filter(isOurs);
}

type Film = {
  readonly arrivals: Cost;
  readonly before: Cost;
  readonly after: Cost;
  readonly steps: Readonly<Record<'arrive' | 'conform' | 'join' | 'assemble', Cost>>;
};

/** The engine's order of work: everything that does not need the last take, then the clock starts. */
async function pieces(clips: readonly string[], shots: number): Promise<Film> {
  const file = (name: string): string => join(folder, name);
  const handles = (shot: number): { readonly head: number; readonly tail: number } => ({
    head: shot === 0 ? 0 : JOIN_FRAMES,
    tail: shot === shots - 1 ? 0 : JOIN_FRAMES,
  });
  // A file of its own per shot, as takes are, and decoded whole before it counts as one.
  const arrive = async (shot: number): Promise<void> => {
    await copyFile(clips[shot % clips.length] ?? '', file(`${shot}.mp4`));
    const { decodes } = await media.inspect(file(`${shot}.mp4`), signal);
    if (!decodes) throw new Error(`Take ${shot} does not decode`);
  };
  const conform = async (shot: number): Promise<void> => {
    const { head, tail } = handles(shot);
    await media.conform(
      {
        house: HOUSE,
        input: file(`${shot}.mp4`),
        isPicture: false,
        fit: 'crop',
        skipHeadFrames: 0,
        headFrames: head,
        bodyFrames: SHOT_FRAMES - head - tail,
        tailFrames: tail,
        outHead: head === 0 ? null : file(`${shot}.head.mp4`),
        outBody: file(`${shot}.body.mp4`),
        outTail: tail === 0 ? null : file(`${shot}.tail.mp4`),
        outSound: file(`${shot}.pcm`),
        outFirstFrame: file(`${shot}.first.png`),
        outLastFrame: file(`${shot}.last.png`),
        outThumbnail: file(`${shot}.jpg`),
      },
      signal,
    );
  };
  const seam = (shot: number): Promise<void> =>
    media.seam(
      {
        house: HOUSE,
        kind: 'dissolve',
        frames: JOIN_FRAMES,
        tail: file(`${shot - 1}.tail.mp4`),
        head: file(`${shot}.head.mp4`),
        out: file(`${shot}.seam.mp4`),
      },
      signal,
    );
  const parts = Array.from({ length: shots }, (_, shot): SoundPart => {
    const { head, tail } = handles(shot);
    return {
      source: { kind: 'pcm', file: file(`${shot}.pcm`) },
      sha: `shot ${shot}`,
      fromFrame: shot * (SHOT_FRAMES - JOIN_FRAMES),
      frames: SHOT_FRAMES,
      skipFrames: 0,
      fadeInFrames: head,
      fadeOutFrames: tail,
      gainDb: 0,
    };
  });
  const sound = { fps: HOUSE.fps, frames: shots * (SHOT_FRAMES - JOIN_FRAMES) + JOIN_FRAMES, parts };
  const stretches = media.stretches(sound).map((stretch) => ({ stretch, file: file(`${stretch.index}.aac`) }));
  const lastSample = (sound.frames - SHOT_FRAMES) * 2000;
  const isLate = ({ stretch }: (typeof stretches)[number]): boolean =>
    stretch.fromSample + stretch.samples + 8 * 1024 > lastSample;
  const encode = (entry: (typeof stretches)[number]): Promise<void> =>
    media.encodeStretch(sound, entry.stretch, entry.file, signal);

  const early = Array.from({ length: shots - 1 }, (_, shot) => shot);
  const arrivals = await measure(() => inParallel(early.map((shot) => () => arrive(shot))));
  const before = await measure(async () => {
    await inParallel(early.map((shot) => () => conform(shot)));
    await inParallel(early.slice(1).map((shot) => () => seam(shot)));
    await inParallel(stretches.filter((entry) => !isLate(entry)).map((entry) => () => encode(entry)));
  });
  const last = shots - 1;
  const steps: Cost[] = [];
  const step = async (work: () => Promise<void>): Promise<void> => {
    steps.push(await measure(work));
  };
  const after = await measure(async () => {
    await step(() => arrive(last));
    await step(() => conform(last));
    await step(() => inParallel([() => seam(last), ...stretches.filter(isLate).map((entry) => () => encode(entry))]));
    await step(async () => {
      const film = Array.from({ length: shots }, (_, shot) => {
        const { head, tail } = handles(shot);
        const body = { file: file(`${shot}.body.mp4`), frames: SHOT_FRAMES - head - tail };
        return shot === 0 ? [body] : [{ file: file(`${shot}.seam.mp4`), frames: JOIN_FRAMES }, body];
      }).flat();
      const request = { house: HOUSE, pieces: film, sound, stretches, title: 'Bench', out: file('film.mp4') };
      const { check, fallback } = await media.assemble(request, signal);
      if (!check.ok || fallback !== null)
        throw new Error(`The film is not right: ${JSON.stringify({ check, fallback })}`);
    });
  });
  const [first, second, third, fourth] = steps;
  if (first === undefined || second === undefined || third === undefined || fourth === undefined) {
    throw new Error('A step is missing');
  }
  return { arrivals, before, after, steps: { arrive: first, conform: second, join: third, assemble: fourth } };
}

async function inParallel(tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const queue = [...tasks];
  const work = async (): Promise<void> => {
    for (let task = queue.shift(); task !== undefined; task = queue.shift()) await task();
  };
  await Promise.all(Array.from({ length: PROCESSES }, work));
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

function fitLine(points: readonly (readonly [number, number])[]): (x: number) => number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const slope = mean(points.map(([x, y]) => (x - mx) * (y - my))) / mean(points.map(([x]) => (x - mx) ** 2));
  return (x) => my + slope * (x - mx);
}

function print(what: string, cost: Cost): void {
  const figures = [
    `${cost.wallSeconds.toFixed(2).padStart(8)} s`,
    `${cost.cpuSeconds.toFixed(1).padStart(7)} CPU s`,
    `${cost.peakProcessMb.toFixed(0).padStart(6)} MB`,
    `${cost.peakSumMb.toFixed(0).padStart(6)} MB together`,
  ];
  console.log(`${what.padEnd(52)}${figures.join('  ')}`);
}

function ratio(ours: number, graph: number, unit: string): string {
  return `${ours.toFixed(1)} ${unit}, the graph ${graph.toFixed(1)} ${unit}: ${(ours / graph).toFixed(3)} (1/${(graph / ours).toFixed(1)})`;
}
