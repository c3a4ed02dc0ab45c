import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { LongtakeError } from '../model/error.ts';
import type { Problem } from '../model/problem.ts';
import type { Asset } from '../model/storyboard.ts';
import type { FetchOptions } from './http.ts';

/** A remote file on this machine, or what is wrong with it, in the words of a problem. */
export type RemoteFile = { readonly asset: Asset } | { readonly wrong: WrongRemoteFile };
export type WrongRemoteFile = Pick<Problem, 'code' | 'message' | 'expected' | 'fix'>;

/** Which bytes a URL stands for, once and for all. */
export interface Pins {
  /** Where the pins are written down, for messages. */
  readonly file: string;
  find(url: string): Promise<string | null>;
  pin(url: string, sha256: string): Promise<void>;
}

export type RemoteFiles = {
  /** The pinned file when it was fetched before, else fetches, checks, keeps and pins it. Never throws. */
  readonly fetchRemote: (url: string) => Promise<RemoteFile>;
  /** The same without any network: null for a URL that is not pinned, or whose file is not here. Never throws. */
  readonly findFetched: (url: string) => Promise<RemoteFile | null>;
};

export type RemoteFilesOptions = {
  /** Files are kept here under their SHA-256; it is made when the first one comes. */
  readonly folder: string;
  readonly pins: Pins;
  /** An exception, address by address, from the rule that only public ones are asked. */
  readonly allowAddress?: FetchOptions['allowAddress'];
  /** Everything else that the guarded fetch can be told. */
  readonly fetch?: Omit<FetchOptions, 'allowAddress'>;
};

/** Files of other machines: each is fetched once, and its bytes never change without a problem that says so. */
export function createRemoteFiles(options: RemoteFilesOptions): RemoteFiles {
  const { folder, pins } = options;
  let downloads = 0;

  const findFetched = async (url: string): Promise<Asset | null> => {
    const sha256 = await pins.find(url);
    return sha256 === null ? null : findKept(folder, url, sha256);
  };

  const fetchRemote = async (url: string): Promise<RemoteFile> => {
    const kept = await findFetched(url);
    if (kept !== null) return { asset: kept };
    await mkdir(folder, { recursive: true });
    downloads += 1;
    const draft = join(folder, `${process.pid}-${downloads}.part`);
    try {
      const { sha256, sizeBytes } = await download(url, draft, options);
      if (downloads === 1) await sweep(folder, draft);
      const pinned = await pins.find(url);
      if (pinned !== null && pinned !== sha256) return { wrong: changed(pins.file, pinned, sha256) };
      const absolutePath = join(folder, sha256);
      await rename(draft, absolutePath);
      await syncPath(folder);
      if (pinned === null) await pins.pin(url, sha256);
      return { asset: { file: url, absolutePath, sha256, sizeBytes } };
    } finally {
      await rm(draft, { force: true });
    }
  };

  return {
    fetchRemote: (url) => fetchRemote(url).catch((error: unknown) => ({ wrong: toWrong(error, pins.file) })),
    findFetched: async (url) => {
      try {
        const asset = await findFetched(url);
        return asset === null ? null : { asset };
      } catch (error) {
        return { wrong: toWrong(error, pins.file) };
      }
    },
  };
}

type Bytes = { readonly sha256: string; readonly sizeBytes: number };

/** Streams to a file; when it returns, the bytes are safe on disk. */
async function download(url: string, file: string, options: RemoteFilesOptions): Promise<Bytes> {
  // The client is loaded only when something is fetched.
  const { guardedFetch } = await import('./http.ts');
  const { allowAddress } = options;
  await using stream = await guardedFetch(url, {
    ...options.fetch,
    ...(allowAddress === undefined ? {} : { allowAddress }),
  });
  await using handle = await open(file, 'w');
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of stream.chunks) {
    hash.update(chunk);
    sizeBytes += chunk.byteLength;
    await handle.writeFile(chunk);
  }
  await handle.sync();
  return { sha256: hash.digest('hex'), sizeBytes };
}

/** Far longer than any fetch may take. */
const ABANDONED_MS = 60 * 60_000;

/** Removes what processes that were killed left half fetched; how old it is, is told by the clock of the disk. */
async function sweep(folder: string, draft: string): Promise<void> {
  const nowMs = (await stat(draft)).mtimeMs;
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.part')) continue;
    const file = join(folder, name);
    const facts = await stat(file).catch(() => null);
    if (facts !== null && nowMs - facts.mtimeMs > ABANDONED_MS) await rm(file, { force: true });
  }
}

/** A kept file whose bytes are no longer what its name says counts as gone. */
async function findKept(folder: string, url: string, sha256: string): Promise<Asset | null> {
  const absolutePath = join(folder, sha256);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  try {
    await pipeline(
      createReadStream(absolutePath),
      async function* count(chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          sizeBytes += chunk.byteLength;
          yield chunk;
        }
      },
      hash,
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  return hash.digest('hex') === sha256 ? { file: url, absolutePath, sha256, sizeBytes } : null;
}

function changed(pinFile: string, expected: string, found: string): WrongRemoteFile {
  return {
    code: 'remote_changed',
    message: `the file at this URL is another one than was pinned in ${pinFile}: its SHA-256 is ${found}`,
    expected: `the SHA-256 ${expected}`,
    fix: `remove the URL’s line from ${pinFile} to take the new file, or put the old one back on the server`,
  };
}

function toWrong(error: unknown, pinFile: string): WrongRemoteFile {
  const code = error instanceof LongtakeError ? error.code : 'remote_not_kept';
  const why = error instanceof Error ? error.message : String(error);
  const message = error instanceof LongtakeError ? why : `the fetched file cannot be kept or read: ${why}`;
  return { code, message, expected: EXPECTED[code] ?? null, fix: fixOf(code, pinFile) };
}

const PUBLIC = 'an https or http URL of a server that everybody can reach';
const EXPECTED: Readonly<Record<string, string>> = {
  remote_refused: PUBLIC,
  remote_unreachable: PUBLIC,
  remote_status: 'a URL that is answered with a file',
  remote_wrong_type: 'a PNG, JPEG, WebP or GIF, an MP4, MOV, WebM or MKV, a WAV, MP3, FLAC or Ogg file',
  remote_too_large: 'a smaller file',
};

function fixOf(code: string, pinFile: string): string {
  switch (code) {
    case 'lock_file_broken':
      return `mend ${pinFile}, or delete it and fetch again with --allow-remote`;
    case 'remote_slow':
    case 'remote_truncated':
    case 'remote_unreachable':
      return 'try again later, or download it beside the storyboard';
    default:
      return 'download it beside the storyboard';
  }
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
