import { z } from 'zod';

import { leaf } from './leaf.ts';
import type { Word } from './leaf.ts';
import { mapped } from './rule.ts';
import type { Rule } from './rule.ts';

/** A plain `2012` or `true` is text where text is expected. */
const ANY_WORD = z.union([z.string(), z.number(), z.boolean()]);

/** A line of text, such as a title. */
export function lineOfText(maxCharacters = 300): Rule<string> {
  return leaf({
    schema: ANY_WORD,
    expected: 'one line of text',
    read(word) {
      const text = readText(word, maxCharacters);
      if (text === null || !text.includes('\n')) return text;
      return word.wrong({
        code: 'several_lines',
        message: `${word.name} has several lines`,
        fix: 'write it on one line',
      });
    },
  });
}

/** A path of a file beside the storyboard, as seen from its folder (an included file may stand in another). */
export function path(): Rule<string> {
  return mapped(lineOfText(1000), (written, cursor) => {
    const isRelative = !/^(?:[a-z][a-z0-9+.-]*:|[/\\~])/i.test(written);
    const { folder } = cursor.node.span.source;
    return folder !== '' && isRelative ? `${folder}${written}` : written;
  });
}

/** Text of any number of lines, such as an action. */
export function text(maxCharacters = 10_000): Rule<string> {
  return leaf({ schema: ANY_WORD, expected: 'text', read: (word) => readText(word, maxCharacters) });
}

function readText(word: Word, maxCharacters: number): string | null {
  const trimmed = word.text.trim();
  if (trimmed === '') {
    return word.wrong({ code: 'missing_value', message: `${word.name} is empty`, fix: 'write a text, or remove it' });
  }
  if (trimmed.length > maxCharacters) {
    return word.wrong({
      code: 'text_too_long',
      message: `${word.name} is too long: ${trimmed.length} characters`,
      expected: `at most ${maxCharacters} characters`,
    });
  }
  warnOfComment(word);
  return trimmed;
}

/** `look: jacket #9` loses `#9` to a comment. Comments of people begin with `# `. */
function warnOfComment(word: Word): void {
  const { source, end } = word.node.span;
  if (word.node.style !== 'plain' || source.text[end] === '\n') return;
  const lost = /^[ \t]+(#[^\s#!-][^\n]*)/.exec(source.text.slice(end, end + 80));
  if (lost === null) return;
  word.wrong({
    severity: 'warning',
    code: 'comment_in_value',
    message: `the end of ${word.name} is a comment to YAML: everything after \` #\` is not read`,
    expected: 'a text with `#` in it in quotes',
    fix: 'put the whole value in quotes, or leave a space after the `#` of a comment',
  });
}
