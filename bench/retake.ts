import { parseArgs } from 'node:util';
import { measure, printCost, ratioToText, type Cost } from './support/measure.ts';
import {
  OTHERS_AT_ONCE,
  type Bench,
  ffmpegVersion,
  fitLine,
  inParallel,
  oneGraph,
  openBench,
  stitchedFilm,
  type StitchedFilm,
} from './support/stitched-film.ts';

/**
 * One shot of a film is shot again: what is waited for from the new take's arrival to the new film, against encoding the
 * film anew as one xfade graph, and for a film that is four times as long. Pieces of equal shots are encoded once.
 */
const { values: options } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });

const SIZE = options.quick ? { width: 640, height: 360 } : { width: 1920, height: 1080 };
const GRAPH_SHOTS = options.quick ? [3, 4, 6] : [8, 12, 16];
const FILM_SHOTS = options.quick ? 12 : 60;
const LONG_SHOTS = FILM_SHOTS * 4;
/** A machine may take a second to find memory for a gigabyte of film, and none once it has been used before. */
const RETAKES = 3;

using bench = await openBench(SIZE);
console.log(`ffmpeg ${ffmpegVersion}; shots of 5 s, ${SIZE.width}x${SIZE.height}, joins of half a second`);
const graphs: (readonly [number, number])[] = [];
for (const shots of GRAPH_SHOTS) {
  const cost = await measure(() => oneGraph(bench, shots));
  graphs.push([shots, cost.wallSeconds]);
  printCost(`one graph, ${shots} shots`, cost);
}
const short = await retake(bench, FILM_SHOTS);
const long = await retake(bench, LONG_SHOTS);
const graph = fitLine(graphs)(FILM_SHOTS);
console.log(`\nThe graph's figure is a line fitted to ${GRAPH_SHOTS.join(', ')} shots:`);
console.log(`  waiting after the retake, ${FILM_SHOTS} shots  ${ratioToText(short, graph, 's')}`);
console.log(
  `  ${LONG_SHOTS} shots against ${FILM_SHOTS}              ${long.toFixed(1)} s, ${short.toFixed(1)} s: ${(long / short).toFixed(2)} times`,
);

/** Seconds from the arrival of a new take of the shot in the middle to the film: the median of some. */
async function retake(opened: Bench, shots: number): Promise<number> {
  const film = stitchedFilm(opened, shots);
  const { arrive, conform, seam, stretches, encode, assemble, repeat } = film;
  const distinct = opened.clips.length;
  const last = shots - 1;
  // The first and the last shot are cut otherwise than those between.
  const like = (shot: number): number => (shot <= distinct || shot === last ? shot : 1 + ((shot - 1) % distinct));
  for (let shot = 0; shot < shots; shot++) {
    if (like(shot) !== shot) {
      await repeat(shot, like(shot));
      continue;
    }
    await arrive(shot);
    await conform(shot);
    if (shot > 0) await seam(shot);
  }
  await inParallel(
    OTHERS_AT_ONCE,
    stretches.map((stretch) => () => encode(stretch)),
  );
  await assemble();
  const retakes: number[] = [];
  for (let nth = 1; nth <= RETAKES; nth++) {
    const { wallSeconds, steps } = await retakeOnce(film, shots / 2);
    retakes.push(wallSeconds);
    console.log(`one of ${shots} shots again, retake ${nth}: ${wallSeconds.toFixed(2)} s`);
    for (const [name, cost] of Object.entries(steps)) printCost(`  of which ${name}`, cost);
  }
  return retakes.toSorted((a, b) => a - b)[RETAKES >> 1] ?? NaN;
}

type Retake = { readonly wallSeconds: number; readonly steps: Readonly<Record<string, Cost>> };

async function retakeOnce(film: StitchedFilm, shot: number): Promise<Retake> {
  const { arrive, conform, seam, stretchesOf, encode, assemble } = film;
  const steps: Record<string, Cost> = {};
  const started = performance.now();
  steps['inspection'] = await measure(() => arrive(shot));
  steps['conform'] = await measure(() => conform(shot));
  const sounds = stretchesOf(shot).map((stretch) => () => encode(stretch));
  steps['two seams and sound'] = await measure(() =>
    inParallel(OTHERS_AT_ONCE, [() => seam(shot), () => seam(shot + 1), ...sounds]),
  );
  steps['assembly and check'] = await measure(assemble);
  return { wallSeconds: (performance.now() - started) / 1000, steps };
}
