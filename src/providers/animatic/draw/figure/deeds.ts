import type { Act } from './action.ts';
import { type PoseOf, both, holding, reach, wayOf } from './mover.ts';

type Deed = Extract<Act, 'ride' | 'glide' | 'swim' | 'drift' | 'drive' | 'phone' | 'fight' | 'aim' | 'play'>;

/** What is done with a vehicle, an animal, a weapon or an instrument, in water or without weight. */
export const DEEDS: Readonly<Record<Deed, PoseOf>> = {
  ride: (pose, mover, timeS, lengthS) => ({
    ...both(pose, mover.mount?.isPedalled === true ? reach(0.02, -0.62, 0.62) : reach(-0.05, -0.6, 0.5)),
    x: wayOf(mover, timeS, lengthS),
    lift: (mover.mount?.liftMetres ?? 0) + (mover.mount?.isPedalled === true ? 0 : 0.03 * Math.sin(timeS * 6.2)),
    turn: mover.heading * 1.4,
    ride: 1,
    stride: mover.mount?.isPedalled === true ? 1 : 0,
    lean: mover.mount?.isPedalled === true ? 0.34 : 0.08,
  }),
  glide: (pose, mover, timeS, lengthS) => ({
    ...pose,
    x: wayOf(mover, timeS, lengthS),
    lift: mover.mount?.liftMetres ?? 0,
    turn: mover.heading * 0.95,
    seat: 0.3,
    lean: 0.16 + 0.05 * Math.sin(timeS * 1.7),
    sway: 0.03 * Math.sin(timeS * 2.3),
    left: reach(0.55, -0.5 + 0.15 * Math.sin(timeS * 2.3), 0.3),
    right: mover.holds ? holding(mover) : reach(0.55, -0.5 - 0.15 * Math.sin(timeS * 2.3), 0.3),
  }),
  swim: (pose, mover, timeS, lengthS) => {
    const stroke = timeS * 3.2 + mover.seed;
    return {
      ...pose,
      x: wayOf(mover, timeS, lengthS),
      lift: mover.swimMetres + 0.05 * Math.sin(timeS * 1.6),
      turn: mover.heading * 1.45,
      prone: 1,
      stride: 0.9,
      left: reach(0.2, 0.4 * Math.sin(stroke), 0.85 * Math.cos(stroke)),
      right: reach(0.2, -0.4 * Math.sin(stroke), -0.85 * Math.cos(stroke)),
    };
  },
  drift: (pose, mover, timeS) => ({
    ...both(pose, reach(0.62, -0.25 + 0.12 * Math.sin(timeS * 0.9), 0.3)),
    lift: 0.55 + 0.12 * Math.sin(timeS * 0.8 + mover.seed),
    turn: mover.rest + 0.5 * Math.sin(timeS * 0.45 + mover.seed),
    ground: 0.14,
    lean: 0.24 * Math.sin(timeS * 0.6),
    sway: 0.1 * Math.sin(timeS * 0.5),
  }),
  drive: (pose, _mover, timeS) => {
    const turned = 0.09 * Math.sin(timeS * 1.3);
    return { ...pose, seat: 1, left: reach(-0.02, -0.42 + turned, 0.72), right: reach(-0.02, -0.42 - turned, 0.72) };
  },
  phone: (pose, mover, timeS) => ({
    ...pose,
    right: reach(-0.08, 0.26, 0.22),
    headTilt: 0.12,
    headYaw: pose.headYaw + 0.12 * Math.sin(timeS * 0.7 + mover.seed),
  }),
  fight: (pose, mover, timeS) => {
    const side = mover.partner === 0 ? mover.heading : mover.partner;
    // Blow after blow, in turn with whoever stands opposite.
    const blow = Math.max(0, Math.sin(timeS * 4.4 + (side > 0 ? 0 : Math.PI))) ** 2;
    return {
      ...pose,
      x: side * (0.06 + 0.1 * blow),
      turn: side * 1.05,
      stride: 0.3,
      lean: 0.1 + 0.2 * blow,
      brow: -0.8,
      left: reach(0.02, -0.02, 0.5),
      right: mover.holds ? reach(0.1, -0.1 + 0.5 * blow, 0.55 + 0.35 * blow) : reach(0, 0.02, 0.35 + 0.62 * blow),
    };
  },
  aim: (pose, mover) => {
    const side = mover.partner === 0 ? mover.heading : mover.partner;
    return { ...pose, turn: side * 0.95, left: reach(-0.3, -0.06, 0.8), right: reach(-0.08, 0, 0.95) };
  },
  play: (pose, _mover, timeS) => ({
    ...pose,
    sway: 0.03 * Math.sin(timeS * 3.1),
    left: reach(0.62, -0.28, 0.42),
    right: reach(-0.12, -0.62 + 0.07 * Math.sin(timeS * 9), 0.42),
    headPitch: -0.12,
  }),
};
