import type { Picture } from '../../../model/generation.ts';
import type { Size } from '../../../model/storyboard.ts';
import { type Fps, framesToSeconds } from '../../../model/time.ts';
import { type Actor, moveActor } from './cast.ts';
import type { Variation } from './figure/variation.ts';
import { type Shooting, shootAt } from './moves.ts';
import { type Staging, stagePicture } from './staging.ts';
import { type Pose, clamp, smooth } from './view.ts';

/** A staged picture that takes over from where the shot before it ended, when it goes on from that. */
export type HandedOver = {
  readonly staging: Staging;
  readonly cast: readonly Actor[];
  readonly shootAt: (timeS: number) => Shooting;
  /** How long the set's clock has run before. */
  readonly startS: number;
};

/** What is known of a take besides its picture. */
export type TakeFacts = { readonly frames: number; readonly seed: number; readonly isEndHeld: boolean };

const HANDOVER_S = 1.5;
/** Rooms end: nobody goes on behind their walls. */
const MOST_SHIFT_METRES = { inside: 1.1, outside: 6 } as const;

/**
 * Begins with the camera and every figure where the shot before left them, and moves them into this shot's own frame and
 * acts; the world is moved along so that whoever this is about stands where it stood. Of a chain every shot is staged from
 * the first one on, so that each is known as it was shot. Without a shot before, as staged.
 */
export function handOver(picture: Picture, size: Size, fps: Fps, { frames, seed, isEndHeld }: TakeFacts): HandedOver {
  const own = stagePicture(picture, size, fps, frames);
  const variation: Variation = { seed, lengthS: own.lengthS, roomMetres: roomOf(own), isEndHeld };
  const varied = (actor: Actor): Actor => ({ ...actor, variation });
  const { before = null } = picture;
  if (before === null || before.picture.place?.id !== picture.place?.id)
    return { staging: own, cast: own.cast.map(varied), shootAt: (timeS) => shootAt(own.take, timeS), startS: 0 };
  const last = handOver(before.picture, size, fps, { frames: before.frames, seed: before.seed, isEndHeld: false });
  const lastS = framesToSeconds(before.lastFrame, fps);
  const shiftX = shiftOf(own, last, lastS);
  const staging = shiftX === 0 ? own : stagePicture(picture, size, fps, frames, shiftX);
  const ended = last.shootAt(lastS);
  const lengthS = Math.min(HANDOVER_S, staging.lengthS * 0.6);
  return {
    staging,
    cast: staging.cast.map((actor) => takeOver(varied(actor), last, lastS, lengthS)),
    shootAt: (timeS) => blendShooting(ended, shootAt(staging.take, timeS), smooth(timeS, 0, lengthS)),
    startS: last.startS + lastS,
  };
}

/** A twentieth of what is seen: a face in a close-up stays in its frame. */
function roomOf({ take: { framed, aspect } }: Staging): number {
  return framed.span * aspect * 0.05;
}

function shiftOf(own: Staging, last: HandedOver, lastS: number): number {
  const main = own.main;
  const before = last.cast.find(({ place }) => place.figure.id === main?.place.figure.id);
  if (main === null || before === undefined) return 0;
  const from = before.place.base.x + moveActor(before, lastS, last.staging.lengthS).pose.x;
  const to = main.place.base.x + moveActor(main, 0, own.lengthS).pose.x;
  const most = own.set.isInterior ? MOST_SHIFT_METRES.inside : MOST_SHIFT_METRES.outside;
  return clamp(from - to, -most, most);
}

function takeOver(actor: Actor, last: HandedOver, lastS: number, lengthS: number): Actor {
  const before = last.cast.find(({ place }) => place.figure.id === actor.place.figure.id);
  if (before === undefined) return actor;
  const { pose, steps } = moveActor(before, lastS, last.staging.lengthS);
  const [from, to] = [before.place.base, actor.place.base];
  return {
    ...actor,
    from: {
      pose: { ...pose, x: from.x + pose.x - to.x, lift: from.y + pose.lift - to.y, z: from.z + pose.z - to.z },
      steps,
      lengthS,
    },
  };
}

function blendShooting(from: Shooting, to: Shooting, part: number): Shooting {
  if (part >= 1) return to;
  const at = (a: number, b: number): number => a + (b - a) * part;
  const pose = (key: keyof Pose): number => at(from.pose[key], to.pose[key]);
  return {
    pose: {
      x: pose('x'),
      y: pose('y'),
      z: pose('z'),
      yaw: pose('yaw'),
      pitch: pose('pitch'),
      roll: pose('roll'),
      // Lenses are compared by how many times longer they are.
      focal: from.pose.focal ** (1 - part) * to.pose.focal ** part,
    },
    backSoftness: at(from.backSoftness, to.backSoftness),
    frontSoftness: at(from.frontSoftness, to.frontSoftness),
    smear: to.smear,
  };
}
