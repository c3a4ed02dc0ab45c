import { truncate, writeFile } from 'node:fs/promises';
import { type Fps, frameToSample } from '../model/time.ts';
import { CHANNELS, SAMPLE_RATE, pieceArguments } from './encoder.ts';
import { type Tools, inputArguments, mustRunFfmpeg, toFileUrl } from './ffmpeg.ts';
import type { Conformed, ConformRequest } from './media.ts';
import { pictureFilters, rateFilters } from './picture-filters.ts';
import { type AudioSource, type Source, type VideoSource, mustProbe } from './probe.ts';
import { LongtakeError } from '../model/error.ts';

/** A take that is short by no more than this is completed by holding its last frame; a shorter one is left short. */
export const MAX_HELD_FRAMES = 2;

export async function conform(
  tools: Tools,
  request: ConformRequest,
  signal: AbortSignal,
  onProgress: ((done: number) => void) | undefined,
): Promise<Conformed> {
  const source = await mustProbe(tools, request.input, signal);
  if (source.video === null) {
    throw new LongtakeError({ code: 'media_without_picture', message: `${request.input} has no picture.` });
  }
  const wanted = request.skipHeadFrames + lengthFrames(request);
  let sourceFrames = 0;
  await mustRunFfmpeg(tools, conformArguments(request, source, source.video, tools.hasZscale), {
    what: `The conformed pieces of ${request.input}`,
    signal,
    onFrames: (frames) => {
      sourceFrames = frames;
      onProgress?.(Math.min(1, frames / wanted));
    },
  });
  if (source.audio === null)
    await writeSilence(request.outSound, frameToSample(lengthFrames(request), request.house.fps));
  return { sourceFrames: request.isPicture ? wanted : sourceFrames, hasSound: source.audio !== null };
}

/** Pure: one process that decodes the take once and writes every piece of it. */
export function conformArguments(
  request: ConformRequest,
  source: Source,
  video: VideoSource,
  hasZscale: boolean,
): readonly string[] {
  const { fps } = request.house;
  const pieces = piecesOf(request);
  const outputs = pieces.flatMap(({ label, arguments: output, out }) => [
    '-map',
    `[${label}]`,
    ...output,
    toFileUrl(out),
  ]);
  return [
    ...(video.hasSideAlpha ? ['-c:v', video.codec === 'vp8' ? 'libvpx' : 'libvpx-vp9'] : []),
    ...inputArguments(request.input, source.format),
    '-filter_complex',
    [
      ...pictureGraph(request, video, pieces, hasZscale),
      ...(source.audio === null ? [] : [soundChain(request, source.audio, video.startSeconds)]),
    ].join(';'),
    // First, because `frame=` in ffmpeg's progress counts the first picture output.
    '-map',
    '[counted]',
    '-fps_mode',
    'passthrough',
    '-f',
    'null',
    '-',
    ...outputs,
    ...(source.audio === null ? [] : ['-map', '[sound]', ...RAW_SOUND, toFileUrl(request.outSound)]),
  ];
  function pictureGraph(
    { house, fit, isPicture, skipHeadFrames }: ConformRequest,
    videoSource: VideoSource,
    targets: readonly Piece[],
    zscale: boolean,
  ): readonly string[] {
    const total = lengthFrames(request);
    const main = [
      `trim=start_frame=${isPicture ? 0 : skipHeadFrames}:end_frame=${skipHeadFrames + total}`,
      ...pictureFilters(videoSource, house.size, fit, zscale),
      `tpad=stop_mode=clone:stop=${isPicture ? total : MAX_HELD_FRAMES}`,
      `trim=end_frame=${total}`,
      frameClock(fps),
      `split=${targets.length}${targets.map(({ label }) => `[${label}_in]`).join('')}`,
    ];
    return [
      `[0:V:0]${rateFilters(fps, isPicture).join(',')},split[counted][take]`,
      `[take]${main.join(',')}`,
      ...targets.map(({ label, filters }) => `[${label}_in]${filters.join(',')}[${label}]`),
    ];
  }
}

type Piece = {
  readonly label: string;
  readonly filters: readonly string[];
  readonly arguments: readonly string[];
  readonly out: string;
};

function piecesOf(request: ConformRequest): readonly Piece[] {
  const { headFrames, bodyFrames, tailFrames } = request;
  const { fps } = request.house;
  const total = lengthFrames(request);
  const run = (from: number, frames: number): readonly string[] => [
    `trim=start_frame=${from}:end_frame=${from + frames}`,
    frameClock(fps),
  ];
  const pieces: Piece[] = [];
  if (request.outHead !== null) {
    const filters = run(0, headFrames);
    pieces.push({ label: 'head', filters, arguments: pieceArguments(fps, 'handle'), out: request.outHead });
  }
  pieces.push({
    label: 'body',
    filters: run(headFrames, bodyFrames),
    arguments: pieceArguments(fps, 'film'),
    out: request.outBody,
  });
  if (request.outTail !== null) {
    const filters = run(headFrames + bodyFrames, tailFrames);
    pieces.push({ label: 'tail', filters, arguments: pieceArguments(fps, 'handle'), out: request.outTail });
  }
  pieces.push(
    { label: 'first', filters: run(0, 1), arguments: PNG, out: request.outFirstFrame },
    { label: 'last', filters: run(total - 1, 1), arguments: PNG, out: request.outLastFrame },
    {
      label: 'thumbnail',
      filters: [...run(Math.floor(total / 2), 1), THUMBNAIL],
      arguments: JPEG,
      out: request.outThumbnail,
    },
  );
  return pieces;
}

/** Picture 0 is at time 0 and every frame is one tick. */
export function frameClock(fps: Fps): string {
  return `settb=${fps.den}/${fps.num},setpts=N`;
}

/** The take's sound, laid against its first picture, exactly as long as the pictures. */
function soundChain(request: ConformRequest, audio: AudioSource, pictureStartSeconds: number): string {
  const from = frameToSample(request.skipHeadFrames, request.house.fps);
  const samples = frameToSample(lengthFrames(request), request.house.fps);
  return `[0:a:0]${[
    `asetpts=PTS-(${pictureStartSeconds.toFixed(6)})/TB`,
    `aresample=${SAMPLE_RATE}:async=1:first_pts=0`,
    ...stereoFilters(audio.channels),
    'apad',
    `atrim=start_sample=${from}:end_sample=${from + samples}`,
  ].join(',')}[sound]`;
}

/** One channel goes to both sides at full level; more than two are mixed down with ffmpeg's own matrix. */
export function stereoFilters(channels: number): readonly string[] {
  return channels === 1
    ? ['pan=stereo|c0=c0|c1=c0', 'aformat=sample_fmts=s16']
    : ['aformat=sample_fmts=s16:channel_layouts=stereo'];
}

function lengthFrames(request: ConformRequest): number {
  return request.headFrames + request.bodyFrames + request.tailFrames;
}

/** A file of zeros of the right length takes no time and, on most file systems, no room. */
async function writeSilence(file: string, samples: number): Promise<void> {
  await writeFile(file, '');
  await truncate(file, samples * CHANNELS * 2);
}

const PNG = ['-frames:v', '1', '-c:v', 'png', '-pix_fmt', 'rgb24', '-threads', '1', '-update', '1', '-f', 'image2'];
const THUMBNAIL = 'scale=480:-2:flags=area:in_color_matrix=bt709:out_color_matrix=bt601:out_range=pc';
const JPEG = [
  ['-frames:v', '1', '-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-q:v', '4', '-threads', '1'],
  ['-flags', '+bitexact', '-update', '1', '-f', 'image2'],
].flat();
const RAW_SOUND = ['-c:a', 'pcm_s16le', '-f', 's16le'];
