import { type Rgb, findColor, lighten, mix, toCss } from '../color.ts';
import type { Light } from '../light.ts';
import type { Pen } from '../pen.ts';
import type { Vec } from '../view.ts';
import { type AnimalState, along } from './animal-state.ts';
import { drawBird } from './bird.ts';
import { drawLongHead } from './long-head.ts';
import type { Species } from './species.ts';
import { drawSwimmer } from './swimmer.ts';
import { drawUprightBird } from './upright-bird.ts';

/** The build of a four-legged animal, in shares of its height at the head. */
type Build = {
  readonly length: number;
  readonly back: number;
  readonly girth: number;
  readonly head: number;
  readonly snout: number;
  readonly ears: 'pointed' | 'round' | 'long' | 'hanging' | 'none';
  readonly tail: number;
  readonly legs: number;
};

const BUILDS: Readonly<Partial<Record<Species, Build>>> = {
  cat: { length: 0.95, back: 0.62, girth: 0.17, head: 0.24, snout: 0.1, ears: 'pointed', tail: 0.8, legs: 0.05 },
  lion: { length: 1, back: 0.7, girth: 0.18, head: 0.23, snout: 0.13, ears: 'round', tail: 0.7, legs: 0.07 },
  dog: { length: 0.9, back: 0.66, girth: 0.17, head: 0.2, snout: 0.22, ears: 'hanging', tail: 0.45, legs: 0.055 },
  fox: { length: 0.95, back: 0.62, girth: 0.15, head: 0.2, snout: 0.22, ears: 'pointed', tail: 0.8, legs: 0.045 },
  wolf: { length: 0.95, back: 0.68, girth: 0.17, head: 0.19, snout: 0.22, ears: 'pointed', tail: 0.5, legs: 0.055 },
  horse: { length: 0.85, back: 0.68, girth: 0.17, head: 0.13, snout: 0.22, ears: 'pointed', tail: 0.5, legs: 0.05 },
  deer: { length: 0.78, back: 0.62, girth: 0.14, head: 0.13, snout: 0.2, ears: 'pointed', tail: 0.1, legs: 0.036 },
  pig: { length: 1, back: 0.68, girth: 0.27, head: 0.26, snout: 0.14, ears: 'pointed', tail: 0.2, legs: 0.07 },
  elephant: { length: 0.9, back: 0.72, girth: 0.28, head: 0.2, snout: 0.1, ears: 'hanging', tail: 0.3, legs: 0.09 },
  reptile: { length: 1.5, back: 0.42, girth: 0.2, head: 0.26, snout: 0.3, ears: 'none', tail: 1.3, legs: 0.07 },
  cow: { length: 1, back: 0.78, girth: 0.21, head: 0.15, snout: 0.16, ears: 'hanging', tail: 0.5, legs: 0.055 },
  bear: { length: 0.9, back: 0.7, girth: 0.26, head: 0.2, snout: 0.14, ears: 'round', tail: 0.06, legs: 0.1 },
  rabbit: { length: 0.7, back: 0.46, girth: 0.22, head: 0.24, snout: 0.06, ears: 'long', tail: 0.1, legs: 0.07 },
  mouse: { length: 0.9, back: 0.5, girth: 0.22, head: 0.26, snout: 0.16, ears: 'round', tail: 1, legs: 0.05 },
};

export function headOfAnimal(state: AnimalState): Vec {
  const height = state.traits.heightMetres;
  const build = BUILDS[state.traits.species];
  if (state.traits.species === 'fish') return along(state, height * 0.55, height * 0.6, 0);
  const isLong = state.traits.species in POLLS;
  const ahead = build === undefined ? 0.1 : 0.42 * build.length + (isLong ? 0.14 : 0);
  return along(state, height * ahead, height * (state.traits.species === 'reptile' ? 0.45 : 0.85), 0);
}

/** How high over the ground a rider sits on an animal. */
export function backOf({ species, heightMetres }: AnimalState['traits']): number {
  const build = BUILDS[species];
  return heightMetres * (build === undefined ? 0.9 : build.back + build.girth * 0.62);
}

/** A four-legged animal or a bird, standing, walking or sitting. */
export function drawAnimal(pen: Pen, light: Light, state: AnimalState): void {
  const build = BUILDS[state.traits.species];
  const { species, heightMetres, words } = state.traits;
  if (species === 'fish') {
    const isMoving = state.pose.stride > 0.3;
    drawSwimmer(pen, light, {
      at: (ahead, up, side = 0) => along(state, ahead, heightMetres * 0.5 + up, side),
      length: heightMetres * 1.9,
      color: state.traits.skin,
      words,
      timeS: state.timeS,
      isMoving,
      lids: state.lids,
    });
  } else if (species === 'owl' || species === 'penguin') {
    const isMoving = state.pose.stride > 0.3;
    drawUprightBird(pen, light, {
      at: along(state, 0, 0, 0),
      height: heightMetres,
      color: state.traits.skin,
      eyes: findColor(words.match(/([a-z]+) eyes/u)?.[1] ?? '') ?? [232, 176, 60],
      isOwl: species === 'owl',
      spread: isMoving ? 0.5 + 0.5 * Math.sin(state.steps * 1.6) : Math.max(0, 0.06 * Math.sin(state.timeS * 1.3)),
      lids: state.lids,
      tilt: isMoving && species === 'penguin' ? 0.1 * Math.sin(state.steps) : 0.03 * Math.sin(state.timeS * 0.9),
    });
  } else if (build === undefined) drawBird(pen, light, state);
  else drawFourLegged(pen, light, state, build);
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
  if (/tiger|zebra|striped|stripes/u.test(state.traits.words)) {
    for (let band = 0; band < 6; band += 1) {
      const ahead = -half * 0.8 + (band / 5) * build.length * 0.74;
      const back = (rump.y + ((breast.y - rump.y) * band) / 5 - state.base.y - state.pose.lift) / height;
      pen.limb(
        at(ahead, back + build.girth * 0.8, -0.02),
        at(ahead + 0.02, back - build.girth * 0.4, -build.girth),
        height * 0.022,
        height * 0.008,
        toCss(dark),
      );
    }
  }
  leg(-half, -0.09, Math.PI, 0);
  leg(half * 0.8, -0.09, 0, 0);
  const { species, words } = state.traits;
  if (
    species === 'horse' ||
    species === 'deer' ||
    species === 'cow' ||
    species === 'elephant' ||
    species === 'reptile'
  ) {
    drawLongHead(pen, light, {
      at,
      height,
      breast: [half * 0.78, build.back],
      poll: [half * 0.95 + 0.08, POLLS[species]],
      color,
      mane: species === 'horse' ? light.shade(maneOf(words, state.traits.skin)) : null,
      horns:
        species === 'elephant'
          ? 'tusks'
          : species === 'deer'
            ? 'antlers'
            : species === 'cow' && !/sheep|lamb/u.test(words)
              ? 'short'
              : 'none',
      muzzle: species === 'reptile' ? 0.4 : species === 'horse' ? 0.2 : 0.16,
      isTrunk: species === 'elephant',
      hasEars: species !== 'reptile',
      lids: state.lids,
      nod: state.pose.headPitch + 0.3 * Math.sin(state.timeS * 1.1),
    });
    return;
  }
  const head = at(half * 0.95 + build.snout * 0.2, 0.88 + state.pose.headPitch * 0.1);
  if (species === 'lion' && /\blion\b/u.test(words))
    pen.ball(head, build.head * height * 0.86, toCss(lighten(color, -0.35)));
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

const POLLS = { horse: 0.94, deer: 0.94, cow: 0.84, elephant: 0.84, reptile: 0.5 } as const;

function maneOf(words: string, coat: Rgb): Rgb {
  return findColor(words.match(/([a-z ]+) mane/u)?.[1] ?? '') ?? lighten(coat, coat[0] > 190 ? -0.14 : -0.5);
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
      if (build.ears === 'none') continue;
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
  });
}
