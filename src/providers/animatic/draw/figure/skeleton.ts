import type { Vec } from '../view.ts';
import type { BodyPose, Reach } from './body-pose.ts';
import type { Traits } from './traits.ts';

/** A ring of the body's trunk: where it is, half its width across the shoulders and half its depth. */
export type Ring = { readonly at: Vec; readonly wide: number; readonly deep: number };
export type Arm = { readonly shoulder: Vec; readonly elbow: Vec; readonly hand: Vec };
export type Leg = { readonly hip: Vec; readonly knee: Vec; readonly ankle: Vec; readonly toe: Vec };
/** A body in the world, in metres. Left and right as seen by the audience when the figure faces it. */
export type Skeleton = {
  readonly height: number;
  readonly turn: number;
  readonly head: Vec;
  readonly headRadius: number;
  readonly neck: Vec;
  readonly shoulders: Ring;
  readonly chest: Ring;
  readonly waist: Ring;
  readonly hips: Ring;
  readonly left: Arm;
  readonly right: Arm;
  readonly leftLeg: Leg;
  readonly rightLeg: Leg;
  /** From body axes (x to the audience's right, y up, z ahead of the figure) to the world. */
  readonly place: (x: number, y: number, z: number) => Vec;
};

export function headRadiusOf(traits: Traits): number {
  return 0.092 + Math.min(traits.heightMetres, 1.8) * 0.0175;
}

/** `steps` is how far through its steps a walking figure is, in radians. */
export function toSkeleton(traits: Traits, base: Vec, pose: BodyPose, steps: number): Skeleton {
  const height = traits.heightMetres;
  const radius = headRadiusOf(traits);
  const [cos, sin] = [Math.cos(pose.turn), Math.sin(pose.turn)];
  const place = (x: number, y: number, z: number): Vec => ({
    x: base.x + pose.x + x * cos + z * sin,
    y: base.y + pose.lift + y,
    z: base.z + pose.z + x * sin - z * cos,
  });
  const bob = pose.stride * Math.abs(Math.sin(steps)) * 0.025 * height;
  const stand = height * 0.49;
  const low = (height * 0.29 - stand) * pose.seat + (height * 0.09 - stand) * pose.ground;
  const flat = pose.lying + pose.prone;
  const hipHeight = (stand + low + bob * (1 - pose.ride)) * (1 - flat) + height * 0.075 * flat;
  const trunk = height * 0.315;
  const bent = (pose.lean + (traits.age > 68 ? 0.09 : 0)) * (1 - flat) - 1.5 * pose.lying + 1.42 * pose.prone;
  const along = (share: number): Vec =>
    place(pose.sway * share, hipHeight + trunk * share * Math.cos(bent), trunk * share * Math.sin(bent));
  const broad = traits.build * (traits.isFemale ? 0.94 : 1.04);
  const neckTop = along(1.13);
  const headUp = radius * 1.0;
  const head = {
    x: neckTop.x + headUp * (Math.sin(bent * 0.8) * sin + pose.headTilt * 0.4 * cos),
    y: neckTop.y + headUp * (0.95 - 0.75 * pose.lying) - Math.abs(Math.min(0, pose.headPitch)) * radius * 0.25,
    z: neckTop.z - headUp * Math.sin(bent * 0.8) * cos,
  };
  const shoulderHalf = height * 0.108 * broad;
  const hipHalf = height * (traits.isFemale ? 0.09 : 0.082) * traits.build;
  const arm = (side: number, reach: Reach): Arm => {
    const shoulder = along(0.97);
    const from = {
      x: shoulder.x + side * shoulderHalf * 0.93 * cos,
      y: shoulder.y - height * 0.012,
      z: shoulder.z + side * shoulderHalf * 0.93 * sin,
    };
    return reachOut(from, side, reach, height * 0.34, cos, sin);
  };
  const leg = (side: number): Leg => {
    const swing = Math.sin(steps + (side < 0 ? 0 : Math.PI)) * pose.stride;
    const raise = Math.max(0, Math.cos(steps + (side < 0 ? 0 : Math.PI))) * pose.stride;
    const hip = place(side * hipHalf * 0.55 + pose.sway * 0.2, hipHeight, 0);
    const walked = (swing * height * 0.16 + pose.seat * height * 0.2 + pose.ground * height * 0.36) * (1 - flat);
    const forward =
      (walked + (pose.lying - pose.prone) * height * 0.44) * (1 - pose.ride) +
      pose.ride * height * (0.09 + 0.07 * Math.cos(steps + (side < 0 ? 0 : Math.PI)) * pose.stride);
    const floor = (height * 0.045 + raise * height * 0.06) * (1 - pose.prone);
    const ankleHeight =
      (floor + pose.prone * (hipHeight + 0.3 * height * 0.16 * swing)) * (1 - pose.ride) +
      pose.ride * (hipHeight - height * (0.31 + 0.07 * swing));
    const ankle = place(side * hipHalf * (0.62 + pose.ground * 0.5), ankleHeight, forward);
    const knee = bend(hip, ankle, stand * 0.462, place(0, 0, 1), place(0, 0, 0), pose.ground * 0.9);
    const toe = {
      ...place(side * hipHalf * 0.66, 0, forward + height * (0.075 - 0.05 * pose.lying - 0.15 * pose.prone)),
      y: ankle.y + height * (0.085 * pose.lying - 0.018),
    };
    return { hip, knee, ankle, toe };
  };
  return {
    height,
    turn: pose.turn,
    head,
    headRadius: radius,
    neck: along(1.06),
    shoulders: { at: along(0.97), wide: shoulderHalf, deep: height * 0.06 * traits.build },
    chest: { at: along(0.72), wide: shoulderHalf * (traits.isFemale ? 0.9 : 0.94), deep: height * 0.07 * traits.build },
    waist: {
      at: along(0.36),
      wide: shoulderHalf * (traits.isFemale ? 0.7 : 0.84) * Math.max(1, traits.build),
      deep: height * 0.062 * traits.build,
    },
    hips: { at: along(-0.02), wide: hipHalf * 1.04, deep: height * 0.068 * traits.build },
    left: arm(-1, pose.left),
    right: arm(1, pose.right),
    leftLeg: leg(-1),
    rightLeg: leg(1),
    place,
  };
}

function reachOut(shoulder: Vec, side: number, reach: Reach, length: number, cos: number, sin: number): Arm {
  const far = Math.min(1, 0.995 / Math.max(0.001, Math.hypot(reach.x, reach.y, reach.z)));
  const [x, y, z] = [side * reach.x * far * length, reach.y * far * length, reach.z * far * length];
  const hand = { x: shoulder.x + x * cos + z * sin, y: shoulder.y + y, z: shoulder.z + x * sin - z * cos };
  const half = length * 0.52;
  const span = Math.hypot(x, y, z);
  const out = Math.sqrt(Math.max(0, half * half - (span * span) / 4));
  // Elbows point down, outwards and a little back.
  const [ex, ey, ez] = [side * 0.36, -0.8, -0.4];
  const push = out / Math.hypot(ex, ey, ez);
  return {
    shoulder,
    hand,
    elbow: {
      x: (shoulder.x + hand.x) / 2 + (ex * cos + ez * sin) * push,
      y: (shoulder.y + hand.y) / 2 + ey * push,
      z: (shoulder.z + hand.z) / 2 + (ex * sin - ez * cos) * push,
    },
  };
}

/** The knee between hip and ankle, bent ahead of the figure (and up when it sits on the ground). */
function bend(from: Vec, to: Vec, half: number, ahead: Vec, origin: Vec, up: number): Vec {
  const span = Math.hypot(to.x - from.x, to.y - from.y, to.z - from.z);
  const out = Math.sqrt(Math.max(0, half * half - (span * span) / 4));
  const [dx, dz] = [ahead.x - origin.x, ahead.z - origin.z];
  return {
    x: (from.x + to.x) / 2 + dx * out * (1 - up),
    y: (from.y + to.y) / 2 + out * up,
    z: (from.z + to.z) / 2 + dz * out * (1 - up),
  };
}
