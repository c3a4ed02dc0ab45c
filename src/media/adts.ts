import { LongtakeError } from '../model/error.ts';

const HEADER_BYTES = 7;

/** The frames of an ADTS stream as views, headers included. A broken stream throws. */
export function splitAdts(stream: Uint8Array): readonly Uint8Array[] {
  const frames: Uint8Array[] = [];
  let at = 0;
  while (at < stream.length) {
    const [a = 0, b = 0, , c = 0, d = 0, e = 0] = stream.subarray(at, at + HEADER_BYTES);
    const sizeBytes = ((c & 0x03) << 11) | (d << 3) | (e >> 5);
    if (a !== 0xff || (b & 0xf7) !== 0xf1 || sizeBytes < HEADER_BYTES || at + sizeBytes > stream.length) {
      throw new LongtakeError({ code: 'sound_broken', message: `The sound stream is broken at byte ${at}.` });
    }
    frames.push(stream.subarray(at, at + sizeBytes));
    at += sizeBytes;
  }
  return frames;
}

/** The raw AAC frame inside an ADTS frame. */
export function adtsPayload(frame: Uint8Array): Uint8Array {
  return frame.subarray(HEADER_BYTES);
}

/** AudioSpecificConfig of AAC-LC, 48 kHz, stereo (ISO 14496-3, 1.6.2.1): object type 2, rate index 3, two channels. */
export const AAC_CONFIG = Uint8Array.of(0x11, 0x90);
