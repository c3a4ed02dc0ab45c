import { findColor, lighten, toCss, type Rgb } from '../color.ts';
import type { Light } from '../light.ts';
import type { Pen } from '../pen.ts';
import type { Vec } from '../view.ts';

export type Swimmer = {
  readonly at: (ahead: number, up: number, side?: number) => Vec;
  readonly length: number;
  readonly color: Rgb;
  readonly words: string;
  readonly timeS: number;
  readonly isMoving: boolean;
  readonly lids: number;
};

/** A fish from its side: tail and fins move, two colours make bands. */
export function drawSwimmer(pen: Pen, light: Light, fish: Swimmer): void {
  const { at, length, timeS } = fish;
  const base = light.shade(fish.color);
  const rate = fish.isMoving ? 9 : 4;
  const wag = Math.sin(timeS * rate) * 0.1;
  const half = length / 2;
  const high = length * 0.21;
  const fin = toCss(lighten(base, -0.18));
  const tail = at(-half * 0.92, 0, wag * length);
  pen.poly(
    [
      at(-half * 0.62, 0),
      at(-half * 1.35, high * 1.15, wag * length * 1.8),
      tail,
      at(-half * 1.35, -high * 1.15, wag * length * 1.8),
    ],
    fin,
  );
  pen.poly([at(half * 0.35, high * 0.8), at(-half * 0.1, high * 1.75), at(-half * 0.5, high * 0.6)], fin);
  pen.poly([at(half * 0.1, -high * 0.8), at(-half * 0.15, -high * 1.5), at(-half * 0.35, -high * 0.6)], fin);
  const body: Vec[] = [];
  for (let step = 0; step < 30; step += 1) {
    const turn = (step / 30) * Math.PI * 2;
    const ahead = Math.cos(turn);
    const thick = ahead < 0 ? 0.25 + 0.75 * (1 + ahead) ** 0.7 : 1;
    body.push(at(ahead * half * 0.95, Math.sin(turn) * high * thick));
  }
  pen.poly(body, toCss(base));
  pen.poly(
    body.map((point, index) => (index < 15 ? { ...point, y: point.y * 0.2 + at(0, -high * 0.25).y * 0.8 } : point)),
    toCss(lighten(base, 0.28)),
  );
  const second = bandColor(fish.words);
  if (second !== null) {
    for (const ahead of [0.42, -0.08, -0.5])
      pen.limb(
        at(half * ahead, high * 0.62),
        at(half * ahead, -high * 0.62),
        length * 0.035,
        length * 0.035,
        toCss(light.shade(second)),
      );
  }
  pen.poly(
    [
      at(half * 0.25, -high * 0.1, -0.02),
      at(-half * 0.1, -high * (0.6 + wag * 2), -0.06),
      at(-half * 0.05, high * 0.05, -0.02),
    ],
    fin,
  );
  const eye = at(half * 0.64, high * 0.2, -0.02);
  pen.ball(eye, length * 0.045, light.css([246, 244, 236]));
  pen.ball(at(half * 0.66, high * 0.2, -0.03), length * (fish.lids > 0.6 ? 0.01 : 0.026), light.css([24, 24, 30]));
  pen.line(at(half * 0.93, -high * 0.12), at(half * 0.72, -high * 0.22), length * 0.012, toCss(lighten(base, -0.4)));
}

function bandColor(words: string): Rgb | null {
  if (!/\band\b|stripe|band|clownfish/u.test(words)) return null;
  return findColor(words.split(/\band\b/u)[1] ?? '') ?? [246, 244, 236];
}
