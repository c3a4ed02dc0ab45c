import type { CanvasGradient, SKRSContext2D } from '@napi-rs/canvas';
import { type Rgb, lighten, toCss } from './color.ts';
import { NEAR_METRES, type Spot, type Vec, type View } from './view.ts';

export type Fill = string | CanvasGradient;

/** Draws things of the world on the picture as one camera sees them. */
export type Pen = {
  readonly context: SKRSContext2D;
  readonly view: View;
  /** A flat polygon in space, cut off where it passes the camera. */
  readonly poly: (points: readonly Vec[], fill: Fill) => void;
  /** Many polygons of one colour in one go. */
  readonly polys: (polygons: readonly (readonly Vec[])[], fill: Fill) => void;
  readonly line: (from: Vec, to: Vec, widthMetres: number, color: string) => void;
  readonly ball: (center: Vec, radiusMetres: number, fill: Fill) => void;
  /** An ellipse lying flat at a height. */
  readonly disc: (center: Vec, radiusX: number, radiusZ: number, fill: Fill) => void;
  /** A tapered limb with round ends. */
  readonly limb: (from: Vec, to: Vec, fromRadius: number, toRadius: number, fill: Fill) => void;
  /** An upright box standing on `base` (the middle of its floor), its visible faces shaded from one colour. */
  readonly box: (base: Vec, width: number, height: number, depth: number, color: Rgb) => void;
  /** A round pillar between two heights. */
  readonly pillar: (base: Vec, height: number, radius: number, topRadius: number, color: Rgb) => void;
  /** Light that adds itself to what is there. */
  readonly glow: (center: Vec, radiusMetres: number, color: Rgb, strength: number) => void;
  /** A cut-out that faces the camera: `draw` works in metres, x right, y down, origin at `at`. */
  readonly cutout: (at: Vec, draw: (context: SKRSContext2D, spot: Spot) => void) => void;
};

const ROUND_STEPS = 20;

export function createPen(context: SKRSContext2D, view: View): Pen {
  const trace = (points: readonly Vec[]): boolean => {
    const inside = clipNear(points.map(view.toCamera));
    if (inside.length < 3) return false;
    inside.forEach((point, index) => {
      const spot = view.fromCamera(point);
      if (index === 0) context.moveTo(spot.x, spot.y);
      else context.lineTo(spot.x, spot.y);
    });
    context.closePath();
    return true;
  };
  const poly = (points: readonly Vec[], fill: Fill): void => {
    context.beginPath();
    if (!trace(points)) return;
    context.fillStyle = fill;
    context.fill();
  };
  const disc = (center: Vec, radiusX: number, radiusZ: number, fill: Fill): void => {
    poly(ring(center, radiusX, radiusZ), fill);
  };

  return {
    context,
    view,
    poly,
    polys: (polygons, fill) => {
      context.beginPath();
      for (const points of polygons) trace(points);
      context.fillStyle = fill;
      context.fill();
    },
    line: (from, to, widthMetres, color) => {
      const [start, end] = clipNear([view.toCamera(from), view.toCamera(to)]);
      if (start === undefined || end === undefined) return;
      const [a, b] = [view.fromCamera(start), view.fromCamera(end)];
      context.beginPath();
      context.moveTo(a.x, a.y);
      context.lineTo(b.x, b.y);
      context.lineWidth = Math.max(0.6, (widthMetres * (a.scale + b.scale)) / 2);
      context.lineCap = 'round';
      context.strokeStyle = color;
      context.stroke();
    },
    ball: (center, radiusMetres, fill) => {
      const spot = view.project(center);
      if (spot === null) return;
      context.beginPath();
      context.arc(spot.x, spot.y, radiusMetres * spot.scale, 0, Math.PI * 2);
      context.fillStyle = fill;
      context.fill();
    },
    disc,
    limb: (from, to, fromRadius, toRadius, fill) => {
      const [a, b] = [view.project(from), view.project(to)];
      if (a === null || b === null) return;
      taper(context, a.x, a.y, fromRadius * a.scale, b.x, b.y, toRadius * b.scale);
      context.fillStyle = fill;
      context.fill();
    },
    box: (base, width, height, depth, color) => {
      const [left, right] = [base.x - width / 2, base.x + width / 2];
      const [front, back] = [base.z - depth / 2, base.z + depth / 2];
      const [floor, top] = [base.y, base.y + height];
      const { pose } = view;
      const side = (x: number, shade: number): void =>
        poly(
          quad({ x, y: floor, z: front }, { x, y: floor, z: back }, { x, y: top, z: back }, { x, y: top, z: front }),
          toCss(lighten(color, shade)),
        );
      if (pose.x < left) side(left, -0.3);
      if (pose.x > right) side(right, -0.2);
      if (pose.z < front) poly(rectZ(left, right, floor, top, front), toCss(color));
      if (pose.z > back) poly(rectZ(left, right, floor, top, back), toCss(lighten(color, -0.25)));
      if (pose.y > top) {
        poly(
          quad(
            { x: left, y: top, z: front },
            { x: right, y: top, z: front },
            { x: right, y: top, z: back },
            { x: left, y: top, z: back },
          ),
          toCss(lighten(color, 0.16)),
        );
      } else if (pose.y < floor) {
        poly(
          quad(
            { x: left, y: floor, z: front },
            { x: right, y: floor, z: front },
            { x: right, y: floor, z: back },
            { x: left, y: floor, z: back },
          ),
          toCss(lighten(color, -0.4)),
        );
      }
    },
    pillar: (base, height, radius, topRadius, color) => {
      const top = { ...base, y: base.y + height };
      const [a, b] = [view.project(base), view.project(top)];
      if (a === null || b === null) return;
      disc(base, radius, radius, toCss(lighten(color, -0.18)));
      const [wideA, wideB] = [radius * a.scale, topRadius * b.scale];
      const tilt = Math.atan2(b.y - a.y, b.x - a.x) + Math.PI / 2;
      const [nx, ny] = [Math.cos(tilt), Math.sin(tilt)];
      const shade = context.createLinearGradient(
        a.x - nx * wideA,
        a.y - ny * wideA,
        a.x + nx * wideA,
        a.y + ny * wideA,
      );
      shade.addColorStop(0, toCss(lighten(color, 0.12)));
      shade.addColorStop(0.45, toCss(color));
      shade.addColorStop(1, toCss(lighten(color, -0.34)));
      context.beginPath();
      context.moveTo(a.x - nx * wideA, a.y - ny * wideA);
      context.lineTo(b.x - nx * wideB, b.y - ny * wideB);
      context.lineTo(b.x + nx * wideB, b.y + ny * wideB);
      context.lineTo(a.x + nx * wideA, a.y + ny * wideA);
      context.fillStyle = shade;
      context.fill();
      if (view.pose.y > top.y) disc(top, topRadius, topRadius, toCss(lighten(color, 0.2)));
    },
    glow: (center, radiusMetres, color, strength) => {
      const spot = view.project(center);
      if (spot === null || strength <= 0) return;
      const reach = radiusMetres * spot.scale;
      if (
        reach < 3 ||
        spot.x < -reach ||
        spot.x > view.width + reach ||
        spot.y < -reach ||
        spot.y > view.height + reach
      )
        return;
      const radius = Math.min(reach, view.height * 2);
      const light = context.createRadialGradient(spot.x, spot.y, 0, spot.x, spot.y, radius);
      light.addColorStop(0, toCss(color, strength));
      light.addColorStop(0.35, toCss(color, strength * 0.38));
      light.addColorStop(1, toCss(color, 0));
      context.globalCompositeOperation = 'screen';
      context.fillStyle = light;
      context.fillRect(spot.x - radius, spot.y - radius, radius * 2, radius * 2);
      context.globalCompositeOperation = 'source-over';
    },
    cutout: (at, draw) => {
      const spot = view.project(at);
      if (spot === null) return;
      context.save();
      context.translate(spot.x, spot.y);
      context.rotate(view.pose.roll);
      // Seen from above or below a standing cut-out is foreshortened.
      context.scale(spot.scale, spot.scale * Math.max(0.2, Math.cos(view.pose.pitch)));
      draw(context, spot);
      context.restore();
    },
  };
}

export function quad(a: Vec, b: Vec, c: Vec, d: Vec): readonly Vec[] {
  return [a, b, c, d];
}

/** An upright rectangle that faces the audience. */
export function rectZ(left: number, right: number, low: number, high: number, z: number): readonly Vec[] {
  return [
    { x: left, y: low, z },
    { x: right, y: low, z },
    { x: right, y: high, z },
    { x: left, y: high, z },
  ];
}

/** A rectangle lying flat. */
export function rectY(left: number, right: number, near: number, far: number, y = 0): readonly Vec[] {
  return [
    { x: left, y, z: near },
    { x: right, y, z: near },
    { x: right, y, z: far },
    { x: left, y, z: far },
  ];
}

export function ring(center: Vec, radiusX: number, radiusZ: number, steps = ROUND_STEPS): readonly Vec[] {
  return Array.from({ length: steps }, (_, index) => {
    const turn = (index / steps) * Math.PI * 2;
    return { x: center.x + Math.cos(turn) * radiusX, y: center.y, z: center.z + Math.sin(turn) * radiusZ };
  });
}

/** An upright ellipse that faces the audience. */
export function ovalZ(center: Vec, radiusX: number, radiusY: number, steps = 24): readonly Vec[] {
  return Array.from({ length: steps }, (_, index) => {
    const turn = (index / steps) * Math.PI * 2;
    return { x: center.x + Math.cos(turn) * radiusX, y: center.y + Math.sin(turn) * radiusY, z: center.z };
  });
}

/** The outline of two circles and their common tangents. */
export function taper(
  context: SKRSContext2D,
  ax: number,
  ay: number,
  ar: number,
  bx: number,
  by: number,
  br: number,
): void {
  const length = Math.hypot(bx - ax, by - ay);
  context.beginPath();
  if (length <= Math.abs(ar - br) + 0.01) {
    context.arc(ar > br ? ax : bx, ar > br ? ay : by, Math.max(ar, br), 0, Math.PI * 2);
    return;
  }
  const angle = Math.atan2(by - ay, bx - ax);
  const open = Math.acos((ar - br) / length);
  context.arc(ax, ay, ar, angle + open, angle - open);
  context.arc(bx, by, br, angle - open, angle + open);
  context.closePath();
}

function clipNear(points: readonly Vec[]): readonly Vec[] {
  if (points.every((point) => point.z >= NEAR_METRES)) return points;
  const kept: Vec[] = [];
  points.forEach((point, index) => {
    const next = points[(index + 1) % points.length] ?? point;
    if (point.z >= NEAR_METRES) kept.push(point);
    if (point.z >= NEAR_METRES === next.z >= NEAR_METRES || (points.length === 2 && index === 1)) return;
    const part = (NEAR_METRES - point.z) / (next.z - point.z);
    kept.push({ x: point.x + (next.x - point.x) * part, y: point.y + (next.y - point.y) * part, z: NEAR_METRES });
  });
  return kept;
}
