import { type Rgb, lighten, mix, toCss } from '../color.ts';
import type { Light } from '../light.ts';
import type { Pen } from '../pen.ts';
import type { Vec } from '../view.ts';
import type { BodyPose } from './body-pose.ts';
import type { Species, Traits } from './traits.ts';
import type { Clothes } from './wardrobe.ts';

/** The build of a four-legged animal, in shares of its height at the head. */
type Build = {
  readonly length: number;
  readonly back: number;
  readonly girth: number;
  readonly head: number;
  readonly snout: number;
  readonly ears: 'pointed' | 'round' | 'long' | 'hanging';
  readonly tail: number;
  readonly legs: number;
};

const BUILDS: Readonly<Partial<Record<Species, Build>>> = {
  cat: { length: 0.95, back: 0.62, girth: 0.17, head: 0.24, snout: 0.1, ears: 'pointed', tail: 0.8, legs: 0.05 },
  dog: { length: 0.9, back: 0.66, girth: 0.17, head: 0.2, snout: 0.22, ears: 'hanging', tail: 0.45, legs: 0.055 },
  fox: { length: 0.95, back: 0.62, girth: 0.15, head: 0.2, snout: 0.22, ears: 'pointed', tail: 0.8, legs: 0.045 },
  wolf: { length: 0.95, back: 0.68, girth: 0.17, head: 0.19, snout: 0.22, ears: 'pointed', tail: 0.5, legs: 0.055 },
  horse: { length: 0.85, back: 0.68, girth: 0.17, head: 0.13, snout: 0.22, ears: 'pointed', tail: 0.5, legs: 0.05 },
  cow: { length: 1, back: 0.78, girth: 0.21, head: 0.15, snout: 0.16, ears: 'hanging', tail: 0.5, legs: 0.055 },
  bear: { length: 0.9, back: 0.7, girth: 0.26, head: 0.2, snout: 0.14, ears: 'round', tail: 0.06, legs: 0.1 },
  rabbit: { length: 0.7, back: 0.46, girth: 0.22, head: 0.24, snout: 0.06, ears: 'long', tail: 0.1, legs: 0.07 },
  mouse: { length: 0.9, back: 0.5, girth: 0.22, head: 0.26, snout: 0.16, ears: 'round', tail: 1, legs: 0.05 },
};

export type AnimalState = {
  readonly traits: Traits;
  readonly clothes: Clothes;
  readonly base: Vec;
  readonly pose: BodyPose;
  readonly steps: number;
  readonly lids: number;
  readonly open: number;
  readonly timeS: number;
};

export function headOfAnimal(state: AnimalState): Vec {
  const height = state.traits.heightMetres;
  const ahead = state.traits.species === 'bird' ? 0.1 : 0.42 * (BUILDS[state.traits.species]?.length ?? 0.9);
  return along(state, height * ahead, height * 0.85, 0);
}

/** A four-legged animal or a bird, standing, walking or sitting. */
export function drawAnimal(pen: Pen, light: Light, state: AnimalState): void {
  const build = BUILDS[state.traits.species];
  if (build === undefined) drawBird(pen, light, state);
  else drawFourLegged(pen, light, state, build);
}

/** `ahead` along the body, `up`, `side` across it. Animals stand a little sideways, so that their shape reads. */
function along(state: AnimalState, ahead: number, up: number, side: number): Vec {
  const turn = state.pose.turn + 0.85;
  return {
    x: state.base.x + state.pose.x + Math.sin(turn) * ahead + Math.cos(turn) * side,
    y: state.base.y + state.pose.lift + up,
    z: state.base.z + state.pose.z - Math.cos(turn) * ahead + Math.sin(turn) * side,
  };
}

function drawFourLegged(pen: Pen, light: Light, state: AnimalState, build: Build): void {
  const height = state.traits.heightMetres;
  const color = light.shade(state.traits.skin, Math.max(0, state.base.z));
  const pale = lighten(color, 0.34);
  const dark = light.shade([40, 34, 38]);
  const at = (ahead: number, up: number, side = 0): Vec => along(state, ahead * height, up * height, side * height);
  const half = build.length / 2;
  const sit = Math.max(state.pose.seat, state.pose.ground);
  const rump = at(-half * (1 - sit * 0.35), build.back * (1 - sit * 0.55));
  const breast = at(half * 0.8, build.back);
  const girth = build.girth * height;
  const leg = (ahead: number, side: number, phase: number, shade: number): void => {
    const swing = Math.sin(state.steps + phase) * state.pose.stride * 0.16;
    const lift = Math.max(0, Math.cos(state.steps + phase)) * state.pose.stride * 0.08;
    const top = ahead < 0 ? { ...rump } : { ...breast };
    const foot = at(ahead + swing + (ahead < 0 ? sit * 0.25 : 0), 0.03 + lift, side);
    const knee = { x: (top.x + foot.x) / 2, y: (top.y + foot.y) / 2, z: (top.z + foot.z) / 2 };
    const css = toCss(lighten(color, shade));
    pen.limb(top, knee, girth * 0.6, build.legs * height * 1.15, css);
    pen.limb(knee, foot, build.legs * height * 1.1, build.legs * height * 0.85, css);
    pen.limb(
      foot,
      at(ahead + swing + 0.05 + (ahead < 0 ? sit * 0.25 : 0), 0.02 + lift, side),
      build.legs * height,
      build.legs * height * 0.8,
      toCss(pale),
    );
  };
  const wag = Math.sin(state.timeS * 3) * 0.12;
  const tail = at(-half - build.tail * 0.35, build.back * (1 - sit * 0.5) + build.tail * 0.3 - sit * 0.3, wag);
  pen.limb(
    rump,
    tail,
    build.legs * height * 0.9,
    build.legs * height * (build.tail > 0.7 ? 1 : 0.6),
    toCss(lighten(color, -0.1)),
  );
  if (build.tail > 0.3)
    pen.limb(
      tail,
      at(-half - build.tail * 0.45, build.back + build.tail * 0.55 - sit * 0.6, wag * 1.8),
      build.legs * height,
      build.legs * height * 0.4,
      toCss(state.traits.species === 'fox' ? pale : lighten(color, -0.1)),
    );
  leg(-half, 0.09, 0, -0.24);
  leg(half * 0.8, 0.09, Math.PI, -0.24);
  pen.limb(rump, breast, girth, girth * 0.95, toCss(color));
  pen.limb(
    { ...rump, y: rump.y - girth * 0.4 },
    { ...breast, y: breast.y - girth * 0.4 },
    girth * 0.5,
    girth * 0.5,
    toCss(lighten(color, -0.12)),
  );
  leg(-half, -0.09, Math.PI, 0);
  leg(half * 0.8, -0.09, 0, 0);
  const head = at(half * 0.95 + build.snout * 0.2, 0.88 + state.pose.headPitch * 0.1);
  pen.limb(breast, head, girth * 0.72, build.head * height * 0.55, toCss(color));
  if (state.clothes.tie !== null || state.clothes.scarf !== null) {
    const collar = at(half * 0.95, 0.72);
    const cloth = toCss(light.shade(state.clothes.tie?.color ?? state.clothes.scarf ?? [170, 50, 50]));
    pen.limb(
      { ...collar, x: collar.x - girth * 0.4 },
      { ...collar, x: collar.x + girth * 0.4 },
      girth * 0.16,
      girth * 0.16,
      cloth,
    );
    pen.limb(
      { ...collar, z: collar.z - girth * 0.6 },
      { ...collar, y: collar.y - girth * 0.9, z: collar.z - girth * 0.6 },
      girth * 0.12,
      girth * 0.24,
      cloth,
    );
  }
  drawHead(pen, state, build, head, color, pale, dark, height);
}

function drawHead(
  pen: Pen,
  state: AnimalState,
  build: Build,
  head: Vec,
  color: Rgb,
  pale: Rgb,
  dark: Rgb,
  height: number,
): void {
  const radius = (build.head / 2) * height;
  pen.cutout(head, (context) => {
    const slide = 0.25;
    context.scale(radius, radius);
    const shape = (draw: () => void, fill: Rgb): void => {
      context.beginPath();
      draw();
      context.fillStyle = toCss(fill);
      context.fill();
    };
    for (const side of [-1, 1]) {
      const tone = lighten(color, side < 0 ? -0.08 : -0.2);
      if (build.ears === 'pointed')
        shape(
          () => [
            context.moveTo(side * 0.25, -0.7),
            context.lineTo(side * 0.82, -1.55),
            context.lineTo(side * 0.95, -0.35),
          ],
          tone,
        );
      else if (build.ears === 'long')
        shape(() => context.ellipse(side * 0.4, -1.6, 0.26, 0.9, side * 0.15, 0, Math.PI * 2), tone);
      else if (build.ears === 'round') shape(() => context.arc(side * 0.75, -0.75, 0.42, 0, Math.PI * 2), tone);
      else shape(() => context.ellipse(side * 0.95, 0, 0.3, 0.7, side * 0.25, 0, Math.PI * 2), tone);
    }
    shape(() => context.ellipse(0, 0, 1.05, 0.98, 0, 0, Math.PI * 2), color);
    const snout = build.snout / build.head;
    shape(() => context.ellipse(slide, 0.42, 0.5 + snout * 0.25, 0.36 + snout * 0.12, 0, 0, Math.PI * 2), pale);
    for (const side of [-1, 1]) {
      const x = slide * 0.5 + side * 0.42;
      if (state.lids > 0.6) shape(() => context.rect(x - 0.16, -0.12, 0.32, 0.06), dark);
      else {
        shape(() => context.ellipse(x, -0.12, 0.17, 0.2, 0, 0, Math.PI * 2), mix(pale, [255, 240, 190], 0.5));
        shape(() => context.ellipse(x + 0.03, -0.1, 0.1, 0.15, 0, 0, Math.PI * 2), dark);
      }
    }
    shape(() => context.ellipse(slide * 1.4, 0.26, 0.17, 0.12, 0, 0, Math.PI * 2), dark);
    if (state.open > 0.1)
      shape(() => context.ellipse(slide * 1.2, 0.62, 0.2, 0.16 * state.open, 0, 0, Math.PI * 2), [130, 50, 56]);
    if (state.traits.species === 'horse')
      shape(() => context.ellipse(-0.5, -0.9, 0.35, 0.7, -0.4, 0, Math.PI * 2), lighten(color, -0.45));
  });
}

function drawBird(pen: Pen, light: Light, state: AnimalState): void {
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
