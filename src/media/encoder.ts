import { type Fps, fpsToText } from '../model/time.ts';

/**
 * The one place with encoder settings. Every piece that enters a film is encoded with exactly these, so that all of them
 * carry the same parameter sets and can be copied one after the other. Raise `SETTINGS` with any change that alters bytes.
 */
export const SETTINGS = 3;

/** Samples per second, and channels, of everything that is heard. */
export const SAMPLE_RATE = 48_000;
export const CHANNELS = 2;

export type PieceQuality =
  /** Enters the film. */
  | 'film'
  /** Decoded once more for a seam: near-lossless and quick, larger. */
  | 'handle';

/** Output options of one video piece: an mp4 of its own at a constant rate, in the house's colours. */
export function pieceArguments(fps: Fps, quality: PieceQuality): readonly string[] {
  return [
    ['-an', '-r', fpsToText(fps), '-fps_mode', 'cfr', '-pix_fmt', 'yuv420p'],
    quality === 'film' ? FILM_CODEC : HANDLE_CODEC,
    COLOR_TAGS,
    ['-video_track_timescale', String(trackTimescale(fps)), '-flags', '+bitexact', '-fflags', '+bitexact'],
    ['-map_metadata', '-1', '-map_chapters', '-1', '-f', 'mp4'],
  ].flat();
}

/** Output options of a stretch of film sound: raw AAC frames with ADTS headers. */
export const SOUND_ARGUMENTS: readonly string[] = [
  ['-vn', '-c:a', 'aac', '-profile:a', 'aac_low', '-b:a', '192k', '-threads', '1'],
  ['-flags', '+bitexact', '-fflags', '+bitexact', '-f', 'adts'],
].flat();

/** Ticks per second of the picture track: every frame is a whole number of them. */
export function trackTimescale(fps: Fps): number {
  return fps.den === 1 ? fps.num * 1000 : fps.num;
}

/**
 * A fixed number of threads, not one per core: x264's output depends on how many there are, and on nothing else about
 * the machine. Two cost no more than one, and nobody waits for the last take on a single core.
 */
const FILM_CODEC = [
  ['-threads', '2', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-profile:v', 'high', '-bf', '2'],
  ['-g', '240', '-keyint_min', '1', '-sc_threshold', '0'],
  // Parameter sets must not depend on the pictures, and a piece must be decodable on its own. A thread that looks ahead
  // races with the two that encode: with it, one in eight conforms of the same take came out otherwise (measured).
  ['-x264-params', 'stitchable=1:open-gop=0:force-cfr=1:sync-lookahead=0'],
].flat();
/** MPEG-4 Part 2 at its finest: 53 dB, and encoded and decoded in half the time of x264's fastest. No motion search. */
const HANDLE_CODEC = ['-threads', '1', '-c:v', 'mpeg4', '-q:v', '1', '-qmin', '1', '-bf', '0', '-g', '1'];
const COLOR_TAGS = [
  ['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709', '-color_range', 'tv'],
].flat();
