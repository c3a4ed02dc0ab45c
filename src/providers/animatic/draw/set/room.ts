import { createRandom, wander } from '../../random.ts';
import { type Rgb, lighten, mix, toCss } from '../color.ts';
import type { Light } from '../light.ts';
import { rectY, rectZ } from '../pen.ts';
import type { Sky } from '../sky.ts';
import type { Vec } from '../view.ts';
import { GROUND_COLORS, type GroundKind, createPatch } from './ground.ts';
import type { Stage } from './stage.ts';

export type WallKind = 'plaster' | 'wood' | 'tiles' | 'stone' | 'brick' | 'metal' | 'paper';
export type RoomLook = {
  readonly wall: Rgb;
  readonly wallKind: WallKind;
  readonly floor: GroundKind;
  readonly floorColor: Rgb | null;
  readonly halfWidth: number;
  readonly back: number;
  readonly height: number;
  readonly outside: 'sea' | 'land' | 'city' | 'stars';
};

export const FRONT_Z = -11;

/** Walls, floor, ceiling and their light: a box seen from its open side. */
export function createRoom(room: RoomLook, light: Light, seed: string): (stage: Stage) => void {
  const { halfWidth: w, back, height } = room;
  const floor = createPatch({ kind: room.floor, left: -w, right: w, near: FRONT_Z, far: back, y: 0 }, light, seed);
  const marks = wallMarks(room, seed);
  const wall = light.shade(room.wall);
  const corner = (x: number): readonly Vec[] => [
    { x, y: 0, z: FRONT_Z },
    { x, y: 0, z: back },
    { x, y: height, z: back },
    { x, y: height, z: FRONT_Z },
  ];
  return (stage) => {
    const { pen } = stage;
    const { context, view } = pen;
    context.fillStyle = toCss(lighten(wall, -0.75));
    context.fillRect(0, 0, view.width, view.height);
    const top = view.project({ x: 0, y: height, z: back });
    const foot = view.project({ x: 0, y: 0, z: back });
    const fill = context.createLinearGradient(0, top?.y ?? 0, 0, foot?.y ?? view.height);
    fill.addColorStop(0, toCss(lighten(wall, -0.26)));
    fill.addColorStop(0.45, toCss(lighten(wall, 0.05)));
    fill.addColorStop(1, toCss(lighten(wall, -0.12)));
    pen.poly(rectZ(-w, w, 0, height, back), fill);
    pen.context.globalAlpha = 0.4;
    pen.polys(marks, toCss(lighten(wall, -0.2)));
    pen.context.globalAlpha = 1;
    const side = (x: number, shade: number): void => {
      const near = view.project({ x, y: height / 2, z: -2 });
      const far = view.project({ x, y: height / 2, z: back });
      const gradient = context.createLinearGradient(far?.x ?? 0, 0, near?.x ?? (x < 0 ? 0 : view.width), 0);
      gradient.addColorStop(0, toCss(lighten(wall, shade)));
      gradient.addColorStop(1, toCss(lighten(wall, shade - 0.26)));
      pen.poly(corner(x), gradient);
    };
    side(-w, -0.18);
    side(w, -0.26);
    if (view.pose.y < height) pen.poly(rectY(-w, w, FRONT_Z, back, height), toCss(lighten(wall, -0.36)));
    floor(stage);
    if (room.floorColor !== null) {
      context.globalAlpha = 0.5;
      pen.poly(rectY(-w, w, FRONT_Z, back, 0.003), light.css(room.floorColor));
      context.globalAlpha = 1;
    }
    // The dark line where wall meets floor, and a skirting board.
    pen.poly(rectZ(-w, w, 0, 0.12, back - 0.01), toCss(lighten(wall, -0.34)));
    pen.poly(rectY(-w, w, back - 0.7, back, 0.004), toCss(lighten(light.shade(GROUND_COLORS[room.floor]), -0.6), 0.22));
  };
}

/** A window in the back wall: the sky, what lies outside, rain on the glass, a frame, a sill, and light falling in. */
export function drawWindow(
  stage: Stage,
  room: RoomLook,
  sky: Sky,
  x: number,
  low: number,
  width: number,
  height: number,
  panes = 2,
): void {
  const { pen, light, timeS } = stage;
  const { context, view } = pen;
  const z = room.back - 0.02;
  const [left, right, high] = [x - width / 2, x + width / 2, low + height];
  const frame = light.css([232, 226, 212]);
  pen.poly(rectZ(left - 0.1, right + 0.1, low - 0.1, high + 0.1, z), frame);
  context.save();
  context.beginPath();
  rectZ(left, right, low, high, z).forEach((corner, index) => {
    const spot = view.project(corner);
    if (spot === null) return;
    if (index === 0) context.moveTo(spot.x, spot.y);
    else context.lineTo(spot.x, spot.y);
  });
  context.clip();
  sky.draw(pen, timeS);
  drawOutside(stage, room.outside);
  if (light.weather.rain > 0) drawRunningDrops(stage, left, right, low, high, z);
  context.restore();
  for (let pane = 1; pane < panes; pane += 1) {
    const at = left + (width * pane) / panes;
    pen.poly(rectZ(at - 0.025, at + 0.025, low, high, z - 0.01), frame);
  }
  pen.poly(rectZ(left, right, low + height * 0.6, low + height * 0.6 + 0.04, z - 0.01), frame);
  pen.box({ x, y: low - 0.14, z: z - 0.08 }, width + 0.4, 0.07, 0.22, light.shade([222, 214, 198]));
  if (light.time === 'night') return;
  pen.glow(
    { x, y: low + height / 2, z: z - 0.1 },
    Math.max(width, height) * 1.5,
    mix(light.horizon, [255, 255, 250], 0.3),
    light.isLowKey ? 0.14 : 0.22,
  );
  const slant = light.orb === null ? 0.5 : -light.orb.azimuth * 2.4;
  context.globalCompositeOperation = 'screen';
  pen.poly(
    [
      { x: left + slant * 0.4, y: 0.01, z: z - 1 },
      { x: right + slant * 0.4, y: 0.01, z: z - 1 },
      { x: right + slant * 1.7 + 0.3, y: 0.01, z: z - 3.4 },
      { x: left + slant * 1.7 - 0.1, y: 0.01, z: z - 3.4 },
    ],
    toCss(light.key, light.weather.clouds > 0.7 ? 0.08 : 0.2),
  );
  context.globalCompositeOperation = 'source-over';
}

/** What lies beyond a window or an open cave. */
export function drawOutside(stage: Stage, outside: RoomLook['outside']): void {
  const { pen, light } = stage;
  if (outside === 'stars') {
    drawStars(stage);
    return;
  }
  const far =
    outside === 'sea'
      ? light.css([66, 116, 136], 60)
      : outside === 'city'
        ? light.css([100, 106, 124], 70)
        : light.css([110, 136, 96], 40);
  const y = outside === 'sea' ? -8 : -1.5;
  pen.poly(rectY(-2_000, 2_000, 4, 2_000, y), far);
  if (outside === 'city') {
    pen.polys(
      Array.from({ length: 14 }, (_, index) =>
        rectZ(-80 + index * 12, -71 + index * 12, y, 10 + ((index * 37) % 23), 90),
      ),
      light.css([96, 100, 120], 80),
    );
  } else if (outside === 'land') {
    pen.polys(
      [-60, -20, 26, 70].map((x, index) => [
        { x: x - 46, y, z: 120 },
        { x: x - 14, y: 11 + index * 2, z: 120 },
        { x: x + 8, y: 12 + index * 2, z: 120 },
        { x: x + 46, y, z: 120 },
      ]),
      light.css([104, 130, 110], 110),
    );
  }
}

function drawStars({ pen, timeS }: Stage): void {
  const { context, view } = pen;
  context.fillStyle = '#060a18';
  context.fillRect(0, 0, view.width, view.height);
  pen.glow({ x: 3, y: 2, z: 40 }, 16, [84, 92, 190], 0.5);
  pen.ball({ x: -9, y: -1, z: 60 }, 9, '#b5654e');
  pen.ball({ x: -8, y: 0.4, z: 59 }, 8, '#cf8262');
  context.fillStyle = '#f4f2e4';
  for (let star = 0; star < 120; star += 1) {
    const spot = view.project({
      x: wander(star, 1.5) * 50,
      y: 2 + wander(star, 5.5) * 26,
      z: 80 - ((timeS * 0.4 + star) % 30),
    });
    const size = ((star % 3) + 1) * (view.height / 1100);
    if (spot !== null) context.fillRect(spot.x, spot.y, size, size);
  }
}

function drawRunningDrops(stage: Stage, left: number, right: number, low: number, high: number, z: number): void {
  const { pen, light, timeS } = stage;
  const css = toCss(light.shade([220, 232, 240]), 0.5);
  for (let drop = 0; drop < 26; drop += 1) {
    const x = left + (right - left) * (0.5 + 0.5 * wander(drop * 3, 4.5));
    const fall = (timeS * (0.16 + 0.12 * (drop % 5)) + drop * 0.37) % 1;
    const y = high - (high - low) * fall;
    pen.line(
      { x, y, z: z - 0.01 },
      { x: x + 0.01 * wander(drop, timeS), y: Math.min(high, y + 0.12), z: z - 0.01 },
      0.012,
      css,
    );
  }
}

function wallMarks(room: RoomLook, seed: string): readonly (readonly Vec[])[] {
  const { halfWidth: w, height, back } = room;
  const z = back - 0.005;
  const random = createRandom(`wall ${seed}`);
  const marks: (readonly Vec[])[] = [];
  switch (room.wallKind) {
    case 'wood':
      for (let x = -w; x < w; x += 0.42) marks.push(rectZ(x, x + 0.022, 0, height, z));
      break;
    case 'tiles':
      for (let x = -w; x < w; x += 0.3) marks.push(rectZ(x, x + 0.014, 0, 1.5, z));
      for (let y = 0.3; y <= 1.5; y += 0.3) marks.push(rectZ(-w, w, y, y + 0.014, z));
      break;
    case 'stone':
    case 'brick': {
      const [tall, long] = room.wallKind === 'stone' ? [0.42, 0.9] : [0.2, 0.52];
      for (let y = 0, row = 0; y < height; y += tall, row += 1) {
        for (let x = -w + (row % 2) * long * 0.5; x < w; x += long) {
          if (random.next() < 0.55) marks.push(rectZ(x, x + long * 0.93, y, y + tall * 0.9, z));
        }
      }
      break;
    }
    case 'metal':
      for (let x = -w; x < w; x += 1.2) marks.push(rectZ(x, x + 0.05, 0, height, z));
      for (const y of [0.5, 1.9]) marks.push(rectZ(-w, w, y, y + 0.06, z));
      break;
    case 'paper':
      for (let x = -w; x < w; x += 0.5) marks.push(rectZ(x, x + 0.2, 0.9, height, z));
      marks.push(rectZ(-w, w, 0.84, 0.92, z));
      break;
    case 'plaster':
      marks.push(rectZ(-w, w, 0.9, 0.94, z));
      break;
  }
  return marks;
}
