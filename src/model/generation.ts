import type { Json } from '../base/json.ts';
import type { CameraMove, Framing } from './camera.ts';
import type { BlobSha, ShotId } from './ids.ts';
import type { VideoMode } from './model-facts.ts';
import type { Finish, Join, MotionPath, Size } from './storyboard.ts';
import type { Fps } from './time.ts';

/**
 * What one take asks of a provider: complete, plain JSON, no paths of this machine.
 * Paid adapters send `prompt`, frames and references; the animatic draws `picture`.
 */
export type GenerationRequest = VideoRequest | ImageRequest | VoiceRequest | MusicRequest;

export type VideoRequest = {
  readonly kind: 'video';
  readonly shot: ShotId;
  readonly prompt: string;
  readonly avoid: string | null;
  readonly size: Size;
  readonly fps: Fps;
  /** Frames the film needs of this take, trims and handles included. */
  readonly frames: number;
  readonly seed: number;
  readonly start: FrameInput | null;
  readonly end: FrameInput | null;
  readonly references: readonly Reference[];
  /** What is asked of the model; a `video` means another thing in each. */
  readonly mode: VideoMode;
  /** For `extend`, `clip:`, `restyle:`, `perform:`, `lipsync:`, `finish:`. */
  readonly video: MediaInput | null;
  /** What is spoken, for `lipsync:`. */
  readonly audio: SpokenInput | null;
  /** The film uses the sound that the model makes: asked for outright, because most models charge for it. */
  readonly hasSound: boolean;
  /** For the modes `upscale` and `smooth`. */
  readonly finish: Finish | null;
  readonly picture: Picture;
  readonly raw: Json;
};
export type ImageRequest = {
  readonly kind: 'image';
  readonly shot: ShotId;
  readonly prompt: string;
  readonly avoid: string | null;
  readonly size: Size;
  readonly seed: number;
  /** The keyframe that `match` edits. */
  readonly base: FrameInput | null;
  readonly references: readonly Reference[];
  readonly picture: Picture;
  readonly fps: Fps;
  readonly raw: Json;
};
export type VoiceRequest = {
  readonly kind: 'voice';
  readonly shot: ShotId;
  readonly who: string;
  readonly words: string;
  readonly notes: string | null;
  readonly voice: string | null;
  /** The slot that the plan gives this line. */
  readonly lengthMs: number;
  readonly seed: number;
};
export type MusicRequest = {
  readonly kind: 'music';
  readonly role: 'music' | 'ambience';
  readonly prompt: string;
  readonly lengthMs: number;
  readonly seed: number;
};

/** Bytes by hash: a blob of the workspace. */
export type MediaInput = { readonly sha: BlobSha };
/** Lines laid where the shot speaks them, as long as its take; and the files that they were laid from. */
export type SpokenInput = MediaInput & { readonly lines: readonly BlobSha[] };
export type FrameInput = {
  readonly sha: BlobSha;
  readonly role: 'keyframe' | 'continue' | 'match' | 'image';
  /** Of the picture itself, which need not be the film's; measured only where something is drawn into it. */
  readonly size?: Size;
};
export type Reference = { readonly of: string; readonly view: string | null; readonly sha: BlobSha };

/** The files that a finish was made over: the take, then what is spoken over it. Nothing for what is shot afresh. */
export function madeOver(request: GenerationRequest): readonly BlobSha[] {
  if (request.kind !== 'video' || request.video === null || !OVER_TAKES.has(request.mode)) return [];
  return [request.video.sha, ...(request.audio?.lines ?? [])];
}

const OVER_TAKES: ReadonlySet<VideoMode> = new Set(['lipsync', 'upscale', 'smooth']);

/** What is to be seen, as structure: everything the animatic needs to draw a shot, and the same for the same world. */
/** `take` where there are several to be told apart, else null. */
export type Slate = { readonly shot: string; readonly scene: string; readonly take: number | null };

export type Picture = {
  readonly kind: 'scene' | 'card' | 'still' | 'bridge';
  readonly title: string | null;
  readonly style: string | null;
  readonly place: { readonly id: string; readonly look: string | null } | null;
  /** dawn, day, dusk, night, or the storyboard's own words; null: day. */
  readonly time: string | null;
  readonly light: string | null;
  readonly heading: string | null;
  readonly figures: readonly Figure[];
  readonly props: readonly { readonly id: string; readonly look: string | null }[];
  readonly framing: {
    readonly size: NonNullable<Framing['size']>;
    readonly angle: NonNullable<Framing['angle']>;
    readonly lensMm: number | null;
  };
  readonly camera: CameraMove;
  readonly action: string | null;
  readonly sound: string | null;
  readonly motion: readonly MotionPath[];
  /** Lines heard in this shot, in frames from the take's own first frame. */
  readonly speech: readonly {
    readonly who: string;
    readonly words: string;
    readonly fromFrame: number;
    readonly frames: number;
    readonly onScreen: boolean;
  }[];
  /** Corner slate, with the take's own timecode, which no edit elsewhere in the film can make wrong. Null switches it off. */
  readonly slate: Slate | null;
  /** Keeps place and figures where they were: shots with the same key share one world (set-up, continue, match). */
  readonly worldKey: string;
  /** For a bridge: the two shots it leads between. */
  readonly between: readonly [string, string] | null;
  readonly join: Join | null;
  /** How long the take is that begins with a keyframe of this: who walks begins where the take begins. */
  readonly takeFrames?: number | null;
  /**
   * What the shot showed from whose last frame this one goes on, and which of its frames that is; null or absent: none. In
   * a longer chain that picture tells of the one before it in turn.
   */
  readonly before?: {
    readonly picture: Picture;
    readonly frames: number;
    readonly seed: number;
    readonly lastFrame: number;
  } | null;
};
export type Figure = {
  readonly id: string;
  readonly name: string;
  readonly look: string | null;
  readonly wardrobe: string | null;
  /** `#rrggbb`, given or derived from the id by the plan. */
  readonly color: string;
};

/** Why something did not come about. `class` decides what may be tried next; nobody decides on `message`. */
export type FailureClass =
  | 'invalid_request' // this body will never work
  | 'moderation' // refused for its content; final for this body
  | 'rate_limited'
  | 'quota' // the account is out of credit
  | 'unauthorized'
  | 'model_retired'
  | 'unavailable' // the provider is down or unreachable
  | 'provider_failed' // the job ran and failed there
  | 'lost' // the provider no longer knows the job
  | 'timed_out' // past our deadline; the handle is kept
  | 'bad_output' // downloaded, but a gate says no
  | 'budget' // our own ceiling
  | 'cancelled'
  | 'input_failed' // something it needed did not come about
  | 'internal';
export type Billed = 'yes' | 'no' | 'unknown';
export type Failure = {
  readonly class: FailureClass;
  readonly message: string;
  readonly billed: Billed;
  /** The input a provider's refusal most likely means, such as `character mara`. */
  readonly suspect: string | null;
  readonly retryAfterMs: number | null;
  /** What a person can do. */
  readonly advice: string | null;
  /** Its job was given up, and its provider, which was asked to stop, may still be at work on it. */
  readonly mayRunOn?: true;
};
