import stringWidth from 'string-width';

import { escapeControls } from './quote.ts';
import { firstLineLength, lineText, toLineIndex } from './source-text.ts';
import type { Span } from './source-text.ts';

const TAB_WIDTH = 4;
const MAX_WIDTH = 110;
/** Characters kept before the marked place in a line that is too long to show. */
const KEPT_BEFORE = 40;

/** The line of a span and its neighbours, numbered, with carets under the span. */
export function codeFrame(span: Span): string {
  const { source } = span;
  const line = toLineIndex(source, span.start) + 1;
  const from = span.start - (source.lineStarts[line - 1] ?? 0);
  const first = Math.max(1, line - 1);
  const last = Math.min(source.lineStarts.length, line + 1);
  const digits = String(last).length;
  const rows: string[] = [];
  for (let number = first; number <= last; number += 1) {
    const isMarked = number === line;
    const shown = showLine(lineText(source, number - 1), isMarked ? from : 0, isMarked ? firstLineLength(span) : 0);
    if (!isMarked && number > line && shown.text.trim() === '') continue;
    rows.push(`${isMarked ? '>' : ' '} ${String(number).padStart(digits)} | ${shown.text}`.trimEnd());
    if (isMarked) rows.push(`  ${' '.repeat(digits)} | ${' '.repeat(shown.before)}${'^'.repeat(shown.width)}`);
  }
  return rows.join('\n');
}

type ShownLine = { readonly text: string; readonly before: number; readonly width: number };

/** A line as a terminal shows it, cut around the marked characters; `before` and `width` are in terminal columns. */
function showLine(line: string, markedFrom: number, length: number): ShownLine {
  const from = Math.min(markedFrom, line.length);
  const start = from > MAX_WIDTH - 20 ? skipBack(line, from, KEPT_BEFORE) : 0;
  const stop = skipCharacters(line, from, Math.min(length, MAX_WIDTH));
  const head = `${start > 0 ? '…' : ''}${show(line.slice(start, from), 0)}`;
  const before = stringWidth(head);
  const marked = show(line.slice(from, Math.min(stop, from + MAX_WIDTH)), before);
  const room = MAX_WIDTH - before - stringWidth(marked);
  const rest = line.slice(Math.min(stop, from + MAX_WIDTH), stop + MAX_WIDTH);
  const tail = cutToWidth(show(rest, before + stringWidth(marked)), Math.max(0, room));
  const isCut = stop + MAX_WIDTH < line.length || tail.length < rest.length;
  return {
    text: `${head}${marked}${tail}${isCut ? '…' : ''}`,
    before,
    width: Math.min(MAX_WIDTH, Math.max(1, stringWidth(marked))),
  };
}

/** Tabs as arrows up to the next stop, controls by name. */
function show(text: string, atColumn: number): string {
  if (!text.includes('\t')) return escapeControls(text);
  let shown = '';
  for (const [index, part] of text.split('\t').entries()) {
    if (index > 0) {
      const column = atColumn + stringWidth(shown);
      shown += '→'.padEnd(TAB_WIDTH - (column % TAB_WIDTH));
    }
    shown += escapeControls(part);
  }
  return shown;
}

function cutToWidth(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += stringWidth(character);
    if (used > width) break;
    kept += character;
  }
  return kept;
}

/** The offset `count` whole characters after `from`. */
function skipCharacters(line: string, from: number, count: number): number {
  let offset = from;
  for (let left = count; left > 0 && offset < line.length; left -= 1) {
    offset += (line.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}

function skipBack(line: string, from: number, count: number): number {
  const start = Math.max(0, from - count);
  const unit = line.charCodeAt(start);
  return unit >= 0xdc00 && unit <= 0xdfff ? start + 1 : start;
}
