import { fpsToText, type Fps } from '../model/time.ts';
import { toFileUrl } from './ffmpeg.ts';

/**
 * ffmpeg arguments that read raw RGBA frames of one size from standard input and write a take: H.264 of a quality that
 * survives being conformed, quick, with one thread so that equal frames give equal bytes.
 */
export function rawEncoderArguments(spec: {
  readonly width: number;
  readonly height: number;
  readonly fps: Fps;
  readonly frames: number;
  readonly out: string;
}): readonly string[] {
  return [
    ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y', '-threads', '1', '-filter_threads', '1'],
    [
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgba',
      '-s',
      `${spec.width}x${spec.height}`,
      '-r',
      fpsToText(spec.fps),
      '-i',
      'pipe:0',
    ],
    ['-frames:v', String(spec.frames), '-vf', 'scale=out_color_matrix=bt709:out_range=tv,format=yuv420p'],
    ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '14', '-threads', '1', '-color_range', 'tv'],
    ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'],
    ['-flags', '+bitexact', '-fflags', '+bitexact', '-map_metadata', '-1', '-f', 'mp4', toFileUrl(spec.out)],
  ].flat();
}
