import { type Tools, firstLines, inputArguments, runFfmpeg } from './ffmpeg.ts';
import type { Inspection } from './media.ts';
import { parseListing } from './check-film.ts';
import { type VideoSource, probe } from './probe.ts';

/** Reads a file's headers and decodes it whole. */
export async function inspect(tools: Tools, file: string, signal: AbortSignal): Promise<Inspection> {
  const source = await probe(tools, file, signal);
  if (source === null || (source.video === null && source.audio === null)) {
    return { decodes: false, trouble: 'neither a picture nor sound can be read from it', video: null, audio: null };
  }
  const decoded = await runFfmpeg(
    tools,
    [
      source.video === null ? [] : ['-skip_loop_filter', 'all'],
      inputArguments(file, source.format, DECODER_THREADS),
      source.video === null ? [] : ['-map', '0:V:0', ...TIMES_ONLY],
      source.audio === null ? [] : ['-map', '0:a:0'],
      ['-f', 'framecrc', 'pipe:1'],
    ].flat(),
    { signal },
  );
  const streams = parseListing(decoded.stdout.toString('latin1'));
  const picture = streams.find((stream) => stream.kind === 'video');
  const sound = streams.find((stream) => stream.kind === 'audio');
  const trouble = firstLines(decoded.stderr, 3) || (decoded.exitCode === 0 ? null : 'the decoder gave up');
  const isEmpty = source.video !== null && (picture?.packets.length ?? 0) === 0;
  return {
    decodes: trouble === null && !isEmpty,
    trouble: trouble ?? (isEmpty ? 'no frame could be decoded' : null),
    video: source.video === null ? null : toVideo(source.video, picture?.packets ?? []),
    audio:
      source.audio === null
        ? null
        : {
            codec: source.audio.codec,
            sampleRate: source.audio.sampleRate,
            channels: source.audio.channels,
            durationMs: spanMs(sound?.packets ?? [], sound?.ticksPerSecond ?? 1),
          },
  };
}

/**
 * Whether and when every frame is decoded is all that matters here. So nobody smooths the edges of blocks, which cannot
 * fail, and frames are counted without being copied.
 */
const TIMES_ONLY = ['-c:v', 'wrapped_avframe', '-fps_mode', 'passthrough', '-enc_time_base:v', '1:90000'];

/** Somebody waits for the last take, and what is decoded does not depend on the number of threads. */
const DECODER_THREADS = 4;

type Packets = readonly { readonly pts: number; readonly duration: number }[];

/** More than this between the shortest and the longest step is a variable rate; containers round to a millisecond. */
const STEADY_TICKS = 2.5 * 90;

function toVideo(source: VideoSource, packets: Packets): NonNullable<Inspection['video']> {
  const steps = packets.slice(1).map((packet, index) => packet.pts - (packets[index]?.pts ?? 0));
  const spread =
    steps.length === 0
      ? 0
      : steps.reduce((most, step) => Math.max(most, step), -Infinity) -
        steps.reduce((least, step) => Math.min(least, step), Infinity);
  const shown = { width: Math.round(source.width * source.pixelAspect), height: source.height };
  const isSideways = source.rotationDegrees % 180 !== 0;
  const average =
    steps.length === 0 ? source.fps : (steps.length * 90_000) / steps.reduce((sum, step) => sum + step, 0);
  return {
    codec: source.codec,
    width: isSideways ? shown.height : shown.width,
    height: isSideways ? shown.width : shown.height,
    rotationDegrees: source.rotationDegrees,
    pixelFormat: source.pixelFormat,
    fps: Math.round(average * 1000) / 1000,
    isVariableRate: spread > STEADY_TICKS,
    frames: packets.length,
    durationMs: spanMs(packets, 90_000),
  };
}

function spanMs(packets: Packets, ticksPerSecond: number): number {
  const first = packets[0];
  const last = packets.at(-1);
  if (first === undefined || last === undefined) return 0;
  return Math.round(((last.pts + last.duration - first.pts) / ticksPerSecond) * 1000);
}
