import { constants, brotliCompress, gzip } from 'node:zlib';
import { basename, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Metafile } from 'esbuild';
import { sha256 } from '../base/hash.ts';
import { toShell } from './shell.ts';

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

const SOURCE = join(import.meta.dirname, 'page');
const MAIN = 'main.tsx';
const STYLE = 'style/page.css';
/** A third of a second for the largest file, once; 11 takes three times as long for two per cent. */
const BROTLI_QUALITY = 10;

let built: Promise<Page> | null = null;

/** Bundles the page when it is first asked for and keeps it: about 100 ms, so that a clone needs no build step. */
export function readPage(): Promise<Page> {
  built ??= buildPage();
  return built;
}

async function buildPage(): Promise<Page> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(SOURCE, MAIN), join(SOURCE, STYLE)],
    absWorkingDir: SOURCE,
    outdir: '/assets',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: ['es2022', 'chrome111', 'firefox113', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const files = outputFiles.map(({ path, contents }) => {
    const name = basename(path);
    return [`/assets/${name}`, toFile(name, Uint8Array.from(contents))] as const;
  });
  const shell = toShell({
    script: nameOf(metafile, MAIN),
    style: nameOf(metafile, STYLE),
    preloads: chunksOf(metafile, MAIN),
  });
  return { shell: toFile('index.html', new TextEncoder().encode(shell)), assets: new Map(files) };
}

/** The path under which an entry point is served. */
function nameOf({ outputs }: Metafile, entryPoint: string): string {
  const [path = ''] = Object.entries(outputs).find(([, output]) => output.entryPoint === entryPoint) ?? [];
  return `/assets/${basename(path)}`;
}

/** What an entry point imports at once: the browser may fetch it together with the entry point. */
function chunksOf({ outputs }: Metafile, entryPoint: string): readonly string[] {
  const found = Object.values(outputs).find((output) => output.entryPoint === entryPoint);
  return (found?.imports ?? [])
    .filter(({ kind }) => kind === 'import-statement')
    .map(({ path }) => `/assets/${basename(path)}`);
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
