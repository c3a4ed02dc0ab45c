import { type Rgb, lighten, mix, toCss } from '../color.ts';
import type { Light } from '../light.ts';
import type { Pen } from '../pen.ts';
import type { Vec } from '../view.ts';
import type { BodyPose } from './body-pose.ts';
import type { Expression } from './face.ts';
import { drawBlanket, drawLyingTrunk } from './lying.ts';
import { drawHead, type HeadState } from './head.ts';
import { type Arm, type Leg, type Skeleton, toSkeleton } from './skeleton.ts';
import { drawTrunk } from './trunk.ts';
import type { Traits } from './traits.ts';
import type { Clothes } from './wardrobe.ts';
import { drawWheelchair } from './wheelchair.ts';

/** A human or robot at one moment. */
export type BodyState = {
  readonly traits: Traits;
  readonly clothes: Clothes;
  readonly base: Vec;
  readonly pose: BodyPose;
  readonly steps: number;
  readonly face: Expression;
  readonly wind: number;
  /** What it sits astride or stands on, drawn under it. */
  readonly mount: ((pen: Pen, light: Light, skeleton: Skeleton) => void) | null;
};
export type Hands = {
  readonly left: Vec;
  readonly right: Vec;
  readonly head: Vec;
  readonly radius: number;
  /** Radians the body is turned, positive to the right of the picture. */
  readonly turn: number;
};

/** Where a body's hands and head are, for what it holds and for the camera. */
export function handsOf(state: BodyState): Hands {
  const skeleton = toSkeleton(state.traits, state.base, state.pose, state.steps);
  return toHands(skeleton);
}

/** Draws the body's parts from the far ones to the near ones. `held` draws what is in a hand, at that hand's depth. */
export function drawBody(pen: Pen, light: Light, state: BodyState, held: ((hands: Hands) => void) | null): void {
  const { traits, clothes } = state;
  const skeleton = toSkeleton(traits, state.base, state.pose, state.steps);
  const distance = Math.max(0, skeleton.head.z);
  const shade = (color: Rgb): Rgb => light.shade(color, distance);
  const isRobot = traits.species === 'robot';
  const skin = shade(traits.skin);
  const head: HeadState = {
    at: skeleton.head,
    radius: skeleton.headRadius,
    turn: skeleton.turn + state.pose.headYaw,
    pitch: state.pose.headPitch,
    tilt: state.pose.headTilt - state.pose.lying * 1.4 * Math.sign(Math.sin(skeleton.turn)),
    face: state.face,
    wind: state.wind,
  };
  const depth = (point: Vec): number => pen.view.toCamera(point).z;
  const trunkDepth = depth(skeleton.chest.at);
  const sleeve = shade(
    clothes.bareArms && clothes.outer === null ? clothes.top : (clothes.outer?.color ?? clothes.top),
  );
  const parts: { readonly depth: number; readonly draw: () => void }[] = [];
  const { mount } = state;
  if (mount !== null) parts.push({ depth: trunkDepth + 0.06, draw: () => mount(pen, light, skeleton) });
  const seat = trunkDepth + (state.pose.seat > 0.3 || state.pose.ground > 0.3 ? -0.12 : 0.02);
  for (const leg of [skeleton.leftLeg, skeleton.rightLeg]) {
    parts.push({
      depth: Math.max(seat, 0) + depth(leg.hip) * 0.001,
      draw: () => drawLeg(pen, leg, skeleton, traits, clothes, shade),
    });
  }
  const sideways = Math.abs(Math.sin(skeleton.turn));
  for (const arm of [skeleton.left, skeleton.right]) {
    const middle = (depth(arm.elbow) + depth(arm.hand)) / 2;
    const nearer = middle - trunkDepth < (sideways > 0.5 ? 0 : 0.05);
    parts.push({
      depth: nearer ? trunkDepth - 0.2 + middle * 0.001 : trunkDepth + 0.2,
      draw: () => drawArm(pen, arm, skeleton, clothes, sleeve, skin, shade, isRobot),
    });
  }
  const isInBed = state.pose.lying > 0.5 && state.pose.lift > 0.3;
  const isLying = state.pose.lying + state.pose.prone > 0.5;
  parts.push({
    depth: trunkDepth,
    draw: () =>
      isLying
        ? drawLyingTrunk(pen, skeleton, traits, clothes, shade)
        : drawTrunk(pen, light, skeleton, traits, clothes),
  });
  if (isInBed)
    parts.push({
      depth: trunkDepth - 0.3,
      draw: () => drawBlanket(pen, skeleton, shade(lighten(traits.accent, 0.25))),
    });
  parts.push({ depth: trunkDepth + 0.015, draw: () => drawNeck(pen, skeleton, skin, clothes, shade) });
  const headDepth = Math.min(trunkDepth - 0.01, depth(skeleton.head) - 0.02);
  const looksAway = Math.cos(head.turn - Math.atan2(pen.view.pose.x - head.at.x, head.at.z - pen.view.pose.z)) < -0.2;
  parts.push({ depth: headDepth, draw: () => drawHead(pen, light, traits, clothes, head, 'head') });
  parts.push({
    depth: looksAway ? headDepth - 0.01 : trunkDepth + 0.1,
    draw: () => drawHead(pen, light, traits, clothes, head, 'behind'),
  });
  parts.push({ depth: headDepth - 0.02, draw: () => drawHead(pen, light, traits, clothes, head, 'braids') });
  if (held !== null) {
    const hands = toHands(skeleton);
    parts.push({ depth: Math.min(depth(hands.right), trunkDepth - 0.21), draw: () => held(hands) });
  }
  if (traits.hasWheelchair && !isLying) {
    const chair = (part: 'behind' | 'front') => (): void =>
      drawWheelchair(pen, skeleton, traits.accent, state.steps, part, shade);
    parts.push({ depth: trunkDepth + 0.3, draw: chair('behind') }, { depth: trunkDepth - 0.3, draw: chair('front') });
  } else if (state.pose.seat > 0.5 && !isLying) {
    const at = skeleton.place(0, 0, -0.02);
    parts.push({
      depth: trunkDepth + 0.3,
      draw: () => pen.box({ ...at, y: state.base.y }, 0.5, skeleton.height * 0.24, 0.42, shade([132, 98, 70])),
    });
  }
  for (const part of parts.toSorted((a, b) => b.depth - a.depth)) part.draw();
}

type Shade = (color: Rgb) => Rgb;

function toHands({ left, right, head, headRadius, turn }: Skeleton): Hands {
  return { left: left.hand, right: right.hand, head, radius: headRadius, turn };
}

function drawLeg(pen: Pen, leg: Leg, skeleton: Skeleton, traits: Traits, clothes: Clothes, shade: Shade): void {
  const thick = skeleton.height * 0.046 * traits.build;
  const isBare = clothes.skirtHem !== null;
  const color = isBare
    ? mix(shade(traits.skin), shade(clothes.bottom), 0.25)
    : traits.species === 'robot'
      ? shade(lighten(traits.skin, -0.2))
      : shade(clothes.bottom);
  const lower = clothes.isShort && traits.species !== 'robot' ? shade(traits.skin) : color;
  const css = toCss(color);
  const shoe = shade(clothes.shoes);
  pen.limb(leg.hip, leg.knee, thick * 1.18, thick * 0.92, toCss(lower));
  pen.limb(leg.knee, leg.ankle, thick * 0.9, thick * 0.66, toCss(lighten(lower, -0.06)));
  if (lower !== color) {
    const part = (share: number): Vec => ({
      x: leg.hip.x + (leg.knee.x - leg.hip.x) * share,
      y: leg.hip.y + (leg.knee.y - leg.hip.y) * share,
      z: leg.hip.z + (leg.knee.z - leg.hip.z) * share,
    });
    pen.limb(leg.hip, part(0.66), thick * 1.3, thick * 1.26, css);
  } else pen.limb(leg.hip, leg.knee, thick * 1.18, thick * 0.92, css);
  pen.limb(
    { ...leg.ankle, y: leg.ankle.y - skeleton.height * 0.012 },
    leg.toe,
    thick * 0.72,
    thick * 0.58,
    toCss(shoe),
  );
}

function drawArm(
  pen: Pen,
  arm: Arm,
  skeleton: Skeleton,
  clothes: Clothes,
  sleeve: Rgb,
  skin: Rgb,
  shade: Shade,
  isRobot: boolean,
): void {
  const thick = skeleton.height * (clothes.outer === null ? 0.031 : 0.036);
  const upper = isRobot ? lighten(skin, -0.12) : sleeve;
  const lower = isRobot ? skin : clothes.bareArms && clothes.outer === null ? skin : lighten(sleeve, 0.05);
  pen.limb(arm.shoulder, arm.elbow, thick * 1.08, thick * 0.92, toCss(lighten(upper, -0.05)));
  const along = (part: number): Vec => ({
    x: arm.elbow.x + (arm.hand.x - arm.elbow.x) * part,
    y: arm.elbow.y + (arm.hand.y - arm.elbow.y) * part,
    z: arm.elbow.z + (arm.hand.z - arm.elbow.z) * part,
  });
  const wrist = along(0.84);
  const hand = toCss(clothes.gloves === null ? lighten(skin, isRobot ? -0.25 : 0) : shade(clothes.gloves));
  pen.limb(wrist, along(1), thick * 0.62, thick * 0.86, hand);
  pen.limb(along(1), along(1.12), thick * 0.84, thick * 0.5, hand);
  pen.limb(arm.elbow, wrist, thick * 0.94, thick * 0.76, toCss(lower));
  pen.limb(along(0.78), wrist, thick * 0.84, thick * 0.84, toCss(lighten(lower, -0.14)));
  if (isRobot) pen.ball(arm.elbow, thick, toCss(lighten(skin, -0.4)));
}

function drawNeck(pen: Pen, skeleton: Skeleton, skin: Rgb, clothes: Clothes, shade: Shade): void {
  const thick = skeleton.headRadius * 0.46;
  pen.limb(skeleton.shoulders.at, skeleton.neck, thick * 1.15, thick, toCss(lighten(skin, -0.14)));
  pen.limb(skeleton.neck, skeleton.head, thick, thick * 0.95, toCss(lighten(skin, -0.14)));
  if (clothes.scarf === null) return;
  const scarf = shade(clothes.scarf);
  pen.limb(
    { ...skeleton.neck, x: skeleton.neck.x - thick * 0.7 },
    { ...skeleton.neck, x: skeleton.neck.x + thick * 0.7 },
    thick * 0.95,
    thick * 0.95,
    toCss(scarf),
  );
}
