import { createRandom } from '../../random.ts';
import { type Rgb, lighten, toCss } from '../color.ts';
import { rectZ } from '../pen.ts';
import type { Vec } from '../view.ts';
import { drawShadow } from './ground.ts';
import type { Thing } from './stage.ts';

const WOOD: Rgb = [150, 112, 76];
const PAINT: Rgb = [240, 240, 234];
const FRUIT: readonly [Rgb, ...Rgb[]] = [
  [206, 62, 52],
  [232, 150, 52],
  [236, 206, 84],
  [112, 158, 70],
  [124, 70, 116],
];

/** A market stall: a striped awning over crates of fruit. */
export function stall(at: Vec, color: Rgb, seed: string): Thing {
  const random = createRandom(`stall ${seed} ${at.x}`);
  const [first, ...others] = FRUIT;
  const heaps = Array.from({ length: 4 }, () => random.pick<Rgb>(first, ...others));
  const [wide, deep, high] = [2.3, 0.9, 2.25];
  return {
    at,
    draw: (stage) => {
      const { pen, light } = stage;
      const far = Math.max(0, at.z);
      drawShadow(stage, at, 1.3, 0.6);
      for (const x of [-wide / 2, wide / 2])
        pen.line({ ...at, x: at.x + x }, { ...at, x: at.x + x, y: high }, 0.06, light.css(WOOD, far));
      pen.box(at, wide, 0.8, deep, light.shade(WOOD, far));
      heaps.forEach((fruit, heap) => {
        const left = at.x - wide / 2 + 0.12 + heap * (wide / 4);
        pen.poly(
          rectZ(left - 0.03, left + wide / 4 - 0.1, 0.8, 0.98, at.z - deep / 2),
          light.css(lighten(WOOD, -0.2), far),
        );
        for (let row = 0; row < 2; row += 1)
          for (let piece = 0; piece < 4; piece += 1)
            pen.ball(
              { x: left + 0.05 + piece * 0.11 + row * 0.05, y: 0.99 + row * 0.09, z: at.z - deep / 2 + 0.05 },
              0.065,
              light.css(fruit, far),
            );
      });
      for (let stripe = 0; stripe < 8; stripe += 1) {
        const [from, to] = [at.x - wide * 0.56 + stripe * wide * 0.14, at.x - wide * 0.56 + (stripe + 1) * wide * 0.14];
        pen.poly(
          [
            { x: from, y: high + 0.25, z: at.z + deep / 2 },
            { x: to, y: high + 0.25, z: at.z + deep / 2 },
            { x: to, y: high - 0.3, z: at.z - deep * 0.8 },
            { x: from, y: high - 0.3, z: at.z - deep * 0.8 },
          ],
          light.css(stripe % 2 === 0 ? color : PAINT, far),
        );
      }
    },
  };
}

/** A football goal seen from the field. */
export function goal(at: Vec, width = 5): Thing {
  return {
    at,
    draw: ({ pen, light }) => {
      const css = light.css(PAINT, at.z);
      const [left, right, top] = [at.x - width / 2, at.x + width / 2, 2.1];
      const net = light.css([214, 220, 214], at.z);
      pen.context.globalAlpha = 0.45;
      for (let x = left; x <= right + 0.01; x += 0.4)
        pen.line({ x, y: top, z: at.z }, { x, y: 0, z: at.z + 1 }, 0.012, net);
      for (let y = 0; y <= top; y += 0.35)
        pen.line({ x: left, y, z: at.z + 1 - y / top }, { x: right, y, z: at.z + 1 - y / top }, 0.012, net);
      pen.context.globalAlpha = 1;
      pen.line({ x: left, y: 0, z: at.z }, { x: left, y: top, z: at.z }, 0.1, css);
      pen.line({ x: right, y: 0, z: at.z }, { x: right, y: top, z: at.z }, 0.1, css);
      pen.line({ x: left, y: top, z: at.z }, { x: right, y: top, z: at.z }, 0.1, css);
    },
  };
}

/** White lines on the ground, as corner points. */
export function pitchLines(): Thing {
  const strip = (left: number, right: number, near: number, far: number): readonly Vec[] => [
    { x: left, y: 0.012, z: near },
    { x: right, y: 0.012, z: near },
    { x: right, y: 0.012, z: far },
    { x: left, y: 0.012, z: far },
  ];
  return {
    at: { x: 0, y: 0, z: 40 },
    draw: ({ pen, light }) => {
      const css = toCss(light.shade(PAINT, 6), 0.85);
      pen.polys(
        [
          strip(-30, 30, 12, 12.18),
          strip(-6.6, 6.6, 7.4, 7.5),
          strip(-6.7, -6.5, 7.4, 12),
          strip(6.5, 6.7, 7.4, 12),
          strip(-30, 30, -1.6, -1.5),
        ],
        css,
      );
    },
  };
}

/** Rows of people behind a field, and a floodlight at either end. */
export function stands(z: number, seed: string): readonly Thing[] {
  const random = createRandom(`stands ${seed}`);
  const people = Array.from({ length: 240 }, (_, index) => ({
    x: -26 + (index % 60) * 0.88 + random.range(-0.2, 0.2),
    row: Math.floor(index / 60),
    color: random.pick<Rgb>(
      [196, 70, 62],
      [70, 104, 160],
      [230, 220, 200],
      [90, 130, 90],
      [210, 170, 90],
      [80, 76, 90],
    ),
  }));
  return [
    {
      at: { x: 0, y: 0, z: z + 2 },
      draw: ({ pen, light, timeS }) => {
        for (let row = 0; row < 5; row += 1)
          pen.box({ x: 0, y: 0, z: z + row }, 60, 1 + row * 0.8, 1, light.shade([126, 130, 140], z + row));
        for (const { x, row, color } of people) {
          const up = Math.max(0, Math.sin(timeS * 3 + x)) * 0.06;
          const y = 1 + row * 0.8 + 0.3 + up;
          pen.ball({ x, y, z: z + row - 0.3 }, 0.3, light.css(color, z));
          pen.ball({ x, y: y + 0.4, z: z + row - 0.3 }, 0.17, light.css([216, 170, 136], z));
        }
      },
    },
    ...[-16, 16].map((x): Thing => ({
      at: { x, y: 0, z: z - 1 },
      draw: ({ pen, light }) => {
        pen.line({ x, y: 0, z: z - 1 }, { x, y: 10, z: z - 1 }, 0.3, light.css([96, 100, 110], z));
        pen.box({ x, y: 9.6, z: z - 1.2 }, 3, 1.4, 0.3, light.shade([80, 84, 92], z));
        for (let lamp = 0; lamp < 4; lamp += 1) {
          const at = { x: x - 1.05 + lamp * 0.7, y: 10.3, z: z - 1.4 };
          pen.ball(at, 0.27, light.lamps ? 'rgb(255,250,230)' : light.css([220, 224, 224], z));
          if (light.lamps) pen.glow(at, 3, [255, 248, 220], 0.5);
        }
      },
    })),
  ];
}

/** A banner that hangs on a wall. */
export function wallBanner(x: number, top: number, z: number, color: Rgb): Thing {
  return {
    at: { x, y: top, z },
    draw: ({ pen, light }) => {
      const shape = (grow: number): readonly Vec[] => [
        { x: x - 0.4 + grow, y: top, z: z - 0.02 - grow },
        { x: x + 0.4 - grow, y: top, z: z - 0.02 - grow },
        { x: x + 0.4 - grow, y: top - 1.7 + grow, z: z - 0.02 - grow },
        { x, y: top - 2 + grow, z: z - 0.02 - grow },
        { x: x - 0.4 + grow, y: top - 1.7 + grow, z: z - 0.02 - grow },
      ];
      pen.poly(shape(0), light.css([214, 176, 92]));
      pen.poly(shape(0.06), light.css(color));
      pen.ball({ x, y: top - 0.8, z: z - 0.1 }, 0.17, light.css([224, 190, 110]));
    },
  };
}

/** A flag on a pole with a foot. */
export function flag(at: Vec, color: Rgb): Thing {
  return {
    at,
    draw: (stage) => {
      const { pen, light, timeS } = stage;
      drawShadow(stage, at, 0.2);
      pen.line(at, { ...at, y: 2.4 }, 0.04, light.css([190, 150, 80]));
      pen.ball({ ...at, y: 2.44 }, 0.06, light.css([226, 190, 96]));
      const sway = 0.03 * Math.sin(timeS * 1.4);
      pen.poly(
        [
          { ...at, y: 2.35 },
          { x: at.x + 0.34 + sway, y: 2.2, z: at.z },
          { x: at.x + 0.26 + sway, y: 1.15, z: at.z },
          { ...at, y: 1.3 },
        ],
        light.css(color),
      );
    },
  };
}
