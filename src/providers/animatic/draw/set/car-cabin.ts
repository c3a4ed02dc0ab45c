import { type Rgb, lighten, toCss } from '../color.ts';
import { rectZ } from '../pen.ts';
import type { Thing } from './stage.ts';

const SEAT: Rgb = [92, 70, 62];
const PLASTIC: Rgb = [46, 50, 58];

/** The inside of a car, seen through its windscreen: seats behind those who sit there, the dashboard before them. */
export function carCabin(): readonly Thing[] {
  const seat = (x: number): Thing => ({
    at: { x, y: 0, z: 0.42 },
    draw: ({ pen, light }) => {
      const cloth = light.shade(SEAT);
      pen.box({ x, y: 0.3, z: 0.42 }, 0.62, 0.86, 0.14, cloth);
      pen.poly(rectZ(x - 0.2, x + 0.2, 0.42, 1.08, 0.34), toCss(lighten(cloth, 0.1)));
      pen.box({ x, y: 1.2, z: 0.42 }, 0.3, 0.2, 0.12, lighten(cloth, -0.08));
    },
  });
  return [
    seat(-0.46),
    seat(0.46),
    {
      at: { x: 0, y: 1.4, z: -0.72 },
      draw: ({ pen, light }) => {
        const plastic = light.shade(PLASTIC);
        pen.box({ x: 0, y: 0.3, z: -0.7 }, 2.9, 0.4, 0.4, plastic);
        pen.poly(rectZ(-1.4, 1.4, 0.64, 0.7, -0.92), toCss(lighten(plastic, 0.2)));
        for (const side of [-1, 1])
          pen.limb(
            { x: side * 1.42, y: 0.68, z: -0.8 },
            { x: side * 1.16, y: 1.62, z: -0.35 },
            0.06,
            0.06,
            toCss(lighten(plastic, -0.2)),
          );
        pen.limb({ x: -1.16, y: 1.62, z: -0.35 }, { x: 1.16, y: 1.62, z: -0.35 }, 0.06, 0.06, toCss(plastic));
        pen.box({ x: 0, y: 1.47, z: -0.4 }, 0.26, 0.09, 0.03, lighten(plastic, 0.15));
      },
    },
  ];
}
