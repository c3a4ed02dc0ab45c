import { createRandom } from '../../random.ts';
import { type Rgb, lighten, mix, toCss } from '../color.ts';
import type { Light } from '../light.ts';
import { ovalZ, rectZ } from '../pen.ts';
import type { Vec } from '../view.ts';
import type { Stage, Thing } from './stage.ts';

const LIT: Rgb = [255, 208, 128];

/** What a window shows: lamplight in the dark, the pale sky by day. */
export function windowColor(light: Light): string {
  return light.lamps
    ? toCss(mix(light.shade(LIT), LIT, 0.8))
    : toCss(mix(light.shade([70, 88, 104]), light.skyMiddle, 0.5));
}

/** A house with a gable, a door, and lit or dark windows. */
export function house(at: Vec, width: number, height: number, color: Rgb, seed: string): Thing {
  const random = createRandom(`house ${seed} ${at.x.toFixed(1)} ${at.z.toFixed(1)}`);
  const depth = width * 0.8;
  const roof: Rgb = random.pick<Rgb>([150, 84, 66], [104, 96, 104], [128, 92, 70], [92, 104, 112]);
  const front = at.z - depth / 2;
  const windows = Array.from({ length: Math.max(2, Math.floor(height / 2.2)) * 2 }, (_, index) => ({
    x: at.x + width * (index % 2 === 0 ? -0.26 : 0.26),
    y: at.y + 1.25 + Math.floor(index / 2) * 2.1,
    lit: random.next() < 0.6,
  })).filter((window) => window.y + 1 < at.y + height);
  return {
    at: { ...at, z: front },
    draw: (stage) => {
      const { pen, light } = stage;
      const wall = light.shade(color, at.z);
      pen.box(at, width, height, depth, wall);
      const ridge = at.y + height + width * 0.42;
      const eave = width * 0.56;
      const gable = [
        { x: at.x - eave, y: at.y + height, z: front - 0.02 },
        { x: at.x, y: ridge, z: front - 0.02 },
        { x: at.x + eave, y: at.y + height, z: front - 0.02 },
      ];
      const tiles = light.shade(roof, at.z);
      const slope = (side: number): void =>
        pen.poly(
          [
            { x: at.x, y: ridge, z: front - 0.1 },
            { x: at.x + eave * side, y: at.y + height - 0.1, z: front - 0.1 },
            { x: at.x + eave * side, y: at.y + height - 0.1, z: front + depth },
            { x: at.x, y: ridge, z: front + depth },
          ],
          toCss(lighten(tiles, side < 0 ? 0.04 : -0.14)),
        );
      if (pen.view.pose.x < at.x) [1, -1].forEach(slope);
      else [-1, 1].forEach(slope);
      pen.box({ x: at.x + width * 0.22, y: ridge - width * 0.28, z: at.z }, 0.5, 0.9, 0.5, lighten(tiles, -0.1));
      pen.poly(gable, toCss(lighten(wall, -0.05)));
      for (const side of [-1, 1]) {
        const edge = { x: at.x + eave * 1.06 * side, y: at.y + height - 0.16, z: front - 0.12 };
        pen.line(
          { x: at.x, y: ridge + 0.06, z: front - 0.12 },
          edge,
          0.26,
          toCss(lighten(tiles, side < 0 ? 0.05 : -0.1)),
        );
      }
      pen.poly(rectZ(at.x - 0.45, at.x + 0.45, at.y, at.y + 1.95, front - 0.03), toCss(lighten(tiles, -0.3)));
      for (const window of windows) {
        pen.poly(
          rectZ(window.x - 0.42, window.x + 0.42, window.y - 0.06, window.y + 1.06, front - 0.03),
          toCss(lighten(wall, 0.24)),
        );
        const dark = toCss(light.shade([62, 74, 92], at.z));
        pen.poly(
          rectZ(window.x - 0.34, window.x + 0.34, window.y, window.y + 1, front - 0.04),
          window.lit ? windowColor(light) : dark,
        );
        if (window.lit && light.lamps && window.y < at.y + 2)
          pen.glow({ x: window.x, y: window.y + 0.5, z: front - 0.1 }, 1.7, LIT, 0.24);
      }
    },
  };
}

/** A town building: floors of windows, a cornice, sometimes a shop at street level. */
export function block(at: Vec, width: number, height: number, depth: number, color: Rgb, seed: string): Thing {
  const random = createRandom(`block ${seed} ${at.x.toFixed(1)} ${at.z.toFixed(1)}`);
  const front = at.z - depth / 2;
  const side = at.x < 0 ? at.x + width / 2 : at.x - width / 2;
  const floors = Math.floor((height - 3.2) / 2.6);
  const rows = Array.from({ length: Math.max(1, floors) }, (_, floor) => at.y + 3.4 + floor * 2.6);
  const frontWindows = rows.flatMap((y) =>
    Array.from({ length: Math.floor(width / 1.5) }, (_, index) => {
      const x = at.x - width / 2 + 0.8 + index * 1.5;
      return { lit: random.next() < 0.4, points: rectZ(x - 0.36, x + 0.36, y, y + 1.4, front - 0.02) };
    }),
  );
  const sideWindows = rows.flatMap((y) =>
    Array.from({ length: Math.floor(depth / 1.7) }, (_, index) => {
      const z = front + 0.9 + index * 1.7;
      return { lit: random.next() < 0.4, points: upright(side - Math.sign(side) * 0.02, z - 0.4, z + 0.4, y, y + 1.4) };
    }),
  );
  const shop = upright(side - Math.sign(side) * 0.03, front + 0.5, front + depth - 0.5, at.y + 0.4, at.y + 2.5);
  const panes = [0, 1, 2, 3].map((pane) => {
    const near = front + 0.7 + pane * ((depth - 1.2) / 4);
    return upright(side - Math.sign(side) * 0.04, near, near + (depth - 1.2) / 4 - 0.22, at.y + 0.9, at.y + 2.3);
  });
  const awning = random.pick<Rgb>([176, 70, 62], [70, 120, 116], [204, 152, 66], [92, 84, 130]);
  return {
    at: { ...at, z: front },
    draw: ({ pen, light }) => {
      const distance = Math.max(0, front);
      pen.box(at, width, height, depth, light.shade(color, distance));
      const dark = light.css(lighten(color, -0.42), distance);
      const windows = [...frontWindows, ...sideWindows];
      pen.polys(
        windows.filter((window) => !window.lit).map((window) => window.points),
        dark,
      );
      pen.polys(
        windows.filter((window) => window.lit).map((window) => window.points),
        light.lamps ? windowColor(light) : light.css(mix(color, light.skyMiddle, 0.6), distance),
      );
      pen.poly(shop, light.lamps ? light.css(mix(color, LIT, 0.55), distance * 0.3) : dark);
      if (light.lamps) pen.polys(panes, windowColor(light));
      const out = side - Math.sign(side) * 0.9;
      pen.poly(
        [
          { x: side, y: at.y + 2.9, z: front + 0.4 },
          { x: side, y: at.y + 2.9, z: front + depth - 0.4 },
          { x: out, y: at.y + 2.45, z: front + depth - 0.4 },
          { x: out, y: at.y + 2.45, z: front + 0.4 },
        ],
        light.css(awning, distance),
      );
      if (light.lamps) pen.glow({ x: side, y: at.y + 1.6, z: at.z }, 3.4, LIT, 0.2);
    },
  };
}

function upright(x: number, near: number, far: number, low: number, high: number): readonly Vec[] {
  return [
    { x, y: low, z: near },
    { x, y: low, z: far },
    { x, y: high, z: far },
    { x, y: high, z: near },
  ];
}

/** A lighthouse: white tower, gallery, lantern; its beam turns when lamps are lit. */
export function lighthouse(at: Vec, height: number): Thing {
  return {
    at,
    draw: (stage) => {
      const { pen, light, timeS } = stage;
      const radius = height * 0.09;
      const distance = Math.max(0, at.z);
      const white = light.shade([240, 236, 226], distance);
      pen.box({ ...at, x: at.x + radius * 2.4 }, radius * 3.4, height * 0.14, radius * 2, lighten(white, -0.06));
      pen.pillar(at, height * 0.78, radius, radius * 0.66, white);
      const band = (low: number, high: number): void => {
        const width = (part: number): number => radius * (1 - 0.34 * (part / 0.78));
        pen.pillar(
          { ...at, y: at.y + height * low },
          height * (high - low),
          width(low) * 1.01,
          width(high) * 1.01,
          light.shade([188, 66, 54], distance),
        );
      };
      band(0.2, 0.34);
      band(0.5, 0.62);
      pen.pillar(
        { ...at, y: at.y + height * 0.78 },
        height * 0.025,
        radius * 0.95,
        radius * 0.95,
        light.shade([60, 64, 72], distance),
      );
      const lantern = { ...at, y: at.y + height * 0.805 };
      pen.pillar(
        lantern,
        height * 0.1,
        radius * 0.5,
        radius * 0.5,
        light.lamps ? mix(light.shade(LIT), LIT, 0.85) : light.shade([150, 176, 188], distance),
      );
      pen.pillar(
        { ...at, y: at.y + height * 0.905 },
        height * 0.07,
        radius * 0.66,
        radius * 0.06,
        light.shade([150, 56, 48], distance),
      );
      if (!light.lamps) return;
      const lamp = { ...at, y: lantern.y + height * 0.05 };
      pen.glow(lamp, height * 0.5, LIT, 0.8);
      beam(stage, lamp, timeS * 0.55 + 0.6, height * 4);
    },
  };
}

/** A turning cone of light from a lamp. */
export function beam(stage: Stage, lamp: Vec, turn: number, reach: number): void {
  const { pen } = stage;
  for (const half of [0, Math.PI]) {
    const angle = turn + half;
    const toward = Math.cos(angle);
    const spread = 0.075;
    const end = (offset: number): Vec => ({
      x: lamp.x + Math.cos(angle + offset) * reach,
      y: lamp.y + reach * offset * 0.4,
      z: lamp.z + Math.sin(angle + offset) * reach * 0.5,
    });
    const [from, to] = [pen.view.project(lamp), pen.view.project(end(0))];
    if (from === null || to === null) continue;
    const fade = pen.context.createLinearGradient(from.x, from.y, to.x, to.y);
    fade.addColorStop(0, toCss(LIT, 0.5));
    fade.addColorStop(0.4, toCss(LIT, 0.16 + 0.05 * Math.abs(toward)));
    fade.addColorStop(1, toCss(LIT, 0));
    pen.context.globalCompositeOperation = 'screen';
    pen.poly([lamp, end(-spread), end(spread)], fade);
    pen.context.globalCompositeOperation = 'source-over';
  }
}

/** A stone or brick wall across the set. */
export function wall(left: number, right: number, z: number, height: number, color: Rgb, seed: string): Thing {
  const random = createRandom(`wall ${seed}`);
  const bricks: (readonly Vec[])[] = [];
  for (let y = 0.05, row = 0; y < height - 0.15; y += 0.24, row += 1) {
    for (let x = left + (row % 2) * 0.3; x < right - 0.5; x += 0.62) {
      if (random.next() < 0.3) bricks.push(rectZ(x, x + 0.56, y, y + 0.19, z - 0.01));
    }
  }
  return {
    at: { x: (left + right) / 2, y: 0, z },
    draw: ({ pen, light }) => {
      pen.box({ x: (left + right) / 2, y: 0, z: z + 0.2 }, right - left, height, 0.4, light.shade(color, z));
      pen.polys(bricks, light.css(lighten(color, 0.1), z));
      pen.box(
        { x: (left + right) / 2, y: height, z: z + 0.2 },
        right - left,
        0.1,
        0.55,
        light.shade(lighten(color, -0.16), z),
      );
    },
  };
}

/** A round clock face in the plane of the picture. */
export function clockFace(stage: Stage, at: Vec, radius: number, timeS: number): void {
  const { pen, light } = stage;
  pen.poly(ovalZ(at, radius, radius), light.css([64, 52, 44]));
  pen.poly(ovalZ({ ...at, z: at.z - 0.01 }, radius * 0.86, radius * 0.86), light.css([244, 238, 222]));
  const hand = (turn: number, length: number, width: number): void =>
    pen.line(
      { ...at, z: at.z - 0.02 },
      { x: at.x + Math.sin(turn) * length, y: at.y + Math.cos(turn) * length, z: at.z - 0.02 },
      width,
      light.css([40, 36, 40]),
    );
  hand(-0.9, radius * 0.45, radius * 0.09);
  hand(0.7 + timeS * 0.02, radius * 0.7, radius * 0.06);
}
