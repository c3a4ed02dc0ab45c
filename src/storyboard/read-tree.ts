import { Composer, Lexer, Parser } from 'yaml';
import type { CST, Document, YAMLError } from 'yaml';

import { MAX_DEPTH, TreeConverter } from './convert-tree.ts';
import { createReport } from './report.ts';
import type { Report, ReportOptions } from './report.ts';
import { toSlipReport } from './slip-words.ts';
import { findSlips, maskSlips } from './slips.ts';
import type { Mask } from './slips.ts';
import type { SourceNode } from './source-node.ts';
import type { SourceText } from './source-text.ts';
import { isLocalFault, toSyntaxReports, tooDeep } from './yaml-words.ts';

/** `root` is null when the text is no usable YAML; then at least one report says why. */
export type Tree = { readonly root: SourceNode | null; readonly reports: readonly Report[] };

/** Six lexemes make `key: value`: enough for 10,000 shots of 30 keys. */
const MAX_LEXEMES = 2_000_000;

/** Reads YAML into nodes with places. Refuses tags, several documents, cycles, duplicate keys, control characters. */
export function readTree(source: SourceText): Tree {
  const plain: Mask = { text: source.text, slips: [], restore: (text) => text };
  const first = compose(source, plain.text);
  if ('root' in first) return first;
  const mayBeMasked = first.errors.length > 0 || /:[ \t]+#[0-9a-f]{3}/i.test(source.text);
  const mask = mayBeMasked ? maskSlips(source.text, findSlips(source.text)) : plain;
  const second = mask.slips.length === 0 ? first : compose(source, mask.text);
  if ('root' in second) return second;
  // A mask that makes things worse was a wrong guess.
  const isBetter = second.errors.length <= first.errors.length;
  return isBetter ? convert(second, source, mask) : convert(first, source, plain);
}

type Composed = { readonly document: Document | null; readonly errors: readonly YAMLError[] };

function compose(source: SourceText, text: string): Composed | Tree {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let lexemes = 0;
  const refuse = (words: Pick<ReportOptions, 'code' | 'message' | 'expected' | 'fix'>): Tree => {
    const start = Math.min(parser.offset, text.length);
    return { root: null, reports: [createReport({ path: [], span: { source, start, end: start }, ...words })] };
  };
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    lexemes += 1;
    if (parser.stack.length > MAX_DEPTH * 2) return refuse(tooDeep());
    if (lexemes > MAX_LEXEMES) {
      return refuse({ code: 'storyboard_too_big', message: 'this storyboard has too many keys and values to be read' });
    }
  }
  for (const token of parser.end()) tokens.push(token);
  const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, logLevel: 'error' });
  const documents = [...composer.compose(tokens, true, text.length)];
  const [document = null, extra] = documents;
  const errors = document?.errors ?? [];
  if (extra === undefined) return { document, errors };
  const start = text.indexOf('---', document?.range[1] ?? 0);
  const span = { source, start: Math.max(0, start), end: Math.max(0, start) + 3 };
  return {
    root: null,
    reports: [
      ...toSyntaxReports(errors, source, document),
      createReport({
        code: 'several_documents',
        path: [],
        span,
        message: 'a second YAML document starts here',
        expected: 'one storyboard a file',
        fix: 'remove the `---`, or move what follows into a file of its own',
      }),
    ],
  };
}

function convert(composed: Composed, source: SourceText, mask: Mask): Tree {
  const faults = toSyntaxReports(composed.errors, source, composed.document);
  const isReadable = composed.errors.every(isLocalFault);
  // After a bracket or quote that is not closed the scan for slips can no longer be trusted.
  const trusted = isReadable ? Infinity : Math.min(...faults.map((fault) => fault.span?.start ?? 0));
  const slips = mask.slips.filter((slip) => slip.end <= trusted);
  const reports = [...faults, ...slips.flatMap((slip) => toSlipReport(slip, source))];
  if (!isReadable) return { root: null, reports };
  const contents = composed.document?.contents ?? null;
  const converter = new TreeConverter(source, mask, reports);
  return { root: contents === null ? converter.empty(0, 0) : converter.node(contents, 0), reports };
}
