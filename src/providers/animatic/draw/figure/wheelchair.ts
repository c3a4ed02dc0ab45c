import { type Rgb, lighten, toCss } from '../color.ts';
import type { Pen } from '../pen.ts';
import type { Vec } from '../view.ts';
import type { Skeleton } from './skeleton.ts';

const SPOKES = 8;
const STEPS = 28;

/** The two halves of a wheelchair round a seated body: what lies behind it, and what stands before it. */
export function drawWheelchair(
  pen: Pen,
  { place, height }: Skeleton,
  accent: Rgb,
  steps: number,
  part: 'behind' | 'front',
  shade: (color: Rgb) => Rgb,
): void {
  const unit = height / 1.3;
  const radius = 0.32 * unit;
  const wide = 0.3 * unit;
  const metal = shade([92, 98, 108]);
  const cloth = shade(lighten(accent, -0.3));
  const depthOf = (side: number): number => pen.view.toCamera(place(side * wide, radius, 0)).z;
  const nearSide = depthOf(1) < depthOf(-1) ? 1 : -1;
  const wheel = (side: number): void => {
    const rim = Array.from({ length: STEPS }, (_, index): Vec => {
      const turn = (index / STEPS) * Math.PI * 2;
      return place(side * wide, radius + Math.sin(turn) * radius, Math.cos(turn) * radius);
    });
    rim.forEach((point, index) =>
      pen.line(point, rim[(index + 1) % STEPS] ?? point, 0.035 * unit, toCss(lighten(metal, -0.5))),
    );
    const hub = place(side * wide, radius, 0);
    for (let spoke = 0; spoke < SPOKES; spoke += 1) {
      const turn = steps * 0.5 + (spoke / SPOKES) * Math.PI * 2;
      pen.line(
        hub,
        place(side * wide, radius + Math.sin(turn) * radius, Math.cos(turn) * radius),
        0.008 * unit,
        toCss(lighten(metal, 0.3)),
      );
    }
    pen.ball(hub, 0.035 * unit, toCss(metal));
  };
  const small = (side: number): void =>
    pen.ball(place(side * wide * 0.8, 0.08 * unit, 0.42 * unit), 0.08 * unit, toCss(lighten(metal, -0.45)));
  const bar = (from: Vec, to: Vec): void => pen.line(from, to, 0.03 * unit, toCss(metal));
  if (part === 'behind') {
    wheel(-nearSide);
    small(-nearSide);
    const back = [-1, 1].map(
      (side) =>
        [
          place(side * wide * 0.9, 0.36 * unit, -0.14 * unit),
          place(side * wide * 0.9, 0.85 * unit, -0.2 * unit),
        ] as const,
    );
    const [left, right] = back;
    if (left !== undefined && right !== undefined) pen.poly([left[0], right[0], right[1], left[1]], toCss(cloth));
    const seat = [
      place(-wide, 0.37 * unit, -0.16 * unit),
      place(wide, 0.37 * unit, -0.16 * unit),
      place(wide, 0.37 * unit, 0.26 * unit),
      place(-wide, 0.37 * unit, 0.26 * unit),
    ];
    pen.poly(seat, toCss(lighten(cloth, -0.2)));
    return;
  }
  bar(place(nearSide * wide, 0.36 * unit, 0.28 * unit), place(nearSide * wide * 0.8, 0.1 * unit, 0.42 * unit));
  bar(place(nearSide * wide, 0.56 * unit, -0.1 * unit), place(nearSide * wide, 0.56 * unit, 0.2 * unit));
  bar(place(nearSide * wide, 0.56 * unit, 0.2 * unit), place(nearSide * wide, 0.36 * unit, 0.24 * unit));
  small(nearSide);
  wheel(nearSide);
}
