import { performance } from 'node:perf_hooks';
import { sha256 } from '../src/base/hash.ts';
import type { Storyboard } from '../src/model/storyboard.ts';
import { compilePlan } from '../src/plan/compile.ts';
import { readRegistry } from '../src/providers/registry.ts';
import { parseStoryboard } from '../src/storyboard/parse.ts';

/**
 * `npm run bench -- plan [SHOTS]`: from text to plan, parsing and planning apart, against the time that it takes just to
 * write the same model as JSON, read it back and hash it. CPU time counts all threads; on a busy machine look at that.
 */
const SHOTS = Number(process.argv[2] ?? 10_000);
const models = readRegistry();

const sizes = [SHOTS / 4, SHOTS / 2, SHOTS].map(Math.floor);
const texts = sizes.map(writeStoryboard);
const rows = [];
for (const [index, shots] of sizes.entries()) {
  const text = texts[index] ?? '';
  const parse = timed(() => parseStoryboard({ file: 'long.yaml', name: 'long', text }));
  const { storyboard, problems } = parse.value;
  if (storyboard === null || problems.some((problem) => problem.severity === 'error')) {
    throw new Error(`the benchmark's storyboard is wrong: ${problems[0]?.message}`);
  }
  const plan = timed(() => compile(storyboard));
  const baseline = timed(() => sha256(JSON.stringify(JSON.parse(JSON.stringify(storyboard)))));
  rows.push({
    shots,
    'text MB': round(text.length / 1e6),
    'parse ms': round(parse.ms),
    'plan ms': round(plan.ms),
    'plan CPU ms': round(plan.cpuMs),
    'plan µs/shot': round((plan.ms * 1000) / shots),
    'JSON + hash ms': round(baseline.ms),
    'plan : JSON': round(plan.ms / baseline.ms),
    tasks: plan.value.tasks.length,
    'film frames': plan.value.film.frames,
  });
}
console.table(rows);
const last = rows.at(-1);
console.log(
  `peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB, text and both models of all sizes included`,
);
console.log(
  `model to plan, ${last?.shots} shots: ${last?.['plan ms']} ms (${(last?.['plan ms'] ?? 0) < 1000 ? 'under' : 'OVER'} 1 s)`,
);

function compile(storyboard: Storyboard) {
  return compilePlan({ storyboard, assets: [], models, preview: false, todayIso: '2026-11-22' }).plan;
}

function timed<T>(work: () => T): { readonly value: T; readonly ms: number; readonly cpuMs: number } {
  globalThis.gc?.();
  const from = performance.now();
  const cpuFrom = process.cpuUsage();
  const value = work();
  const cpu = process.cpuUsage(cpuFrom);
  return { value, ms: performance.now() - from, cpuMs: (cpu.user + cpu.system) / 1000 };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A film as people write them: scenes of twenty shots, four characters, set-ups, dialogue, every kind of join. */
function writeStoryboard(shots: number): string {
  const lines = [
    'longtake: 1',
    'title: The Long One',
    'style: 35mm film, muted teal and amber, overcast light, fine grain',
    'avoid: text, watermark',
    'characters:',
    ...['mara', 'tom', 'ines', 'olek'].map(
      (id) => `  ${id}: {look: "the look of ${id}, in some detail", wardrobe: {default: coat, home: jumper}}`,
    ),
    'places:',
    ...['room', 'yard', 'street'].map((id) => `  ${id}: {look: "the look of the ${id}, in some detail"}`),
    'props:',
    '  key: {look: heavy brass key}',
    'setups:',
    '  close: {frame: close-up eye 85mm, with: [mara]}',
    'scenes:',
  ];
  const joins = ['cut', 'dissolve 0.5s', 'cut', 'wipe left 11f', 'fade black 1s', 'cut', 'morph 1s', 'cut'];
  for (let index = 0; index < shots; index += 1) {
    if (index % 20 === 0) {
      const scene = index / 20;
      const place = ['room', 'yard', 'street'][scene % 3];
      lines.push(`  - id: scene-${scene}`, `    place: ${place}`, '    with: [mara, tom]', '    shots:');
    }
    lines.push(
      `      - id: shot-${index}`,
      `        action: Mara and Tom do the ${index}th thing and look at each other.`,
    );
    if (index % 4 === 1) lines.push('        setup: close');
    if (index % 5 === 3) lines.push('        start: continue', '        camera: dolly_in slow');
    if (index % 3 === 0)
      lines.push('        say: |', `          mara: This is line ${index}, isn't it?`, '          tom: So it is.');
    lines.push(`        out: ${joins[index % joins.length]}`);
  }
  return `${lines.join('\n')}\n`;
}
