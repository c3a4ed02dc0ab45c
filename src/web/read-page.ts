import { readdir, readFile } from 'node:fs/promises';
import { constants, brotliCompress, gzip } from 'node:zlib';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { sha256 } from '../base/hash.ts';
import { EnvironmentError } from '../model/error.ts';

/** The page as files in memory. Names under `assets/` hold a hash of their content and may be cached for ever. */
export type Page = {
  /** The one HTML document, served for every path that a person may open: `/`, `/new`, `/r/…`. */
  readonly shell: PageFile;
  /** By the path they are asked for under, such as `/assets/main-7XK2.js`. */
  readonly assets: ReadonlyMap<string, PageFile>;
};
export type PageFile = {
  readonly mediaType: string;
  /** A strong ETag, in quotes. */
  readonly etag: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Made when it is first asked for, and kept. */
  readonly compress: (encoding: Encoding) => Promise<Uint8Array<ArrayBuffer>>;
};
/** As `Accept-Encoding` and `Content-Encoding` write them. */
export type Encoding = 'br' | 'gzip';

/**
 * What the page is allowed: its own files, pictures made of its own bytes, and nothing else. There is no inline script
 * and no inline style; CodeMirror's sheets are adopted ones, inside a shadow root.
 */
export const PAGE_POLICY = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Where the build puts the page of a published package, beside this file. */
const BUILT = join(import.meta.dirname, 'page');
const SHELL = 'index.html';
/** A second for the largest file, once, beside everything else; 10 takes half of that, and two per cent more bytes. */
const BROTLI_QUALITY = 11;

let read: Promise<Page> | null = null;

/**
 * The page, read when it is first asked for and kept. A checkout bundles it then, in about 100 ms, so that a clone needs
 * no build step; a published package brings it along.
 */
export function readPage(): Promise<Page> {
  read ??= import.meta.filename.endsWith('.ts') ? bundle().then(toPage) : readBuilt().then(toPage);
  return read;
}

/** @throws EnvironmentError in a checkout without what bundles it. */
async function bundle(): Promise<ReadonlyMap<string, Uint8Array>> {
  try {
    const { bundlePage } = await import('./bundle.ts');
    return await bundlePage();
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    if (!isMissing) throw error;
    throw new EnvironmentError({
      code: 'page_not_built',
      message:
        'The page cannot be bundled: this checkout was installed without its development packages. Run `npm ci`.',
      cause: error,
    });
  }
}

async function readBuilt(): Promise<ReadonlyMap<string, Uint8Array>> {
  const names = await readdir(join(BUILT, 'assets'));
  const paths = [SHELL, ...names.map((name) => `assets/${name}`)];
  return new Map(await Promise.all(paths.map(async (path) => [path, await readFile(join(BUILT, path))] as const)));
}

function toPage(files: ReadonlyMap<string, Uint8Array>): Page {
  const page = new Map([...files].map(([path, bytes]) => [`/${path}`, toFile(path, Uint8Array.from(bytes))]));
  const shell = page.get(`/${SHELL}`);
  if (shell === undefined) throw new Error('the page has no document');
  page.delete(`/${SHELL}`);
  return { shell, assets: page };
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

function toFile(name: string, bytes: Uint8Array<ArrayBuffer>): PageFile {
  const made = new Map<Encoding, Promise<Uint8Array<ArrayBuffer>>>();
  return {
    mediaType: MEDIA_TYPES[extname(name)] ?? 'application/octet-stream',
    etag: `"${sha256(bytes).slice(0, 16)}"`,
    bytes,
    compress: (encoding) => {
      const known = made.get(encoding) ?? squeeze(bytes, encoding);
      made.set(encoding, known);
      return known;
    },
  };
}

async function squeeze(bytes: Uint8Array<ArrayBuffer>, encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(
    encoding === 'gzip'
      ? await promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION })
      : await promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  );
}
