import { parseListing } from './packet-listing.ts';
import { type Tools, inputArguments, runFfmpeg } from './ffmpeg.ts';
import { sniffPicture } from './probe.ts';

/**
 * How long a file's moving picture is, from its packets: nothing is decoded. Null for what holds none: a sound, a still
 * picture, a file that is no media.
 */
export async function measurePictureMs(tools: Tools, file: string, signal: AbortSignal): Promise<number | null> {
  const format = await sniffPicture(file);
  const listing = await runFfmpeg(
    tools,
    [...inputArguments(file, format), '-map', '0:V:0', '-c', 'copy', '-f', 'framecrc', 'pipe:1'],
    { signal },
  );
  const [picture] = parseListing(listing.stdout.toString('latin1'));
  if (picture === undefined || picture.packets.length < 2) return null;
  let first = Infinity;
  let end = -Infinity;
  for (const { pts, duration } of picture.packets) {
    first = Math.min(first, pts);
    end = Math.max(end, pts + duration);
  }
  return ((end - first) / picture.ticksPerSecond) * 1000;
}
