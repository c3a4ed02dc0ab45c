import { readFile } from 'node:fs/promises';
import { type Image, loadImage } from '@napi-rs/canvas';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOR_CHUNKS = new Set(['gAMA', 'cHRM', 'cICP', 'sRGB']);

/**
 * A frame of a take as a picture. Its numbers are what the film shows: ffmpeg notes the curve of BT.709 in its PNG files,
 * and a canvas that turned it into sRGB would begin every continued take eight steps too bright. Other pictures are read
 * as they say.
 */
export async function loadFrame(file: string): Promise<Image> {
  const bytes = await readFile(file);
  return loadImage(bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE) ? withoutColorChunks(bytes) : bytes);
}

function withoutColorChunks(png: Buffer): Buffer {
  const kept: Buffer[] = [SIGNATURE];
  for (let at = SIGNATURE.length; at + 12 <= png.length;) {
    const end = at + 12 + png.readUInt32BE(at);
    if (!COLOR_CHUNKS.has(png.toString('latin1', at + 4, at + 8))) kept.push(png.subarray(at, end));
    at = end;
  }
  return Buffer.concat(kept);
}
