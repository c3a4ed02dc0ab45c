import { frameToSample } from '../model/time.ts';
import { SAMPLE_RATE, pieceArguments } from './encoder.ts';
import { inputArguments, toFileUrl } from './ffmpeg.ts';
import type { ConformRequest } from './media.ts';
import { frameClock, pictureFilters, rateFilters } from './picture-filters.ts';
import type { AudioSource, Source, VideoSource } from './probe.ts';
import { stereoFilters } from './sound-filters.ts';

/** A take that is short by no more than this is completed by holding its last frame; a shorter one is left short. */
export const MAX_HELD_FRAMES = 2;

export function lengthFrames(request: ConformRequest): number {
  return request.headFrames + request.bodyFrames + request.tailFrames;
}

/** Pure: one process that decodes the take once and writes every piece of it. */
export function conformArguments(
  request: ConformRequest,
  source: Source,
  video: VideoSource,
  hasZscale: boolean,
): readonly string[] {
  const pieces = piecesOf(request);
  const audio = request.isPicture ? null : source.audio;
  const graph = [
    ...pictureGraph(request, video, pieces, hasZscale),
    ...(audio === null ? [] : [soundChain(request, audio, video.startSeconds)]),
  ];
  return [
    video.hasSideAlpha ? ['-c:v', video.codec === 'vp8' ? 'libvpx' : 'libvpx-vp9'] : [],
    [...inputArguments(request.input, source.format), '-filter_complex', graph.join(';')],
    // First, because ffmpeg's progress counts the frames of the first picture output.
    ['-map', '[counted]', '-fps_mode', 'passthrough', '-f', 'null', '-'],
    ...pieces.map(({ label, encoding, out }) => ['-map', `[${label}]`, ...encoding, toFileUrl(out)]),
    audio === null ? [] : ['-map', '[sound]', '-c:a', 'pcm_s16le', '-f', 's16le', toFileUrl(request.outSound)],
  ].flat();
}

/** One file that is cut out of the conformed pictures. */
type Piece = {
  readonly label: string;
  readonly fromFrame: number;
  readonly frames: number;
  readonly filters: readonly string[];
  readonly encoding: readonly string[];
  readonly out: string;
};

function piecesOf(request: ConformRequest): readonly Piece[] {
  const { headFrames, bodyFrames, tailFrames, outHead, outBody, outTail } = request;
  const { fps } = request.house;
  const length = lengthFrames(request);
  const handle = { filters: [], encoding: pieceArguments(fps, 'handle') };
  const body = { filters: [], encoding: pieceArguments(fps, 'film') };
  const still = { frames: 1, filters: [], encoding: PNG };
  const tailFrom = headFrames + bodyFrames;
  return [
    ...(outHead === null ? [] : [{ ...handle, label: 'head', fromFrame: 0, frames: headFrames, out: outHead }]),
    { ...body, label: 'body', fromFrame: headFrames, frames: bodyFrames, out: outBody },
    ...(outTail === null ? [] : [{ ...handle, label: 'tail', fromFrame: tailFrom, frames: tailFrames, out: outTail }]),
    { ...still, label: 'first', fromFrame: 0, out: request.outFirstFrame },
    { ...still, label: 'last', fromFrame: length - 1, out: request.outLastFrame },
    {
      label: 'thumbnail',
      fromFrame: Math.floor(length / 2),
      frames: 1,
      filters: [THUMBNAIL_SCALE],
      encoding: JPEG,
      out: request.outThumbnail,
    },
  ];
}

function pictureGraph(
  request: ConformRequest,
  video: VideoSource,
  pieces: readonly Piece[],
  hasZscale: boolean,
): readonly string[] {
  const { house, fit, isPicture, skipHeadFrames } = request;
  const length = lengthFrames(request);
  const take = [
    // Before anything dear: frames that are not used are not scaled.
    isPicture ? 'null' : `trim=start_frame=${skipHeadFrames}:end_frame=${skipHeadFrames + length}`,
    ...pictureFilters(video, house.size, fit, hasZscale),
    `tpad=stop_mode=clone:stop=${isPicture ? length : MAX_HELD_FRAMES}`,
    `trim=end_frame=${length}`,
    frameClock(house.fps),
    `split=${pieces.length}`,
  ].join(',');
  return [
    `[0:V:0]${rateFilters(house.fps, isPicture).join(',')},split[counted][take]`,
    `[take]${take}${pieces.map(({ label }) => `[${label}_in]`).join('')}`,
    ...pieces.map(({ label, fromFrame, frames, filters }) => {
      const cut = [`trim=start_frame=${fromFrame}:end_frame=${fromFrame + frames}`, frameClock(house.fps), ...filters];
      return `[${label}_in]${cut.join(',')}[${label}]`;
    }),
  ];
}

/** The take's sound, laid against its first picture, exactly as long as the pictures. */
function soundChain(request: ConformRequest, audio: AudioSource, pictureStartSeconds: number): string {
  const { fps } = request.house;
  const from = frameToSample(request.skipHeadFrames, fps);
  const until = from + frameToSample(lengthFrames(request), fps);
  return `[0:a:0]${[
    `asetpts=PTS-(${pictureStartSeconds.toFixed(6)})/TB`,
    `aresample=${SAMPLE_RATE}:async=1:first_pts=0`,
    ...stereoFilters(audio.channels),
    'apad',
    `atrim=start_sample=${from}:end_sample=${until}`,
  ].join(',')}[sound]`;
}

const PNG = ['-frames:v', '1', '-c:v', 'png', '-pix_fmt', 'rgb24', '-threads', '1', '-update', '1', '-f', 'image2'];
const THUMBNAIL_SCALE = 'scale=480:-2:flags=area:in_color_matrix=bt709:out_color_matrix=bt601:out_range=pc';
const JPEG = [
  ['-frames:v', '1', '-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-q:v', '4', '-threads', '1'],
  ['-flags', '+bitexact', '-update', '1', '-f', 'image2'],
].flat();
