import type { JsonObject } from '../base/json.ts';
import type { Picture } from '../model/generation.ts';
import type { VideoMode } from '../model/model-facts.ts';
import type { ModelChoice, Select, Task } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import type { Draft, DraftShot } from './draft.ts';
import type { Looks } from './looks.ts';
import type { Weigher } from './weights.ts';

/** What all tasks of one shot are made from. */
export type ShotContext = {
  readonly draft: Draft;
  readonly shot: DraftShot;
  readonly weigher: Weigher;
  /** The take's. */
  readonly ladder: readonly ModelChoice[];
  readonly picture: Picture;
  /** What decides the picture beside the storyboard's words. */
  readonly drawn: JsonObject;
  readonly looks: Looks;
  /** How the prompts of the take and the keyframe begin. */
  readonly world: string;
  /** The take's, without what to avoid. */
  readonly prompt: string;
  readonly select: Select | null;
  readonly mode: VideoMode;
  readonly hasSound: boolean;
  /** The take is made of the keyframe and the voice. */
  readonly isAvatar: boolean;
  /** What the take shows when a retake says something else than the storyboard; else the `picture`. */
  readonly takePicture: Picture;
};

export type MadeTasks = {
  readonly tasks: readonly Task[];
  readonly problems: readonly Problem[];
  /** Rungs that were left out of a ladder, and why. */
  readonly notes: readonly string[];
};
