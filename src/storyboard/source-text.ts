/**
 * A YAML file's text with its line starts, so that any offset has a line and a column. `folder` is where the file stands
 * as seen from the storyboard: empty, or `shared/` for an included `shared/cast.yaml`.
 */
export type SourceText = {
  readonly file: string;
  readonly folder: string;
  readonly text: string;
  readonly lineStarts: readonly number[];
  /** Offsets of second halves: characters that take two UTF-16 units end there. */
  readonly secondHalves: readonly number[];
};

/** A stretch of a source, in UTF-16 offsets, end exclusive. */
export type Span = { readonly source: SourceText; readonly start: number; readonly end: number };

/** Line and column count from 1; columns count whole characters (code points), a tab is one. */
export type Position = { readonly line: number; readonly column: number };

export function createSourceText(file: string, text: string, folder = ''): SourceText {
  const lineStarts = [0];
  for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1)) lineStarts.push(index + 1);
  return { file, folder, text, lineStarts, secondHalves: findSecondHalves(text) };
}

export function toPosition(source: SourceText, offset: number): Position {
  const line = toLineIndex(source, offset);
  const start = source.lineStarts[line] ?? 0;
  return { line: line + 1, column: countCharacters(source, start, Math.min(offset, lineEnd(source, line))) + 1 };
}

/** A line without its end, counted from 0; empty when there is no such line. */
export function lineText(source: SourceText, line: number): string {
  return source.text.slice(source.lineStarts[line] ?? source.text.length, lineEnd(source, line));
}

/** How many characters of its first line a span covers; at least 1, so that there is something to point at. */
export function firstLineLength(span: Span): number {
  const end = Math.min(span.end, lineEnd(span.source, toLineIndex(span.source, span.start)));
  return Math.max(1, countCharacters(span.source, span.start, end));
}

/** The line of an offset, counted from 0. */
export function toLineIndex(source: SourceText, offset: number): number {
  return Math.max(0, countBelow(source.lineStarts, offset + 1) - 1);
}

function lineEnd(source: SourceText, line: number): number {
  const next = source.lineStarts[line + 1];
  const end = next === undefined ? source.text.length : next - 1;
  return source.text[end - 1] === '\r' && end > (source.lineStarts[line] ?? 0) ? end - 1 : end;
}

/** In constant time but for a search, so that ten thousand problems on one endless line stay cheap. */
function countCharacters(source: SourceText, from: number, to: number): number {
  const pairs = countBelow(source.secondHalves, to) - countBelow(source.secondHalves, from + 1);
  return Math.max(0, to - from - pairs);
}

function findSecondHalves(text: string): number[] {
  const offsets: number[] = [];
  for (const match of text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)) offsets.push(match.index + 1);
  return offsets;
}

/** How many of some ascending numbers are below a limit. */
function countBelow(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
