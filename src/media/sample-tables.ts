import { type FileHandle, open } from 'node:fs/promises';
import { type ISOFile, MP4BoxBuffer, createFile } from 'mp4box';
import type { Stream } from './packet-listing.ts';

/**
 * When each packet of an mp4 is decoded and shown, by the tables that a player goes by, without reading the packets: a
 * film of an hour is gigabytes. Null when it has no such tables, or when they name bytes that are not in the file.
 */
export async function readSampleTables(file: string): Promise<readonly Stream[] | null> {
  await using handle = await open(file, 'r');
  const { size: sizeBytes } = await handle.stat();
  const header = await readHeader(handle, sizeBytes);
  if (header === null) return null;
  const parsed = createFile();
  parsed.appendBuffer(MP4BoxBuffer.fromArrayBuffer(header, 0));
  parsed.flush();
  // Undefined for what is no box at all, whatever the type says.
  const film: ISOFile['moov'] | undefined = parsed.moov;
  if (film === undefined) return null;
  const streams = film.traks.map((track) => toStream(parsed, track, film.mvhd.timescale, sizeBytes));
  const whole = streams.filter((stream) => stream !== null);
  return whole.length === streams.length ? whole : null;
}

type TrackBox = ISOFile['moov']['traks'][number];

function toStream(parsed: ISOFile, track: TrackBox, filmTicksPerSecond: number, sizeBytes: number): Stream | null {
  const samples = parsed.getTrackSamplesInfo(track.tkhd.track_id);
  if (samples.some(({ offset, size }) => offset + size > sizeBytes)) return null;
  const { hdlr, mdhd } = track.mdia;
  const shift = editShift(track, filmTicksPerSecond);
  // Where composition offsets are signed (ISO/IEC 14496-12, 8.6.1.3), decoding times count from a later zero than what is
  // shown: players, and ffmpeg with them, decode that much earlier.
  const lead = samples.reduce((most, { dts, cts }) => Math.max(most, dts - cts), 0);
  return {
    kind: KINDS[hdlr.handler] ?? hdlr.handler,
    ticksPerSecond: mdhd.timescale,
    packets: samples.map(({ dts, cts, duration }) => ({ dts: dts - shift - lead, pts: cts - shift, duration })),
  };
}

const KINDS: Readonly<Record<string, string>> = { vide: 'video', soun: 'audio' };

/** Ticks of the track that lie before the film's first moment, less the time that an empty edit waits. */
function editShift({ edts, mdia }: TrackBox, filmTicksPerSecond: number): number {
  const edits = edts?.elst?.entries ?? [];
  const waits = edits.filter(({ media_time }) => media_time < 0);
  const waited = waits.reduce((sum, { segment_duration }) => sum + segment_duration / filmTicksPerSecond, 0);
  const start = edits.find(({ media_time }) => media_time >= 0)?.media_time ?? 0;
  return start - Math.round(waited * mdia.mdhd.timescale);
}

/** The `moov` box. Its offsets count from the start of the file, wherever it lies itself. */
async function readHeader(handle: FileHandle, sizeBytes: number): Promise<ArrayBuffer | null> {
  const head = Buffer.alloc(16);
  for (let at = 0; at + 8 <= sizeBytes;) {
    await handle.read(head, 0, head.byteLength, at);
    const short = head.readUInt32BE(0);
    // 1: the size follows in 64 bits; 0: to the end of the file (ISO/IEC 14496-12, 4.2).
    const boxBytes = short === 1 ? Number(head.readBigUInt64BE(8)) : short === 0 ? sizeBytes - at : short;
    if (boxBytes < 8 || at + boxBytes > sizeBytes) return null;
    if (head.toString('latin1', 4, 8) === 'moov') {
      const bytes = new Uint8Array(boxBytes);
      const { bytesRead } = await handle.read(bytes, 0, boxBytes, at);
      return bytesRead === boxBytes ? bytes.buffer : null;
    }
    at += boxBytes;
  }
  return null;
}
