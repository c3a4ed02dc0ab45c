import type { JsonObject } from '../base/json.ts';
import type { GenerationRequest, Picture } from './generation.ts';
import type { SceneId, ShotId, TaskId } from './ids.ts';
import type { Medium } from './model-facts.ts';
import type { Micros } from './money.ts';
import type { UnknownPolicies } from './on-unknown.ts';
import type { Fade, Fit, Join, ModelRef, ModerationPolicy, NativeAudio, Size } from './storyboard.ts';
import type { Fps } from './time.ts';

/** The compiled film: what is made, in which order, how long, for how much. Plain JSON. */
export type Plan = {
  readonly name: string;
  readonly title: string;
  readonly preview: boolean;
  readonly film: FilmPlan;
  readonly budgetMicros: Micros | null;
  /** What becomes of submissions of which nobody can tell whether they exist; changes no film. */
  readonly onUnknown: UnknownPolicies;
  /** The same of what a model refuses for its content. */
  readonly onModeration: ModerationPolicy;
  readonly shots: readonly ShotPlan[];
  readonly joins: readonly JoinPlan[];
  readonly speech: readonly SpeechPlan[];
  readonly music: readonly MusicPlan[];
  readonly tasks: readonly Task[];
  /** Sum of the first rung's price over all paid tasks, as if nothing were reused. */
  readonly costMicros: Micros;
  /** Said once, under the table: what is compiled to words, what a later version carries out, what retires. */
  readonly statements: readonly Statement[];
  /** Fingerprint of everything above that changes the film. */
  readonly fingerprint: string;
};

export type FilmPlan = {
  readonly frames: number;
  readonly size: Size;
  readonly fps: Fps;
  /** How takes that belong to no shot, bridges, are fitted in. */
  readonly fit: Fit;
  /** What the film is put together from, in film order; frame counts add up to `frames`. */
  readonly segments: readonly Segment[];
};

/**
 * A run of film frames. `body` is copied from the shot's conformed take; `seam` is encoded from both neighbours
 * (`join` indexes `Plan.joins`); `head` and `tail` are a shot's own fade at the film's first and last frame or an `in:`.
 */
export type Segment =
  | { readonly kind: 'body'; readonly shot: ShotId; readonly fromFrame: number; readonly frames: number }
  | { readonly kind: 'seam'; readonly join: number; readonly fromFrame: number; readonly frames: number }
  | {
      readonly kind: 'head' | 'tail';
      readonly shot: ShotId;
      readonly fromFrame: number;
      readonly frames: number;
      readonly fade: Fade;
    };

export type ShotPlan = {
  readonly id: ShotId;
  readonly scene: SceneId;
  /** Play order, from 0. */
  readonly index: number;
  /** Film frame at which the shot's first used frame is on screen (its head, when a join overlaps it). */
  readonly fromFrame: number;
  /** Length on the timeline with its handles: head + body + tail. */
  readonly frames: number;
  readonly headFrames: number;
  readonly bodyFrames: number;
  readonly tailFrames: number;
  /** Cut off the take before conform: `trim`, and the doubled first frame of a `continue`. */
  readonly skipHeadFrames: number;
  readonly skipTailFrames: number;
  /** Frames asked of the model: skip + frames + skip. */
  readonly takeFrames: number;
  readonly fit: Fit;
  readonly nativeAudio: NativeAudio;
  readonly takes: number;
  readonly start: StartPlan;
  readonly end: EndPlan | null;
  readonly ladder: readonly ModelChoice[];
  /** How the camera word reaches the first rung: a native field, or the phrase in the prompt. */
  readonly cameraAs: { readonly kind: 'native' } | { readonly kind: 'words'; readonly phrase: string };
  readonly prompt: string;
  readonly picture: Picture;
  /** Names of keys that were not written and the value taken for them, such as `duration: 5s`. */
  readonly defaults: readonly string[];
};

export type StartPlan =
  | { readonly kind: 'keyframe' | 'text' | 'clip' | 'card' }
  | { readonly kind: 'match'; readonly keyframeOf: ShotId }
  | {
      readonly kind: 'continue' | 'extend';
      readonly from: ShotId;
      /** Links since the last fresh keyframe. */ readonly link: number;
    }
  /** A chain of `continue` cut by `anchor_every`: a fresh keyframe with the previous last frame as reference. */
  | { readonly kind: 'anchor'; readonly from: ShotId }
  | { readonly kind: 'image'; readonly file: string };
export type EndPlan =
  | { readonly kind: 'keyframe'; readonly of: ShotId }
  | { readonly kind: 'image'; readonly file: string };

export type ModelChoice = {
  readonly ref: ModelRef;
  /** Registry id, such as `fal:kling-v3-pro` or `animatic`. */
  readonly model: string;
  readonly provider: string;
  readonly medium: Medium;
  /** Length the model is asked for: its nearest at or above what is needed. */
  readonly lengthMs: number;
  readonly costMicros: Micros;
  /** Whether this version has an adapter for it. */
  readonly ready: boolean;
  /** `auto` chose it, by prices and keys that may be others tomorrow: what it chose before counts as well. */
  readonly isAuto?: true;
  /** In words: why this model and this length. */
  readonly reason: string;
};

/** Between shot `index` and the next. */
export type JoinPlan = {
  readonly index: number;
  readonly from: ShotId;
  readonly to: ShotId;
  readonly join: Join;
  /** New film frames (morph, bridge), frames shared (dissolve, wipe) or taken half from each side (fade). */
  readonly frames: number;
  /** Makes the join's own frames: `seam:A.B`; for a bridge `conform:A.B`, whose body is the `frames`; null for a cut. */
  readonly task: TaskId | null;
};

export type SpeechPlan = {
  readonly task: TaskId;
  readonly shot: ShotId;
  readonly who: string;
  readonly name: string;
  readonly words: string;
  readonly place: 'on' | 'off' | 'over';
  readonly notes: string | null;
  readonly voice: string | null;
  /** Film frame at which the line starts, and the slot it has. */
  readonly fromFrame: number;
  readonly frames: number;
  /** What it would take unhurried. */
  readonly estimatedMs: number;
};

/** A bed under the whole film, from frame 0: made (`task`) or given (`file`). */
export type MusicPlan = {
  readonly role: 'music' | 'ambience';
  readonly source: InputSource;
  readonly levelDb: number;
  readonly duckDb: number;
  /** Ramp at the film's start and end. */
  readonly fadeFrames: number;
};

export type TaskKind = 'keyframe' | 'take' | 'finish' | 'voice' | 'music' | 'conform' | 'seam' | 'sound' | 'film';

/**
 * A node of the graph. `needs` are its inputs. Paid kinds (keyframe, take, finish, voice, music) carry a fingerprint over
 * what the storyboard says about them; derived kinds' fingerprints here cover their settings only, the engine adds the
 * hashes of their inputs.
 */
export type Task = {
  readonly id: TaskId;
  readonly kind: TaskKind;
  /** For people: `s1a`, `s1b: line 1`, `s1a > s1b dissolve`. */
  readonly title: string;
  readonly shot: ShotId | null;
  readonly join: number | null;
  readonly needs: readonly TaskId[];
  readonly fingerprint: string;
  /** What the fingerprint is the hash of, by name (`action`, `look of mara`): two of them tell in words what changed. */
  readonly parts: JsonObject;
  /** The task's id before its shot was renamed (`was:`): takes of that name count too. */
  readonly was: TaskId | null;
  readonly takes: number;
  /** The take that a person chose or asked for, while the storyboard says of it what it said then; else null. */
  readonly select: Select | null;
  readonly ladder: readonly ModelChoice[];
  /** For a finish: what it is worked over. A take of it counts while the film uses the very files that it was made over. */
  readonly over?: Over;
  /** For paid kinds: the request with the frames it needs still to be filled in from `inputs`. */
  readonly request: RequestTemplate | null;
  /** Estimated seconds of work, for the critical path and time left. */
  readonly weightMs: number;
};

/** `files`: hashes of what the film uses of those tasks now, null where there is none yet; absent while nobody has looked. */
export type Over = { readonly tasks: readonly TaskId[]; readonly files?: readonly (string | null)[] };

/**
 * A take chosen by `select` (`file` is how its bytes' hash begins) or asked for by `retake` before it exists (`file` is
 * null): then a take of this number or a later one is shot, with what the `override` says in the storyboard's stead.
 */
export type Select = {
  readonly take: number;
  readonly file: string | null;
  /** How many takes were asked for. */
  readonly takes: number;
  readonly override: TakeOverride | null;
  /** Until the wish comes true the film uses this file, by how its hash begins, or else the newest take of these models. */
  readonly instead: string | null;
  readonly models: readonly string[];
  /** A take that was asked for ends on the frame from which this task's take starts, where one of these models shoots it. */
  readonly bind: { readonly next: TaskId; readonly models: readonly string[] } | null;
};
/** What `retake` says in the storyboard's stead; null where it says nothing. */
export type TakeOverride = {
  readonly prompt: string | null;
  readonly model: ModelRef | null;
  readonly seed: number | null;
};

/** A request whose blobs come from other tasks or files of the storyboard. */
export type RequestTemplate = {
  readonly request: GenerationRequest;
  readonly inputs: readonly RequestInput[];
};
export type RequestInput =
  | {
      readonly as: 'start' | 'end' | 'base';
      readonly role: 'keyframe' | 'continue' | 'match' | 'image';
      readonly from: InputSource;
    }
  | { readonly as: 'reference'; readonly of: string; readonly view: string | null; readonly from: InputSource }
  | { readonly as: 'video'; readonly from: InputSource }
  /** A line of speech where it is heard, in frames of the take; `skipFrames` of it are heard before the take begins. */
  | {
      readonly as: 'line';
      readonly fromFrame: number;
      readonly frames: number;
      readonly skipFrames: number;
      readonly from: InputSource;
    };
export type InputSource =
  | {
      readonly kind: 'task';
      readonly task: TaskId;
      /** `first` or `last` frame of a conform (trims are left out of it); `whole` for a task's own file. */
      /** `shown`: of a conform, its take as far as the film shows it. */
      readonly part: 'first' | 'last' | 'whole' | 'shown';
    }
  | { readonly kind: 'file'; readonly file: string; readonly sha256: string };

export type Statement = {
  readonly kind: 'words' | 'later' | 'warning' | 'note';
  readonly shot: ShotId | null;
  readonly text: string;
};
