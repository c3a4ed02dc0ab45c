import { lighten, mix, type Rgb, toCss } from '../color.ts';
import { ovalZ, rectZ } from '../pen.ts';
import type { Vec } from '../view.ts';
import { drawShadow } from './ground.ts';
import type { Thing } from './stage.ts';

const LAMP: Rgb = [255, 206, 128];

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

/** A fireplace with a fire in it. */
export function fireplace(x: number, z: number): Thing {
  return {
    at: { x, y: 0, z: z - 0.3 },
    draw: ({ pen, light, timeS }) => {
      pen.box({ x, y: 0, z: z - 0.15 }, 1.7, 1.25, 0.4, light.shade([150, 138, 128]));
      pen.box({ x, y: 1.25, z: z - 0.2 }, 1.9, 0.1, 0.55, light.shade([112, 84, 64]));
      const front = z - 0.37;
      pen.poly(rectZ(x - 0.5, x + 0.5, 0.05, 0.85, front), light.css([40, 32, 32]));
      for (let tongue = 0; tongue < 5; tongue += 1) {
        const at = x - 0.32 + tongue * 0.16;
        const height = 0.3 + 0.2 * Math.abs(Math.sin(timeS * (5 + tongue) + tongue * 2));
        pen.poly(
          [
            { x: at - 0.1, y: 0.08, z: front - 0.01 },
            { x: at + 0.1, y: 0.08, z: front - 0.01 },
            { x: at + 0.03 * Math.sin(timeS * 7 + tongue), y: 0.08 + height, z: front - 0.01 },
          ],
          toCss(tongue % 2 === 0 ? [255, 140, 50] : [255, 196, 90]),
        );
      }
      pen.glow({ x, y: 0.4, z: front - 0.2 }, 2.6, [255, 150, 70], 0.5);
    },
  };
}
