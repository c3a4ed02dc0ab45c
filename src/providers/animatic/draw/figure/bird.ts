import { lighten, toCss } from '../color.ts';
import type { Light } from '../light.ts';
import type { Pen } from '../pen.ts';
import type { Vec } from '../view.ts';
import { type AnimalState, along } from './animal-state.ts';

/** A bird from its side; its wing beats when it goes. */
export function drawBird(pen: Pen, light: Light, state: AnimalState): void {
  const height = state.traits.heightMetres;
  const color = light.shade(state.traits.skin, Math.max(0, state.base.z));
  const at = (ahead: number, up: number, side = 0): Vec => along(state, ahead * height, up * height, side * height);
  const flap = state.pose.stride > 0.3 ? Math.sin(state.steps * 2) * 0.5 : Math.sin(state.timeS * 1.3) * 0.03;
  for (const side of [-0.1, 0.1])
    pen.line(at(0, 0.35, side), at(0.05, 0, side), height * 0.05, light.css([206, 140, 60]));
  pen.limb(at(-0.35, 0.4), at(-0.75, 0.42), height * 0.14, height * 0.06, toCss(lighten(color, -0.2)));
  pen.limb(at(-0.2, 0.48), at(0.2, 0.62), height * 0.24, height * 0.2, toCss(color));
  pen.limb(
    at(0.15, 0.62, -0.16),
    at(-0.35, 0.5 + flap, -0.2 - Math.abs(flap)),
    height * 0.14,
    height * 0.08,
    toCss(lighten(color, -0.12)),
  );
  pen.ball(at(0.28, 0.86), height * 0.17, toCss(lighten(color, 0.05)));
  pen.limb(at(0.4, 0.86), at(0.62, 0.83), height * 0.06, height * 0.015, light.css([222, 160, 60]));
  pen.ball(at(0.36, 0.9, -0.13), height * 0.035, light.css([30, 28, 32]));
}
