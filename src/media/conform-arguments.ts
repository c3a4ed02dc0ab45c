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

/**
 * Pure: one process that decodes the take once and writes every piece of it. Each piece has a chain of filters of its own:
 * a graph with several ends keeps all frames in memory until the last of its ends has seen one (ffmpeg 7.0).
 */
export function conformArguments(
  request: ConformRequest,
  source: Source,
  video: VideoSource,
  hasZscale: boolean,
): readonly string[] {
  const rate = rateFilters(request.house.fps, request.isPicture);
  return [
    video.hasSideAlpha ? ['-c:v', video.codec === 'vp8' ? 'libvpx' : 'libvpx-vp9'] : [],
    inputArguments(request.input, source.format),
    // First, because ffmpeg's progress counts the frames of the first picture output.
    ['-map', '0:V:0', '-filter:v', rate.join(','), '-fps_mode', 'passthrough', '-f', 'null', '-'],
    ...piecesOf(request).map((piece) => {
      const filters = [...rate, ...cutFilters(request, video, piece, hasZscale), ...piece.filters];
      return ['-map', '0:V:0', '-filter:v', filters.join(','), ...piece.encoding, toFileUrl(piece.out)];
    }),
    source.audio === null || request.isPicture ? [] : soundOutput(request, source.audio, video.startSeconds),
  ].flat();
}

/** One file that is cut out of the conformed pictures; frames count from the first used one. */
type Piece = {
  readonly fromFrame: number;
  readonly frames: number;
  /** After everything else. */
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
  const thumbnail = { frames: 1, filters: [THUMBNAIL_SCALE], encoding: JPEG };
  return [
    ...(outHead === null ? [] : [{ ...handle, fromFrame: 0, frames: headFrames, out: outHead }]),
    { ...body, fromFrame: headFrames, frames: bodyFrames, out: outBody },
    ...(outTail === null ? [] : [{ ...handle, fromFrame: headFrames + bodyFrames, frames: tailFrames, out: outTail }]),
    { ...still, fromFrame: 0, out: request.outFirstFrame },
    { ...still, fromFrame: length - 1, out: request.outLastFrame },
    { ...thumbnail, fromFrame: Math.floor(length / 2), out: request.outThumbnail },
  ];
}

/** The piece's own frames and no others are scaled; of a still picture the one frame there is, and then it is held. */
function cutFilters(
  request: ConformRequest,
  video: VideoSource,
  { fromFrame, frames }: Piece,
  hasZscale: boolean,
): readonly string[] {
  const { house, fit, isPicture, skipHeadFrames } = request;
  const conformed = pictureFilters(video, house.size, fit, hasZscale);
  if (isPicture) return [...conformed, `tpad=stop_mode=clone:stop=${frames - 1}`, frameClock(house.fps)];
  const from = skipHeadFrames + fromFrame;
  return [
    `tpad=stop_mode=clone:stop=${MAX_HELD_FRAMES}`,
    `trim=start_frame=${from}:end_frame=${from + frames}`,
    ...conformed,
    frameClock(house.fps),
  ];
}

/** The take's sound, laid against its first picture, exactly as long as the pictures. */
function soundOutput(request: ConformRequest, audio: AudioSource, pictureStartSeconds: number): readonly string[] {
  const { fps } = request.house;
  const from = frameToSample(request.skipHeadFrames, fps);
  const until = from + frameToSample(lengthFrames(request), fps);
  const filters = [
    `asetpts=PTS-(${pictureStartSeconds.toFixed(6)})/TB`,
    `aresample=${SAMPLE_RATE}:async=1:first_pts=0`,
    ...stereoFilters(audio.channels),
    'apad',
    `atrim=start_sample=${from}:end_sample=${until}`,
  ];
  const raw = ['-c:a', 'pcm_s16le', '-f', 's16le', toFileUrl(request.outSound)];
  return ['-map', '0:a:0', '-filter:a', filters.join(','), ...raw];
}

const PNG = [
  // This level with this prediction takes a third of the default's time, and less room.
  ['-frames:v', '1', '-c:v', 'png', '-pix_fmt', 'rgb24', '-compression_level', '2', '-pred', 'up'],
  ['-threads', '1', '-update', '1', '-f', 'image2'],
].flat();
const THUMBNAIL_SCALE = 'scale=480:-2:flags=area:in_color_matrix=bt709:out_color_matrix=bt601:out_range=pc';
const JPEG = [
  ['-frames:v', '1', '-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-q:v', '4', '-threads', '1'],
  ['-flags', '+bitexact', '-update', '1', '-f', 'image2'],
].flat();
