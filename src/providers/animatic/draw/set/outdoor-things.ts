import { wander } from '../../random.ts';
import { lighten, mix, type Rgb, toCss } from '../color.ts';
import { rectZ } from '../pen.ts';
import type { Vec } from '../view.ts';
import { drawShadow } from './ground.ts';
import type { Thing } from './stage.ts';

const WOOD: Rgb = [142, 104, 70];
const IRON: Rgb = [70, 76, 86];
const LAMP: Rgb = [255, 214, 140];

export function bench(at: Vec, color: Rgb = WOOD): Thing {
  return {
    at,
    draw: (stage) => {
      const { pen, light } = stage;
      drawShadow(stage, at, 0.8);
      const wood = light.shade(color, Math.max(0, at.z));
      for (const x of [-0.6, 0.6]) pen.box({ x: at.x + x, y: at.y, z: at.z }, 0.08, 0.44, 0.4, lighten(wood, -0.3));
      pen.box({ ...at, y: at.y + 0.44 }, 1.5, 0.06, 0.45, wood);
      pen.box({ x: at.x, y: at.y + 0.62, z: at.z + 0.2 }, 1.5, 0.3, 0.05, lighten(wood, 0.06));
    },
  };
}

export function lamppost(at: Vec, height = 3.6): Thing {
  return {
    at,
    draw: (stage) => {
      const { pen, light } = stage;
      const iron = light.shade(IRON, Math.max(0, at.z));
      drawShadow(stage, at, 0.3);
      pen.pillar(at, height * 0.12, 0.12, 0.07, iron);
      pen.pillar(at, height, 0.05, 0.035, iron);
      const lamp = { ...at, y: at.y + height + 0.16 };
      pen.ball(lamp, 0.2, light.lamps ? toCss(LAMP) : light.css([214, 220, 214]));
      pen.pillar({ ...at, y: at.y + height + 0.28 }, 0.14, 0.22, 0.03, iron);
      if (!light.lamps) return;
      pen.glow(lamp, 2.4, LAMP, 0.65);
      pen.context.globalCompositeOperation = 'screen';
      pen.disc({ ...at, y: at.y + 0.01 }, 2, 1.4, toCss(LAMP, 0.13));
      pen.context.globalCompositeOperation = 'source-over';
    },
  };
}

export function fountain(at: Vec): Thing {
  return {
    at,
    draw: (stage) => {
      const { pen, light, timeS } = stage;
      const stone = light.shade([176, 170, 160], Math.max(0, at.z));
      const water = light.css([128, 176, 190], at.z);
      drawShadow(stage, at, 2);
      pen.pillar(at, 0.5, 1.7, 1.7, stone);
      pen.disc({ ...at, y: at.y + 0.5 }, 1.7, 1.7, toCss(lighten(stone, 0.15)));
      pen.disc({ ...at, y: at.y + 0.5 }, 1.45, 1.45, water);
      pen.pillar({ ...at, y: at.y + 0.5 }, 0.9, 0.16, 0.12, stone);
      pen.pillar({ ...at, y: at.y + 1.4 }, 0.14, 0.3, 0.75, stone);
      pen.disc({ ...at, y: at.y + 1.54 }, 0.68, 0.68, water);
      for (let jet = 0; jet < 9; jet += 1) {
        const turn = (jet / 9) * Math.PI * 2;
        const drop = (timeS * 0.9 + jet * 0.37) % 1;
        const from = { x: at.x, y: at.y + 1.6, z: at.z };
        const out = (part: number): Vec => ({
          x: from.x + Math.cos(turn) * part * 0.95,
          y: from.y + 0.9 * part - 1.9 * part * part,
          z: from.z + Math.sin(turn) * part * 0.95,
        });
        pen.line(out(drop), out(Math.min(1, drop + 0.16)), 0.03, toCss(light.shade([226, 240, 244]), 0.7));
      }
    },
  };
}

/** Posts and rails between two points. */
export function railing(from: Vec, to: Vec, height: number, color: Rgb = IRON, gap = 0.9): Thing {
  const length = Math.hypot(to.x - from.x, to.z - from.z);
  const posts = Math.max(1, Math.round(length / gap));
  const at = (part: number, y: number): Vec => ({
    x: from.x + (to.x - from.x) * part,
    y: from.y + (to.y - from.y) * part + y,
    z: from.z + (to.z - from.z) * part,
  });
  return {
    at: at(0.5, 0),
    draw: ({ pen, light }) => {
      const css = light.css(color, Math.max(0, from.z));
      for (let post = 0; post <= posts; post += 1) pen.line(at(post / posts, 0), at(post / posts, height), 0.045, css);
      for (const level of [0.35, 0.68, 1])
        pen.line(at(0, height * level), at(1, height * level), level === 1 ? 0.07 : 0.03, css);
    },
  };
}

export function rock(at: Vec, size: number, color: Rgb = [126, 122, 118]): Thing {
  return {
    at,
    draw: (stage) => {
      const { pen, light } = stage;
      drawShadow(stage, at, size * 0.9);
      const point = (x: number, y: number): Vec => ({ x: at.x + x * size, y: at.y + y * size, z: at.z });
      const base = light.shade(color, Math.max(0, at.z));
      pen.poly([point(-0.9, 0), point(-0.7, 0.45), point(-0.1, 0.8), point(0.5, 0.62), point(0.95, 0)], toCss(base));
      pen.poly([point(-0.1, 0.8), point(0.5, 0.62), point(0.95, 0), point(0.25, 0)], toCss(lighten(base, -0.22)));
      pen.poly([point(-0.7, 0.45), point(-0.1, 0.8), point(0, 0.5), point(-0.45, 0.34)], toCss(lighten(base, 0.16)));
    },
  };
}

/** A shallow bowl with a rim. */
export function crater(at: Vec, size: number): Thing {
  return {
    at: { ...at, z: at.z + 20 },
    draw: ({ pen, light }) => {
      const far = Math.max(0, at.z);
      pen.disc({ ...at, y: 0.01 }, size * 1.12, size * 0.8, light.css([158, 158, 160], far));
      pen.disc({ ...at, y: 0.012, z: at.z + size * 0.05 }, size, size * 0.68, light.css([96, 96, 100], far));
      pen.disc({ ...at, y: 0.014, z: at.z + size * 0.16 }, size * 0.8, size * 0.46, light.css([118, 118, 122], far));
    },
  };
}

export function cactus(at: Vec, height: number): Thing {
  return {
    at,
    draw: (stage) => {
      const { pen, light } = stage;
      drawShadow(stage, at, height * 0.2);
      const green = light.css([92, 130, 84], Math.max(0, at.z));
      const radius = height * 0.07;
      const top = { ...at, y: at.y + height };
      pen.limb(at, top, radius * 1.1, radius, green);
      for (const [side, y] of [
        [-1, 0.45],
        [1, 0.58],
      ] as const) {
        const elbow = { x: at.x + side * height * 0.2, y: at.y + height * y, z: at.z };
        pen.limb({ ...at, y: at.y + height * y }, elbow, radius * 0.8, radius * 0.8, green);
        pen.limb(elbow, { ...elbow, y: elbow.y + height * 0.26 }, radius * 0.8, radius * 0.7, green);
      }
      pen.line(
        { x: at.x - radius * 0.4, y: at.y, z: at.z - 0.01 },
        { x: at.x - radius * 0.4, y: top.y, z: at.z - 0.01 },
        radius * 0.2,
        light.css([122, 158, 104]),
      );
    },
  };
}

/** A mast with stays, and wind cups that turn. */
export function mast(at: Vec, height: number, hasCups = true): Thing {
  return {
    at,
    draw: ({ pen, light, timeS }) => {
      const steel = light.css([122, 130, 140], Math.max(0, at.z));
      const top = { ...at, y: at.y + height };
      pen.line(at, top, 0.09, steel);
      for (const x of [-2, 2]) pen.line({ ...top, y: top.y - 0.4 }, { x: at.x + x, y: at.y, z: at.z }, 0.018, steel);
      if (!hasCups) return;
      const turn = timeS * (2 + light.weather.wind * 6);
      for (let cup = 0; cup < 3; cup += 1) {
        const angle = turn + (cup / 3) * Math.PI * 2;
        const end = { x: top.x + Math.cos(angle) * 0.55, y: top.y + 0.05, z: top.z + Math.sin(angle) * 0.55 };
        pen.line(top, end, 0.03, steel);
        pen.ball(end, 0.13, light.css([196, 84, 66]));
      }
    },
  };
}

export function crate(at: Vec, size: number, color: Rgb = WOOD): Thing {
  return {
    at,
    draw: (stage) => {
      const { pen, light } = stage;
      drawShadow(stage, at, size * 0.8);
      pen.box(at, size, size * 0.85, size, light.shade(color, Math.max(0, at.z)));
      const front = at.z - size / 2 - 0.01;
      for (const y of [0.06, 0.66]) {
        pen.poly(
          rectZ(at.x - size / 2, at.x + size / 2, at.y + size * y, at.y + size * (y + 0.13), front),
          light.css(lighten(color, -0.16)),
        );
      }
    },
  };
}

export function barrel(at: Vec, color: Rgb = WOOD): Thing {
  return {
    at,
    draw: (stage) => {
      const { pen, light } = stage;
      drawShadow(stage, at, 0.45);
      const wood = light.shade(color, Math.max(0, at.z));
      pen.pillar(at, 0.45, 0.32, 0.38, wood);
      pen.pillar({ ...at, y: at.y + 0.45 }, 0.45, 0.38, 0.32, lighten(wood, 0.04));
      for (const y of [0.15, 0.72]) pen.pillar({ ...at, y: at.y + y }, 0.06, 0.37, 0.37, light.shade(IRON));
    },
  };
}

/** Strings of small lamps between two points. */
export function lampString(from: Vec, to: Vec, count: number): Thing {
  return {
    at: { x: (from.x + to.x) / 2, y: from.y, z: Math.max(from.z, to.z) },
    draw: ({ pen, light, timeS }) => {
      const point = (part: number): Vec => ({
        x: from.x + (to.x - from.x) * part,
        y: from.y + (to.y - from.y) * part - Math.sin(part * Math.PI) * 0.7 + wander(3, timeS * 0.5 + part * 3) * 0.03,
        z: from.z + (to.z - from.z) * part,
      });
      for (let index = 0; index < 10; index += 1)
        pen.line(point(index / 10), point((index + 1) / 10), 0.015, light.css([50, 48, 56]));
      for (let index = 1; index < count; index += 1) {
        const bulb = { ...point(index / count), y: point(index / count).y - 0.1 };
        const color: Rgb = index % 3 === 0 ? [255, 170, 120] : index % 3 === 1 ? LAMP : [250, 226, 180];
        pen.ball(bulb, 0.09, light.lamps ? toCss(color) : light.css(color));
        if (!light.lamps) continue;
        for (const [radius, alpha] of [
          [0.3, 0.1],
          [0.18, 0.22],
        ] as const)
          pen.ball(bulb, radius, toCss(color, alpha));
      }
    },
  };
}

/** A sign of glass tubes that sticks out from a wall; lit when lamps are. */
export function neonSign(at: Vec, color: Rgb): Thing {
  return {
    at,
    draw: ({ pen, light }) => {
      const tube = light.lamps ? toCss(mix(light.shade(color), color, 0.85)) : light.css(color, at.z);
      pen.box({ ...at, y: at.y - 0.55 }, 0.5, 1.2, 0.12, light.shade([38, 38, 46], at.z));
      for (const up of [-0.35, 0, 0.35])
        pen.line(
          { x: at.x - 0.14, y: at.y + up, z: at.z - 0.08 },
          { x: at.x + 0.14, y: at.y + up, z: at.z - 0.08 },
          0.06,
          tube,
        );
      if (light.lamps) pen.glow(at, 2.2, color, 0.5);
    },
  };
}
