import { parseArgs } from 'node:util';
import { type Cost, measure, printCost, ratioToText } from './support/measure.ts';
import {
  CONFORMS_AT_ONCE,
  OTHERS_AT_ONCE,
  type Bench,
  concat,
  ffmpegVersion,
  fitLine,
  inParallel,
  oneGraph,
  openBench,
  stitchedFilm,
} from './support/stitched-film.ts';

/**
 * From shots to a film: pieces that are encoded once and copied, against one xfade graph over all shots, and against
 * concat and re-encode without joins. All three with the same encoder settings, on the same clips, in the same run.
 */
const { values: options } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });

const SIZE = options.quick ? { width: 640, height: 360 } : { width: 1920, height: 1080 };
const GRAPH_SHOTS = options.quick ? [3, 4, 6] : [8, 12, 16];
const CONCAT_SHOTS = options.quick ? [6] : [16];
const FILM_SHOTS = options.quick ? 12 : 60;

using bench = await openBench(SIZE);
console.log(`ffmpeg ${ffmpegVersion}; shots of 5 s, ${SIZE.width}x${SIZE.height}, joins of half a second`);
const graphs: { readonly shots: number; readonly cost: Cost }[] = [];
for (const shots of GRAPH_SHOTS) {
  const cost = await measure(() => oneGraph(bench, shots));
  graphs.push({ shots, cost });
  printCost(`one graph, ${shots} shots`, cost);
}
for (const shots of CONCAT_SHOTS)
  printCost(`concat, re-encoded, ${shots} shots`, await measure(() => concat(bench, shots)));

const film = await stitch(bench, FILM_SHOTS);
printCost(`pieces, ${FILM_SHOTS} shots: inspection of all takes but the last`, film.arrivals);
printCost(`pieces, ${FILM_SHOTS} shots: before the last take`, film.before);
printCost(`pieces, ${FILM_SHOTS} shots: from the last take to the film`, film.after);
printCost('  of which its inspection', film.steps.arrive);
printCost('  of which conform', film.steps.conform);
printCost('  of which seam and sound', film.steps.join);
printCost('  of which assembly and check', film.steps.assemble);

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
console.log(`  waiting after the last take  ${ratioToText(film.after.wallSeconds, graph.wall, 's')}`);
console.log(`  CPU, conform included        ${ratioToText(cpu - inspection, graph.cpu, 's')}`);
console.log(`  CPU, inspection of takes too ${ratioToText(cpu, graph.cpu, 's')}`);
console.log(`  largest process              ${ratioToText(peak, memory, 'MB')}`);
console.log(`  all processes together       ${together.toFixed(0)} MB`);

type Stitched = {
  readonly arrivals: Cost;
  readonly before: Cost;
  readonly after: Cost;
  readonly steps: Readonly<Record<'arrive' | 'conform' | 'join' | 'assemble', Cost>>;
};

/** The engine's order of work: everything that does not need the last take, then the clock starts. */
async function stitch(opened: Bench, shots: number): Promise<Stitched> {
  const { arrive, conform, seam, stretches, stretchesOf, encode, assemble } = stitchedFilm(opened, shots);
  const last = shots - 1;
  const late = new Set(stretchesOf(last));
  const early = Array.from({ length: last }, (_, shot) => shot);
  const arrivals = await measure(() =>
    inParallel(
      OTHERS_AT_ONCE,
      early.map((shot) => () => arrive(shot)),
    ),
  );
  const before = await measure(async () => {
    const conforms = early.map((shot) => () => conform(shot));
    await inParallel(CONFORMS_AT_ONCE, conforms);
    const seams = early.slice(1).map((shot) => () => seam(shot));
    const sounds = stretches.filter((stretch) => !late.has(stretch)).map((stretch) => () => encode(stretch));
    await inParallel(OTHERS_AT_ONCE, [...seams, ...sounds]);
  });
  const started = performance.now();
  const steps = {
    arrive: await measure(() => arrive(last)),
    conform: await measure(() => conform(last)),
    join: await measure(() =>
      inParallel(OTHERS_AT_ONCE, [() => seam(last), ...[...late].map((stretch) => () => encode(stretch))]),
    ),
    assemble: await measure(assemble),
  };
  const wallSeconds = (performance.now() - started) / 1000;
  const all = Object.values(steps);
  const after = {
    wallSeconds,
    cpuSeconds: all.reduce((sum, step) => sum + step.cpuSeconds, 0),
    peakProcessMb: Math.max(...all.map((step) => step.peakProcessMb)),
    peakSumMb: Math.max(...all.map((step) => step.peakSumMb)),
  };
  return { arrivals, before, after, steps };
}
