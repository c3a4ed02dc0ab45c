import type { SKRSContext2D } from '@napi-rs/canvas';
import { type Rgb, lighten, toCss } from '../color.ts';
import type { Pen } from '../pen.ts';
import type { Skeleton } from './skeleton.ts';

/** One ring of a trunk as the picture shows it: its ends across, its middle, half its width and its visible depth. */
export type Edge = {
  readonly left: readonly [number, number];
  readonly right: readonly [number, number];
  readonly x: number;
  readonly y: number;
  readonly wide: number;
  readonly flat: number;
};

/** A point on the trunk: `share` 0 at the neck, 1 at the lowest ring; `across` -1..1 from left to right. */
export function between(edges: readonly Edge[], share: number, across: number): readonly [number, number] {
  const place = Math.max(0, Math.min(edges.length - 1.001, share * (edges.length - 1)));
  const [low, high] = [edges[Math.floor(place)], edges[Math.floor(place) + 1]];
  if (low === undefined || high === undefined) return [edges[0]?.x ?? 0, edges[0]?.y ?? 0];
  const part = place - Math.floor(place);
  const at = (edge: Edge): readonly [number, number] => {
    const mid = (across + 1) / 2;
    return [edge.left[0] + (edge.right[0] - edge.left[0]) * mid, edge.left[1] + (edge.right[1] - edge.left[1]) * mid];
  };
  const [a, b] = [at(low), at(high)];
  return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part];
}

export function drawOpening(
  context: SKRSContext2D,
  coat: readonly Edge[],
  slide: number,
  facing: number,
  isOpen: boolean,
  color: Rgb,
  inner: Rgb,
): void {
  const middle = slide * 0.6;
  const spread = (isOpen ? 0.26 : 0.3) * facing;
  const point = (share: number, across: number): readonly [number, number] => between(coat, share, middle + across);
  const fill = (points: readonly (readonly [number, number])[], css: string): void => {
    context.beginPath();
    points.forEach(([x, y], index) => (index === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
    context.closePath();
    context.fillStyle = css;
    context.fill();
  };
  const low = isOpen ? 0.98 : 0.36;
  fill(
    [
      point(0.03, -spread * 1.5),
      point(0.03, spread * 1.5),
      point(0.3, spread),
      point(low, isOpen ? spread * 0.5 : 0),
      point(0.3, -spread),
    ],
    toCss(lighten(inner, -0.05)),
  );
  // Lapels, a line down the front, buttons.
  const lapel = toCss(lighten(color, 0.12));
  for (const side of [-1, 1]) {
    fill(
      [
        point(0.02, side * spread * 1.5),
        point(0.16, side * spread * 2.3),
        point(0.26, side * spread * 2),
        point(0.36, side * spread * 0.4),
        point(0.2, side * spread),
      ],
      lapel,
    );
  }
  if (isOpen) return;
  const [from, to] = [point(0.36, 0), point(0.98, 0)];
  context.beginPath();
  context.moveTo(from[0], from[1]);
  context.lineTo(to[0], to[1]);
  const scale = (coat[2]?.wide ?? 10) / 10;
  context.lineWidth = Math.max(0.6, scale * 0.5);
  context.strokeStyle = toCss(lighten(color, -0.28));
  context.stroke();
  for (let button = 0; button < 4; button += 1) {
    const [x, y] = point(0.42 + button * 0.13, 0.1 * facing);
    context.beginPath();
    context.arc(x, y, Math.max(0.7, scale * 0.42), 0, Math.PI * 2);
    context.fillStyle = toCss(lighten(color, -0.4));
    context.fill();
  }
}

export function drawTie(
  context: SKRSContext2D,
  front: (share: number) => readonly [number, number],
  skeleton: Skeleton,
  pen: Pen,
  color: Rgb,
  isBow: boolean,
): void {
  const [x, y] = front(0.16);
  const unit = (pen.view.project(skeleton.chest.at)?.scale ?? 0) * skeleton.height;
  context.fillStyle = toCss(color);
  context.beginPath();
  if (isBow) {
    for (const side of [-1, 1]) {
      context.moveTo(x, y);
      context.lineTo(x + side * unit * 0.032, y - unit * 0.016);
      context.lineTo(x + side * unit * 0.032, y + unit * 0.016);
      context.closePath();
    }
  } else {
    const [endX, endY] = front(0.68);
    context.moveTo(x - unit * 0.01, y);
    context.lineTo(x + unit * 0.01, y);
    context.lineTo(endX + unit * 0.016, endY - unit * 0.02);
    context.lineTo(endX, endY);
    context.lineTo(endX - unit * 0.016, endY - unit * 0.02);
    context.closePath();
  }
  context.fill();
}

export function drawApron(pen: Pen, edges: readonly Edge[], color: Rgb, slide: number, facing: number): void {
  const { context } = pen;
  const side = (across: number): readonly (readonly [number, number])[] =>
    edges.map((_, index) => between(edges, index / Math.max(1, edges.length - 1), slide * 0.4 + across * facing));
  const points = [...side(-0.62), ...side(0.62).toReversed()];
  context.beginPath();
  points.forEach(([x, y], index) => (index === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
  context.closePath();
  context.fillStyle = toCss(color);
  context.fill();
}

export function stripes(context: SKRSContext2D, edges: readonly Edge[], color: Rgb): void {
  context.strokeStyle = toCss(color);
  for (let line = 0; line < 7; line += 1) {
    const share = 0.28 + line * 0.1;
    const [from, to] = [between(edges, share, -0.97), between(edges, share, 0.97)];
    context.lineWidth = Math.max(0.6, (edges[1]?.wide ?? 10) * 0.08);
    context.beginPath();
    context.moveTo(from[0], from[1]);
    context.lineTo(to[0], to[1]);
    context.stroke();
  }
}

export function beltLine(context: SKRSContext2D, edges: readonly Edge[], color: Rgb): void {
  const [waist] = edges;
  if (waist === undefined) return;
  context.beginPath();
  context.moveTo(waist.left[0], waist.left[1]);
  context.lineTo(waist.right[0], waist.right[1]);
  context.lineWidth = Math.max(1, waist.wide * 0.22);
  context.strokeStyle = toCss(color);
  context.stroke();
}
