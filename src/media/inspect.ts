import { type Tools, firstLines, inputArguments, runFfmpeg } from './ffmpeg.ts';
import type { Inspection, PictureMeasures } from './media.ts';
import { METER_SIZE, createPictureMeter } from './picture-meter.ts';
import { parseListing } from './packet-listing.ts';
import { type VideoSource, probe } from './probe.ts';

/** Reads a file's headers and decodes it whole. */
export async function inspect(tools: Tools, file: string, signal: AbortSignal): Promise<Inspection> {
  const source = await probe(tools, file, signal);
  if (source === null || (source.video === null && source.audio === null)) {
    return {
      decodes: false,
      trouble: 'neither a picture nor sound can be read from it',
      video: null,
      audio: null,
      containerMs: null,
      picture: null,
    };
  }
  const meter = createPictureMeter();
  const decoded = await runFfmpeg(
    tools,
    [
      source.video === null ? [] : ['-skip_loop_filter', 'all'],
      inputArguments(file, source.format, DECODER_THREADS),
      source.video === null ? [] : ['-map', '0:V:0', ...TIMES_ONLY],
      source.audio === null ? [] : ['-map', '0:a:0'],
      ['-f', 'framecrc', 'pipe:1'],
      source.video === null ? [] : ['-map', '0:V:0', ...SMALL_FRAMES],
    ].flat(),
    { signal, ...(source.video === null ? {} : { onSideData: createFrameReader(meter.add) }) },
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
    containerMs: source.durationMs,
    picture: picture === undefined || isEmpty ? null : roundMeasures(meter.read(toDurations(picture.packets))),
  };
}

/**
 * Whether and when every frame is decoded is all that matters here. So nobody smooths the edges of blocks, which cannot
 * fail, and frames are counted without being copied.
 */
const TIMES_ONLY = ['-c:v', 'wrapped_avframe', '-fps_mode', 'passthrough', '-enc_time_base:v', '1:90000'];

/** Every pixel of a small frame stands for a few of the large one: the rest is not even looked at, and costs nothing. */
const SMALL_FRAMES = [
  ['-vf', `scale=256:144:flags=neighbor,scale=${METER_SIZE.width}:${METER_SIZE.height}:flags=area,format=rgb24`],
  ['-fps_mode', 'passthrough', '-f', 'rawvideo', 'pipe:3'],
].flat();

/** Cuts a stream of raw small frames into frames. */
function createFrameReader(onFrame: (pixels: Uint8Array) => void): (chunk: Buffer) => void {
  const frame = new Uint8Array(METER_SIZE.width * METER_SIZE.height * 3);
  let filled = 0;
  return (chunk) => {
    for (let from = 0; from < chunk.length;) {
      const copied = chunk.copy(frame, filled, from);
      from += copied;
      filled += copied;
      if (filled < frame.length) continue;
      onFrame(frame);
      filled = 0;
    }
  };
}

/** How long each frame stands: until the next one. */
function toDurations(packets: Packets): readonly number[] {
  return packets.map((packet, index) => {
    const next = packets[index + 1];
    return (next === undefined ? packet.duration : Math.max(0, next.pts - packet.pts)) / 90;
  });
}

/** Four digits are more than is ever told apart, and read well where they are kept. */
function roundMeasures(measures: PictureMeasures): PictureMeasures {
  const round = (value: number): number => Number(value.toFixed(4));
  return {
    blackShare: round(measures.blackShare),
    blackHeadMs: Math.round(measures.blackHeadMs),
    blackTailMs: Math.round(measures.blackTailMs),
    frozenShare: round(measures.frozenShare),
    cutScore: round(measures.cutScore),
    cutAtMs: Math.round(measures.cutAtMs),
    lumaSpread: round(measures.lumaSpread),
    barsShare: round(measures.barsShare),
    steadiness: round(measures.steadiness),
  };
}

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
