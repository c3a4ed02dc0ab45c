import type { Fade, FadeColor, Fit, Size, WipeDirection } from '../model/storyboard.ts';
import type { Fps } from '../model/time.ts';

/**
 * Everything longtake does with moving pictures and sound, as functions from files to files.
 * Callers own the files: `out…` paths are written whole (also after a crash: they are overwritten), nothing else is touched.
 * Pictures are cut in whole frames of the house rate; sound is 48 kHz stereo.
 */
export interface Media {
  /** Names the ffmpeg build and the encoder settings: part of every derived fingerprint. */
  readonly build: string;
  /** Reads a file's container and decodes it whole. A file that cannot be read is a value (`decodes: false`). */
  inspect(file: string, signal: AbortSignal): Promise<Inspection>;
  /** How long a file's moving picture is, without decoding it; null when it holds none. */
  measurePictureMs(file: string, signal: AbortSignal): Promise<number | null>;
  /**
   * Brings a take to the house format and cuts it into the pieces that the timeline needs, in one process. A take that is
   * up to two frames short is completed with its last frame; of a shorter one the pieces are what there was, and
   * `sourceFrames` tells.
   */
  conform(request: ConformRequest, signal: AbortSignal, onProgress?: (done: number) => void): Promise<Conformed>;
  /** Encodes the frames of one join, or of a fade at a shot's own edge. Exactly `frames` frames. */
  seam(request: SeamRequest, signal: AbortSignal): Promise<void>;
  /** Cuts the film's sound into stretches that are encoded and cached one by one. Pure. */
  stretches(sound: SoundRequest): readonly Stretch[];
  encodeStretch(sound: SoundRequest, stretch: Stretch, out: string, signal: AbortSignal): Promise<void>;
  /** Mixes a short sound whole, as a `.wav` of 16 bits. */
  writeSound(sound: SoundRequest, out: string, signal: AbortSignal): Promise<void>;
  /**
   * Puts the film together by copying packets, then checks it; falls back to a full encode and says so. What appears at
   * `out` is right: a piece that is broken (`piece_broken`) or not as long as said (`piece_incomplete`), and a film that
   * is wrong even when encoded afresh (`film_wrong`), are errors, and `out` stays as it was.
   */
  assemble(request: AssembleRequest, signal: AbortSignal, onProgress?: (done: number) => void): Promise<Assembled>;
  /** Checks a finished film. `decode` also decodes it whole (slow). */
  check(
    film: string,
    expected: FilmExpectation,
    options: { readonly decode: boolean },
    signal: AbortSignal,
  ): Promise<FilmCheck>;
  /** One frame as a picture (`.png` or `.jpg` by the name of `out`), optionally scaled to a width. Frame -1 is the last. */
  frame(
    request: { readonly file: string; readonly frame: number; readonly out: string; readonly widthPixels?: number },
    signal: AbortSignal,
  ): Promise<void>;
  /** What a film shows and sounds like from a moment on, as an MP4: bit for bit where its streams can be copied. */
  cutHead(
    request: { readonly file: string; readonly fromMs: number; readonly out: string },
    signal: AbortSignal,
  ): Promise<void>;
  /** The first frames of a film at a rate, as an MP4, near to lossless. */
  cutTail(
    request: { readonly file: string; readonly frames: number; readonly fps: Fps; readonly out: string },
    signal: AbortSignal,
  ): Promise<void>;
  /** How alike the pictures on either side of a seam are; files are pieces, takes or still pictures. */
  compareFrames(request: CompareRequest, signal: AbortSignal): Promise<FrameComparison>;
  /** The one of some frames that stands for a film, full size, as `.jpg`: bright enough and sharp. */
  poster(request: PosterRequest, signal: AbortSignal): Promise<void>;
  /** A contact sheet as `.jpg`: a picture per shot with its title and subtitle. */
  sheet(request: SheetRequest, signal: AbortSignal): Promise<void>;
}

export type House = { readonly size: Size; readonly fps: Fps };

export type Inspection = {
  readonly decodes: boolean;
  /** What the decoder said, first lines only; null when it said nothing. */
  readonly trouble: string | null;
  readonly video: {
    readonly codec: string;
    readonly width: number; // as displayed: after rotation and pixel aspect
    readonly height: number;
    readonly rotationDegrees: number;
    readonly pixelFormat: string;
    readonly fps: number; // average
    readonly isVariableRate: boolean;
    readonly frames: number; // decoded
    readonly durationMs: number;
  } | null;
  readonly audio: {
    readonly codec: string;
    readonly sampleRate: number;
    readonly channels: number;
    readonly durationMs: number;
  } | null;
  /** How long the container says that it is; null where it does not. */
  readonly containerMs: number | null;
  /** Null without a picture. */
  readonly picture: PictureMeasures | null;
};

/** Measured on the decoded frames, without any model. Shares are of the time, 0 to 1. */
export type PictureMeasures = {
  readonly blackShare: number;
  readonly blackHeadMs: number;
  readonly blackTailMs: number;
  /** In standstills of half a second or more. */
  readonly frozenShare: number;
  /** How much the most likely place looks like a cut: its content score, less what movement and light explain. */
  readonly cutScore: number;
  readonly cutAtMs: number;
  /** Standard deviation of luma, 0 to 255, in the frame that shows most. */
  readonly lumaSpread: number;
  /** Of the height, in equal black bars above and below. */
  readonly barsShare: number;
  /** 1 less the mean change from frame to frame, of full white. */
  readonly steadiness: number;
};

export type ConformRequest = {
  readonly house: House;
  readonly input: string;
  /** A still picture is held for the whole length. */
  readonly isPicture: boolean;
  readonly fit: Fit;
  readonly skipHeadFrames: number;
  readonly headFrames: number;
  readonly bodyFrames: number;
  readonly tailFrames: number;
  readonly outBody: string;
  /** Null where there are no such frames. It feeds the seam after and never enters the film: near-lossless. */
  readonly outTail: string | null;
  /** Raw interleaved s16le of head + body + tail, exactly frameToSample(frames) samples long; silence where there is none. */
  readonly outSound: string;
  readonly outFirstFrame: string; // .png
  readonly outLastFrame: string; // .png
  readonly outThumbnail: string; // .jpg, 480 pixels wide, from the middle
};
export type Conformed = {
  /** Frames that the take had at the house rate, before trimming and padding. */
  readonly sourceFrames: number;
  readonly hasSound: boolean;
};

/** A take whose first frames go into a seam: they are read out of the take itself, as `conform` would cut them. */
export type SeamHead = Pick<ConformRequest, 'input' | 'isPicture' | 'fit' | 'skipHeadFrames'>;

export type SeamRequest = { readonly house: House; readonly out: string; readonly frames: number } & (
  | { readonly kind: 'dissolve'; readonly tail: string; readonly head: SeamHead }
  | { readonly kind: 'wipe'; readonly direction: WipeDirection; readonly tail: string; readonly head: SeamHead }
  /** Half of `frames` (rounded up) from the tail going to the colour, the rest from the head coming from it (null: none). */
  | { readonly kind: 'fade'; readonly color: FadeColor; readonly tail: string; readonly head: SeamHead | null }
  /** Motion interpolation from the last frames of `from` to the first of `to` (both whole bodies). */
  | { readonly kind: 'morph'; readonly from: string; readonly to: string }
  | { readonly kind: 'fade_in'; readonly fade: Fade; readonly head: SeamHead }
  | { readonly kind: 'fade_out'; readonly fade: Fade; readonly tail: string }
  /** What stands for a missing shot in a partial film. */
  | { readonly kind: 'placeholder'; readonly picture: string | null; readonly label?: string }
);

export type SoundRequest = { readonly fps: Fps; readonly frames: number; readonly parts: readonly SoundPart[] };
/** A stretch of sound laid at `fromFrame` of the film; overlapping parts are added. */
export type SoundPart = {
  readonly source:
    | { readonly kind: 'pcm'; readonly file: string }
    | { readonly kind: 'encoded'; readonly file: string };
  /** Hash of the file's bytes: stretches are cached by it. */
  readonly sha: string;
  readonly fromFrame: number;
  readonly frames: number;
  /** Frames of the source to leave out at its start. */
  readonly skipFrames: number;
  /** Equal-power ramps at either end. */
  readonly fadeInFrames: number;
  readonly fadeOutFrames: number;
  readonly gainDb: number;
};
export type Stretch = {
  readonly index: number;
  /** Equal keys mean equal bytes. */
  readonly key: string;
  readonly fromSample: number;
  readonly samples: number;
};

export type AssembleRequest = {
  readonly house: House;
  /** In film order. */
  readonly pieces: readonly { readonly file: string; readonly frames: number }[];
  readonly sound: SoundRequest;
  readonly stretches: readonly { readonly stretch: Stretch; readonly file: string }[];
  readonly title: string;
  readonly out: string;
};
export type Assembled = {
  readonly check: FilmCheck;
  /** Why packets could not be copied; null: they were. */ readonly fallback: string | null;
};

export type FilmExpectation = { readonly house: House; readonly frames: number };
export type FilmCheck = {
  readonly ok: boolean;
  readonly frames: number;
  readonly findings: readonly { readonly check: string; readonly expected: string; readonly measured: string }[];
};

export type CompareRequest = {
  /** Both are brought to its shape. */
  readonly size: Size;
  readonly before: { readonly file: string; readonly edge: 'first' | 'last' };
  readonly after: { readonly file: string; readonly edge: 'first' | 'last' };
};
export type FrameComparison = {
  /** Structure: 1 is the same picture, 0 is unrelated. */
  readonly ssim: number;
  /** Mean CIEDE2000: 1 is just noticeable. */
  readonly deltaE: number;
  /** Mean difference of hue, saturation and value, 0 to 255: 27 is taken for a cut. */
  readonly content: number;
  /** Mean L* of the later less that of the earlier. */
  readonly lightness: number;
  /** How many times as colourful, and as sharp, the later is. */
  readonly chroma: number;
  readonly sharpness: number;
};

export type PosterRequest = {
  readonly film: string;
  /** Frames of the film to choose from; of equal ones the earliest is kept. */
  readonly candidates: readonly number[];
  readonly fps: Fps;
  readonly out: string;
};
export type SheetRequest = {
  /** In film order; `picture` is a `.jpg` or `.png`, null for a shot that is missing. */
  readonly cells: readonly { readonly picture: string | null; readonly title: string; readonly subtitle: string }[];
  readonly title: string;
  readonly out: string;
  /** Default: as square as it reads well. */
  readonly columns?: number;
  /** Width over height of the pictures. */
  readonly aspect: number;
};
