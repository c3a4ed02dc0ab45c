import { createRandom } from '../../random.ts';
import { lighten, mix, type Rgb, toCss } from '../color.ts';
import { ovalZ, rectZ } from '../pen.ts';
import type { Vec } from '../view.ts';
import { clockFace } from './buildings.ts';
import type { Thing } from './stage.ts';

/** Things that hang on a back wall at depth `z`; `x`, `y` are their middle. */
export function door(x: number, z: number, color: Rgb, isOpen = false): Thing {
  return {
    at: { x, y: 0, z },
    draw: ({ pen, light }) => {
      const wood = light.shade(color);
      pen.poly(rectZ(x - 0.58, x + 0.58, 0, 2.2, z - 0.01), toCss(lighten(wood, 0.16)));
      pen.poly(rectZ(x - 0.48, x + 0.48, 0, 2.1, z - 0.02), isOpen ? toCss(lighten(wood, -0.7)) : toCss(wood));
      if (isOpen) return;
      for (const y of [0.25, 1.2])
        pen.poly(rectZ(x - 0.34, x + 0.34, y, y + 0.7, z - 0.03), toCss(lighten(wood, -0.16)));
      pen.poly(ovalZ({ x: x + 0.38, y: 1.04, z: z - 0.04 }, 0.035, 0.035, 10), light.css([206, 170, 96]));
    },
  };
}

export function picture(x: number, y: number, z: number, width: number, height: number, seed: string): Thing {
  const random = createRandom(`picture ${seed} ${x}`);
  const tone = random.pick<Rgb>([120, 156, 166], [196, 150, 110], [128, 142, 104], [150, 116, 130]);
  return {
    at: { x, y, z },
    draw: ({ pen, light }) => {
      const frame = (grow: number, color: Rgb, depth: number): void =>
        pen.poly(
          rectZ(x - width / 2 - grow, x + width / 2 + grow, y - height / 2 - grow, y + height / 2 + grow, z - depth),
          light.css(color),
        );
      frame(0.05, [92, 68, 50], 0.02);
      frame(0, [236, 228, 210], 0.03);
      frame(-0.06, tone, 0.04);
      pen.poly(
        [
          { x: x - width / 2 + 0.06, y: y - height / 2 + 0.06, z: z - 0.05 },
          { x: x + width / 2 - 0.06, y: y - height / 2 + 0.06, z: z - 0.05 },
          { x: x + width * 0.2, y: y + height * 0.1, z: z - 0.05 },
          { x: x - width * 0.1, y: y - height * 0.12, z: z - 0.05 },
        ],
        light.css(lighten(tone, -0.3)),
      );
    },
  };
}

export function clock(x: number, y: number, z: number, radius: number): Thing {
  return { at: { x, y, z }, draw: (stage) => clockFace(stage, { x, y, z: z - 0.02 }, radius, stage.timeS) };
}

export function mirror(x: number, y: number, z: number, width: number, height: number): Thing {
  return {
    at: { x, y, z },
    draw: ({ pen, light }) => {
      pen.poly(
        rectZ(x - width / 2 - 0.06, x + width / 2 + 0.06, y - height / 2 - 0.06, y + height / 2 + 0.06, z - 0.02),
        light.css([176, 140, 84]),
      );
      const glass = mix(light.shade([150, 170, 176]), light.ambient, 0.3);
      pen.poly(rectZ(x - width / 2, x + width / 2, y - height / 2, y + height / 2, z - 0.03), toCss(glass));
      for (const [offset, wide] of [
        [-0.3, 0.1],
        [0.06, 0.22],
      ] as const) {
        const left = x + offset * width;
        pen.poly(
          [
            { x: left, y: y - height / 2, z: z - 0.04 },
            { x: left + wide * width, y: y - height / 2, z: z - 0.04 },
            { x: left + (wide + 0.16) * width, y: y + height / 2, z: z - 0.04 },
            { x: left + 0.16 * width, y: y + height / 2, z: z - 0.04 },
          ],
          toCss(lighten(glass, 0.4), 0.5),
        );
      }
    },
  };
}

/** Paper pinned to a wall: charts with curves, or notes. */
export function charts(x: number, y: number, z: number, count: number, seed: string): Thing {
  const random = createRandom(`charts ${seed} ${x}`);
  const sheets = Array.from({ length: count }, (_, index) => ({
    x: x + (index - (count - 1) / 2) * 0.62,
    y: y + random.range(-0.12, 0.12),
    width: random.range(0.42, 0.54),
    height: random.range(0.5, 0.68),
    curve: Array.from({ length: 7 }, () => random.range(-0.3, 0.3)),
  }));
  return {
    at: { x, y, z },
    draw: ({ pen, light }) => {
      for (const sheet of sheets) {
        pen.poly(
          rectZ(
            sheet.x - sheet.width / 2,
            sheet.x + sheet.width / 2,
            sheet.y - sheet.height / 2,
            sheet.y + sheet.height / 2,
            z - 0.02,
          ),
          light.css([234, 224, 198]),
        );
        const point = (index: number): Vec => ({
          x: sheet.x + (index / 6 - 0.5) * sheet.width * 0.84,
          y: sheet.y + (sheet.curve[index] ?? 0) * sheet.height,
          z: z - 0.03,
        });
        for (let index = 0; index < 6; index += 1)
          pen.line(point(index), point(index + 1), 0.014, light.css([168, 80, 68]));
        for (const level of [-0.25, 0, 0.25]) {
          pen.line(
            { ...point(0), y: sheet.y + level * sheet.height },
            { ...point(6), y: sheet.y + level * sheet.height },
            0.005,
            light.css([150, 150, 150]),
          );
        }
      }
    },
  };
}

/** Round instruments with needles. */
export function dials(x: number, y: number, z: number, count: number): Thing {
  return {
    at: { x, y, z },
    draw: ({ pen, light, timeS }) => {
      for (let index = 0; index < count; index += 1) {
        const at = { x: x + (index - (count - 1) / 2) * 0.5, y, z: z - 0.03 };
        pen.poly(ovalZ(at, 0.2, 0.2), light.css([178, 142, 80]));
        pen.poly(ovalZ({ ...at, z: at.z - 0.01 }, 0.165, 0.165), light.css([240, 236, 224]));
        const turn = Math.sin(timeS * 0.9 + index * 2) * 0.4 + index - 1;
        pen.line(
          { ...at, z: at.z - 0.02 },
          { x: at.x + Math.sin(turn) * 0.13, y: at.y + Math.cos(turn) * 0.13, z: at.z - 0.02 },
          0.016,
          light.css([160, 50, 44]),
        );
      }
    },
  };
}

export function board(x: number, y: number, z: number, width: number, height: number, color: Rgb): Thing {
  return {
    at: { x, y, z },
    draw: ({ pen, light }) => {
      pen.poly(
        rectZ(x - width / 2 - 0.07, x + width / 2 + 0.07, y - height / 2 - 0.07, y + height / 2 + 0.07, z - 0.02),
        light.css([142, 106, 74]),
      );
      pen.poly(rectZ(x - width / 2, x + width / 2, y - height / 2, y + height / 2, z - 0.03), light.css(color));
      for (let line = 0; line < 4; line += 1) {
        const level = y + height * (0.3 - line * 0.19);
        pen.line(
          { x: x - width * 0.42, y: level, z: z - 0.04 },
          { x: x - width * (line === 2 ? 0.05 : -0.25), y: level, z: z - 0.04 },
          0.018,
          toCss(lighten(light.shade(color), 0.5), 0.7),
        );
      }
    },
  };
}

/** A tall pointed window of coloured glass. */
export function stainedGlass(x: number, low: number, z: number, height: number): Thing {
  const colors: readonly Rgb[] = [
    [206, 70, 66],
    [66, 120, 190],
    [230, 180, 70],
    [80, 160, 110],
    [150, 90, 170],
  ];
  return {
    at: { x, y: low, z },
    draw: ({ pen, light }) => {
      const half = height * 0.17;
      const arch = [
        { x: x - half, y: low, z: z - 0.02 },
        { x: x + half, y: low, z: z - 0.02 },
        { x: x + half, y: low + height * 0.72, z: z - 0.02 },
        { x: x + half * 0.55, y: low + height * 0.9, z: z - 0.02 },
        { x, y: low + height, z: z - 0.02 },
        { x: x - half * 0.55, y: low + height * 0.9, z: z - 0.02 },
        { x: x - half, y: low + height * 0.72, z: z - 0.02 },
      ];
      pen.poly(arch, light.css([52, 46, 50]));
      for (let row = 0; row < 7; row += 1) {
        for (const side of [-1, 1]) {
          const color = colors[(row * 2 + (side > 0 ? 1 : 0)) % colors.length] ?? [200, 80, 80];
          const lit = light.time === 'night' ? mix(light.shade(color), color, 0.3) : mix(color, [255, 250, 230], 0.25);
          const y = low + 0.06 + (row * height * 0.7) / 7;
          pen.poly(
            rectZ(
              x + (side < 0 ? -half * 0.9 : half * 0.06),
              x + (side < 0 ? -half * 0.06 : half * 0.9),
              y,
              y + height * 0.085,
              z - 0.03,
            ),
            toCss(lit),
          );
        }
      }
      if (light.time !== 'night')
        pen.glow({ x, y: low + height * 0.5, z: z - 0.1 }, height * 0.7, [255, 214, 160], 0.3);
    },
  };
}
