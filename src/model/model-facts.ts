import type { Micros } from './money.ts';

export type Medium = 'video' | 'image' | 'voice' | 'music';

/** What a video model can be asked for. */
export const VIDEO_MODES = [
  'text', // text to video
  'image', // a given first frame
  'first_last', // first and last frame
  'extend', // continues its own earlier take
  'references', // reference images
  'restyle', // video to video
  'perform', // performance transfer
  'lipsync', // footage speaks
  'avatar', // a picture speaks
  'motion', // masks or trajectories
  'upscale',
  'smooth', // frames in between
] as const;
export type VideoMode = (typeof VIDEO_MODES)[number];

/** What plays under a whole film. A model of the medium `music` that names neither makes both. */
export const BED_MODES = ['music', 'ambience'] as const;
export type BedMode = (typeof BED_MODES)[number];
export type Mode = VideoMode | BedMode;

export type Price =
  | { readonly kind: 'free' }
  /** Costs money, but the survey names no figure: counted as nothing and said so. */
  | { readonly kind: 'unknown' }
  /** `soundMicros` where the model makes the sound as well; null: the same. */
  | {
      readonly kind: 'per_second';
      readonly micros: Micros;
      readonly soundMicros: Micros | null;
      readonly larger?: readonly Larger[];
    }
  /** For every minute begun. */
  | { readonly kind: 'per_minute'; readonly micros: Micros }
  | { readonly kind: 'per_take'; readonly micros: Micros; readonly larger?: readonly Larger[] }
  | { readonly kind: 'per_1000_characters'; readonly micros: Micros };

/** What larger pictures cost, of a film of more than so many pixels; the smallest first. */
export type Larger = { readonly abovePixels: number; readonly micros: Micros; readonly soundMicros: Micros | null };

/** A price with a figure. */
export type Rate = Extract<Price, { readonly micros: Micros }>;

/** Dated facts about one model: data, not code. `source` and `asOf` say where from and when. */
export type ModelFacts = {
  /** `provider:model`, as a storyboard writes it; `animatic` alone for the local one. */
  readonly id: string;
  readonly provider: string;
  readonly medium: Medium;
  readonly label: string;
  readonly modes: readonly Mode[];
  /** Modes that one request cannot combine. */
  readonly exclusive: readonly (readonly VideoMode[])[];
  readonly lengths:
    | { readonly kind: 'range'; readonly minMs: number; readonly maxMs: number }
    | { readonly kind: 'steps'; readonly ms: readonly number[] }
    | null;
  /** What it makes when it goes on from footage, where that differs. */
  readonly extendLengths?: { readonly kind: 'steps'; readonly ms: readonly number[] };
  /** The lengths are of the footage that it works over, and nobody can ask for another; absent: of what it makes. */
  readonly takesLengths?: boolean;
  /** It is asked for whole steps of so many milliseconds; absent: for any length that `lengths` allows. */
  readonly lengthStepMs?: number;
  readonly sizes: readonly string[];
  readonly audio: boolean;
  readonly seed: boolean;
  /** Camera moves with a native field; all others become a fixed phrase. */
  readonly camera: readonly string[];
  readonly price: Price;
  readonly concurrency: number;
  /** The answer to a submission is the file itself: there is no job that could be found again. */
  readonly answersAtOnce: boolean;
  /** ISO date after which the vendor stops serving it, or null. */
  readonly retires: string | null;
  /** Whether this version of longtake has an adapter that can shoot with it. */
  readonly ready: boolean;
  readonly source: string;
  readonly asOf: string;
};
