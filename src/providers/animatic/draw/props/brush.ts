import type { SKRSContext2D } from '@napi-rs/canvas';
import { type Rgb, toCss } from '../color.ts';
import { openFonts } from '../fonts.ts';

/** Flat shapes in a prop's own box, in the colours of the light it stands in. */
export type Brush = {
  readonly path: (points: Points, color: Rgb) => void;
  readonly oval: (x: number, y: number, radiusX: number, radiusY: number, color: Rgb, turn?: number) => void;
  readonly round: (x: number, y: number, width: number, height: number, radius: number, color: Rgb) => void;
  readonly line: (points: Points, width: number, color: Rgb) => void;
  readonly text: (text: string, x: number, y: number, size: number, color: Rgb) => void;
};
export type Sketch = (brush: Brush, color: Rgb, timeS: number) => void;
/** What can be drawn: the words that ask for it, its size in metres, its colour when none is named. */
export type PropEntry = {
  readonly words: RegExp;
  readonly size: number;
  readonly color: Rgb;
  readonly sketch: Sketch;
  readonly glow?: Rgb;
  /** Says more than the name of a thing that is known by another word. */
  readonly isTelling?: boolean;
};
type Points = readonly (readonly [number, number])[];

export const PAPER: Rgb = [238, 228, 204];
export const FLAME: Rgb = [255, 190, 90];

export function createBrush(context: SKRSContext2D, shade: (color: Rgb) => Rgb): Brush {
  const fill = (color: Rgb): void => {
    context.fillStyle = toCss(shade(color));
    context.fill();
  };
  const trace = (points: readonly (readonly [number, number])[]): void => {
    context.beginPath();
    points.forEach(([x, y], index) => (index === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
  };
  /** Through the middles of the segments, so that cords and handles bend. */
  const curve = (points: readonly (readonly [number, number])[]): void => {
    if (points.length < 4) {
      trace(points);
      return;
    }
    context.beginPath();
    points.forEach(([x, y], index) => {
      const next = points[index + 1];
      if (index === 0) context.moveTo(x, y);
      else if (next === undefined) context.lineTo(x, y);
      else context.quadraticCurveTo(x, y, (x + next[0]) / 2, (y + next[1]) / 2);
    });
  };
  return {
    path: (points, color) => {
      trace(points);
      context.closePath();
      fill(color);
    },
    oval: (x, y, radiusX, radiusY, color, turn = 0) => {
      context.beginPath();
      context.ellipse(x, y, radiusX, radiusY, turn, 0, Math.PI * 2);
      fill(color);
    },
    round: (x, y, width, height, radius, color) => {
      context.beginPath();
      context.roundRect(x, y, width, height, radius);
      fill(color);
    },
    line: (points, width, color) => {
      curve(points);
      context.lineWidth = width;
      context.lineCap = 'round';
      context.lineJoin = 'round';
      context.strokeStyle = toCss(shade(color));
      context.stroke();
    },
    text: (text, x, y, size, color) => {
      const fonts = openFonts();
      const words = fonts.fit(text).slice(0, 14);
      context.save();
      context.translate(x, y);
      // Letters are set large and scaled down: tiny font sizes lose their shapes.
      context.scale(size / 40, size / 40);
      context.font = fonts.css(40, 700);
      context.lang = 'en';
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      context.fillStyle = toCss(shade(color));
      const fit = Math.min(1, ((0.74 / size) * 40) / Math.max(1, context.measureText(words).width));
      context.scale(fit, fit);
      context.fillText(words, 0, 0);
      context.restore();
    },
  };
}
