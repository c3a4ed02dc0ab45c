import { type Random, createRandom } from '../../random.ts';
import { type Rgb, lighten, mix, toCss } from '../color.ts';
import type { Light } from '../light.ts';
import { rectZ } from '../pen.ts';
import type { Vec } from '../view.ts';
import type { Stage } from './stage.ts';

export type LandKind = 'hills' | 'mountains' | 'dunes' | 'trees' | 'pines' | 'skyline' | 'village' | 'cliffs';
/** A strip of land across the whole picture, far away. */
export type Strip = {
  readonly kind: LandKind;
  readonly distance: number;
  readonly height: number;
  readonly color: Rgb;
};

type Built = { readonly points: readonly Vec[]; readonly color: string; readonly extra: (stage: Stage) => void };

const HALF_TURN = 1.25;
const NOTHING = (): void => {};

/** Builds strips, far ones first; the air between makes the far ones pale. */
export function createLand(strips: readonly Strip[], light: Light, seed: string, base = 0): (stage: Stage) => void {
  const built = strips
    .toSorted((a, b) => b.distance - a.distance)
    .map((strip, index) => build(strip, light, createRandom(`land ${seed} ${index} ${strip.kind}`), base));
  return (stage) => {
    for (const strip of built) {
      stage.pen.poly(strip.points, strip.color);
      strip.extra(stage);
    }
  };
}

function build(strip: Strip, light: Light, random: Random, base: number): Built {
  const reach = strip.distance * HALF_TURN * 1.6;
  const color = light.css(strip.color, strip.distance);
  const outline = OUTLINES[strip.kind](strip, reach, random);
  const z = strip.distance;
  const points = [
    { x: -reach, y: base - 2, z },
    ...outline.map(([x, y]) => ({ x, y: base + y, z })),
    { x: reach, y: base - 2, z },
  ];
  return { points, color, extra: extraOf(strip, outline, light, random, base) };
}

type Outline = readonly (readonly [number, number])[];
const OUTLINES: Readonly<Record<LandKind, (strip: Strip, reach: number, random: Random) => Outline>> = {
  hills: (strip, reach, random) => waves(strip, reach, random, [1.1, 2.3, 4.1], 48),
  dunes: (strip, reach, random) => waves(strip, reach, random, [1.7, 3.1], 44),
  cliffs: (strip, reach, random) => {
    const left = random.next() < 0.5 ? -1 : 1;
    return waves(strip, reach, random, [2, 5, 11], 60).map(([x, y]) => {
      const side = (x * left) / reach;
      return [x, side < -0.12 ? -2 : y * (0.75 + side * 0.4)] as const;
    });
  },
  mountains: (strip, reach, random) => {
    const peaks: (readonly [number, number])[] = [];
    const count = 15;
    for (let index = 0; index <= count; index += 1) {
      const x = -reach + ((index + random.range(-0.25, 0.25)) / count) * reach * 2;
      const high = index % 2 === 1;
      peaks.push([x, strip.height * (high ? random.range(0.62, 1) : random.range(0.25, 0.5))]);
      if (index < count) {
        const next = x + (reach / count) * random.range(0.5, 1);
        peaks.push([next, strip.height * random.range(0.45, 0.62)]);
      }
    }
    return peaks;
  },
  trees: (strip, reach, random) => crowns(strip, reach, random, 70, false),
  pines: (strip, reach, random) => crowns(strip, reach, random, 80, true),
  skyline: (strip, reach, random) => {
    const steps: (readonly [number, number])[] = [];
    let x = -reach;
    while (x < reach) {
      const width = strip.distance * random.range(0.03, 0.075);
      const height = strip.height * random.range(0.35, 1) ** 1.4;
      steps.push([x, height], [x + width, height]);
      if (random.next() < 0.25)
        steps.splice(-1, 0, [x + width * 0.45, height], [x + width * 0.5, height * 1.18], [x + width * 0.55, height]);
      x += width;
    }
    return steps;
  },
  village: (strip, reach, random) => {
    const steps: (readonly [number, number])[] = [];
    let x = -reach;
    while (x < reach) {
      const width = strip.height * random.range(0.9, 1.5);
      const wall = strip.height * random.range(0.45, 0.65);
      steps.push([x, wall], [x + width / 2, wall + width * 0.4], [x + width, wall], [x + width, strip.height * 0.2]);
      x += width + strip.height * random.range(0, 0.6);
      steps.push([x, strip.height * 0.2]);
    }
    return steps;
  },
};

function waves(strip: Strip, reach: number, random: Random, tones: readonly number[], steps: number): Outline {
  const phases = tones.map(() => random.range(0, Math.PI * 2));
  return Array.from({ length: steps + 1 }, (_, index) => {
    const part = index / steps;
    const sum = tones.reduce(
      (total, tone, order) => total + Math.sin(part * Math.PI * 2 * tone + (phases[order] ?? 0)) / (order + 1.4),
      0,
    );
    return [-reach + part * reach * 2, strip.height * (0.55 + sum * 0.36)] as const;
  });
}

function crowns(strip: Strip, reach: number, random: Random, count: number, isPointed: boolean): Outline {
  const points: (readonly [number, number])[] = [];
  for (let index = 0; index < count; index += 1) {
    const x = -reach + ((index + random.range(0, 0.6)) / count) * reach * 2;
    const width = (reach * 2) / count;
    const height = strip.height * random.range(0.6, 1);
    if (isPointed) points.push([x, strip.height * 0.3], [x + width * 0.5, height], [x + width, strip.height * 0.3]);
    else {
      for (let step = 0; step <= 4; step += 1) {
        points.push([x + (width * step) / 4, height * (0.72 + 0.28 * Math.sin((Math.PI * step) / 4))]);
      }
    }
  }
  return points;
}

function extraOf(strip: Strip, outline: Outline, light: Light, random: Random, base: number): (stage: Stage) => void {
  if (strip.kind === 'mountains') return snowCaps(strip, outline, light, base);
  if (strip.kind === 'skyline' || strip.kind === 'village') return litWindows(strip, outline, light, random, base);
  return NOTHING;
}

function snowCaps(strip: Strip, outline: Outline, light: Light, base: number): (stage: Stage) => void {
  const z = strip.distance;
  const color = light.css(mix(strip.color, [244, 246, 250], 0.82), strip.distance * 0.8);
  const caps = outline.flatMap(([x, y], index) => {
    const before = outline[index - 1];
    const after = outline[index + 1];
    if (before === undefined || after === undefined || y < strip.height * 0.68 || before[1] > y || after[1] > y)
      return [];
    const drop = (y - strip.height * 0.52) * 0.7;
    const left = (drop * (x - before[0])) / Math.max(0.1, y - before[1]);
    const right = (drop * (after[0] - x)) / Math.max(0.1, y - after[1]);
    return [
      [
        { x, y: base + y, z },
        { x: x + right, y: base + y - drop, z },
        { x: x + right * 0.4, y: base + y - drop * 0.75, z },
        { x: x + right * 0.05, y: base + y - drop * 1.12, z },
        { x: x - left * 0.45, y: base + y - drop * 0.7, z },
        { x: x - left, y: base + y - drop, z },
      ],
    ];
  });
  return ({ pen }) => pen.polys(caps, color);
}

function litWindows(
  strip: Strip,
  outline: Outline,
  light: Light,
  random: Random,
  base: number,
): (stage: Stage) => void {
  const size = strip.kind === 'skyline' ? strip.distance * 0.006 : strip.height * 0.12;
  const windows: (readonly Vec[])[] = [];
  for (let index = 0; index + 1 < outline.length; index += 1) {
    const [x, y] = outline[index] ?? [0, 0];
    const [until] = outline[index + 1] ?? [0, 0];
    if (until - x < size * 2.4) continue;
    for (let u = x + size; u < until - size * 1.4; u += size * 2.6) {
      for (let v = size * 1.5; v < y - size * 1.6; v += size * 3) {
        if (random.next() < (light.lamps ? 0.42 : 0.7))
          windows.push(rectZ(u, u + size, base + v, base + v + size * 1.5, strip.distance));
      }
    }
  }
  const color = light.lamps
    ? toCss(mix(light.shade([255, 205, 120]), [255, 205, 120], 0.75), 0.85)
    : light.css(lighten(strip.color, 0.2), strip.distance);
  return ({ pen }) => pen.polys(windows, color);
}
