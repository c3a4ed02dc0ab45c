import { type Rgb, lighten, toCss } from '../color.ts';
import type { Light } from '../light.ts';
import type { Pen } from '../pen.ts';
import type { Vec } from '../view.ts';

export type LongHead = {
  /** Along the body, up and across it, in shares of the animal's height. */
  readonly at: (ahead: number, up: number, side?: number) => Vec;
  readonly height: number;
  /** Where the neck begins and where the head sits on it, along the body and up. */
  readonly breast: readonly [number, number];
  readonly poll: readonly [number, number];
  readonly color: Rgb;
  readonly mane: Rgb | null;
  readonly horns: 'none' | 'short' | 'antlers' | 'tusks';
  /** How long the muzzle is; an elephant's hangs to the ground. */
  readonly muzzle: number;
  readonly isTrunk: boolean;
  readonly hasEars: boolean;
  readonly lids: number;
  readonly nod: number;
};

/** The heads of horses, deer, cattle and elephants: a neck, a long face seen from its side, ears and what grows on it. */
export function drawLongHead(pen: Pen, light: Light, head: LongHead): void {
  const { at, height, color, breast, poll } = head;
  const dark = light.shade([34, 30, 34]);
  const up = poll[1] + head.nod * 0.06;
  const neck = at(breast[0], breast[1]);
  const top = at(poll[0], up);
  pen.limb(neck, top, height * 0.12, height * 0.075, toCss(color));
  if (head.mane !== null) {
    for (let lock = 0; lock <= 6; lock += 1) {
      const part = lock / 6;
      const from = at(breast[0] + (poll[0] - breast[0]) * part - 0.055, breast[1] + (up - breast[1]) * part + 0.045);
      pen.limb(from, { ...from, y: from.y - height * 0.1 }, height * 0.035, height * 0.02, toCss(head.mane));
    }
  }
  const ear = (side: number): void =>
    head.isTrunk
      ? pen.limb(
          at(poll[0] - 0.09, up, side * 0.14),
          at(poll[0] - 0.12, up - 0.16, side * 0.2),
          height * 0.11,
          height * 0.07,
          toCss(lighten(color, side < 0 ? -0.08 : -0.22)),
        )
      : pen.limb(
          at(poll[0] - 0.02, up + 0.03, side * 0.035),
          at(poll[0] - 0.03, up + 0.12, side * 0.05),
          height * 0.022,
          height * 0.006,
          toCss(lighten(color, -0.1)),
        );
  if (head.hasEars) ear(1);
  const nose = head.isTrunk ? at(poll[0] + 0.14, up - 0.2) : at(poll[0] + head.muzzle, up - head.muzzle * 0.62);
  if (head.isTrunk) {
    pen.ball(top, height * 0.13, toCss(color));
    pen.limb(at(poll[0] + 0.08, up - 0.04), nose, height * 0.075, height * 0.055, toCss(lighten(color, -0.04)));
    pen.limb(
      nose,
      at(poll[0] + 0.15, up - 0.52, 0.02 * head.nod),
      height * 0.055,
      height * 0.03,
      toCss(lighten(color, -0.1)),
    );
  } else {
    pen.limb(top, nose, height * 0.072, height * 0.042, toCss(lighten(color, 0.05)));
    pen.ball(at(poll[0] + head.muzzle * 0.96, up - head.muzzle * 0.6, -0.035), height * 0.009, toCss(dark));
  }
  if (head.horns === 'tusks')
    pen.limb(
      at(poll[0] + 0.1, up - 0.14, -0.08),
      at(poll[0] + 0.24, up - 0.2, -0.1),
      height * 0.018,
      height * 0.005,
      light.css([238, 230, 212]),
    );
  if (head.horns === 'short')
    for (const side of [-1, 1])
      pen.limb(
        at(poll[0] + 0.01, up + 0.05, side * 0.05),
        at(poll[0] + 0.05, up + 0.13, side * 0.11),
        height * 0.016,
        height * 0.004,
        light.css([222, 212, 190]),
      );
  if (head.horns === 'antlers')
    for (const side of [-1, 1]) {
      const root = at(poll[0], up + 0.05, side * 0.03);
      const fork = at(poll[0] - 0.04, up + 0.2, side * 0.12);
      pen.limb(root, fork, height * 0.012, height * 0.009, light.css([150, 122, 92]));
      for (const tip of [at(poll[0] + 0.08, up + 0.28, side * 0.12), at(poll[0] - 0.08, up + 0.34, side * 0.18)])
        pen.limb(fork, tip, height * 0.009, height * 0.004, light.css([150, 122, 92]));
    }
  if (head.hasEars) ear(-1);
  const eye = head.isTrunk ? at(poll[0] + 0.08, up + 0.01, -0.1) : at(poll[0] + 0.045, up - 0.005, -0.055);
  if (head.lids > 0.6)
    pen.line({ ...eye, x: eye.x - height * 0.014 }, { ...eye, x: eye.x + height * 0.014 }, height * 0.008, toCss(dark));
  else {
    pen.ball(eye, height * 0.017, light.css([246, 240, 224]));
    pen.ball(eye, height * 0.012, toCss(dark));
  }
}
