import { createRandom } from '../../random.ts';
import { type Rgb, lighten, toCss } from '../color.ts';
import type { Vec } from '../view.ts';
import type { Stage, Thing } from './stage.ts';

const CORALS: readonly [Rgb, ...Rgb[]] = [
  [232, 112, 96],
  [236, 168, 84],
  [206, 96, 150],
  [150, 110, 190],
  [240, 200, 120],
];

/** A branching coral. */
export function coral(at: Vec, size: number, seed: string): Thing {
  const random = createRandom(`coral ${seed} ${at.x} ${at.z}`);
  const [first, ...others] = CORALS;
  const color = random.pick<Rgb>(first, ...others);
  const branches = Array.from({ length: 7 }, () => ({
    lean: random.range(-0.7, 0.7),
    long: random.range(0.5, 1),
    fork: random.range(-0.4, 0.4),
  }));
  return {
    at,
    draw: ({ pen, light }) => {
      const css = light.css(color, Math.max(0, at.z));
      const tip = light.css(lighten(color, 0.3), Math.max(0, at.z));
      for (const { lean, long, fork } of branches) {
        const bend = { x: at.x + lean * size * 0.5, y: at.y + long * size * 0.55, z: at.z };
        const end = { x: bend.x + (lean + fork) * size * 0.3, y: at.y + long * size, z: at.z };
        pen.limb(at, bend, size * 0.09, size * 0.065, css);
        pen.limb(bend, end, size * 0.065, size * 0.045, css);
        pen.ball(end, size * 0.05, tip);
      }
    },
  };
}

/** A tuft of weed that sways as the water does. */
export function seaweed(at: Vec, height: number, seed: string): Thing {
  const random = createRandom(`weed ${seed} ${at.x}`);
  const blades = Array.from({ length: 6 }, () => ({
    x: random.range(-0.25, 0.25),
    high: random.range(0.6, 1) * height,
    phase: random.range(0, 6.28),
  }));
  return {
    at,
    draw: ({ pen, light, timeS }) => {
      for (const { x, high, phase } of blades) {
        const css = light.css([62, 128, 84], Math.max(0, at.z));
        let from = { ...at, x: at.x + x };
        for (let joint = 1; joint <= 5; joint += 1) {
          const part = joint / 5;
          const to = {
            x: at.x + x + Math.sin(timeS * 1.1 + phase + part * 2.4) * 0.16 * part * high,
            y: at.y + high * part,
            z: at.z,
          };
          pen.limb(from, to, 0.05 * (1.1 - part * 0.7), 0.05 * (1 - part * 0.7), css);
          from = to;
        }
      }
    },
  };
}

/** Beams of light from the surface, and bubbles that rise. */
export function underwaterLight(seed: string): readonly Thing[] {
  const random = createRandom(`beams ${seed}`);
  const beams = Array.from({ length: 6 }, (_, index) => ({
    x: -7 + index * 2.8 + random.range(-0.8, 0.8),
    wide: random.range(0.5, 1.2),
    phase: random.range(0, 6),
  }));
  const bubbles = Array.from({ length: 26 }, () => ({
    x: random.range(-4, 4),
    z: random.range(-0.6, 5),
    rate: random.range(0.35, 0.7),
    phase: random.next(),
    size: random.range(0.015, 0.05),
  }));
  return [
    {
      at: { x: 0, y: 0, z: 8 },
      draw: ({ pen, light, timeS }: Stage) => {
        pen.context.globalCompositeOperation = 'screen';
        for (const { x, wide, phase } of beams) {
          const sway = Math.sin(timeS * 0.5 + phase) * 0.5;
          const strength = 0.05 + 0.035 * Math.sin(timeS * 0.8 + phase);
          pen.poly(
            [
              { x: x + 2.4, y: 9, z: 8 },
              { x: x + 2.4 + wide, y: 9, z: 8 },
              { x: x + sway + wide * 2.2, y: -0.2, z: 8 },
              { x: x + sway - wide, y: -0.2, z: 8 },
            ],
            toCss(light.key, strength),
          );
        }
        pen.context.globalCompositeOperation = 'source-over';
      },
    },
    {
      at: { x: 0, y: 0, z: 2.4 },
      draw: ({ pen, timeS }: Stage) => {
        for (const { x, z, rate, phase, size } of bubbles) {
          const y = ((timeS * rate * 0.35 + phase) % 1) * 4;
          pen.ball({ x: x + Math.sin(timeS * 2 + phase * 9) * 0.05, y, z }, size, 'rgba(226,248,252,0.5)');
        }
      },
    },
  ];
}

/** Water over the lower half of somebody who swims in it, and what is stirred up; `long` is half a body. */
export function drawWake({ pen, light, timeS }: Stage, at: Vec, long: number): void {
  pen.disc({ ...at, y: at.y + 0.1, z: at.z - 0.12 }, long, 0.11, toCss(light.shade([70, 168, 190]), 0.8));
  for (let drop = 0; drop < 5; drop += 1) {
    const x = at.x + (drop / 4 - 0.5) * 2 * long;
    const high = 0.06 + 0.06 * Math.abs(Math.sin(timeS * 5 + drop * 1.7));
    pen.disc({ x, y: at.y + high, z: at.z - 0.16 }, 0.14, 0.04, toCss(light.shade([230, 244, 246]), 0.75));
  }
}
