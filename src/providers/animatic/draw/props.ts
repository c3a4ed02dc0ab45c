import type { SKRSContext2D } from '@napi-rs/canvas';
import { type Rgb, findColor, lighten, mix } from './color.ts';
import type { Light } from './light.ts';
import type { Pen } from './pen.ts';
import { BELONGINGS } from './props/belongings.ts';
import { type PropEntry, type Sketch, createBrush, PAPER } from './props/brush.ts';
import { GEAR } from './props/gear.ts';
import { HOUSEHOLD } from './props/household.ts';
import { LIGHTS } from './props/lights.ts';
import { PAPERS } from './props/papers.ts';
import { TABLEWARE } from './props/tableware.ts';
import { TOOLS } from './props/tools.ts';
import type { Vec } from './view.ts';

/** A prop by its words: how large it is and how it is drawn, upright, its middle at the origin, in metres, y down. */
export type Prop = {
  readonly id: string;
  readonly sizeMetres: number;
  readonly draw: (context: SKRSContext2D, shade: (color: Rgb) => Rgb, timeS: number) => void;
  /** Lights its surroundings. */
  readonly glow: Rgb | null;
};

/** The first entry that matches counts. */
const CATALOGUE: readonly PropEntry[] = [
  ...LIGHTS,
  ...PAPERS,
  ...TABLEWARE,
  ...BELONGINGS,
  ...TOOLS,
  ...HOUSEHOLD,
  ...GEAR,
];

/** The prop that its id and look describe; what nobody knows is a parcel with its name on a label. */
export function createProp(id: string, look: string | null): Prop {
  const words = `${id.replaceAll(/[_-]/gu, ' ')} ${look ?? ''}`.toLowerCase();
  const byName = CATALOGUE.find((entry) => entry.words.test(id.replaceAll(/[_-]/gu, ' ').toLowerCase()));
  const telling = CATALOGUE.find((entry) => entry.isTelling === true && entry.words.test(words));
  const found = telling ?? byName ?? CATALOGUE.find((entry) => entry.words.test(words));
  const color = findColor(`${(look ?? '').split(/\b(?:on|with|in)\b/u)[0] ?? ''} `) ?? found?.color ?? [176, 138, 96];
  const sketch: Sketch =
    found?.sketch ??
    ((brush, own) => {
      brush.round(-0.48, -0.36, 0.96, 0.8, 0.05, own);
      brush.round(-0.06, -0.36, 0.12, 0.8, 0, lighten(own, -0.25));
      brush.round(-0.4, -0.1, 0.8, 0.3, 0.03, PAPER);
      brush.text(id.replaceAll(/[_-]/gu, ' '), 0, 0.05, 0.17, [60, 50, 46]);
    });
  const large = /\b(huge|giant|large|big|tall)\b/u.test(words) ? 1.5 : /\b(tiny|small|little)\b/u.test(words) ? 0.8 : 1;
  const size = (found?.size ?? 0.36) * large;
  return {
    id,
    sizeMetres: size,
    glow: found?.glow ?? null,
    draw: (context, shade, timeS) => {
      context.save();
      context.scale(size, size);
      sketch(createBrush(context, shade), color, timeS);
      context.restore();
    },
  };
}

/** The first thing in a text that can be drawn: for an insert that names no prop. */
export function propInWords(words: string): string | null {
  return (
    CATALOGUE.map((entry) => words.toLowerCase().match(entry.words)?.[0] ?? null).find((word) => word !== null) ?? null
  );
}

export function drawProp(pen: Pen, light: Light, prop: Prop, at: Vec, timeS: number): void {
  if (prop.glow !== null && light.lamps) pen.glow(at, 1.6 + prop.sizeMetres * 2, prop.glow, 0.55);
  const isBright = prop.glow !== null;
  const shade = (color: Rgb): Rgb => {
    const lit = light.shade(color, Math.max(0, at.z));
    return isBright ? mix(lit, color, 0.4) : lit;
  };
  pen.cutout(at, (context) => prop.draw(context, shade, timeS));
}
