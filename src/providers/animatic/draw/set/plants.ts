import { createRandom, wander } from '../../random.ts';
import { type Rgb, lighten, mix } from '../color.ts';
import type { Vec } from '../view.ts';
import { drawShadow } from './ground.ts';
import type { Stage, Thing } from './stage.ts';

export type TreeKind = 'round' | 'pine' | 'bare' | 'blossom' | 'apple' | 'palm' | 'autumn';

const LEAVES: Readonly<Record<TreeKind, Rgb>> = {
  round: [86, 132, 72],
  pine: [52, 94, 72],
  bare: [96, 78, 64],
  blossom: [238, 188, 198],
  apple: [92, 138, 70],
  palm: [84, 140, 80],
  autumn: [206, 124, 52],
};
const BARK: Rgb = [104, 78, 58];

/** A tree built of balls and limbs, so that it reads from any angle. */
export function tree(kind: TreeKind, at: Vec, height: number, seed: string): Thing {
  return {
    at,
    draw: kind === 'pine' ? pine(at, height) : kind === 'palm' ? palm(at, height) : leafy(kind, at, height, seed),
  };
}

function leafy(kind: TreeKind, at: Vec, height: number, seed: string): (stage: Stage) => void {
  const random = createRandom(`tree ${seed} ${at.x.toFixed(2)} ${at.z.toFixed(2)}`);
  const trunk = height * 0.4;
  const spread = height * 0.3;
  const branches = Array.from({ length: kind === 'bare' ? 9 : 4 }, (_, index) => {
    const turn = index * 2.4 + random.range(-0.3, 0.3);
    const reach = spread * random.range(0.7, 1.15);
    return { x: Math.cos(turn) * reach, y: height * random.range(0.62, 0.97), z: Math.sin(turn) * reach * 0.6 };
  });
  const clumps = Array.from({ length: 11 }, (_, index) => {
    const turn = index * 2.399;
    const out = spread * Math.sqrt((index + 0.5) / 11);
    return {
      x: Math.cos(turn) * out,
      y: height * (0.86 - 0.26 * (out / spread) ** 2) + random.range(-0.06, 0.06) * height,
      z: Math.sin(turn) * out * 0.6,
      r: height * random.range(0.11, 0.16),
      tone: random.range(-0.14, 0.14),
    };
  }).toSorted((a, b) => b.z - a.z);
  const fruit = Array.from({ length: kind === 'apple' ? 16 : 0 }, () => ({
    x: random.range(-1, 1) * spread,
    y: height * random.range(0.58, 0.92),
    z: -spread * 0.7,
  }));
  return (stage) => {
    const { pen, light, timeS } = stage;
    drawShadow(stage, at, spread * 1.1);
    const distance = Math.max(0, at.z);
    const bark = light.css(BARK, distance);
    const sway = wander(3, timeS * 0.7 + at.x) * height * 0.012 * (0.4 + light.weather.wind * 2.2);
    const top = { x: at.x + sway * 0.6, y: at.y + trunk * 1.25, z: at.z };
    pen.limb(at, top, height * 0.045, height * 0.028, bark);
    for (const branch of branches) {
      const tip = { x: at.x + branch.x + sway, y: at.y + branch.y, z: at.z + branch.z };
      pen.limb(top, tip, height * 0.022, height * 0.006, bark);
      if (kind !== 'bare') continue;
      const fork = { x: tip.x + branch.x * 0.32, y: tip.y - height * 0.02, z: tip.z };
      pen.limb({ x: (top.x + tip.x) / 2, y: (top.y + tip.y) / 2, z: tip.z }, fork, height * 0.01, height * 0.003, bark);
    }
    if (kind === 'bare') return;
    for (const clump of clumps) {
      const center = { x: at.x + clump.x + sway * (1 + clump.y * 0.1), y: at.y + clump.y, z: at.z + clump.z };
      const color = lighten(LEAVES[kind], clump.tone - (center.y < at.y + height * 0.72 ? 0.12 : 0));
      pen.ball(center, clump.r, light.css(color, distance));
    }
    for (const clump of clumps.slice(0, 6)) {
      const side = light.orb === null ? -0.3 : Math.sign(light.orb.azimuth) * 0.35;
      const center = {
        x: at.x + clump.x + sway + clump.r * side,
        y: at.y + clump.y + clump.r * 0.35,
        z: at.z + clump.z,
      };
      pen.context.globalAlpha = 0.5;
      pen.ball(center, clump.r * 0.62, light.css(lighten(mix(LEAVES[kind], light.key, 0.2), 0.1), distance));
      pen.context.globalAlpha = 1;
    }
    for (const apple of fruit) {
      pen.ball(
        { x: at.x + apple.x + sway, y: at.y + apple.y, z: at.z + apple.z },
        height * 0.014,
        light.css([196, 52, 44], distance),
      );
    }
  };
}

function pine(at: Vec, height: number): (stage: Stage) => void {
  return (stage) => {
    const { pen, light, timeS } = stage;
    const distance = Math.max(0, at.z);
    drawShadow(stage, at, height * 0.2);
    pen.limb(at, { ...at, y: at.y + height * 0.3 }, height * 0.02, height * 0.018, light.css(BARK, distance));
    const isWhite = light.weather.snow > 0.3;
    const sway = wander(5, timeS * 0.6 + at.x) * height * 0.01 * (0.4 + light.weather.wind * 2);
    for (let tier = 0; tier < 4; tier += 1) {
      const low = at.y + height * (0.16 + tier * 0.2);
      const high = low + height * (0.36 - tier * 0.02);
      const wide = height * (0.24 - tier * 0.045);
      const lean = sway * (tier + 1) * 0.5;
      const tip = { x: at.x + lean * 1.4, y: high, z: at.z };
      const left = { x: at.x - wide + lean, y: low, z: at.z };
      const right = { x: at.x + wide + lean, y: low, z: at.z };
      pen.poly([left, tip, right], light.css(lighten(LEAVES.pine, tier * 0.05 - 0.08), distance));
      pen.poly(
        [{ x: at.x + lean, y: low + height * 0.015, z: at.z }, tip, right],
        light.css(lighten(LEAVES.pine, tier * 0.05 - 0.2), distance),
      );
      if (!isWhite) continue;
      const part = 0.42;
      const cut = (corner: Vec): Vec => ({
        x: tip.x + (corner.x - tip.x) * part,
        y: tip.y + (corner.y - tip.y) * part,
        z: at.z,
      });
      pen.poly([cut(left), tip, cut(right)], light.css([240, 243, 248], distance));
    }
  };
}

function palm(at: Vec, height: number): (stage: Stage) => void {
  return (stage) => {
    const { pen, light, timeS } = stage;
    drawShadow(stage, at, height * 0.24);
    const sway = wander(8, timeS * 0.6 + at.x) * 0.12 * (0.5 + light.weather.wind * 2);
    const top = { x: at.x + height * 0.14 + sway, y: at.y + height * 0.86, z: at.z };
    const knee = { x: at.x + height * 0.03, y: at.y + height * 0.45, z: at.z };
    pen.limb(at, knee, height * 0.03, height * 0.024, light.css([140, 110, 78], at.z));
    pen.limb(knee, top, height * 0.024, height * 0.018, light.css([140, 110, 78], at.z));
    for (let leaf = 0; leaf < 8; leaf += 1) {
      const turn = (leaf / 8) * Math.PI * 2 + 0.3;
      const out = {
        x: top.x + Math.cos(turn) * height * 0.24,
        y: top.y + height * (0.08 + 0.05 * Math.sin(leaf)),
        z: top.z + Math.sin(turn) * height * 0.14,
      };
      const tip = { x: top.x + Math.cos(turn) * height * 0.4 + sway, y: top.y - height * 0.08, z: out.z };
      const color = light.css(lighten(LEAVES.palm, leaf % 2 === 0 ? 0.05 : -0.15), at.z);
      pen.limb(top, out, height * 0.012, height * 0.034, color);
      pen.limb(out, tip, height * 0.034, height * 0.004, color);
    }
  };
}

/** Low greenery: a bush, or flowers when it is given their colour. */
export function bush(at: Vec, size: number, flower: Rgb | null = null, color: Rgb = LEAVES.round): Thing {
  return {
    at,
    draw: (stage) => {
      const { pen, light } = stage;
      drawShadow(stage, at, size * 0.8);
      for (const [x, y, r] of [
        [-0.5, 0.3, 0.42],
        [0.5, 0.28, 0.4],
        [0, 0.46, 0.5],
      ] as const) {
        pen.ball(
          { x: at.x + x * size, y: at.y + y * size, z: at.z },
          r * size,
          light.css(lighten(color, x * 0.16), Math.max(0, at.z)),
        );
      }
      if (flower === null) return;
      for (let index = 0; index < 7; index += 1) {
        const turn = index * 2.4;
        pen.ball(
          {
            x: at.x + Math.cos(turn) * size * 0.6,
            y: at.y + size * (0.42 + 0.26 * Math.sin(turn * 1.3)),
            z: at.z - 0.05,
          },
          size * 0.09,
          light.css(flower),
        );
      }
    },
  };
}

/** Tall blades at the very front of the picture; they give depth when the camera moves. */
export function reeds(at: Vec, count: number, height: number, color: Rgb, seed: string): Thing {
  const random = createRandom(`reeds ${seed} ${at.x}`);
  const blades = Array.from({ length: count }, () => ({
    x: at.x + random.range(-1, 1),
    z: at.z + random.range(-0.3, 0.3),
    height: height * random.range(0.5, 1),
    lean: random.range(-0.12, 0.12),
  }));
  return {
    at,
    draw: ({ pen, light, timeS }) => {
      pen.polys(
        blades.map((blade) => {
          const bend = blade.lean + wander(4, timeS * 0.9 + blade.x) * 0.1 * (0.4 + light.weather.wind * 2);
          return [
            { x: blade.x - 0.02, y: at.y, z: blade.z },
            { x: blade.x + bend * 0.5 - 0.012, y: at.y + blade.height * 0.6, z: blade.z },
            { x: blade.x + bend, y: at.y + blade.height, z: blade.z },
            { x: blade.x + bend * 0.5 + 0.012, y: at.y + blade.height * 0.6, z: blade.z },
            { x: blade.x + 0.02, y: at.y, z: blade.z },
          ];
        }),
        light.css(color, Math.max(0, at.z)),
      );
    },
  };
}
