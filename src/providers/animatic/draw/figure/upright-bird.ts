import { type Rgb, lighten, mix, toCss } from '../color.ts';
import type { Light } from '../light.ts';
import type { Pen } from '../pen.ts';
import type { Vec } from '../view.ts';

export type UprightBird = {
  readonly at: Vec;
  readonly height: number;
  readonly color: Rgb;
  readonly eyes: Rgb;
  readonly isOwl: boolean;
  /** -1 closed to the body, 1 spread. */
  readonly spread: number;
  readonly lids: number;
  readonly tilt: number;
};

/** An owl or a penguin: it stands upright and looks at the audience. `at` is the middle of its feet. */
export function drawUprightBird(pen: Pen, light: Light, bird: UprightBird): void {
  const color = light.shade(bird.color);
  const pale = mix(color, light.shade([244, 240, 232]), bird.isOwl ? 0.55 : 0.95);
  const dark = light.shade([30, 28, 32]);
  const bill = light.shade([222, 154, 54]);
  pen.cutout(bird.at, (context) => {
    const unit = bird.height;
    context.scale(unit, unit);
    context.rotate(bird.tilt);
    const oval = (x: number, y: number, rx: number, ry: number, fill: Rgb, turn = 0): void => {
      context.beginPath();
      context.ellipse(x, y, rx, ry, turn, 0, Math.PI * 2);
      context.fillStyle = toCss(fill);
      context.fill();
    };
    for (const side of [-1, 1]) oval(side * 0.09, -0.02, 0.08, 0.035, bill);
    for (const side of [-1, 1])
      oval(
        side * (0.25 + bird.spread * 0.16),
        -0.36 - bird.spread * 0.1,
        0.1,
        0.3,
        lighten(color, -0.18),
        side * (-0.15 - bird.spread * 0.9),
      );
    oval(0, -0.36, 0.27, 0.36, color);
    oval(0, -0.31, 0.19, 0.28, pale);
    if (bird.isOwl) {
      for (let row = 0; row < 3; row += 1)
        for (let mark = -1; mark <= 1; mark += 1)
          oval(mark * 0.09 + (row % 2) * 0.04, -0.2 - row * 0.1, 0.018, 0.03, lighten(color, -0.2));
    }
    oval(0, -0.76, 0.25, bird.isOwl ? 0.22 : 0.2, color);
    for (const side of [-1, 1]) {
      if (bird.isOwl) {
        context.beginPath();
        context.moveTo(side * 0.1, -0.94);
        context.lineTo(side * 0.24, -1.04);
        context.lineTo(side * 0.22, -0.86);
        context.fillStyle = toCss(lighten(color, -0.12));
        context.fill();
      }
      const x = side * (bird.isOwl ? 0.11 : 0.1);
      oval(x, -0.78, bird.isOwl ? 0.11 : 0.07, bird.isOwl ? 0.11 : 0.08, pale);
      if (bird.lids > 0.6) oval(x, -0.77, 0.07, 0.012, dark);
      else {
        oval(x, -0.78, bird.isOwl ? 0.07 : 0.035, bird.isOwl ? 0.07 : 0.04, bird.isOwl ? light.shade(bird.eyes) : dark);
        if (bird.isOwl) oval(x, -0.78, 0.038, 0.042, dark);
      }
    }
    context.beginPath();
    context.moveTo(-0.045, -0.74);
    context.lineTo(0.045, -0.74);
    context.lineTo(0, -0.64);
    context.fillStyle = toCss(bill);
    context.fill();
  });
}
