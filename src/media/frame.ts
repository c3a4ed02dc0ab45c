import { access, rm } from 'node:fs/promises';
import { LongtakeError } from '../model/error.ts';
import { type Tools, inputArguments, mustRunFfmpeg, toFileUrl } from './ffmpeg.ts';
import type { Media } from './media.ts';
import { mustProbe } from './probe.ts';
import { write } from './raw-video.ts';

type FrameRequest = Parameters<Media['frame']>[0];

/** Writes one frame, found by counting decoded frames: a seek by time can miss by one. */
export async function extractFrame(tools: Tools, request: FrameRequest, signal: AbortSignal): Promise<void> {
  const { format, video } = await mustProbe(tools, request.file, signal);
  if (video === null) {
    throw new LongtakeError({ code: 'media_without_picture', message: `${request.file} has no picture.` });
  }
  const what = `Frame ${request.frame} of ${request.file}`;
  if (request.frame >= 0) {
    await rm(request.out, { force: true });
    await mustRunFfmpeg(tools, frameArguments(request, format), { what, signal });
    // A frame beyond the end is no failure to ffmpeg: it just writes nothing.
    await access(request.out).catch(() => {
      throw new LongtakeError({ code: 'frame_missing', message: `${what} does not exist: it has fewer frames.` });
    });
    return;
  }
  const last =
    (await readLast(tools, request, ['-sseof', '-2'], format, signal)) ??
    (await readLast(tools, request, [], format, signal));
  if (last === null) throw new LongtakeError({ code: 'media_unreadable', message: `${what} could not be decoded.` });
  const argv = ['-f', 'bmp_pipe', '-i', 'pipe:0', ...stillArguments(request, [])];
  await mustRunFfmpeg(tools, argv, { what, signal, feed: (input) => write(input, last) });
}

/** Pure: how a frame that is counted from the start is written. */
export function frameArguments(request: FrameRequest, format: string | null): readonly string[] {
  const filters = [...(request.frame > 0 ? [`trim=start_frame=${request.frame}`] : []), ...widthFilters(request)];
  return [...inputArguments(request.file, format), '-map', '0:V:0', ...stillArguments(request, filters)];
}

function widthFilters({ widthPixels }: FrameRequest): readonly string[] {
  return widthPixels === undefined ? [] : [`scale=${widthPixels}:-2:flags=bicubic`];
}

function stillArguments(request: FrameRequest, filters: readonly string[]): readonly string[] {
  const isPng = request.out.toLowerCase().endsWith('.png');
  const format = isPng ? ['format=rgb24'] : ['scale=out_color_matrix=bt601:out_range=pc', 'format=yuvj420p'];
  return [
    ['-vf', [...filters, ...format].join(','), '-fps_mode', 'passthrough', '-frames:v', '1'],
    isPng ? ['-c:v', 'png'] : ['-c:v', 'mjpeg', '-q:v', '3'],
    ['-threads', '1', '-flags', '+bitexact', '-update', '1', '-f', 'image2', toFileUrl(request.out)],
  ].flat();
}

/** The last of all frames after a seek, as BMP; null when the seek leaves none, as in very short files. */
async function readLast(
  tools: Tools,
  request: FrameRequest,
  seek: readonly string[],
  format: string | null,
  signal: AbortSignal,
): Promise<Buffer | null> {
  let last: Buffer | null = null;
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  const filters = [...widthFilters(request), 'format=bgr24'].join(',');
  const bmp = [
    '-map',
    '0:V:0',
    '-vf',
    filters,
    '-fps_mode',
    'passthrough',
    '-c:v',
    'bmp',
    '-f',
    'image2pipe',
    'pipe:1',
  ];
  await mustRunFfmpeg(tools, [...seek, ...inputArguments(request.file, format), ...bmp], {
    what: `The last frame of ${request.file}`,
    signal,
    onData: (chunk) => {
      pending.push(chunk);
      pendingBytes += chunk.length;
      // A BMP says its own length, in bytes 2 to 5; pipes hand over far more than that at once.
      const needed = (pending[0]?.length ?? 0) < 6 ? 6 : (pending[0]?.readUInt32LE(2) ?? 6);
      if (pendingBytes < needed) return;
      let whole = Buffer.concat(pending);
      while (whole.length >= 6 && whole.length >= whole.readUInt32LE(2)) {
        last = whole.subarray(0, whole.readUInt32LE(2));
        whole = whole.subarray(last.length);
      }
      pending = whole.length === 0 ? [] : [whole];
      pendingBytes = whole.length;
    },
  });
  return last;
}
