import { createRandom, wander } from '../../random.ts';
import { smooth } from '../view.ts';
import type { BodyPose } from './body-pose.ts';

/** What makes one take of a shot another performance than the next: chance, bound where the take begins and may end. */
export type Variation = {
  readonly seed: number;
  readonly lengthS: number;
  /** How far to a side the frame leaves room to stand elsewhere. */
  readonly roomMetres: number;
  /** The take must end on a given frame. */
  readonly isEndHeld: boolean;
};

const BEGIN_S = 1.2;
const END_S = 1;

/** The same act, done a little differently: where one stands, how one turns, holds the head and moves the hands. */
export function varyPose(pose: BodyPose, figure: string, variation: Variation, timeS: number): BodyPose {
  const { seed, lengthS, roomMetres, isEndHeld } = variation;
  const free = smooth(timeS, 0, BEGIN_S) * (isEndHeld ? smooth(lengthS - timeS, 0, END_S) : 1);
  if (free <= 0 || pose.lying > 0.5) return pose;
  const random = createRandom(`take ${seed} ${figure}`);
  const [turn, x, z, lean, smile] = [0.26, Math.min(0.13, roomMetres), Math.min(0.14, roomMetres), 0.04, 0.25].map(
    (most) => random.range(-most, most) * free,
  );
  const phase = Math.floor(random.next() * 1_000);
  const drift = (index: number, rate: number): number => free * wander(phase + index, timeS * rate);
  return {
    ...pose,
    turn: pose.turn + (turn ?? 0),
    x: pose.x + (x ?? 0),
    z: pose.z + (z ?? 0),
    lean: pose.lean + (lean ?? 0),
    smile: pose.smile + (smile ?? 0),
    headYaw: pose.headYaw + 0.2 * drift(1, 0.45),
    headTilt: pose.headTilt + 0.05 * drift(2, 0.4),
    left: { ...pose.left, y: pose.left.y + 0.07 * drift(3, 0.7), z: pose.left.z + 0.06 * drift(4, 0.6) },
    right: { ...pose.right, y: pose.right.y + 0.07 * drift(5, 0.7), z: pose.right.z + 0.06 * drift(6, 0.6) },
  };
}
