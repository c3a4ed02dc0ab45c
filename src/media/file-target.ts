import type { FileHandle } from 'node:fs/promises';
import { NullTarget } from 'mediabunny';

/**
 * A file that is written without copying: mediabunny's own `FilePathTarget` copies every byte three times, and collecting
 * that garbage took two thirds of a film's assembly. It takes the place of `NullTarget`, whose methods it overrides:
 * mediabunny calls them on any target, but leaves them out of its types. `test/media/film.test.ts` watches over them.
 */
export class FileTarget extends NullTarget {
  readonly #handle: FileHandle;
  readonly #onWritten: (parts: readonly Uint8Array[]) => void;
  #runs: Run[] = [];
  #scratch = Buffer.alloc(0);
  #used = 0;
  #unsyncedBytes = 0;
  #syncing: Promise<void> | null = null;
  #syncError: { readonly error: unknown } | null = null;

  /** The handle stays the caller's to close; `onWritten` is told of memory that is no longer needed. */
  constructor(handle: FileHandle, onWritten: (parts: readonly Uint8Array[]) => void) {
    super();
    this.#handle = handle;
    this.#onWritten = onWritten;
  }

  _write(data: Uint8Array, position: number): void {
    const last = this.#runs.at(-1);
    const run =
      last !== undefined && last.position + last.sizeBytes === position ? last : { position, sizeBytes: 0, parts: [] };
    if (run !== last) this.#runs.push(run);
    run.sizeBytes += data.byteLength;
    // Fields of headers come from a buffer that is used again at once; packets are changed by nobody.
    if (data.byteLength > FIELD_BYTES) run.parts.push(data);
    else this.#keep(data, run.parts);
  }

  async _flush(): Promise<void> {
    const runs = this.#runs;
    this.#runs = [];
    this.#used = this.#scratch.byteLength;
    for (const { position, sizeBytes, parts } of runs) {
      const { bytesWritten } = await this.#handle.writev(parts, position);
      if (bytesWritten < sizeBytes) await this.#writeRest(Buffer.concat(parts), position, bytesWritten);
      this.#onWritten(parts);
      this.#unsyncedBytes += sizeBytes;
    }
    if (this.#unsyncedBytes < SYNC_BYTES || this.#syncing !== null) return;
    this.#unsyncedBytes = 0;
    this.#syncing = this.#sync();
  }

  async _finalize(): Promise<void> {
    await this._flush();
    await this.#syncing;
    if (this.#syncError !== null) throw this.#syncError.error;
  }

  /**
   * The disk takes what there is while the next pieces are copied: a sync at the end alone would wait for all of a film.
   * A disk tells of a failure once, so it is kept.
   */
  async #sync(): Promise<void> {
    try {
      await this.#handle.datasync();
    } catch (error) {
      this.#syncError ??= { error };
    } finally {
      this.#syncing = null;
    }
  }

  /** Copies a field behind the one before it. */
  #keep(data: Uint8Array, parts: Uint8Array[]): void {
    if (this.#used + data.byteLength > this.#scratch.byteLength) {
      this.#scratch = Buffer.alloc(SCRATCH_BYTES);
      this.#used = 0;
    }
    this.#scratch.set(data, this.#used);
    const end = this.#used + data.byteLength;
    const before = parts.at(-1);
    const isBehind =
      before !== undefined &&
      before.buffer === this.#scratch.buffer &&
      before.byteOffset + before.byteLength === this.#scratch.byteOffset + this.#used;
    if (isBehind) parts[parts.length - 1] = this.#scratch.subarray(this.#used - before.byteLength, end);
    else parts.push(this.#scratch.subarray(this.#used, end));
    this.#used = end;
  }

  /** A disk that took less than it was given says why at the next try. */
  async #writeRest(bytes: Buffer, position: number, from: number): Promise<void> {
    for (let done = from; done < bytes.byteLength;) {
      const { bytesWritten } = await this.#handle.write(bytes, done, bytes.byteLength - done, position + done);
      done += bytesWritten;
    }
  }
}

/** Bytes that lie one after the other in the file. */
type Run = { readonly position: number; sizeBytes: number; readonly parts: Uint8Array[] };

const SYNC_BYTES = 128 * 1024 * 1024;
const FIELD_BYTES = 64;
const SCRATCH_BYTES = 64 * 1024;
