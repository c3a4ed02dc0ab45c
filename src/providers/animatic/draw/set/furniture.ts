import { createRandom } from '../../random.ts';
import { lighten, mix, type Rgb, toCss } from '../color.ts';
import { ovalZ, rectY, rectZ } from '../pen.ts';
import type { Vec } from '../view.ts';
import { drawShadow } from './ground.ts';
import type { Thing } from './stage.ts';

const WOOD: Rgb = [146, 104, 70];
const DARK_WOOD: Rgb = [96, 68, 52];

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
