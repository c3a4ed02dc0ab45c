import { clamp, type Vec } from '../view.ts';
import { type Rgb, lighten, toCss } from '../color.ts';
import type { Light } from '../light.ts';
import type { Pen } from '../pen.ts';
import type { Prop } from '../props.ts';
import type { Skeleton } from './skeleton.ts';

/** Where a bicycle's saddle is in its own box, and how high over the road in shares of its size. */
const SADDLE = { x: -0.145, y: -0.13, height: 0.52 };

/** A bicycle is as large as who rides it: its saddle's height, and by how much it is drawn larger. */
export function saddleOf(prop: Prop, riderMetres: number): { readonly metres: number; readonly scale: number } {
  const scale = clamp(riderMetres / 1.72, 0.6, 1.05);
  return { metres: prop.sizeMetres * SADDLE.height * scale, scale };
}

/** The bicycle under its rider, turned to where that goes. */
export function drawBicycle(pen: Pen, light: Light, { place, height }: Skeleton, prop: Prop, heading: -1 | 1): void {
  const { metres, scale } = saddleOf(prop, height);
  // The body's own floor is lifted so that its hips are at the saddle.
  const saddle = place(0, height * 0.49, 0);
  const size = prop.sizeMetres * scale;
  const shade = (color: Rgb): Rgb => light.shade(color, Math.max(0, saddle.z));
  pen.cutout({ ...saddle, y: saddle.y - metres * 0.02 }, (context) => {
    context.scale(heading * scale, scale);
    context.translate((-SADDLE.x * size) / scale, (-SADDLE.y * size) / scale);
    prop.draw(context, shade, 0);
  });
}

export type Board = { readonly kind: 'skateboard' | 'surfboard' | 'snowboard' | 'skis'; readonly color: Rgb };

export const BOARD_METRES = { skateboard: 0.12, surfboard: 0.06, snowboard: 0.05, skis: 0.04 } as const;
const HALF_LENGTH = { skateboard: 0.26, surfboard: 0.6, snowboard: 0.48, skis: 0.6 } as const;

/** What is stood on: along the way it goes, its nose turned up. */
export function drawBoard(pen: Pen, light: Light, { place, height }: Skeleton, { kind, color }: Board): void {
  const half = HALF_LENGTH[kind] * height * 0.75;
  const css = toCss(light.shade(color));
  const thick = kind === 'surfboard' ? 0.05 : 0.022;
  for (const side of kind === 'skis' ? [0.09, -0.09] : [0]) {
    const at = (ahead: number, up: number): Vec => place(side * height * 0.6, up, ahead);
    pen.limb(at(-half, 0), at(half, 0), thick, thick, css);
    pen.limb(at(half, 0), at(half * 1.16, height * 0.05), thick, thick * 0.6, css);
    if (kind === 'skateboard') {
      pen.limb(at(-half, 0), at(-half * 1.16, height * 0.04), thick, thick * 0.6, css);
      for (const ahead of [-0.7, 0.7]) pen.ball(at(half * ahead, -0.055), 0.045, light.css([44, 46, 52]));
    }
  }
  if (kind !== 'skis') return;
  for (const side of [-1, 1])
    pen.line(place(side * 0.26, height * 0.52, 0.2), place(side * 0.3, 0.02, -0.25), 0.018, light.css([70, 74, 84]));
  pen.limb(
    place(0, 0.01, -half),
    place(0, 0.01, -half * 1.7),
    0.05,
    0.02,
    toCss(lighten(light.shade([230, 236, 244]), 0)),
  );
}
