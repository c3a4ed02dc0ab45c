import { createRandom } from '../../random.ts';
import { type Rgb, lighten, mix, toCss } from '../color.ts';
import { rectY } from '../pen.ts';
import type { Vec } from '../view.ts';
import type { Thing } from './stage.ts';

const BRASS: Rgb = [206, 166, 88];
const CANDLE: Rgb = [255, 226, 160];

/** Two rings of lights under the ceiling. */
export function chandelier(at: Vec, ceiling: number): Thing {
  return {
    at,
    draw: ({ pen, light }) => {
      const brass = light.css(BRASS);
      pen.line({ ...at, y: ceiling }, { ...at, y: at.y + 0.5 }, 0.03, brass);
      if (light.lamps) pen.glow(at, 2.6, CANDLE, 0.5);
      for (const [radius, up, count] of [
        [0.75, 0, 10],
        [0.4, 0.34, 6],
      ] as const) {
        for (let index = 0; index < count; index += 1) {
          const turn = (index / count) * Math.PI * 2;
          const lamp = { x: at.x + Math.cos(turn) * radius, y: at.y + up, z: at.z + Math.sin(turn) * radius };
          pen.line({ ...at, y: at.y + up - 0.1 }, lamp, 0.02, brass);
          pen.line(lamp, { ...lamp, y: lamp.y + 0.12 }, 0.035, toCss([244, 238, 222]));
          pen.ball({ ...lamp, y: lamp.y + 0.16 }, 0.045, toCss(mix(light.shade(CANDLE), CANDLE, 0.8)));
        }
      }
    },
  };
}

/** Posts and three ropes on three sides of a boxing ring, and faces in the dark beyond; the fourth side is the camera's. */
export function ringRopes(half: number, back: number, seed: string): readonly Thing[] {
  const random = createRandom(`ring ${seed}`);
  const faces = Array.from({ length: 34 }, (_, index) => ({
    x: -7.4 + (index % 17) * 0.9 + random.range(-0.2, 0.2),
    z: index < 17 ? 4.4 : 5.6,
    y: (index < 17 ? 0.95 : 1.35) + random.range(-0.08, 0.08),
    color: random.pick<Rgb>([150, 110, 92], [190, 150, 126], [112, 80, 66], [206, 170, 146]),
    coat: random.pick<Rgb>([70, 62, 74], [92, 70, 62], [58, 72, 88], [104, 92, 84]),
  }));
  const ropes: readonly Rgb[] = [
    [196, 62, 60],
    [232, 228, 220],
    [70, 104, 170],
  ];
  const side = (from: Vec, to: Vec): Thing => ({
    at: { x: (from.x + to.x) / 2, y: 1, z: (from.z + to.z) / 2 },
    draw: ({ pen, light }) =>
      ropes.forEach((color, index) => {
        const y = 1.35 - index * 0.4;
        pen.line({ ...from, y }, { ...to, y }, 0.045, light.css(color));
      }),
  });
  const corner = (x: number, z: number): Thing => ({
    at: { x, y: 0, z },
    draw: ({ pen, light }) => {
      pen.pillar({ x, y: 0, z }, 1.55, 0.06, 0.06, light.shade([120, 124, 132]));
      pen.box({ x, y: 0.75, z: z - 0.08 }, 0.2, 0.7, 0.12, light.shade(x < 0 ? [176, 56, 56] : [60, 92, 156]));
    },
  });
  return [
    {
      at: { x: 0, y: 0, z: 6 },
      draw: ({ pen, light }) => {
        for (const { x, y, z, color, coat } of faces.toSorted((one, other) => other.z - one.z)) {
          pen.limb({ x, y: 0, z }, { x, y: y - 0.28, z }, 0.24, 0.2, light.css(lighten(coat, -0.3), z));
          pen.ball({ x, y, z }, 0.13, light.css(lighten(color, -0.35), z));
        }
      },
    },
    side({ x: -half, y: 0, z: back }, { x: half, y: 0, z: back }),
    side({ x: -half, y: 0, z: back }, { x: -half, y: 0, z: -back }),
    side({ x: half, y: 0, z: back }, { x: half, y: 0, z: -back }),
    ...[-half, half].map((x) => corner(x, back)),
  ];
}

/** A pool with lanes; its near edge is where people stand. */
export function poolWater(): Thing {
  const [left, right, near, far] = [-6.4, 6.4, 0.9, 8];
  return {
    at: { x: 0, y: 0, z: 12 },
    draw: ({ pen, light, timeS }) => {
      const water = light.shade([70, 168, 190]);
      pen.poly(rectY(left - 0.25, right + 0.25, near - 0.25, far + 0.25, 0.005), light.css([236, 240, 236]));
      pen.poly(rectY(left, right, near, far, 0.008), toCss(water));
      for (let band = 0; band < 26; band += 1) {
        const z = near + 0.2 + ((band * 0.61) % (far - near - 0.4));
        const x = left + 0.3 + ((band * 3.7 + timeS * 0.25) % (right - left - 2));
        pen.poly(rectY(x, x + 0.7 + (band % 4) * 0.3, z, z + 0.05, 0.012), toCss(lighten(water, 0.28), 0.55));
      }
      for (const z of [near + 2.1, near + 4.2]) {
        for (let float = 0; float < 26; float += 1) {
          const x = left + (float + 0.5) * ((right - left) / 26);
          pen.ball({ x, y: 0.05, z }, 0.09, light.css(float % 4 < 2 ? [206, 66, 62] : [240, 238, 230], z));
        }
      }
    },
  };
}
