import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';

/** A file in an archive. */
export type TarEntry = { readonly path: string; readonly sizeBytes: number; readonly read: () => Readable };

export type TarWriter = AsyncDisposable & {
  /** `sizeBytes` is what `content` yields, to the byte. */
  readonly add: (path: string, sizeBytes: number, content: AsyncIterable<Uint8Array>) => Promise<void>;
  /** Ends the archive and flushes it to the disk. */
  readonly finish: () => Promise<void>;
};

/** Writes a POSIX archive (pax, IEEE Std 1003.1-2017) of plain files, which every `tar` reads. */
export async function createTar(file: string): Promise<TarWriter> {
  const handle = await open(file, 'wx');
  const pad = async (sizeBytes: number): Promise<void> => {
    const rest = sizeBytes % BLOCK;
    if (rest > 0) await handle.writeFile(Buffer.alloc(BLOCK - rest));
  };
  return {
    add: async (path, sizeBytes, content) => {
      const extended = paxRecords(path, sizeBytes);
      if (extended !== null) {
        await handle.writeFile(header('pax', extended.length, 'x'));
        await handle.writeFile(extended);
        await pad(extended.length);
      }
      await handle.writeFile(header(path, sizeBytes, '0'));
      let written = 0;
      for await (const chunk of content) {
        written += chunk.byteLength;
        await handle.writeFile(chunk);
      }
      if (written !== sizeBytes) throw new Error(`${path} has ${written} bytes and was said to have ${sizeBytes}`);
      await pad(sizeBytes);
    },
    finish: async () => {
      await handle.writeFile(Buffer.alloc(2 * BLOCK));
      await handle.sync();
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

/** The plain files of an archive, in its order. Links and devices are none; anything unreadable is an error. */
export async function* listTar(file: string): AsyncIterable<TarEntry> {
  await using handle = await open(file, 'r');
  let at = 0;
  let next: ReadonlyMap<string, string> = new Map();
  for (;;) {
    const block = await readAt(handle, at, BLOCK);
    if (block.length < BLOCK) throw new Error('the archive is cut off');
    if (block.every((byte) => byte === 0)) return;
    if (checksum(block) !== readOctal(block, 148, 8)) throw new Error('the archive is damaged');
    const type = String.fromCharCode(block[156] ?? 0);
    const sizeBytes = Number(next.get('size') ?? readOctal(block, 124, 12));
    const start = at + BLOCK;
    at = start + Math.ceil(sizeBytes / BLOCK) * BLOCK;
    if (type === 'x') {
      next = readPax(await readAt(handle, start, sizeBytes));
      continue;
    }
    if (type === '0' || type === '\0') {
      const path = next.get('path') ?? readName(block);
      const read = (): Readable =>
        sizeBytes === 0 ? Readable.from([]) : createReadStream(file, { start, end: start + sizeBytes - 1 });
      yield { path, sizeBytes, read };
    }
    next = new Map();
  }
}

const BLOCK = 512;
/** What fits into eleven octal digits. */
const MOST_OCTAL = 0o77777777777;

function header(path: string, sizeBytes: number, type: '0' | 'x'): Buffer {
  const block = Buffer.alloc(BLOCK);
  // With a pax record before it, this name is only for readers that know no better.
  block.write(path.replaceAll(/[^\x20-\x7E]/gu, '_').slice(-100), 0, 'latin1');
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${Math.min(sizeBytes, MOST_OCTAL).toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write(type, 156);
  block.write('ustar\x0000', 257);
  block.write(`${checksum(block).toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

function paxRecords(path: string, sizeBytes: number): Buffer | null {
  const records = [
    ...(/^[\x20-\x7E]{1,100}$/u.test(path) ? [] : [paxRecord('path', path)]),
    ...(sizeBytes <= MOST_OCTAL ? [] : [paxRecord('size', String(sizeBytes))]),
  ];
  return records.length === 0 ? null : Buffer.concat(records);
}

/** `LENGTH KEY=VALUE\n`, where the length counts itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + 1;
  while (String(length).length + rest !== length) length = String(length).length + rest;
  return Buffer.from(`${length} ${key}=${value}\n`);
}

function readPax(records: Buffer): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let at = 0; at < records.length;) {
    const length = Number.parseInt(records.toString('latin1', at, at + 20), 10);
    if (!(length > 0)) throw new Error('the archive is damaged');
    const record = records.toString('utf8', at, at + length - 1);
    const [, key = '', value = ''] = /^\d+ ([^=]*)=([^]*)$/u.exec(record) ?? [];
    found.set(key, value);
    at += length;
  }
  return found;
}

function readName(block: Buffer): string {
  const name = readText(block, 0, 100);
  const prefix = readText(block, 257, 5) === 'ustar' ? readText(block, 345, 155) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function readText(block: Buffer, at: number, length: number): string {
  return block.toString('utf8', at, at + length).replace(/\0[^]*$/u, '');
}

function readOctal(block: Buffer, at: number, length: number): number {
  const text = readText(block, at, length).trim();
  if (!/^[0-7]+$/u.test(text)) throw new Error('the archive is damaged');
  return Number.parseInt(text, 8);
}

/** The sum of all bytes, those of the sum itself counted as spaces. */
function checksum(block: Buffer): number {
  return block.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 0x20 : byte), 0);
}

async function readAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}
