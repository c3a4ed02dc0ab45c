import type { JsonObject } from '../base/json.ts';

/**
 * How one endpoint of fal wants to be asked. Nearly every model has its own names for the same thing: these are data,
 * read from the vendor's own types (@fal-ai/client 1.10.1), and a test holds them against those.
 */
export type Endpoint = {
  /** Such as `fal-ai/veo3.1/image-to-video`. */
  readonly path: string;
  /** Where the answer has the file. */
  readonly gives: 'video' | 'image' | 'sound';
  /** Absent: it takes no words. */
  readonly prompt?: string;
  /** Absent: what to avoid is not heard. */
  readonly avoid?: string;
  readonly seed?: string;
  readonly start?: string;
  readonly end?: string;
  readonly video?: string;
  readonly audio?: string;
  readonly references?: { readonly field: string; readonly most: number };
  readonly length?: Length;
  readonly aspect?: Choice;
  /** By height (or `2K` for images), from the smallest on. */
  readonly resolution?: Choice;
  /** Takes width and height as they are. */
  readonly size?: string;
  readonly fps?: { readonly field: string; readonly form: 'text' | 'number'; readonly values: readonly number[] };
  /** The switch for sound that the model makes; absent: it makes none. */
  readonly sound?: string;
  /** Camera moves with a field of their own. */
  readonly camera?: { readonly field: string; readonly values: Readonly<Record<string, string | boolean>> };
  /**
   * Paths of points, in pixels of the picture or in 0..1 of it. `points`: how many there are from the first frame to the
   * last, one at each moment; absent: as few as it takes to draw the path.
   */
  readonly motion?: { readonly field: string; readonly unit: 'pixels' | 'share'; readonly points?: number };
  readonly finish?: { readonly kind: 'upscale' | 'smooth'; readonly field: string };
  readonly voice?: { readonly field: string; readonly fallback: string };
  readonly fixed?: JsonObject;
};

export type Length = {
  readonly field: string;
  /** `5`, `"5"`, `"5s"`, milliseconds, or frames at 24 a second. */
  readonly form: 'number' | 'text' | 'text_with_unit' | 'milliseconds' | 'frames';
  /** Shorter than what the model can do otherwise. */
  readonly mostMs?: number;
};
export type Choice = { readonly field: string; readonly values: readonly string[] };

/** Endpoints by what is asked for; `first_last` and the like are chosen by `prepare`. */
export type ModelEndpoints = Readonly<Partial<Record<Use, Endpoint>>>;
export type Use =
  | 'text'
  | 'image'
  | 'first_last'
  | 'extend'
  | 'references'
  | 'restyle'
  | 'perform'
  | 'lipsync'
  | 'avatar'
  | 'motion'
  | 'upscale'
  | 'smooth'
  | 'draw'
  | 'edit'
  | 'speak'
  | 'play';

export function choice(field: string, ...values: readonly string[]): Choice {
  return { field, values };
}
