/** Why bytes are not a storyboard's text. */
export type NotText = {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  /** The text as far as it goes, for showing the place; and the place. */
  readonly shown: string;
  readonly offset: number;
};
export type Decoded = { readonly text: string } | { readonly wrong: NotText };

export const MAX_BYTES = 16 * 1024 * 1024;

/** UTF-8 only; a byte-order mark is allowed and dropped. */
export function decodeText(input: string | Uint8Array): Decoded {
  if (typeof input === 'string') {
    const isTooBig = input.length > MAX_BYTES || Buffer.byteLength(input) > MAX_BYTES;
    return isTooBig ? { wrong: tooBig() } : { text: toLines(input.startsWith('\ufeff') ? input.slice(1) : input) };
  }
  if (input.byteLength > MAX_BYTES) return { wrong: tooBig() };
  const utf16 = toUtf16Name(input);
  if (utf16 !== null) {
    const fix = 'save it as UTF-8 in your editor';
    return {
      wrong: { code: 'not_utf8', message: `this file is ${utf16}; storyboards are UTF-8`, fix, shown: '', offset: 0 },
    };
  }
  try {
    return { text: toLines(new TextDecoder('utf-8', { fatal: true }).decode(input)) };
  } catch {
    const offset = firstBadByte(input);
    const before = new TextDecoder().decode(input.subarray(0, offset));
    return {
      wrong: {
        code: 'not_utf8',
        message: `this file is not UTF-8: the byte 0x${(input[offset] ?? 0).toString(16).padStart(2, '0')} here starts no character`,
        fix: 'save it as UTF-8 in your editor',
        shown: `${before}\ufffd${new TextDecoder().decode(input.subarray(offset + 1, offset + 200))}`,
        offset: before.length,
      },
    };
  }
}

/** Line ends of the oldest Macs, which YAML allows: read as today's, so that lines are counted. Offsets stay. */
function toLines(text: string): string {
  return text.includes('\r') && !text.includes('\n') ? text.replaceAll('\r', '\n') : text;
}

function tooBig(): NotText {
  return {
    code: 'file_too_big',
    message: 'this file is bigger than 16 MiB',
    fix: 'split the film, or move shared parts into an included file',
    shown: '',
    offset: 0,
  };
}

function toUtf16Name(bytes: Uint8Array): string | null {
  const [a, b] = bytes;
  if ((a === 0xff && b === 0xfe) || (a !== 0 && b === 0 && bytes.length > 3)) return 'UTF-16 (little-endian)';
  if ((a === 0xfe && b === 0xff) || (a === 0 && b !== 0 && bytes.length > 3)) return 'UTF-16 (big-endian)';
  return null;
}

/**
 * Found by decoding ever smaller halves: the longest prefix that decodes ends there. Bytes at its end that only began a
 * character are what is wrong, not the innocent letter after them.
 */
function firstBadByte(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (decodes(bytes.subarray(0, middle))) low = middle;
    else high = middle - 1;
  }
  while (low > 0 && !isWhole(bytes.subarray(0, low))) low -= 1;
  return Math.min(low, Math.max(0, bytes.length - 1));
}

/** Decodes, and does not end inside a character. */
function isWhole(bytes: Uint8Array): boolean {
  return decodes(bytes, false);
}

function decodes(bytes: Uint8Array, stream = true): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
}
