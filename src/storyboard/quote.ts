const SHOWN = 60;

/** Text as it is quoted inside a message: one line, cut, and without characters that steer a terminal. */
export function quote(text: string): string {
  const line = escapeControls(text.slice(0, SHOWN * 4))
    .replaceAll(/\s+/g, ' ')
    .trim();
  const characters = Array.from(line);
  return `\`${characters.length > SHOWN ? `${characters.slice(0, SHOWN - 1).join('')}…` : line}\``;
}

// Controls (C0, C1), bidi embeddings, overrides and isolates, invisible line separators, lone surrogates.
// oxlint-disable-next-line no-control-regex -- these are what must not reach a terminal
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/gu;

/** Replaces every character that could steer a terminal or reorder a line by `<U+202E>`; tabs and newlines stay. */
export function escapeControls(text: string): string {
  return text.replaceAll(
    UNSAFE,
    (character) => `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`,
  );
}
