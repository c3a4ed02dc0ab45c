import { wander } from '../../random.ts';
import { smooth } from '../view.ts';
import { type Act, type Beat, type Gaze, moodPose } from './action.ts';
import { type BodyPose, HANDS_DOWN, STANDING, blendBody } from './body-pose.ts';
import { DEEDS } from './deeds.ts';
import { type Mover, type PoseOf, both, holding, onset, reach, wayOf } from './mover.ts';

export type Motion = { readonly pose: BodyPose; readonly steps: number };

const BLEND_S = 0.55;
const WALK_RATE = 6.2;

/** The pose of a figure at a moment of the take. */
export function motionAt(mover: Mover, timeS: number, lengthS: number): Motion {
  const part = lengthS <= 0 ? 0 : timeS / lengthS;
  const index = Math.max(
    0,
    mover.beats.findLastIndex((beat) => part >= beat.from),
  );
  const beat = mover.beats[index];
  if (beat === undefined) return { pose: STANDING, steps: 0 };
  const before = mover.beats[index - 1];
  const fresh = before === undefined ? 1 : smooth(timeS - beat.from * lengthS, 0, BLEND_S);
  const now = poseOf(mover, beat, timeS, lengthS);
  const pose = before === undefined || fresh >= 1 ? now : blendBody(poseOf(mover, before, timeS, lengthS), now, fresh);
  return {
    pose: alive(mover, pose, timeS),
    steps: timeS * (beat.act === 'run' ? WALK_RATE * 1.7 : WALK_RATE) + mover.seed,
  };
}

function poseOf(mover: Mover, beat: Beat, timeS: number, lengthS: number): BodyPose {
  const mood = moodPose(beat.mood);
  const standing: BodyPose = {
    ...STANDING,
    ...mood,
    turn: mover.rest,
    ...(mover.holds ? { right: holding(mover) } : {}),
  };
  const acted = ACT_POSES[beat.act](standing, mover, timeS, lengthS, beat);
  const looked = look(acted, beat.gaze, mover);
  if (beat.nod === 'yes') return { ...looked, headPitch: looked.headPitch + 0.16 * Math.sin(timeS * 7) };
  if (beat.nod === 'no') return { ...looked, headYaw: looked.headYaw + 0.3 * Math.sin(timeS * 5.5) };
  return looked;
}

const travel: PoseOf = (pose, mover, timeS, lengthS, beat) => {
  const isRun = beat.act === 'run';
  const rate = isRun ? WALK_RATE * 1.7 : WALK_RATE;
  const swing = Math.sin(timeS * rate + mover.seed) * (isRun ? 0.6 : 0.36);
  const bent = isRun ? 0.35 : 0;
  return {
    ...pose,
    x: wayOf(mover, timeS, lengthS),
    turn: mover.heading * 1.12,
    stride: isRun ? 1 : 0.72,
    lean: isRun ? 0.2 : 0.05,
    left: reach(0.14, -0.95 + bent, swing),
    right: mover.holds ? holding(mover) : reach(0.14, -0.95 + bent, -swing),
  };
};

/** Mattresses are this high. */
const BED_METRES = 0.6;

/** On its back, along the picture, its face half to the audience. */
function lying(pose: BodyPose, mover: Pick<Mover, 'heading'>): BodyPose {
  return {
    ...both(pose, reach(0.2, -0.1, 0.86)),
    lying: 1,
    turn: mover.heading * 1.45,
    headYaw: mover.heading * -0.7,
  };
}

const ACT_POSES: Readonly<Record<Act, PoseOf>> = {
  ...DEEDS,
  // Without anything to ride, one goes on foot.
  ride: (pose, mover, ...rest) => (mover.mount === null ? travel : DEEDS.ride)(pose, mover, ...rest),
  idle: (pose) => pose,
  walk: travel,
  run: travel,
  carry: (pose, mover, timeS, lengthS, beat) => ({
    ...travel(pose, mover, timeS, lengthS, beat),
    ...both(pose, reach(0.02, -0.42, 0.62)),
    stride: 0.6,
    turn: mover.heading * 0.95,
    x: wayOf(mover, timeS, lengthS),
  }),
  climb: (pose, mover, timeS) => ({
    ...pose,
    turn: mover.heading * 2.3,
    stride: 0.7,
    lean: 0.12,
    lift: 0.04 * Math.abs(Math.sin(timeS * WALK_RATE)),
    right: reach(0.2, 0.2, 0.6),
    left: reach(0.2, 0.35 * Math.sin(timeS * 3), 0.6),
  }),
  sit: (pose) => both({ ...pose, seat: 1 }, reach(0.02, -0.72, 0.5)),
  rest: (pose, mover) => ({
    ...both({ ...pose, ground: 1, lean: -0.22, lids: 1 }, reach(0.05, -0.75, 0.42)),
    headPitch: -0.35,
    headTilt: mover.heading * 0.22,
  }),
  lie: lying,
  // Beds have their pillow on the left.
  bed: (pose, mover) => ({ ...lying(pose, { ...mover, heading: 1 }), lift: BED_METRES }),
  kick: (pose, mover, timeS) => ({
    ...pose,
    turn: mover.heading * 0.9,
    stride: 0.55,
    lean: -0.06,
    left: reach(0.4, -0.5, 0.2),
    right: reach(0.35, -0.55, -0.2 + 0.3 * Math.sin(timeS * WALK_RATE)),
  }),
  wave: (pose, _mover, timeS) => ({
    ...pose,
    right: reach(0.42 + 0.2 * Math.sin(timeS * 7), 0.82, 0.25),
    smile: Math.max(pose.smile, 0.5),
  }),
  hold: (pose, _mover, timeS, lengthS, beat) => ({
    ...pose,
    right: reach(0.12, -0.5 + 0.34 * onset(beat, timeS, lengthS), 0.62),
    headPitch: -0.08,
  }),
  give: (pose, mover, timeS, lengthS, beat) => ({
    ...pose,
    turn: pose.turn + mover.partner * 0.35,
    right: reach(mover.partner > 0 ? 0.5 : -0.2, -0.28, 0.4 + 0.5 * onset(beat, timeS, lengthS)),
  }),
  take: (pose, mover, timeS, lengthS, beat) => ({
    ...pose,
    turn: pose.turn + mover.partner * 0.3,
    left: reach(mover.partner < 0 ? 0.5 : -0.05, -0.3, 0.35 + 0.5 * onset(beat, timeS, lengthS)),
    lean: 0.08,
  }),
  point: (pose, mover, timeS, lengthS, beat) => ({
    ...pose,
    turn: pose.turn + mover.heading * 0.2,
    [mover.heading > 0 ? 'right' : 'left']: reach(0.6, -0.02, 0.7 * onset(beat, timeS, lengthS)),
  }),
  dance: (pose, mover, timeS) => ({
    ...pose,
    turn: pose.turn + Math.sin(timeS * 1.7 + mover.seed) * 0.75,
    sway: 0.06 * Math.sin(timeS * 4.2),
    stride: 0.34,
    x: 0.1 * Math.sin(timeS * 2.1 + mover.seed),
    left: reach(0.55, 0.1 + 0.25 * Math.sin(timeS * 2.1), 0.35),
    right: reach(0.55, 0.1 - 0.25 * Math.sin(timeS * 2.1), 0.35),
    smile: Math.max(0.6, pose.smile),
  }),
  row: (pose, _mover, timeS) =>
    both(
      { ...pose, seat: 1, lean: 0.16 + 0.28 * Math.sin(timeS * 2.3) },
      reach(0.05, -0.3, 0.62 + 0.26 * Math.sin(timeS * 2.3)),
    ),
  push: (pose, mover, timeS) =>
    both(
      { ...pose, turn: mover.heading * 0.8, lean: 0.3 + 0.07 * Math.sin(timeS * 3), stride: 0.28 },
      reach(0.02, -0.12 + 0.12 * Math.sin(timeS * 3), 0.8),
    ),
  work: (pose, _mover, timeS) => ({
    ...pose,
    lean: 0.13,
    left: reach(-0.04, -0.5 + 0.06 * Math.sin(timeS * 5), 0.58),
    right: reach(-0.02, -0.5 + 0.06 * Math.cos(timeS * 5), 0.58),
    headPitch: -0.22,
    gazeY: -0.5,
  }),
  drink: (pose, _mover, timeS, lengthS, beat) => ({
    ...pose,
    right: reach(-0.1, -0.3 + 0.42 * onset(beat, timeS, lengthS, 1.3), 0.48),
  }),
  write: (pose, _mover, timeS) => ({
    ...pose,
    lean: 0.2,
    right: reach(-0.05 + 0.05 * Math.sin(timeS * 6), -0.52, 0.6),
    left: reach(0, -0.55, 0.5),
    headPitch: -0.3,
    gazeY: -0.6,
  }),
  read: (pose) => both({ ...pose, headPitch: -0.24, gazeY: -0.6 }, reach(-0.05, -0.35, 0.55)),
  crouch: (pose) => both({ ...pose, ground: 0.75, lean: 0.3 }, reach(0.1, -0.6, 0.55)),
  kneel: (pose) => both({ ...pose, ground: 0.7, lean: 0.12 }, reach(0.05, -0.6, 0.5)),
  jump: (pose, _mover, timeS) => both({ ...pose, lift: 0.28 * Math.max(0, Math.sin(timeS * 5)) }, reach(0.5, 0.5, 0.2)),
  fall: (pose, mover, timeS, lengthS, beat) =>
    both(
      { ...pose, ground: onset(beat, timeS, lengthS, 1.2), sway: mover.heading * 0.05, lean: -0.2 },
      reach(0.5, -0.4, 0.1),
    ),
  raise: (pose) => both(pose, reach(0.4, 0.86, 0.15)),
  lean: (pose) => ({ ...pose, lean: 0.34, left: reach(0.1, -0.6, 0.5), headPitch: -0.1 }),
  hug: (pose, mover, timeS, lengthS, beat) => ({
    ...both(pose, reach(-0.1, -0.2, 0.7)),
    turn: mover.partner * 1.25,
    lean: 0.12,
    x: mover.partner * 0.24 * onset(beat, timeS, lengthS, 0.8),
  }),
};

function look(pose: BodyPose, gaze: Gaze, mover: Mover): BodyPose {
  const side = mover.partner === 0 ? mover.heading : mover.partner;
  switch (gaze) {
    case 'ahead':
      return pose;
    case 'up':
      return { ...pose, headPitch: pose.headPitch + 0.34, gazeY: 0.8, brow: Math.max(pose.brow, 0.4) };
    case 'down':
      return { ...pose, headPitch: pose.headPitch - 0.24, gazeY: -0.75, lids: Math.max(pose.lids, 0.2) };
    case 'away':
      return { ...pose, headYaw: pose.headYaw + mover.heading * 0.7, gazeX: mover.heading * 0.6 };
    case 'other':
      return {
        ...pose,
        turn: isTurned(pose) ? pose.turn : pose.turn + side * 0.1,
        headYaw: pose.headYaw + side * 0.24,
        gazeX: side * 0.5,
      };
    case 'closed':
      return { ...pose, lids: 1, headPitch: pose.headPitch - 0.14 };
  }
}

function isTurned(pose: BodyPose): boolean {
  return Math.abs(pose.turn) > 0.7;
}

/** Breath, sway, small looks about, blinks: nobody ever stands quite still. */
function alive(mover: Mover, pose: BodyPose, timeS: number): BodyPose {
  const breath = Math.sin(timeS * 1.9 + mover.seed) * 0.012;
  const speaking = mover.isSpeaking(timeS) ? 1 : 0;
  const turnTo = wander(mover.seed, timeS * 0.35);
  const blinkAt = (timeS + (mover.seed % 7) * 0.43) % 3.1;
  const gesture = speaking * 0.1 * wander(mover.seed + 5, timeS * 1.5);
  const isDown = pose.right === HANDS_DOWN;
  return {
    ...pose,
    lift: pose.lift + breath * 0.4,
    sway: pose.sway + 0.012 * wander(mover.seed + 1, timeS * 0.5),
    headYaw: pose.headYaw + 0.1 * turnTo + speaking * 0.06 * wander(mover.seed + 2, timeS * 1.6),
    headPitch:
      pose.headPitch +
      0.03 * wander(mover.seed + 3, timeS * 0.6) +
      speaking * 0.05 * wander(mover.seed + 4, timeS * 2.1),
    headTilt: pose.headTilt + 0.03 * wander(mover.seed + 6, timeS * 0.4),
    right:
      isDown && speaking === 1
        ? { x: 0.12, y: -0.72 + gesture * 2, z: 0.42 + gesture }
        : { ...pose.right, y: pose.right.y + breath },
    lids: blinkAt < 0.13 ? 1 : pose.lids,
    gazeX: pose.gazeX + 0.2 * Math.round(wander(mover.seed + 8, timeS * 0.7)),
  };
}
