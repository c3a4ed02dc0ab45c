import { lighten, type Rgb } from '../color.ts';
import type { Vec } from '../view.ts';
import { drawShadow } from './ground.ts';
import type { Thing } from './stage.ts';

const WOOD: Rgb = [146, 104, 70];
const DARK_WOOD: Rgb = [96, 68, 52];

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
