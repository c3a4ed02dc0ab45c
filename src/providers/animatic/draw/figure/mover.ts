import { smooth } from '../view.ts';
import type { Beat } from './action.ts';
import type { BodyPose, Reach } from './body-pose.ts';

/** A figure that acts: what it does, where it may go and what it has with it. */
export type Mover = {
  readonly beats: readonly Beat[];
  /** Radians the figure stands turned when it does nothing. */
  readonly rest: number;
  /** Where its partner stands: -1 left, 1 right, 0 nobody. */
  readonly partner: -1 | 0 | 1;
  /** Direction of travel and how far it may go in metres. */
  readonly heading: -1 | 1;
  readonly reachMetres: number;
  readonly seed: number;
  readonly holds: boolean;
  /** What it holds is held over its head. */
  readonly holdsHigh: boolean;
  /** What it sits astride or stands on: how much higher that makes it. */
  readonly mount: { readonly liftMetres: number; readonly isPedalled: boolean } | null;
  /** How high above its place it swims. */
  readonly swimMetres: number;
  readonly isSpeaking: (timeS: number) => boolean;
};
/** A figure's pose at a moment of a beat, from how it stands. */
export type PoseOf = (pose: BodyPose, mover: Mover, timeS: number, lengthS: number, beat: Beat) => BodyPose;

export const reach = (x: number, y: number, z: number): Reach => ({ x, y, z });
export const both = (pose: BodyPose, hand: Reach): BodyPose => ({ ...pose, left: hand, right: hand });
/** 0 to 1 and held, from the beat's start. */
export const onset = (beat: Beat, timeS: number, lengthS: number, seconds = 0.9): number =>
  smooth(timeS - beat.from * lengthS, 0.1, seconds);

/** Where a figure is that goes along during the whole take. */
export function wayOf({ heading, reachMetres }: Mover, timeS: number, lengthS: number): number {
  const part = lengthS <= 0 ? 0 : timeS / lengthS;
  return heading * reachMetres * (part - 0.5) * 2;
}

/** Where a hand is that has something in it. */
export function holding({ holdsHigh }: Mover): Reach {
  return holdsHigh ? reach(-0.12, -0.2, 0.46) : reach(0.1, -0.42, 0.62);
}
