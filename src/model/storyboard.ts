import type { JsonObject } from '../base/json.ts';
import type { CameraMove, Framing } from './camera.ts';
import type { CastId, SceneId, ShotId } from './ids.ts';
import type { Micros } from './money.ts';
import type { UnknownPolicies } from './on-unknown.ts';
import type { DocumentPath } from './problem.ts';
import type { Fps } from './time.ts';

/**
 * A storyboard as it was written: scalars parsed, lengths in frames, nothing inherited. What is absent is null;
 * `plan/` applies set-ups, scenes, `defaults:` and the built-in defaults.
 * `path` fields say where a thing stands in the document, so that later problems can point at it.
 */
/** What becomes of a task whose model refuses its content: no other model gets to see it, or the next of the ladder does. */
export type ModerationPolicy = 'stop' | 'next_model';

export type Storyboard = {
  readonly version: 1;
  /** The file's name without folder and extension; films, locks and sheets are named after it. */
  readonly name: string;
  readonly title: string;
  readonly size: Size;
  readonly fit: Fit;
  readonly fps: Fps;
  readonly seed: number;
  readonly budgetMicros: Micros | null;
  readonly onUnknown: UnknownPolicies;
  readonly onModeration: ModerationPolicy;
  readonly style: string | null;
  readonly avoid: string | null;
  readonly models: ModelLadders;
  readonly characters: readonly Character[];
  readonly places: readonly Place[];
  readonly props: readonly Prop[];
  readonly setups: readonly Setup[];
  readonly audio: Audio;
  readonly captions: Captions | null;
  readonly label: Label | null;
  readonly defaults: Defaults;
  readonly scenes: readonly Scene[];
};

export type Size = { readonly width: number; readonly height: number };
export type Fit = 'crop' | 'pad';

/** `provider:model`, with the options after a `?` (`animatic?fail=…`). `text` is as written. */
export type ModelRef = {
  readonly text: string;
  readonly provider: string;
  /** Null when only the provider was named (`animatic`). */
  readonly model: string | null;
  readonly options: Readonly<Record<string, string>>;
};
/** Fallback ladders, tried in order; null where the storyboard names none. `auto` arrives as provider `auto`. */
export type ModelLadders = {
  readonly video: readonly ModelRef[] | null;
  readonly image: readonly ModelRef[] | null;
  readonly voice: readonly ModelRef[] | null;
  readonly music: readonly ModelRef[] | null;
  /** Worked over takes; an avatar model under `lipsync` makes the take itself. Absent or null: chosen among those that can. */
  readonly lipsync?: readonly ModelRef[] | null;
  readonly upscale?: readonly ModelRef[] | null;
  readonly smooth?: readonly ModelRef[] | null;
};
/** What is done to a take once it is there. */
export type FinishKind = 'lipsync' | Finish['kind'];

export type Character = {
  readonly id: CastId;
  readonly path: DocumentPath;
  /** On screen and in captions; the id, capitalised, when not given. */
  readonly name: string;
  readonly look: string | null;
  /** Always has `default` when any wardrobe was given. */
  readonly wardrobe: Readonly<Record<string, string>>;
  /** View (`front`, `left`, …) to a path as written. */
  readonly refs: Readonly<Record<string, string>>;
  /** `#rrggbb`, lower case; null: derived from the id. */
  readonly color: string | null;
  readonly voice: string | null;
};
export type Place = {
  readonly id: CastId;
  readonly path: DocumentPath;
  readonly look: string | null;
  readonly refs: readonly string[];
};
export type Prop = {
  readonly id: CastId;
  readonly path: DocumentPath;
  readonly look: string | null;
  readonly refs: readonly string[];
};
export type Setup = {
  readonly id: CastId;
  readonly path: DocumentPath;
  readonly frame: Framing | null;
  readonly camera: CameraMove | null;
  readonly light: string | null;
  readonly place: CastId | null;
  readonly with: readonly CastId[] | null;
};

export type Audio = {
  readonly music: MusicSpec | null;
  readonly ambience: MusicSpec | null;
  /** Integrated loudness in LUFS, such as -14. */
  readonly loudnessLufs: number | null;
};
export type MusicSpec = {
  readonly source:
    | { readonly kind: 'prompt'; readonly prompt: string }
    | { readonly kind: 'file'; readonly file: string };
  readonly levelDb: number;
  readonly duckDb: number;
  readonly fadeFrames: number;
};
export type Captions = { readonly file: readonly ('srt' | 'vtt')[]; readonly burn: boolean };
export type Label = { readonly text: string; readonly firstFrames: number | null };

export type Defaults = {
  readonly duration: DurationSpec | null;
  readonly takes: number | null;
  readonly out: Join | null;
  readonly anchorEvery: number | null;
  readonly frame: Framing | null;
  readonly camera: CameraMove | null;
  readonly trim: Trim | null;
  readonly nativeAudio: NativeAudio | null;
};

export type Scene = {
  readonly id: SceneId;
  readonly path: DocumentPath;
  readonly heading: string | null;
  readonly place: CastId | null;
  readonly time: string | null;
  readonly light: string | null;
  /** Character to wardrobe key. */
  readonly wardrobe: Readonly<Record<string, string>>;
  readonly with: readonly CastId[] | null;
  readonly style: string | null;
  readonly note: string | null;
  readonly shots: readonly Shot[];
};

export type Shot = {
  readonly id: ShotId;
  readonly path: DocumentPath;
  readonly setup: CastId | null;
  readonly frame: Framing | null;
  readonly camera: CameraMove | null;
  readonly light: string | null;
  readonly place: CastId | null;
  readonly time: string | null;
  readonly wardrobe: Readonly<Record<string, string>>;
  /** Characters and props in the picture; null: what the scene (or set-up) says. */
  readonly with: readonly CastId[] | null;
  readonly action: string | null;
  /** Replaces the action part of the compiled prompt. */
  readonly prompt: string | null;
  readonly sound: string | null;
  readonly say: readonly Line[];
  readonly duration: DurationSpec | null;
  readonly takes: number | null;
  readonly seed: number | null;
  readonly model: readonly ModelRef[] | null;
  readonly start: ShotStart | null;
  readonly end: ShotEnd | null;
  readonly in: Fade | null;
  readonly out: Join | null;
  readonly trim: Trim | null;
  readonly fit: Fit | null;
  readonly nativeAudio: NativeAudio | null;
  /** Existing footage, as written. */
  readonly clip: string | null;
  readonly restyle: string | null;
  readonly perform: string | null;
  readonly lipsync: boolean;
  readonly motion: readonly MotionPath[];
  readonly still: boolean;
  readonly card: string | null;
  readonly finish: readonly Finish[];
  readonly raw: Readonly<Record<string, JsonObject>>;
  readonly note: string | null;
  readonly was: ShotId | null;
};

/** A line of speech; `who` is a character's id or `narrator`. */
export type Line = {
  readonly path: DocumentPath;
  readonly who: string;
  readonly words: string;
  /** `off`: speaks outside the picture; `over`: voice-over; `on`: seen. */
  readonly place: 'on' | 'off' | 'over';
  /** Words for the voice, such as `tired`. */
  readonly notes: string | null;
};

export type DurationSpec = { readonly kind: 'frames'; readonly frames: number } | { readonly kind: 'auto' };
export type Trim = { readonly headFrames: number; readonly tailFrames: number };
export type NativeAudio = 'keep' | 'mix' | 'mute';

export type ShotStart =
  | { readonly kind: 'keyframe' | 'continue' | 'extend' | 'text' }
  /** Null: the keyframe of the shot's own set-up. */
  | { readonly kind: 'match'; readonly shot: ShotId | null }
  | { readonly kind: 'image'; readonly file: string };
export type ShotEnd =
  | { readonly kind: 'next' }
  | { readonly kind: 'match'; readonly shot: ShotId }
  | { readonly kind: 'image'; readonly file: string };

export type WipeDirection = 'left' | 'right' | 'up' | 'down' | 'circle';
export type FadeColor = 'black' | 'white';
export type Fade = { readonly kind: 'fade'; readonly color: FadeColor; readonly frames: number };
/** How one shot leads to the next; `frames` is the join's length D. */
export type Join =
  | { readonly kind: 'cut' }
  | { readonly kind: 'dissolve'; readonly frames: number }
  | { readonly kind: 'wipe'; readonly direction: WipeDirection; readonly frames: number }
  | Fade
  | { readonly kind: 'morph'; readonly frames: number }
  | { readonly kind: 'bridge'; readonly frames: number; readonly prompt: string };

/** Region `[x, y, w, h]` and points in 0..1 of the frame. */
export type MotionPath = {
  readonly region: readonly [number, number, number, number];
  readonly path: readonly (readonly [number, number])[];
};
export type Finish =
  | { readonly kind: 'upscale'; readonly factor: number }
  | { readonly kind: 'smooth'; readonly fps: number };

/** A file the storyboard names, found, inside the folder, and read. */
export type Asset = {
  /** As written in the storyboard. */
  readonly file: string;
  readonly absolutePath: string;
  readonly sha256: string;
  readonly sizeBytes: number;
};
