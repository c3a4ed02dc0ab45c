import stringWidth from 'string-width';

/**
 * Text of a storyboard as it may reach a terminal: one line, without control characters and without the marks that turn
 * the writing direction of what follows, so that a title can neither move the cursor nor disguise the line after it.
 */
export function toDisplayText(text: string): string {
  return (
    text
      .replaceAll(/\s+/gu, ' ')
      // oxlint-disable-next-line no-control-regex -- these are what must not pass
      .replaceAll(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/gu, '')
      .trim()
  );
}

/** Cuts text to a number of terminal columns, by whole graphemes, with an ellipsis where something was cut. */
export function fitText(text: string, columns: number, ellipsis = '…'): string {
  if (columns <= 0) return '';
  if (stringWidth(text) <= columns) return text;
  const room = columns - stringWidth(ellipsis);
  if (room <= 0) return ellipsis.slice(0, columns);
  let kept = '';
  let width = 0;
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) {
    const next = width + stringWidth(segment);
    if (next > room) break;
    kept += segment;
    width = next;
  }
  return `${kept.trimEnd()}${ellipsis}`;
}

/** Fills text up with spaces to a number of terminal columns; longer text stays as it is. */
export function padText(text: string, columns: number, side: 'left' | 'right' = 'right'): string {
  const fill = ' '.repeat(Math.max(0, columns - stringWidth(text)));
  return side === 'right' ? text + fill : fill + text;
}

/** Breaks text at spaces into lines of at most `columns`; a longer word gets a line of its own. */
export function wrapText(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && stringWidth(longer) > columns) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === '' ? lines : [...lines, line];
}

/** What is left for a terminal that knows ASCII only. */
export function toAscii(text: string): string {
  const known: Readonly<Record<string, string>> = {
    '…': '...',
    '·': '|',
    '→': '->',
    '×': 'x',
    '–': '-',
    '—': '-',
    '’': "'",
    '‘': "'",
    '“': '"',
    '”': '"',
  };
  return text.replaceAll(/\P{ASCII}/gu, (character) => known[character] ?? '?');
}
