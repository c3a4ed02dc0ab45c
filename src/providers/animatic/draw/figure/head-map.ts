import type { SKRSContext2D } from '@napi-rs/canvas';

/**
 * The head as a ball of radius 1 seen from one side: where a point of its surface appears. `x` right, `y` down.
 * `facing` is 1 where the surface looks at the camera, 0 at the outline, negative behind.
 */
export type HeadMap = {
  /** How far the face is turned from the camera, in radians; positive to the right of the picture. */
  readonly yaw: number;
  readonly pitch: number;
  readonly at: (azimuth: number, elevation: number, radius?: number) => HeadSpot;
};
export type HeadSpot = { readonly x: number; readonly y: number; readonly facing: number };

const TALL = 1.1;

export function createHeadMap(yaw: number, pitch: number): HeadMap {
  const [cosPitch, sinPitch] = [Math.cos(pitch), Math.sin(pitch)];
  return {
    yaw,
    pitch,
    at: (azimuth, elevation, radius = 1) => {
      const flat = Math.cos(elevation);
      const x = flat * Math.sin(azimuth + yaw);
      const ahead = flat * Math.cos(azimuth + yaw);
      const up = Math.sin(elevation);
      return {
        x: x * radius * 0.93,
        y: -(up * cosPitch + ahead * sinPitch) * radius * TALL,
        facing: ahead * cosPitch - up * sinPitch,
      };
    },
  };
}

/** The visible part of a line round the head at the elevations that `line` gives, from left to right. */
export function visibleLine(
  map: HeadMap,
  line: (azimuth: number) => number,
  radius = 1,
  steps = 40,
): readonly HeadSpot[] {
  const spots: (HeadSpot & { azimuth: number })[] = [];
  for (let step = 0; step < steps; step += 1) {
    const azimuth = -Math.PI + (step / steps) * Math.PI * 2;
    const spot = map.at(azimuth, line(azimuth), radius);
    if (spot.facing >= -0.02) spots.push({ ...spot, azimuth: wrap(azimuth + map.yaw) });
  }
  return spots.toSorted((a, b) => a.azimuth - b.azimuth);
}

/** Fills what lies above (or below) a line round the head, out to `radius`. */
export function fillCap(
  context: SKRSContext2D,
  line: readonly HeadSpot[],
  radius: number,
  side: 'above' | 'below',
  center: { readonly x: number; readonly y: number } = { x: 0, y: 0 },
): void {
  const first = line[0];
  const last = line.at(-1);
  if (first === undefined || last === undefined || line.length < 3) return;
  context.beginPath();
  context.moveTo(first.x, first.y);
  for (const spot of line) context.lineTo(spot.x, spot.y);
  const from = Math.atan2((last.y - center.y) / TALL, last.x - center.x);
  const to = Math.atan2((first.y - center.y) / TALL, first.x - center.x);
  context.ellipse(center.x, center.y, radius * 0.95, radius * TALL, 0, from, to, side === 'above');
  context.closePath();
  context.fill();
}

function wrap(angle: number): number {
  return Math.atan2(Math.sin(angle), Math.cos(angle));
}
