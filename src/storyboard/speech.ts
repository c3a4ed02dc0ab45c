import { z } from 'zod';

import type { Line } from '../model/storyboard.ts';
import { leaf } from './leaf.ts';
import type { Word, Wrong } from './leaf.ts';
import { quote } from './quote.ts';
import { checkId } from './ids.ts';
import { wrongKind } from './rule.ts';
import type { Rule } from './rule.ts';

const EXPECTED = 'lines under `say: |`, each `who: words` or `who (notes): words`';
const MAX_CHARACTERS = 20_000;

/** `say: |` — a line each: `who (notes): words`. Who is a character's id or `narrator`. */
export function speech(): Rule<readonly Line[]> {
  const lines = leaf<readonly Line[]>({
    schema: z.string(),
    expected: EXPECTED,
    read(word) {
      if (word.text.length > MAX_CHARACTERS) {
        return word.wrong({ code: 'text_too_long', message: `${word.name} has ${word.text.length} characters` });
      }
      const read = readLines(word);
      if (read.length > 0 || word.text.trim() !== '') return read;
      return word.wrong({ code: 'missing_value', message: `${word.name} is empty`, fix: 'write a line, or remove it' });
    },
  });
  return {
    schema: lines.schema,
    read(cursor, reading) {
      const { node } = cursor;
      if (node.kind === 'scalar' || node.kind === 'empty') return lines.read(cursor, reading);
      return wrongKind(cursor, reading, EXPECTED, 'write `say: |`, and the lines below it, indented');
    },
  };
}

/** Lines that are wrong are left out; the others are kept. */
function readLines(word: Word): Line[] {
  const lines: Line[] = [];
  let from = 0;
  for (const [index, text] of word.text.split('\n').entries()) {
    const trimmed = text.trim();
    const at = [from + text.indexOf(trimmed), trimmed.length] as const;
    from += text.length + 1;
    if (trimmed === '') continue;
    const line = readLine(trimmed);
    if ('wrong' in line) word.wrong({ ...line.wrong, part: at });
    else lines.push({ path: [...word.cursor.path, index], ...line });
  }
  return lines;
}

const LINE = /^([^:()]*?)\s*(?:\(([^()]*)\))?\s*:(?:\s+([^]*))?$/;

function readLine(text: string): Omit<Line, 'path'> | { readonly wrong: Wrong } {
  const match = LINE.exec(text);
  const [, who = '', notesText = '', words = ''] = match ?? [];
  if (match === null || who === '') {
    return {
      wrong: {
        code: 'line_without_speaker',
        message: `this line of speech does not say who speaks: ${quote(text)}`,
        fix: /^[^\s:()]+:\S/.test(text)
          ? 'put a space after the colon'
          : 'begin it with a character’s id or `narrator`, and a colon',
      },
    };
  }
  if (words.trim() === '') {
    return {
      wrong: { code: 'line_without_words', message: `this line of speech has no words after ${quote(`${who}:`)}` },
    };
  }
  const isOneWord = !/\s/.test(who);
  if (!isOneWord && checkId(who) !== null && who.split(/\s+/).length > 4) {
    return {
      wrong: {
        code: 'line_without_speaker',
        message: `${quote(who)} is not a speaker`,
        fix: 'begin each line with a character’s id or `narrator`; a long line of speech stays on one line',
      },
    };
  }
  return readNotes(who, notesText, words.trim());
}

function readNotes(who: string, text: string, words: string): Omit<Line, 'path'> | { readonly wrong: Wrong } {
  const notes = text
    .split(',')
    .map((note) => note.trim())
    .filter((note) => note !== '');
  const places = notes.filter((note) => note === 'off' || note === 'over');
  if (places.length > 1) {
    return {
      wrong: { code: 'bad_notes', message: 'a line is spoken `off` or `over`, not both', expected: 'one of the two' },
    };
  }
  const others = notes.filter((note) => note !== 'off' && note !== 'over');
  const place = places[0] === 'off' ? 'off' : places[0] === 'over' ? 'over' : 'on';
  return { who, words, place, notes: others.length === 0 ? null : others.join(', ') };
}
