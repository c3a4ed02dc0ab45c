import { smooth, type Vec } from '../view.ts';
import type { BodyPose } from './body-pose.ts';
import type { Traits } from './traits.ts';
import type { Clothes } from './wardrobe.ts';

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

/** `ahead` along the body, `up`, `side` across it. Animals stand a little sideways, so that their shape reads. */
export function along(state: AnimalState, ahead: number, up: number, side: number): Vec {
  const { turn: faced } = state.pose;
  // Who goes to the left is seen from the other side, and never head on.
  const turn = faced - 0.55 + 1.4 * smooth(faced, -0.9, -0.3);
  return {
    x: state.base.x + state.pose.x + Math.sin(turn) * ahead + Math.cos(turn) * side,
    y: state.base.y + state.pose.lift + up,
    z: state.base.z + state.pose.z - Math.cos(turn) * ahead + Math.sin(turn) * side,
  };
}
