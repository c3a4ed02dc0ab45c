/** A hand's place from its shoulder, in arm lengths: x away from the body's middle, y up, z ahead. */
export type Reach = { readonly x: number; readonly y: number; readonly z: number };

/** How a body holds itself at one moment. All numbers, so that two poses can be blended. */
export type BodyPose = {
  /** Metres from where the figure stands. */
  readonly x: number;
  readonly z: number;
  readonly lift: number;
  /** Radians; 0 faces the audience, positive to the right of the picture. */
  readonly turn: number;
  /** 0 stands, 1 sits on a seat. */
  readonly seat: number;
  /** 1 sits on the ground. */
  readonly ground: number;
  /** 1 lies on its back, along the way that it faces. */
  readonly lying: number;
  /** 1 swims: flat on its front, legs behind. */
  readonly prone: number;
  /** 1 sits astride: hips at a saddle, feet on pedals or in stirrups. The stride turns the pedals. */
  readonly ride: number;
  readonly lean: number;
  readonly sway: number;
  /** How wide the steps are, 0..1. */
  readonly stride: number;
  readonly headYaw: number;
  readonly headPitch: number;
  readonly headTilt: number;
  readonly left: Reach;
  readonly right: Reach;
  readonly smile: number;
  readonly brow: number;
  /** 0 open, 1 closed. */
  readonly lids: number;
  readonly gazeX: number;
  readonly gazeY: number;
};

export const HANDS_DOWN: Reach = { x: 0.11, y: -0.97, z: 0.08 };
export const STANDING: BodyPose = {
  x: 0,
  z: 0,
  lift: 0,
  turn: 0,
  seat: 0,
  ground: 0,
  lying: 0,
  prone: 0,
  ride: 0,
  lean: 0,
  sway: 0,
  stride: 0,
  headYaw: 0,
  headPitch: 0,
  headTilt: 0,
  left: HANDS_DOWN,
  right: HANDS_DOWN,
  smile: 0.15,
  brow: 0,
  lids: 0,
  gazeX: 0,
  gazeY: 0,
};

export function blendBody(from: BodyPose, to: BodyPose, part: number): BodyPose {
  if (part <= 0) return from;
  if (part >= 1) return to;
  const at = (a: number, b: number): number => a + (b - a) * part;
  const reach = (a: Reach, b: Reach): Reach => ({ x: at(a.x, b.x), y: at(a.y, b.y), z: at(a.z, b.z) });
  return {
    x: at(from.x, to.x),
    z: at(from.z, to.z),
    lift: at(from.lift, to.lift),
    turn: at(from.turn, to.turn),
    seat: at(from.seat, to.seat),
    ground: at(from.ground, to.ground),
    lying: at(from.lying, to.lying),
    prone: at(from.prone, to.prone),
    ride: at(from.ride, to.ride),
    lean: at(from.lean, to.lean),
    sway: at(from.sway, to.sway),
    stride: at(from.stride, to.stride),
    headYaw: at(from.headYaw, to.headYaw),
    headPitch: at(from.headPitch, to.headPitch),
    headTilt: at(from.headTilt, to.headTilt),
    left: reach(from.left, to.left),
    right: reach(from.right, to.right),
    smile: at(from.smile, to.smile),
    brow: at(from.brow, to.brow),
    lids: at(from.lids, to.lids),
    gazeX: at(from.gazeX, to.gazeX),
    gazeY: at(from.gazeY, to.gazeY),
  };
}
