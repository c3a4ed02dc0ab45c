import { createRandom } from '../../random.ts';
import { type Rgb, lighten, mix, toCss } from '../color.ts';
import { ovalZ, rectY, rectZ } from '../pen.ts';
import type { Vec } from '../view.ts';
import { drawShadow } from './ground.ts';
import type { Thing } from './stage.ts';

const WOOD: Rgb = [146, 104, 70];
const DARK_WOOD: Rgb = [96, 68, 52];
const LAMP: Rgb = [255, 206, 128];

export function table(
  at: Vec,
  width: number,
  depth: number,
  options: { readonly cloth?: Rgb; readonly height?: number; readonly color?: Rgb } = {},
): Thing {
  const height = options.height ?? 0.74;
  return {
    at,
    draw: (stage) => {
      const { pen, light } = stage;
      const wood = light.shade(options.color ?? WOOD);
      drawShadow(stage, at, width * 0.6, depth * 0.5);
      for (const x of [-1, 1]) {
        for (const z of [1, -1])
          pen.box(
            { x: at.x + x * (width / 2 - 0.08), y: at.y, z: at.z + z * (depth / 2 - 0.08) },
            0.08,
            height,
            0.08,
            lighten(wood, -0.3),
          );
      }
      pen.box({ ...at, y: at.y + height }, width, 0.06, depth, wood);
      if (options.cloth === undefined) return;
      const cloth = light.shade(options.cloth);
      pen.box({ ...at, y: at.y + height - 0.2 }, width + 0.06, 0.27, depth + 0.06, cloth);
      const z = at.z - depth / 2 - 0.04;
      for (let x = -width / 2 + 0.1; x < width / 2; x += 0.34) {
        pen.poly(
          rectZ(at.x + x, at.x + x + 0.14, at.y + height - 0.2, at.y + height + 0.07, z),
          toCss(lighten(cloth, 0.2), 0.5),
        );
      }
    },
  };
}

export function chair(at: Vec, color: Rgb = WOOD): Thing {
  return {
    at,
    draw: (stage) => {
      const { pen, light } = stage;
      const wood = light.shade(color);
      drawShadow(stage, at, 0.34);
      for (const x of [-0.18, 0.18]) {
        for (const z of [0.18, -0.18])
          pen.box({ x: at.x + x, y: at.y, z: at.z + z }, 0.05, 0.45, 0.05, lighten(wood, -0.3));
      }
      pen.box({ ...at, y: at.y + 0.45 }, 0.44, 0.05, 0.44, wood);
      pen.box({ x: at.x, y: at.y + 0.5, z: at.z + 0.19 }, 0.44, 0.48, 0.05, lighten(wood, -0.1));
    },
  };
}

export function stool(at: Vec, color: Rgb): Thing {
  return {
    at,
    draw: (stage) => {
      const { pen, light } = stage;
      drawShadow(stage, at, 0.3);
      pen.pillar(at, 0.04, 0.2, 0.2, light.shade([90, 92, 98]));
      pen.pillar(at, 0.68, 0.03, 0.03, light.shade([150, 152, 158]));
      pen.pillar({ ...at, y: at.y + 0.66 }, 0.1, 0.19, 0.2, light.shade(color));
    },
  };
}

export function counter(at: Vec, width: number, height: number, front: Rgb, top: Rgb): Thing {
  return {
    at,
    draw: (stage) => {
      const { pen, light } = stage;
      drawShadow(stage, at, width * 0.52, 0.6);
      pen.box(at, width, height, 0.6, light.shade(front));
      const z = at.z - 0.31;
      for (let x = -width / 2 + 0.15; x < width / 2 - 0.5; x += 0.75) {
        pen.poly(
          rectZ(at.x + x, at.x + x + 0.6, at.y + 0.14, at.y + height - 0.16, z),
          light.css(lighten(front, -0.16)),
        );
      }
      pen.box({ ...at, y: at.y + height }, width + 0.16, 0.07, 0.78, light.shade(top));
    },
  };
}

export function bed(at: Vec, blanket: Rgb): Thing {
  return {
    at,
    draw: (stage) => {
      const { pen, light } = stage;
      drawShadow(stage, at, 1.3, 0.8);
      pen.box({ x: at.x - 1.05, y: at.y, z: at.z }, 0.08, 1, 1.5, light.shade(DARK_WOOD));
      pen.box(at, 2.1, 0.45, 1.5, light.shade(lighten(DARK_WOOD, 0.1)));
      pen.box({ ...at, y: at.y + 0.45 }, 2.05, 0.16, 1.45, light.shade([236, 230, 220]));
      pen.box({ x: at.x + 0.28, y: at.y + 0.5, z: at.z - 0.02 }, 1.5, 0.16, 1.5, light.shade(blanket));
      pen.box({ x: at.x - 0.78, y: at.y + 0.6, z: at.z }, 0.4, 0.14, 0.9, light.shade([246, 242, 234]));
    },
  };
}

export function sofa(at: Vec, color: Rgb): Thing {
  return {
    at,
    draw: (stage) => {
      const { pen, light } = stage;
      const cloth = light.shade(color);
      drawShadow(stage, at, 1.2, 0.6);
      pen.box({ x: at.x, y: at.y + 0.4, z: at.z + 0.32 }, 1.9, 0.5, 0.24, lighten(cloth, -0.12));
      pen.box({ ...at, y: at.y + 0.08 }, 1.9, 0.36, 0.8, cloth);
      for (const x of [-0.98, 0.98])
        pen.box({ x: at.x + x, y: at.y + 0.08, z: at.z }, 0.2, 0.56, 0.84, lighten(cloth, -0.06));
      for (const x of [-0.46, 0.46])
        pen.box({ x: at.x + x, y: at.y + 0.42, z: at.z - 0.06 }, 0.84, 0.12, 0.66, lighten(cloth, 0.12));
    },
  };
}

/** An iron stove with a glowing door and a pipe. */
export function stove(at: Vec, height = 2.9): Thing {
  return {
    at,
    draw: (stage) => {
      const { pen, light, timeS } = stage;
      const iron = light.shade([62, 62, 70]);
      drawShadow(stage, at, 0.7);
      pen.pillar({ ...at, y: at.y + 1 }, height - 1, 0.09, 0.09, lighten(iron, 0.06));
      pen.box({ ...at, y: at.y + 0.16 }, 0.95, 0.8, 0.65, iron);
      pen.box({ ...at, y: at.y + 0.96 }, 1.06, 0.06, 0.74, lighten(iron, 0.14));
      const z = at.z - 0.34;
      const flicker = 0.75 + 0.25 * Math.sin(timeS * 9) * Math.sin(timeS * 5.3);
      pen.poly(
        rectZ(at.x - 0.28, at.x + 0.28, at.y + 0.34, at.y + 0.74, z),
        toCss(mix([120, 40, 20], [255, 150, 60], flicker)),
      );
      for (const x of [-0.14, 0, 0.14])
        pen.poly(rectZ(at.x + x - 0.015, at.x + x + 0.015, at.y + 0.34, at.y + 0.74, z - 0.01), toCss(iron));
      pen.glow({ x: at.x, y: at.y + 0.55, z: z - 0.1 }, 1.8, [255, 140, 60], 0.34 * flicker);
      pen.pillar({ x: at.x + 0.24, y: at.y + 1.02, z: at.z }, 0.22, 0.13, 0.1, light.shade([150, 80, 66]));
    },
  };
}

/** A brick oven or kiln whose open door glows. */
export function kiln(at: Vec): Thing {
  return {
    at,
    draw: (stage) => {
      const { pen, light, timeS } = stage;
      drawShadow(stage, at, 1);
      pen.box(at, 1.6, 1.7, 1.1, light.shade([164, 100, 80]));
      pen.box({ ...at, y: at.y + 1.7 }, 1.3, 0.25, 0.9, light.shade([140, 84, 70]));
      const glow = 0.8 + 0.2 * Math.sin(timeS * 7);
      const z = at.z - 0.56;
      pen.poly(ovalZ({ x: at.x, y: at.y + 0.85, z }, 0.42, 0.5), light.css([60, 50, 50]));
      pen.poly(
        ovalZ({ x: at.x, y: at.y + 0.85, z: z - 0.01 }, 0.3, 0.38),
        toCss(mix([150, 50, 20], [255, 176, 80], glow)),
      );
      pen.glow({ x: at.x, y: at.y + 0.85, z: z - 0.1 }, 2.4, [255, 150, 70], 0.5 * glow);
    },
  };
}

/** Shelves with rows of small things in many colours: books, jars, pots. */
export function shelves(at: Vec, width: number, height: number, kind: 'books' | 'jars' | 'pots', seed: string): Thing {
  const random = createRandom(`shelves ${seed} ${at.x}`);
  const rows = Math.max(2, Math.floor(height / 0.42));
  const items = Array.from({ length: rows }, (_, row) => {
    const list: { x: number; width: number; height: number; color: Rgb }[] = [];
    let x = 0.06;
    while (x < width - 0.14) {
      const wide = kind === 'books' ? random.range(0.05, 0.1) : random.range(0.12, 0.2);
      if (random.next() < 0.88) {
        list.push({
          x,
          width: wide,
          height: random.range(0.18, 0.32),
          color: random.pick<Rgb>(
            [150, 72, 62],
            [70, 96, 112],
            [196, 158, 92],
            [92, 116, 84],
            [216, 206, 186],
            [112, 82, 104],
          ),
        });
      }
      x += wide + (kind === 'books' ? 0.008 : 0.07);
    }
    return { y: 0.06 + row * (height / rows), list };
  });
  return {
    at,
    draw: ({ pen, light }) => {
      const wood = light.shade(DARK_WOOD);
      const z = at.z - 0.16;
      pen.poly(rectZ(at.x - width / 2, at.x + width / 2, at.y, at.y + height, at.z), toCss(lighten(wood, -0.4)));
      for (const row of items) {
        for (const item of row.list) {
          const left = at.x - width / 2 + item.x;
          pen.poly(rectZ(left, left + item.width, at.y + row.y, at.y + row.y + item.height, z), light.css(item.color));
          if (kind !== 'books')
            pen.poly(
              ovalZ(
                { x: left + item.width / 2, y: at.y + row.y + item.height, z: z - 0.01 },
                item.width / 2,
                0.025,
                10,
              ),
              light.css(lighten(item.color, 0.25)),
            );
        }
        pen.box({ x: at.x, y: at.y + row.y - 0.05, z: at.z - 0.1 }, width, 0.045, 0.24, wood);
      }
      for (const side of [-1, 1])
        pen.box({ x: at.x + (side * width) / 2, y: at.y, z: at.z - 0.1 }, 0.06, height + 0.06, 0.26, wood);
    },
  };
}

/** A hanging lamp with its cone of light. */
export function ceilingLamp(at: Vec, ceiling: number, color: Rgb = [70, 96, 84]): Thing {
  return {
    at,
    draw: ({ pen, light }) => {
      pen.line({ ...at, y: ceiling }, { ...at, y: at.y + 0.2 }, 0.02, light.css([40, 38, 42]));
      pen.pillar({ ...at, y: at.y }, 0.24, 0.32, 0.06, light.shade(color));
      const isLit = light.lamps || light.time === 'night';
      pen.ball({ ...at, y: at.y - 0.02 }, 0.09, isLit ? toCss([255, 240, 200]) : light.css([226, 222, 210]));
      if (!isLit) return;
      pen.glow(at, 2.6, LAMP, 0.5);
      pen.context.globalCompositeOperation = 'screen';
      pen.poly(
        [
          { x: at.x - 0.2, y: at.y, z: at.z },
          { x: at.x + 0.2, y: at.y, z: at.z },
          { x: at.x + 1.7, y: 0, z: at.z },
          { x: at.x - 1.7, y: 0, z: at.z },
        ],
        toCss(LAMP, 0.1),
      );
      pen.disc({ x: at.x, y: 0.01, z: at.z }, 1.8, 1.1, toCss(LAMP, 0.16));
      pen.context.globalCompositeOperation = 'source-over';
    },
  };
}

/** A small lamp on a table or shelf. */
export function tableLamp(at: Vec, shade: Rgb): Thing {
  return {
    at,
    draw: ({ pen, light }) => {
      pen.pillar(at, 0.05, 0.1, 0.08, light.shade([80, 66, 58]));
      pen.pillar(at, 0.3, 0.02, 0.02, light.shade([150, 120, 80]));
      const isLit = light.lamps || light.time === 'night';
      pen.pillar(
        { ...at, y: at.y + 0.26 },
        0.2,
        0.17,
        0.09,
        isLit ? mix(shade, [255, 226, 170], 0.6) : light.shade(shade),
      );
      if (isLit) pen.glow({ ...at, y: at.y + 0.34 }, 1.9, LAMP, 0.55);
    },
  };
}

export function plant(at: Vec): Thing {
  return {
    at,
    draw: (stage) => {
      const { pen, light } = stage;
      drawShadow(stage, at, 0.34);
      pen.pillar(at, 0.36, 0.15, 0.2, light.shade([186, 108, 80]));
      for (let leaf = 0; leaf < 9; leaf += 1) {
        const turn = leaf * 2.4;
        const tip = {
          x: at.x + Math.cos(turn) * 0.34,
          y: at.y + 0.8 + 0.22 * Math.sin(leaf * 1.7),
          z: at.z + Math.sin(turn) * 0.2,
        };
        pen.limb(
          { ...at, y: at.y + 0.36 },
          tip,
          0.015,
          0.07,
          light.css(lighten([82, 134, 84], (leaf % 3) * 0.1 - 0.1)),
        );
      }
    },
  };
}

export function rug(at: Vec, radiusX: number, radiusZ: number, color: Rgb): Thing {
  return {
    at: { ...at, z: at.z + 40 },
    draw: ({ pen, light }) => {
      pen.disc({ ...at, y: 0.008 }, radiusX, radiusZ, light.css(color));
      pen.disc({ ...at, y: 0.01 }, radiusX * 0.86, radiusZ * 0.86, light.css(lighten(color, 0.22)));
      pen.disc({ ...at, y: 0.012 }, radiusX * 0.78, radiusZ * 0.78, light.css(lighten(color, -0.06)));
    },
  };
}

/** A block of machinery: dials, switches, and lamps that blink. */
export function panel(at: Vec, width: number, height: number, color: Rgb, seed: string): Thing {
  const random = createRandom(`panel ${seed} ${at.x}`);
  const columns = Math.max(2, Math.round(width * 3));
  const lights = Array.from({ length: columns * 4 }, (_, index) => ({
    x: (0.16 + 0.28 * ((index % columns) / (columns - 1))) * width,
    y: (0.6 + 0.09 * Math.floor(index / columns)) * height,
    color: random.pick<Rgb>([110, 226, 150], [255, 170, 80], [120, 190, 255], [255, 96, 86]),
    rate: random.range(0.4, 2.4),
  }));
  return {
    at,
    draw: (stage) => {
      const { pen, light, timeS } = stage;
      drawShadow(stage, at, width * 0.55, 0.4);
      pen.box(at, width, height, 0.5, light.shade(color));
      const z = at.z - 0.26;
      const screen = rectZ(at.x - width * 0.36, at.x + width * 0.1, at.y + height * 0.55, at.y + height * 0.88, z);
      pen.poly(screen, toCss(mix(light.shade([30, 66, 72]), [66, 190, 180], 0.35)));
      for (const spot of lights) {
        const isOn = Math.sin(timeS * spot.rate * 3 + spot.x * 20) > -0.3;
        pen.poly(
          ovalZ({ x: at.x + spot.x, y: at.y + spot.y, z: z - 0.01 }, 0.028, 0.028, 8),
          isOn ? toCss(spot.color) : light.css(lighten(spot.color, -0.6)),
        );
      }
      pen.glow({ x: at.x, y: at.y + height * 0.7, z }, 0.9, [90, 200, 190], 0.25);
    },
  };
}

export function mat(left: number, right: number, near: number, far: number, color: Rgb): Thing {
  return {
    at: { x: (left + right) / 2, y: 0, z: far + 40 },
    draw: ({ pen, light }) => pen.poly(rectY(left, right, near, far, 0.006), light.css(color)),
  };
}
