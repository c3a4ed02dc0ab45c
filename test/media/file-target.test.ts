import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  EncodedPacket,
  EncodedVideoPacketSource,
  FilePathTarget,
  Mp4OutputFormat,
  Output,
  type Target,
} from 'mediabunny';
import { describe, expect, test } from 'vitest';
import { FileTarget } from '../../src/media/file-target.ts';
import { clearDates } from '../../src/media/mp4-dates.ts';
import { createPieceBuffers } from '../../src/media/piece-buffers.ts';
import { scratch } from './support/tools.ts';

const PACKETS = 300;
const PIECE_BYTES = 50_000;
const SEQUENCE = Buffer.from('0142c01effe1000e6742c01eda0280bfe5c0440000030004010005068ce3c80', 'hex');

/** Packets of many sizes, each of its own bytes. */
function packetOf(index: number): Uint8Array {
  return Uint8Array.from({ length: 5 + ((index * 7919) % 3000) }, (_, at) => (index * 31 + at) % 251);
}

async function mux(target: Target, packetAt: (index: number) => Uint8Array): Promise<void> {
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'reserve' }), target });
  const source = new EncodedVideoPacketSource('avc');
  output.addVideoTrack(source, { frameRate: 24, maximumPacketCount: PACKETS });
  await output.start();
  const decoderConfig = { codec: 'avc1.42c01e', codedWidth: 320, codedHeight: 180, description: SEQUENCE };
  for (let index = 0; index < PACKETS; index++) {
    const type = index % 24 === 0 ? 'key' : 'delta';
    await source.add(new EncodedPacket(packetAt(index), type, index / 24, 1 / 24), { decoderConfig });
  }
  await output.finalize();
}

describe('a film file that is written without copying', () => {
  test('holds the bytes that the library itself would write', async () => {
    const [ours, theirs] = [join(scratch(), 'ours.mp4'), join(scratch(), 'theirs.mp4')];
    await mux(new FilePathTarget(theirs), packetOf);
    await using handle = await open(ours, 'w+');
    await mux(new FileTarget(handle, () => {}), packetOf);
    await using other = await open(theirs, 'r+');
    for (const file of [handle, other]) await clearDates(file); // One may have been begun in the second before.
    expect((await readFile(ours)).equals(await readFile(theirs))).toBe(true);
  });

  test('tells of every packet once it is written, so that its memory can be used again', async () => {
    const file = join(scratch(), 'film.mp4');
    await mux(new FilePathTarget(`${file}.expected`), packetOf);
    await using handle = await open(file, 'w+');
    const buffers = createPieceBuffers();
    const memories = new Set<ArrayBufferLike>();
    let memory = buffers.lend(PIECE_BYTES);
    let used = 0;
    let lends = 1;
    const lent = (index: number): Uint8Array => {
      const bytes = packetOf(index);
      if (used + bytes.byteLength > PIECE_BYTES) {
        lends += 1;
        buffers.close(memory);
        memory = buffers.lend(PIECE_BYTES);
        used = 0;
      }
      memories.add(memory.buffer);
      memory.set(bytes, used);
      const packet = memory.subarray(used, used + bytes.byteLength);
      used += bytes.byteLength;
      buffers.handedOn(packet);
      return packet;
    };
    await mux(new FileTarget(handle, (parts) => buffers.written(parts)), lent);
    await using other = await open(`${file}.expected`, 'r+');
    for (const one of [handle, other]) await clearDates(one); // One may have been begun in the second before.
    expect((await readFile(file)).equals(await readFile(`${file}.expected`))).toBe(true);
    expect(lends).toBeGreaterThan(4);
    expect(memories.size).toBeLessThan(lends);
  });
});

describe('memory that pieces are read into', () => {
  test('is lent again only when all that lies in it is written', () => {
    const buffers = createPieceBuffers();
    const first = buffers.lend(1000);
    const [one, other] = [first.subarray(0, 400), first.subarray(400, 1000)];
    buffers.handedOn(one);
    buffers.written([one]);
    buffers.handedOn(other);
    expect(buffers.lend(1000).buffer).not.toBe(first.buffer);
    buffers.close(first);
    expect(buffers.lend(1000).buffer).not.toBe(first.buffer);
    buffers.written([other, Buffer.alloc(7)]);
    expect(buffers.lend(1000).buffer).toBe(first.buffer);
  });

  test('that is too small gives way to larger memory', () => {
    const buffers = createPieceBuffers();
    const small = buffers.lend(1000);
    buffers.close(small);
    const large = buffers.lend(5_000_000);
    expect(large.byteLength).toBeGreaterThanOrEqual(5_000_000);
    buffers.close(large);
    expect(buffers.lend(4_000_000).buffer).toBe(large.buffer);
  });
});
