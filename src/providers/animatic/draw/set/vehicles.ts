import { wander } from '../../random.ts';
import { lighten, mix, type Rgb, toCss } from '../color.ts';
import { rectY, rectZ } from '../pen.ts';
import type { Vec } from '../view.ts';
import { drawShadow } from './ground.ts';
import type { Thing } from './stage.ts';

const LAMP: Rgb = [255, 214, 140];

/** A small wooden boat that rides the water. */
export function boat(at: Vec, length = 2.6, color: Rgb = [120, 84, 60]): Thing {
  return {
    at,
    draw: ({ pen, light, timeS }) => {
      const bob = wander(2, timeS * 0.5 + at.x) * 0.06 * (1 + light.weather.wind);
      const roll = wander(6, timeS * 0.4 + at.z) * 0.05;
      const half = length / 2;
      const point = (x: number, y: number, z: number): Vec => ({
        x: at.x + x,
        y: at.y + y + bob + x * roll,
        z: at.z + z,
      });
      const hull = light.shade(color, Math.max(0, at.z));
      pen.poly(
        [point(-half, 0.42, 0.35), point(half, 0.5, 0.35), point(half * 0.8, 0, 0.3), point(-half * 0.8, 0, 0.3)],
        toCss(lighten(hull, -0.4)),
      );
      pen.poly(
        [
          point(-half, 0.42, 0),
          point(-half * 0.5, 0.36, -0.42),
          point(half * 0.5, 0.38, -0.42),
          point(half * 1.08, 0.56, 0),
          point(half * 0.5, 0.38, 0.42),
          point(-half * 0.5, 0.36, 0.42),
        ],
        toCss(lighten(hull, -0.28)),
      );
      pen.poly(
        [
          point(-half, 0.42, 0),
          point(-half * 0.5, 0.36, -0.42),
          point(half * 0.5, 0.38, -0.42),
          point(half * 1.08, 0.56, 0),
          point(half * 0.72, 0.02, -0.25),
          point(-half * 0.78, 0, -0.25),
        ],
        toCss(hull),
      );
      pen.line(point(-half, 0.43, 0), point(-half * 0.5, 0.37, -0.43), 0.05, toCss(lighten(hull, 0.25)));
      pen.line(point(-half * 0.5, 0.37, -0.43), point(half * 0.5, 0.39, -0.43), 0.05, toCss(lighten(hull, 0.25)));
      pen.line(point(half * 0.5, 0.39, -0.43), point(half * 1.08, 0.57, 0), 0.05, toCss(lighten(hull, 0.25)));
      pen.poly(
        [
          point(-half, 0.05, -0.4),
          point(half, 0.05, -0.4),
          point(half * 0.8, -0.03, -0.6),
          point(-half * 0.8, -0.03, -0.6),
        ],
        toCss(light.shade([220, 234, 236]), 0.35),
      );
    },
  };
}

/** A parked car, seen from its side. */
export function car(at: Vec, color: Rgb): Thing {
  return {
    at,
    draw: (stage) => {
      const { pen, light } = stage;
      drawShadow(stage, at, 2.1, 0.9);
      const paint = light.shade(color, Math.max(0, at.z));
      pen.box({ ...at, y: 0.3 }, 4, 0.55, 1.6, paint);
      pen.box({ ...at, y: 0.85, x: at.x - 0.1 }, 2.1, 0.52, 1.4, lighten(paint, -0.1));
      const z = at.z - 0.72;
      pen.poly(rectZ(at.x - 1, at.x - 0.15, 0.92, 1.3, z), toCss(mix(paint, light.skyMiddle, 0.7)));
      pen.poly(rectZ(at.x - 0.05, at.x + 0.8, 0.92, 1.3, z), toCss(mix(paint, light.skyMiddle, 0.7)));
      for (const x of [-1.3, 1.3]) {
        pen.ball({ x: at.x + x, y: 0.34, z: at.z - 0.82 }, 0.34, light.css([40, 42, 48]));
        pen.ball({ x: at.x + x, y: 0.34, z: at.z - 0.83 }, 0.16, light.css([150, 156, 164]));
      }
      if (light.lamps) pen.glow({ x: at.x + 2, y: 0.6, z: at.z - 0.6 }, 1.5, LAMP, 0.6);
    },
  };
}

/** Two rails on sleepers, running across the picture. */
export function track(z: number, y: number): Thing {
  return {
    at: { x: 0, y, z: z + 6 },
    draw: ({ pen, light }) => {
      const sleepers = Array.from({ length: 50 }, (_, index) =>
        rectY(-20 + index * 0.8, -19.7 + index * 0.8, z - 0.9, z + 0.9, y),
      );
      pen.polys(sleepers, light.css([96, 80, 68], z));
      for (const side of [-0.55, 0.55])
        pen.poly(rectY(-40, 40, z + side, z + side + 0.08, y + 0.05), light.css([176, 182, 190], z));
    },
  };
}
