import type { Document, YAMLError } from 'yaml';

import { findOpening } from './opening.ts';
import { createReport } from './report.ts';
import type { Report } from './report.ts';
import { toLineIndex } from './source-text.ts';
import type { SourceText } from './source-text.ts';

/** Faults that leave the rest of the document readable, so that its other problems can be reported too. */
const LOCAL_FAULTS: ReadonlySet<string> = new Set(['BAD_DQ_ESCAPE', 'BAD_SCALAR_START']);

export function isLocalFault(error: YAMLError): boolean {
  return LOCAL_FAULTS.has(error.code);
}

/**
 * Words for what YAML itself refuses. One broken bracket makes YAML complain about everything after it, so only the
 * first such fault is told, besides the local ones and every line that is indented with a tab.
 */
export function toSyntaxReports(errors: readonly YAMLError[], source: SourceText, document: Document | null): Report[] {
  const tabs = errors.filter((error) => error.code === 'TAB_AS_INDENT');
  const local = errors.filter(isLocalFault);
  const other = errors.filter((error) => error.code !== 'TAB_AS_INDENT' && !isLocalFault(error));
  const first = tabs.length > 0 ? [] : other.slice(0, 1);
  const lines = new Set<number>();
  const reports: Report[] = [];
  for (const error of [...tabs.slice(0, 200), ...local.slice(0, 200), ...first]) {
    const line = toLineIndex(source, error.pos[0]);
    if (lines.has(line)) continue;
    lines.add(line);
    reports.push(toReport(error, source, document));
  }
  return reports;
}

function toReport(error: YAMLError, source: SourceText, document: Document | null): Report {
  const start = Math.min(error.pos[0], source.text.length);
  const words = toWords(error, source.text.charAt(start));
  const what = OPENED.get(words.code);
  const opening = what === undefined ? null : findOpening(document, what, start);
  if (opening !== null) return createReport({ path: [], span: { source, start: opening, end: opening + 1 }, ...words });
  const end = Math.max(start, Math.min(error.pos[1], source.text.length));
  return createReport({ path: [], span: { source, start, end }, ...words });
}

/** Faults that are told where the thing begins that is not closed. */
const OPENED: ReadonlyMap<string, 'bracket' | 'quote'> = new Map([
  ['unclosed_bracket', 'bracket'],
  ['unclosed_quote', 'quote'],
]);

type Words = { readonly code: string; readonly message: string; readonly expected?: string; readonly fix?: string };

function toWords(error: YAMLError, firstCharacter: string): Words {
  const code: string = error.code;
  switch (code) {
    case 'TAB_AS_INDENT':
      return {
        code: 'tab_indent',
        message: 'this line is indented with a tab; YAML allows spaces only',
        expected: 'two spaces a level',
        fix: 'replace the tab by spaces (`longtake check --fix` does it)',
      };
    case 'BAD_DQ_ESCAPE':
      return {
        code: 'bad_escape',
        message: 'this backslash does not start an escape that YAML knows',
        expected: 'inside "…" one of \\" \\\\ \\n \\t \\uXXXX',
        fix: 'double the backslash, or use single quotes',
      };
    case 'BAD_SCALAR_START':
      return {
        code: 'bad_value_start',
        message: `a value without quotes cannot start with \`${firstCharacter}\``,
        expected: 'the value in quotes',
        fix: 'put "…" around the value',
      };
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
    case 'BLOCK_IN_FLOW':
      return {
        code: 'nested_colon',
        message: 'this line reads as a key inside a value: a value ended unexpectedly, or the indentation is off',
        expected: 'keys of one map in one column; a value with `: ` in quotes',
        fix: 'line the keys up, or put the value in quotes',
      };
    case 'BAD_INDENT':
      return /Flow/.test(error.message) ? unclosed(error.message.includes('sequence') ? ']' : '}') : badIndent();
    case 'MISSING_CHAR':
      return missingCharacter(error.message);
    case 'UNEXPECTED_TOKEN':
      return {
        code: 'unexpected_text',
        message: 'this text does not belong here: the value before it has already ended',
        expected:
          "one value after the colon, a text with quotes in it wholly inside quotes (in '…' a quote is written '')",
        fix: 'put the whole value in one pair of quotes',
      };
    case 'KEY_OVER_1024_CHARS':
      return { code: 'key_too_long', message: 'this key is longer than YAML allows (1024 characters)' };
    case 'RESOURCE_EXHAUSTION':
      return tooDeep();
    case 'MULTIPLE_DOCS':
      return {
        code: 'several_documents',
        message: 'a second YAML document starts here',
        expected: 'one storyboard a file',
        fix: 'remove the `---`, or move what follows into a file of its own',
      };
    default:
      return {
        code: 'yaml_syntax',
        message: `this is not valid YAML (${code.toLowerCase().replaceAll('_', ' ')})`,
      };
  }
}

export function tooDeep(): Words {
  return {
    code: 'nested_too_deeply',
    message: 'this is nested too deeply',
    expected: 'at most 64 levels; a storyboard needs six',
  };
}

function unclosed(bracket: string): Words {
  const opening = bracket === ']' ? '[' : '{';
  return {
    code: 'unclosed_bracket',
    message: `this \`${opening}\` is not closed`,
    expected: `\`${bracket}\` after the last item`,
    fix: `add \`${bracket}\`; a value with \`#\`, \`,\` or brackets in it goes in quotes`,
  };
}

function badIndent(): Words {
  return {
    code: 'bad_indent',
    message: 'this line is not in the column of the others in its map or list',
    expected: 'the keys of one map, or the dashes of one list, in one column',
    fix: 'line it up with its neighbours',
  };
}

function missingCharacter(message: string): Words {
  if (message.includes('Sequence item')) return badIndent();
  if (message.includes('quote')) {
    return {
      code: 'unclosed_quote',
      message: 'this quoted text is not closed',
      expected: 'the same quote at its end',
      fix: "close the quote; inside '…' an apostrophe is written ''",
    };
  }
  if (message.includes('Flow')) return unclosed(message.includes('sequence') || message.includes(']') ? ']' : '}');
  if (message.includes('map values')) {
    return {
      code: 'missing_colon',
      message: 'this line is neither `key: value` nor an item of a list',
      expected: '`key: value` with a space after the colon',
      fix: 'add the colon, or indent the line under the text it continues',
    };
  }
  return {
    code: 'missing_separator',
    message: 'a comma or a space is missing here',
    fix: 'add it between the two values',
  };
}
