import { type Tools, inputArguments, mustRunFfmpeg, toFileUrl } from './ffmpeg.ts';
import { LongtakeError } from '../model/error.ts';
import type { Media } from './media.ts';
import { mustProbe } from './probe.ts';

type FrameRequest = Parameters<Media['frame']>[0];

/** Writes one frame, found by counting decoded frames: a seek by time can miss by one. */
export async function extractFrame(tools: Tools, request: FrameRequest, signal: AbortSignal): Promise<void> {
  const source = await mustProbe(tools, request.file, signal);
  if (source.video === null) {
    throw new LongtakeError({ code: 'media_without_picture', message: `${request.file} has no picture.` });
  }
  await mustRunFfmpeg(tools, frameArguments(request, source.format), {
    what: `Frame ${request.frame} of ${request.file}`,
    signal,
  });
}

/** Pure. With `-update` every frame overwrites the one before: what stays is the last. */
export function frameArguments(request: FrameRequest, format: string | null): readonly string[] {
  const isPng = request.out.toLowerCase().endsWith('.png');
  const filters = [
    ...(request.frame > 0 ? [`trim=start_frame=${request.frame}`] : []),
    ...(request.widthPixels === undefined ? [] : [`scale=${request.widthPixels}:-2:flags=bicubic`]),
    ...(isPng ? ['format=rgb24'] : ['scale=out_color_matrix=bt601:out_range=pc', 'format=yuvj420p']),
  ];
  return [
    inputArguments(request.file, format),
    ['-map', '0:V:0', '-vf', filters.join(','), '-fps_mode', 'passthrough'],
    request.frame < 0 ? [] : ['-frames:v', '1'],
    isPng ? ['-c:v', 'png'] : ['-c:v', 'mjpeg', '-q:v', '3'],
    ['-threads', '1', '-update', '1', '-f', 'image2', toFileUrl(request.out)],
  ].flat();
}
