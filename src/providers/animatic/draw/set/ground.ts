import { type Random, createRandom, wander } from '../../random.ts';
import { type Rgb, lighten, mix, toCss } from '../color.ts';
import type { Light } from '../light.ts';
import { type Pen, rectY } from '../pen.ts';
import type { Vec } from '../view.ts';
import type { Stage } from './stage.ts';

export type GroundKind =
  | 'grass'
  | 'sand'
  | 'stone'
  | 'cobbles'
  | 'asphalt'
  | 'planks'
  | 'snow'
  | 'rock'
  | 'earth'
  | 'iron';
export type Patch = {
  readonly kind: GroundKind;
  readonly left: number;
  readonly right: number;
  readonly near: number;
  readonly far: number;
  readonly y: number;
};

export const GROUND_COLORS: Readonly<Record<GroundKind, Rgb>> = {
  grass: [118, 148, 86],
  sand: [222, 197, 152],
  stone: [148, 148, 148],
  cobbles: [142, 136, 134],
  asphalt: [92, 96, 104],
  planks: [150, 116, 84],
  snow: [236, 240, 246],
  rock: [128, 122, 116],
  earth: [112, 92, 72],
  iron: [84, 92, 100],
};
const WIDE: Pick<Patch, 'left' | 'right' | 'near' | 'far' | 'y'> = {
  left: -600,
  right: 600,
  near: -40,
  far: 900,
  y: 0,
};

export function wholeGround(kind: GroundKind): Patch {
  return { kind, ...WIDE };
}

/** A flat piece of ground: air-tinted towards the horizon, with the marks of its material near the stage. */
export function createPatch(patch: Patch, light: Light, seed: string): (stage: Stage) => void {
  const color = GROUND_COLORS[patch.kind];
  const random = createRandom(`ground ${seed} ${patch.kind}`);
  const corners = rectY(patch.left, patch.right, patch.near, patch.far, patch.y);
  const marks = marksOf(patch, random);
  const dark = light.css(lighten(color, -0.2), 4);
  const bright = light.css(lighten(color, 0.16), 4);
  return ({ pen }) => {
    pen.poly(corners, groundFill(pen, color, light, patch.y));
    pen.context.globalAlpha = 0.55;
    pen.polys(marks.dark, dark);
    pen.context.globalAlpha = 0.5;
    pen.polys(marks.bright, bright);
    pen.context.globalAlpha = 1;
  };
}

/** Water to the horizon: glints that move, the path of sun or moon, foam where it meets the shore. */
export function createSea(light: Light, seed: string, near: number, y: number): (stage: Stage) => void {
  const random = createRandom(`sea ${seed}`);
  const color: Rgb = light.weather.clouds > 0.7 ? [74, 100, 112] : [58, 118, 140];
  const corners = rectY(-1_500, 1_500, near, 2_500, y);
  const glints = Array.from({ length: 110 }, () => {
    const z = Math.max(near, -6) + 1 + 140 * random.next() ** 2.2;
    return {
      x: random.range(-1, 1) * (8 + z * 1.1),
      z,
      width: random.range(0.4, 1.3) * (0.4 + z * 0.035),
      phase: random.range(0, 50),
    };
  });
  const bright = light.css(mix(color, light.horizon, 0.6), 20);
  const dark = light.css(lighten(color, -0.22), 10);
  return ({ pen, timeS }) => {
    const top = mix(light.shade(color, 60), light.horizon, 0.35);
    pen.poly(corners, groundFill(pen, color, light, y, top));
    const swell = 0.3 + light.weather.wind * 0.7;
    const [lit, shaded]: [(readonly Vec[])[], (readonly Vec[])[]] = [[], []];
    glints.forEach((glint, index) => {
      const shift = wander(index, timeS * 0.45 + glint.phase);
      const half = glint.width * (0.6 + 0.4 * shift);
      const x = glint.x + shift * 0.8 + timeS * 0.15 * (1 + light.weather.wind);
      const lift = y + 0.04 * swell * (glint.z * 0.05 + 1);
      const thick = 0.05 + glint.z * 0.006;
      const wave = [
        { x: x - half, y, z: glint.z },
        { x, y: lift, z: glint.z + thick * 4 },
        { x: x + half, y, z: glint.z },
        { x, y: y - 0.01, z: glint.z - thick },
      ];
      (index % 3 === 0 ? shaded : lit).push(wave);
    });
    pen.context.globalAlpha = 0.5;
    pen.polys(shaded, dark);
    pen.polys(lit, bright);
    pen.context.globalAlpha = 1;
    drawOrbPath(pen, light, y, timeS);
  };
}

/** Foam along a shore that runs across the picture. */
export function drawFoam(stage: Stage, z: number, y: number): void {
  const { pen, light, timeS } = stage;
  for (let row = 0; row < 3; row += 1) {
    const points: Vec[] = [];
    const back: Vec[] = [];
    const push = Math.sin(timeS * 0.8 + row * 2) * 0.35;
    for (let step = 0; step <= 24; step += 1) {
      const x = -30 + step * 2.5;
      const edge = z + row * 1.7 + push + wander(row * 7, step * 0.8 + timeS * 0.1) * 0.5;
      points.push({ x, y: y + 0.02, z: edge });
      back.unshift({ x, y: y + 0.02, z: edge + 0.2 + 0.1 * wander(row, step) });
    }
    pen.poly([...points, ...back], toCss(light.shade([250, 250, 246]), 0.75 - row * 0.2));
  }
}

/** Soft dark pool under something that stands on the ground. */
export function drawShadow(stage: Stage, at: Vec, radius: number, depth = radius * 0.45): void {
  const { pen, light } = stage;
  const strength = light.weather.clouds > 0.7 || light.time === 'night' ? 0.2 : 0.3;
  const dark = toCss(lighten(light.shade([40, 36, 56]), -0.3), strength);
  const slant = light.orb === null ? 0 : -Math.sign(light.orb.azimuth) * radius * 0.35;
  pen.disc({ x: at.x + slant, y: at.y + 0.005, z: at.z - 0.02 }, radius * 1.25, depth * 1.25, dark);
  pen.disc({ x: at.x + slant * 0.4, y: at.y + 0.006, z: at.z }, radius * 0.8, depth * 0.8, dark);
}

function groundFill(pen: Pen, color: Rgb, light: Light, y: number, far?: Rgb): CanvasGradient | string {
  const { view, context } = pen;
  const horizon = horizonOf(pen);
  const near = light.shade(lighten(color, -0.06), 3);
  const middle = light.shade(color, 14);
  if (horizon > view.height * 1.05 || Math.abs(view.pose.y - y) < 0.01) return toCss(near);
  const [sin, cos] = [Math.sin(view.pose.roll), Math.cos(view.pose.roll)];
  const [cx, cy] = [view.width / 2, view.height / 2];
  const at = (level: number): readonly [number, number] => [cx - (level - cy) * sin, cy + (level - cy) * cos];
  const reach = Math.max(view.height - horizon, view.height * 0.4);
  const gradient = context.createLinearGradient(...at(horizon), ...at(horizon + reach));
  gradient.addColorStop(0, toCss(far ?? light.shade(color, 130)));
  gradient.addColorStop(0.12, toCss(light.shade(color, 45)));
  gradient.addColorStop(0.4, toCss(middle));
  gradient.addColorStop(1, toCss(near));
  return gradient;
}
type CanvasGradient = ReturnType<Pen['context']['createLinearGradient']>;

/** The horizon's height in the picture, before roll. */
export function horizonOf(pen: Pen): number {
  return pen.view.height / 2 + Math.tan(pen.view.pose.pitch) * pen.view.focalPixels;
}

function drawOrbPath(pen: Pen, light: Light, y: number, timeS: number): void {
  if (light.orb === null) return;
  const { pose } = pen.view;
  const sparkles: (readonly Vec[])[] = [];
  for (let index = 0; index < 26; index += 1) {
    const z = 6 + 220 * (index / 26) ** 2;
    const x =
      pose.x + Math.tan(light.orb.azimuth) * (z - pose.z) + wander(index, timeS * 0.9 + index) * (0.4 + z * 0.02);
    const half = (0.25 + z * 0.028) * (0.6 + 0.4 * wander(index + 99, timeS * 1.3));
    const thick = 0.06 + z * 0.012;
    sparkles.push([
      { x: x - half, y, z },
      { x, y, z: z + thick },
      { x: x + half, y, z },
      { x, y, z: z - thick },
    ]);
  }
  pen.context.globalAlpha = light.orb.kind === 'moon' ? 0.4 : 0.6;
  pen.polys(sparkles, toCss(light.orb.color));
  pen.context.globalAlpha = 1;
}

type Marks = { readonly dark: readonly (readonly Vec[])[]; readonly bright: readonly (readonly Vec[])[] };

function marksOf(patch: Patch, random: Random): Marks {
  const within = {
    left: Math.max(patch.left, -12),
    right: Math.min(patch.right, 12),
    near: Math.max(patch.near, -5),
    far: Math.min(patch.far, 26),
  };
  switch (patch.kind) {
    case 'planks':
      return planks(patch, within);
    case 'stone':
    case 'iron':
      return slabs(patch, within, random);
    case 'cobbles':
      return scatter(patch, within, random, 190, (at, size) => pebble(at, size * 0.16, size * 0.09));
    case 'grass':
      return scatter(patch, within, random, 170, (at, size) => tuft(at, size, random));
    case 'asphalt':
    case 'earth':
    case 'rock':
    case 'sand':
    case 'snow':
      return scatter(patch, within, random, 80, (at, size) => pebble(at, size * 0.34, size * 0.1));
  }
}

type Area = { readonly left: number; readonly right: number; readonly near: number; readonly far: number };

function scatter(
  patch: Patch,
  area: Area,
  random: Random,
  count: number,
  draw: (at: Vec, size: number) => readonly Vec[],
): Marks {
  const [dark, bright]: [(readonly Vec[])[], (readonly Vec[])[]] = [[], []];
  for (let index = 0; index < count; index += 1) {
    const z = area.near + (area.far - area.near) * random.next() ** 1.6;
    const at = { x: random.range(area.left, area.right), y: patch.y + 0.004, z };
    (index % 2 === 0 ? dark : bright).push(draw(at, random.range(0.5, 1.3) * (1 + Math.max(0, z) * 0.04)));
  }
  return { dark, bright };
}

function pebble(at: Vec, radiusX: number, radiusZ: number): readonly Vec[] {
  return Array.from({ length: 7 }, (_, index) => {
    const turn = (index / 7) * Math.PI * 2;
    return { x: at.x + Math.cos(turn) * radiusX, y: at.y, z: at.z + Math.sin(turn) * radiusZ };
  });
}

function tuft(at: Vec, size: number, random: Random): readonly Vec[] {
  const height = 0.09 * size;
  const lean = random.range(-0.05, 0.05);
  return [
    { x: at.x - 0.06 * size, y: at.y, z: at.z },
    { x: at.x - 0.05 * size + lean, y: at.y + height, z: at.z },
    { x: at.x - 0.01 * size, y: at.y + height * 0.35, z: at.z },
    { x: at.x + lean, y: at.y + height * 1.3, z: at.z },
    { x: at.x + 0.02 * size, y: at.y + height * 0.3, z: at.z },
    { x: at.x + 0.06 * size + lean, y: at.y + height * 0.9, z: at.z },
    { x: at.x + 0.06 * size, y: at.y, z: at.z },
  ];
}

function planks(patch: Patch, area: Area): Marks {
  const dark: (readonly Vec[])[] = [];
  const bright: (readonly Vec[])[] = [];
  const y = patch.y + 0.004;
  for (let x = area.left, index = 0; x < area.right; x += 0.34, index += 1) {
    dark.push(rectY(x, x + 0.014, area.near, area.far, y));
    const joint = area.near + ((index * 2.7) % 3.4);
    for (let z = joint; z < area.far; z += 3.4) dark.push(rectY(x, x + 0.34, z, z + 0.02, y));
    if (index % 3 === 0) bright.push(rectY(x + 0.02, x + 0.33, joint - 1.6, joint, y));
  }
  return { dark, bright };
}

function slabs(patch: Patch, area: Area, random: Random): Marks {
  const dark: (readonly Vec[])[] = [];
  const bright: (readonly Vec[])[] = [];
  const y = patch.y + 0.004;
  for (let z = area.near, row = 0; z < area.far; z += 0.9, row += 1) {
    dark.push(rectY(area.left, area.right, z, z + 0.025, y));
    for (let x = area.left + (row % 2) * 0.55; x < area.right; x += 1.1) {
      dark.push(rectY(x, x + 0.025, z, z + 0.9, y));
      if (random.next() < 0.16) bright.push(rectY(x + 0.03, x + 1.08, z + 0.03, z + 0.88, y));
    }
  }
  return { dark, bright };
}
