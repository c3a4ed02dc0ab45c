import { frameToSample } from '../model/time.ts';
import { SAMPLE_RATE, pieceArguments } from './encoder.ts';
import { toFileUrl } from './ffmpeg.ts';
import type { ConformRequest } from './media.ts';
import { rateFilters } from './picture-filters.ts';
import type { AudioSource, PictureSource } from './probe.ts';
import { stereoFilters } from './sound-filters.ts';
import { takeFrames, takeInput } from './take-frames.ts';

export function lengthFrames(request: ConformRequest): number {
  return request.headFrames + request.bodyFrames + request.tailFrames;
}

/**
 * Pure: one process that decodes the take once and writes every piece of it. Each piece has a chain of filters of its own:
 * a graph with several ends keeps all frames in memory until the last of its ends has seen one (ffmpeg 7.0).
 */
export function conformArguments(
  request: ConformRequest,
  source: PictureSource,
  hasZscale: boolean,
): readonly string[] {
  const rate = rateFilters(request.house.fps, request.isPicture);
  return [
    takeInput(request.input, source),
    // First, because ffmpeg's progress counts the frames of the first picture output.
    ['-map', '0:V:0', '-filter:v', rate.join(','), '-fps_mode', 'passthrough', '-f', 'null', '-'],
    ...piecesOf(request).map((piece) => {
      const filters = [...takeFrames(request, source.video, piece, hasZscale), ...piece.filters];
      return ['-map', '0:V:0', '-filter:v', filters.join(','), ...piece.encoding, toFileUrl(piece.out)];
    }),
    source.audio === null || request.isPicture ? [] : soundOutput(request, source.audio, source.video.startSeconds),
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
  const { headFrames, bodyFrames, tailFrames, outBody, outTail } = request;
  const { fps } = request.house;
  const length = lengthFrames(request);
  const body = { filters: [], encoding: pieceArguments(fps, 'film') };
  const tail = { filters: [], encoding: pieceArguments(fps, 'handle') };
  const still = { frames: 1, filters: [], encoding: PNG };
  const thumbnail = { frames: 1, filters: [THUMBNAIL_SCALE], encoding: JPEG };
  return [
    { ...body, fromFrame: headFrames, frames: bodyFrames, out: outBody },
    ...(outTail === null ? [] : [{ ...tail, fromFrame: headFrames + bodyFrames, frames: tailFrames, out: outTail }]),
    { ...still, fromFrame: 0, out: request.outFirstFrame },
    { ...still, fromFrame: length - 1, out: request.outLastFrame },
    { ...thumbnail, fromFrame: Math.floor(length / 2), out: request.outThumbnail },
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
