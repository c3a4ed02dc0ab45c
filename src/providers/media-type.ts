import { open } from 'node:fs/promises';
/** What a file is, as far as a storyboard can use it. */
export type MediaType = { readonly kind: 'picture' | 'video' | 'sound'; readonly mediaType: string };

/** As many bytes from a file's start as `sniffMediaType` looks at. */
export const HEAD_BYTES = 16;

/** What a file is by its first bytes, whatever its name or a server says; null for anything that is not on the list. */
export function sniffMediaType(head: Uint8Array): MediaType | null {
  const text = Buffer.from(head.subarray(0, HEAD_BYTES)).toString('latin1');
  const found = SIGNATURES.find(({ pattern }) => pattern.test(text));
  return found === undefined ? null : { kind: found.kind, mediaType: found.mediaType };
}

/** Whether a file can be what was asked for. A sound may come in the container of a video: `.m4a` of many makers, `.webm`. */
export function mayHold(type: Pick<MediaType, 'kind'>, wanted: MediaType['kind']): boolean {
  return type.kind === wanted || (wanted === 'sound' && type.kind === 'video');
}

type Signature = MediaType & { readonly pattern: RegExp };

/* oxlint-disable no-control-regex -- signatures are bytes, here as Latin-1 characters */
const SIGNATURES: readonly Signature[] = [
  { kind: 'picture', mediaType: 'image/png', pattern: /^\x89PNG\r\n\x1a\n/u },
  { kind: 'picture', mediaType: 'image/jpeg', pattern: /^\xff\xd8\xff/u },
  { kind: 'picture', mediaType: 'image/webp', pattern: /^RIFF[^]{4}WEBP/u },
  { kind: 'picture', mediaType: 'image/gif', pattern: /^GIF8[79]a/u },
  { kind: 'sound', mediaType: 'audio/mp4', pattern: /^[^]{4}ftypM4[AB] /u },
  // QuickTime of old begins with a box of its own. HEIC, AVIF and raw photographs are built like MP4 and are none.
  { kind: 'video', mediaType: 'video/quicktime', pattern: /^[^]{4}(?:ftypqt {2}|moov|wide)/u },
  { kind: 'video', mediaType: 'video/mp4', pattern: /^[^]{4}ftyp(?!hei|hev|mif1|msf1|avi|crx )/u },
  { kind: 'video', mediaType: 'video/x-msvideo', pattern: /^RIFF[^]{4}AVI /u },
  { kind: 'video', mediaType: 'video/x-matroska', pattern: /^\x1aE\xdf\xa3/u },
  { kind: 'sound', mediaType: 'audio/wav', pattern: /^(?:RIFF|RF64)[^]{4}WAVE/u },
  { kind: 'sound', mediaType: 'audio/flac', pattern: /^fLaC/u },
  { kind: 'sound', mediaType: 'audio/ogg', pattern: /^OggS/u },
  { kind: 'sound', mediaType: 'audio/aiff', pattern: /^FORM[^]{4}AIF[FC]/u },
  // The header of an ADTS frame: AAC as it is streamed.
  { kind: 'sound', mediaType: 'audio/aac', pattern: /^\xff[\xf0\xf1\xf8\xf9][\x40-\xff]/u },
  // An ID3 tag, or the header of an MPEG frame of layer III with a possible bit rate.
  { kind: 'sound', mediaType: 'audio/mpeg', pattern: /^(?:ID3[\x02-\x04]|\xff[\xe2\xe3\xf2\xf3\xfa\xfb][\x10-\xef])/u },
];
/* oxlint-enable no-control-regex */

/** How a file of this type is called, `.mp4`, by programs that go by the name; empty where they would not know it. */
export function extensionOf(mediaType: string): string {
  return EXTENSIONS[mediaType] ?? '';
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/webp': '.webp',
  'image/gif': '.gif',
  'video/mp4': '.mp4',
  'video/quicktime': '.mov',
  'video/x-matroska': '.mkv',
  'video/x-msvideo': '.avi',
  'audio/mp4': '.m4a',
  'audio/wav': '.wav',
  'audio/flac': '.flac',
  'audio/ogg': '.ogg',
  'audio/aiff': '.aiff',
  'audio/aac': '.aac',
  'audio/mpeg': '.mp3',
};

/** Of a file on this machine; bytes that tell nothing are `application/octet-stream`. */
export async function mediaTypeOfFile(file: string): Promise<string> {
  await using handle = await open(file, 'r');
  const { buffer } = await handle.read({ buffer: Buffer.alloc(HEAD_BYTES) });
  return sniffMediaType(buffer)?.mediaType ?? 'application/octet-stream';
}
