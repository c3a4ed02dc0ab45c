/**
 * Memory that pieces are read into, used again as soon as every packet of a piece is in the film. A film of an hour is
 * gigabytes; reading each piece into memory of its own costs as much in collecting garbage as in copying.
 */
export type PieceBuffers = {
  /** Memory of at least this size. What is read into it must be handed to `handedOn`, packet by packet, and then `close`d. */
  lend(sizeBytes: number): Buffer;
  /** A packet that lies in lent memory is on its way into the film. */
  handedOn(packet: Uint8Array): void;
  /** No more packets of this memory follow. */
  close(memory: Buffer): void;
  /** Bytes that have been written; they may be of anybody's memory. */
  written(parts: readonly Uint8Array[]): void;
};

type Slot = { readonly memory: Buffer; openBytes: number; isClosed: boolean };

export function createPieceBuffers(): PieceBuffers {
  const lent = new Map<ArrayBufferLike, Slot>();
  const free: Buffer[] = [];
  const settle = (slot: Slot): void => {
    if (!slot.isClosed || slot.openBytes > 0) return;
    lent.delete(slot.memory.buffer);
    free.push(slot.memory);
  };
  return {
    lend: (sizeBytes) => {
      const fitting = free.findIndex((memory) => memory.byteLength >= sizeBytes);
      // One that is too small makes room for one that is not: pieces of a film are of much the same size.
      const [kept] = free.splice(Math.max(0, fitting), 1);
      const memory =
        kept !== undefined && fitting >= 0
          ? kept
          : Buffer.allocUnsafeSlow(Math.ceil(sizeBytes / GRAIN_BYTES) * GRAIN_BYTES);
      lent.set(memory.buffer, { memory, openBytes: 0, isClosed: false });
      return memory;
    },
    handedOn: (packet) => {
      const slot = lent.get(packet.buffer);
      if (slot !== undefined) slot.openBytes += packet.byteLength;
    },
    close: (memory) => {
      const slot = lent.get(memory.buffer);
      if (slot === undefined) return;
      slot.isClosed = true;
      settle(slot);
    },
    written: (parts) => {
      for (const part of parts) {
        const slot = lent.get(part.buffer);
        if (slot === undefined) continue;
        slot.openBytes -= part.byteLength;
        settle(slot);
      }
    },
  };
}

/** Sizes are rounded up to this, so that a slightly larger piece finds room. */
const GRAIN_BYTES = 1024 * 1024;
