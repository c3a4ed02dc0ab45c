import type { FileHandle } from 'node:fs/promises';

/** Zeroes the dates that a muxer put into an mp4's headers, so that the same film is the same bytes every time. */
export async function clearDates(handle: FileHandle): Promise<void> {
  const { size } = await handle.stat();
  await walk(handle, 0, size);
}

const PARENTS: ReadonlySet<string> = new Set(['moov', 'trak', 'mdia']);
const DATED: ReadonlySet<string> = new Set(['mvhd', 'tkhd', 'mdhd']);

async function walk(handle: FileHandle, from: number, until: number): Promise<void> {
  const header = Buffer.alloc(16);
  let at = from;
  while (at + 8 <= until) {
    await handle.read(header, 0, 16, at);
    const type = header.toString('latin1', 4, 8);
    const isLarge = header.readUInt32BE(0) === 1;
    const sizeBytes = isLarge ? Number(header.readBigUInt64BE(8)) : header.readUInt32BE(0);
    if (sizeBytes < 8) return;
    if (PARENTS.has(type)) await walk(handle, at + 8, at + sizeBytes);
    // Full box: version and flags, then creation and modification time, 8 bytes each in version 1.
    if (DATED.has(type)) {
      const width = header[8] === 1 ? 16 : 8;
      await handle.write(Buffer.alloc(width), 0, width, at + 12);
    }
    at += sizeBytes;
  }
}
