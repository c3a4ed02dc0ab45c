import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Context } from 'hono';
import { toFileMark } from '../films/file-mark.ts';

/** What is sent of a file. */
export type MediaFile = {
  readonly path: string;
  /** Its bytes never change under its address. */
  readonly isImmutable: boolean;
  /** Its mark; made of size and time where it is left out. */
  readonly etag?: string;
  /**
   * The mark in the address. Where the file is another one by now, a part of it is no part of what was asked for: like
   * with `If-Range`, all of the new one is sent.
   */
  readonly wanted?: string;
  readonly type?: string;
  /** What a browser calls it when it is saved: `Title` and ` sheet.jpg`. With `isDownload` it is saved and not shown. */
  readonly name?: FileName;
  readonly isDownload?: boolean;
};

type FileName = { readonly title: string; readonly tail: string };

/** Sends a file, or the part of it that was asked for (RFC 9110: one range, ETag, If-None-Match, If-Range). */
export async function sendMedia(c: Context, file: MediaFile): Promise<Response> {
  const { size, mtimeMs } = await stat(file.path);
  const etag = file.etag ?? `"${toFileMark({ size, mtimeMs })}"`;
  const isWanted = file.wanted === undefined || etag === `"${file.wanted}"`;
  const isImmutable = file.isImmutable || (file.wanted !== undefined && isWanted);
  const type = file.type ?? (await typeOf(file.path));
  const headers: Record<string, string> = {
    etag,
    'accept-ranges': 'bytes',
    'cache-control': isImmutable ? 'private, max-age=31536000, immutable' : 'private, no-cache',
    'content-type': type,
    ...(file.name === undefined ? {} : { 'content-disposition': dispositionOf(file.name, file.isDownload ?? false) }),
  };
  if (isListed(c.req.header('if-none-match'), etag)) return c.body(null, 304, headers);
  const ifRange = c.req.header('if-range');
  const asked = isWanted && (ifRange === undefined || ifRange === etag) ? c.req.header('range') : undefined;
  const range = asked === undefined ? null : parseRange(asked, size);
  if (range === 'unsatisfiable') return c.body(null, 416, { ...headers, 'content-range': `bytes */${size}` });
  const { from, to } = range ?? { from: 0, to: size - 1 };
  const partly = range === null ? {} : { 'content-range': `bytes ${from}-${to}/${size}` };
  const status = range === null ? 200 : 206;
  const all = { ...headers, ...partly, 'content-length': String(to - from + 1) };
  if (c.req.method === 'HEAD' || size === 0) return c.body(null, status, all);
  const stream = createReadStream(file.path, { start: from, end: to });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Node's web stream is the DOM's by another name
  return c.body(Readable.toWeb(stream) as ReadableStream<Uint8Array>, status, all);
}

/** Null: several ranges, or another unit; the whole file is sent, as the RFC allows. */
export function parseRange(
  text: string,
  size: number,
): { readonly from: number; readonly to: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/u.exec(text.trim());
  if (match === null) return null;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return null;
  if (first === '') {
    const count = Math.min(Number(last), size);
    return count === 0 ? 'unsatisfiable' : { from: size - count, to: size - 1 };
  }
  const from = Number(first);
  const to = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < from) return null;
  return from >= size ? 'unsatisfiable' : { from, to };
}

/** Of 255 that file systems take, some left for what browsers and people add. */
const MOST_NAME_BYTES = 200;

/** A name that survives any title: plain letters for old clients, the real one for all others (RFC 6266, RFC 8187). */
export function dispositionOf({ title, tail }: FileName, isDownload: boolean): string {
  // Characters that no file system of any user takes, and those that turn text around; joiners are part of letters.
  const clean = title
    .normalize('NFC')
    .replaceAll(/(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Cs}"*/:<>?\\|]/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .replace(/^[.\s]+/u, '');
  const full = `${cut(clean, MOST_NAME_BYTES - Buffer.byteLength(tail)).trim() || 'film'}${tail}`;
  const plain = full
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\w .()-]/gu, '_');
  const encoded = encodeURIComponent(full).replaceAll(
    /['()*]/gu,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${isDownload ? 'attachment' : 'inline'}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** The beginning of a text, in whole letters. */
function cut(text: string, mostBytes: number): string {
  let kept = '';
  let sizeBytes = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    sizeBytes += Buffer.byteLength(segment);
    if (sizeBytes > mostBytes) break;
    kept += segment;
  }
  return kept;
}

/** What a file is, by how it begins: names and callers may say anything. */
export async function typeOf(path: string): Promise<string> {
  await using handle = await open(path, 'r');
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0);
  const head = buffer.subarray(0, bytesRead).toString('latin1');
  if (head.slice(4, 8) === 'ftyp') return head.startsWith('M4A', 8) ? 'audio/mp4' : 'video/mp4';
  return SIGNATURES.find(([signature]) => signature.test(head))?.[1] ?? 'application/octet-stream';
}

const SIGNATURES: readonly (readonly [RegExp, string])[] = [
  [/^\u0089PNG\r\n/u, 'image/png'],
  [/^\u00FF\u00D8\u00FF/u, 'image/jpeg'],
  [/^RIFF[\s\S]{4}WEBP/u, 'image/webp'],
  [/^RIFF[\s\S]{4}WAVE/u, 'audio/wav'],
  [/^GIF8[79]a/u, 'image/gif'],
  [/^.E\u00DF\u00A3/u, 'video/webm'],
  [/^OggS/u, 'audio/ogg'],
  [/^FORM[\s\S]{4}AIF[FC]/u, 'audio/aiff'],
  [/^\u00FF[\u00F0\u00F1\u00F8\u00F9]/u, 'audio/aac'],
  [/^ID3|^\u00FF[\u00F2\u00F3\u00FA\u00FB]/u, 'audio/mpeg'],
  [/^fLaC/u, 'audio/flac'],
];

export function isListed(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return header.split(',').some((one) => one.trim().replace(/^W\//u, '') === etag);
}
