import { Composer, Lexer, Parser, isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { CST, Document, Node, Pair, Scalar, YAMLError } from 'yaml';

import { quote } from './quote.ts';
import { createReport } from './report.ts';
import type { Report, ReportOptions } from './report.ts';
import { findSlips, maskSlips } from './slips.ts';
import type { Mask, Slip } from './slips.ts';
import type { EmptyNode, Entry, MapNode, ScalarNode, SourceNode } from './source-node.ts';
import type { SourceText, Span } from './source-text.ts';
import { isLocalFault, toSyntaxReports, tooDeep } from './yaml-words.ts';

/** `root` is null when the text is no usable YAML; then at least one report says why. */
export type Tree = { readonly root: SourceNode | null; readonly reports: readonly Report[] };

const MAX_DEPTH = 64;
/** Six lexemes make `key: value`; 10,000 shots of 40 keys fit. */
const MAX_LEXEMES = 3_000_000;
/** How much aliases may add to a document: characters, and 16 for every node. */
const MAX_EXPANSION_UNITS = 16 * 1024 * 1024;

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
      ...toSyntaxReports(errors, source),
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
  const reports = [
    ...toSyntaxReports(composed.errors, source),
    ...mask.slips.flatMap((slip) => toSlipReport(slip, source)),
  ];
  const contents = composed.document?.contents ?? null;
  const isReadable = composed.errors.every(isLocalFault);
  if (!isReadable) return { root: null, reports };
  const converter = new Converter(source, mask, reports);
  return { root: contents === null ? converter.empty(0, 0) : converter.node(contents, 0), reports };
}

/** Turns the library's nodes into ours. A class for its state: anchors, the expansion budget, the reports. */
class Converter {
  readonly #source: SourceText;
  readonly #mask: Mask;
  readonly #reports: Report[];
  /** Null while the anchored node is still open: an alias to it would be a cycle. */
  readonly #anchors = new Map<string, SourceNode | null>();
  #expansionLeft = MAX_EXPANSION_UNITS;

  constructor(source: SourceText, mask: Mask, reports: Report[]) {
    this.#source = source;
    this.#mask = mask;
    this.#reports = reports;
  }

  node(node: Node, depth: number): SourceNode {
    const [start, end] = node.range ?? [0, 0];
    if (depth > MAX_DEPTH) return this.#refuse(start, end, tooDeep());
    if (isAlias(node)) return this.#alias(node.source, start, end);
    this.#checkTag(node.tag, start, end);
    const anchor = 'anchor' in node && typeof node.anchor === 'string' ? node.anchor : null;
    if (anchor !== null) this.#anchors.set(anchor, null);
    const converted = this.#collectionOrScalar(node, start, end, depth);
    if (anchor !== null) this.#anchors.set(anchor, converted);
    return converted;
  }

  empty(start: number, end: number): EmptyNode {
    return { kind: 'empty', span: this.#span(start, end), sizeUnits: 16 };
  }

  #collectionOrScalar(node: Node, start: number, end: number, depth: number): SourceNode {
    if (isScalar(node)) return this.#scalar(node, start, end);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.#maybe(item, end, depth));
      return { kind: 'list', span: this.#span(start, end), sizeUnits: totalUnits(items), items };
    }
    if (isMap(node)) return this.#map(node.items, node.flow === true, start, end, depth);
    return this.empty(start, end);
  }

  #maybe(value: unknown, offset: number, depth: number): SourceNode {
    return isNode(value) ? this.node(value, depth + 1) : this.empty(offset, offset);
  }

  #map(pairs: readonly Pair[], isFlow: boolean, start: number, end: number, depth: number): MapNode {
    const entries = new Map<string, Entry>();
    const merges: { readonly value: SourceNode; readonly span: Span }[] = [];
    for (const pair of pairs) {
      const key = this.#key(pair.key, start);
      const keySpan = key?.span ?? this.#span(start, start);
      const value = this.#maybe(pair.value, keySpan.end, depth);
      if (key === null) continue;
      if (key.text === '<<' && key.style === 'plain') merges.push({ value, span: keySpan });
      else if (entries.has(key.text)) {
        this.#report(keySpan, {
          code: 'duplicate_key',
          message: `${quote(key.text)} is written twice in this map`,
          expected: 'every key once',
          fix: 'remove one of them',
        });
      } else entries.set(key.text, { key: key.text, keySpan, value, isBare: isFlow && pair.value === null });
    }
    for (const merge of merges) this.#merge(entries, merge.value, merge.span);
    const values = [...entries.values()].map((entry) => entry.value);
    return { kind: 'map', span: this.#span(start, end), sizeUnits: totalUnits(values), isFlow, entries };
  }

  #merge(entries: Map<string, Entry>, value: SourceNode, span: Span): void {
    const maps = value.kind === 'list' ? value.items : [value];
    for (const map of maps) {
      if (map.kind !== 'map') {
        this.#report(span, {
          code: 'bad_merge',
          message: '`<<` can only take over the keys of a map',
          expected: '`<<: *anchor` of a map, or a list of such',
        });
        continue;
      }
      for (const [key, entry] of map.entries) if (!entries.has(key)) entries.set(key, entry);
    }
  }

  #key(key: unknown, fallback: number): ScalarNode | null {
    const [start, end] = isNode(key) ? (key.range ?? [fallback, fallback]) : [fallback, fallback];
    const converted = isScalar(key) ? this.#scalar(key, start, end) : null;
    if (isScalar(key)) this.#checkTag(key.tag, start, end);
    if (converted?.kind === 'scalar') return converted;
    const isNullWord = converted?.kind === 'empty' && end > start;
    if (isNullWord) return this.#text(this.#source.text.slice(start, end), 'plain', start, end);
    this.#report(this.#span(start, end), {
      code: 'bad_key',
      message: 'a key must be a word',
      expected: '`key: value`',
      fix: 'write the key as plain text',
    });
    return null;
  }

  #scalar(node: Scalar, start: number, end: number): SourceNode {
    const raw = typeof node.source === 'string' ? node.source : String(node.value ?? '');
    const style = toStyle(node.type);
    const text = this.#mask.restore(raw);
    if (style === 'plain' && (text === '' || text === '~' || /^(?:null|Null|NULL)$/.test(text)))
      return this.empty(start, end);
    return this.#text(text, style, start, end);
  }

  #text(text: string, style: ScalarNode['style'], start: number, end: number): ScalarNode {
    const wrong = FORBIDDEN.exec(text);
    const node: ScalarNode = { kind: 'scalar', span: this.#span(start, end), sizeUnits: 16 + text.length, text, style };
    if (wrong === null) return node;
    const code = (wrong[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const isSurrogate = wrong[0] >= '\ud800' && wrong[0] <= '\udfff';
    this.#report(node.span, {
      code: 'control_character',
      message: isSurrogate
        ? `this text holds half a character (U+${code} without its other half)`
        : `this text holds the control character U+${code}`,
      expected: 'printable text; only tabs and line ends are allowed besides',
      fix: 'remove it (it is invisible in most editors)',
    });
    return { ...node, text: text.replaceAll(ALL_FORBIDDEN, '\ufffd') };
  }

  #alias(name: string, start: number, end: number): SourceNode {
    const target = this.#anchors.get(name);
    if (target === undefined) {
      return this.#refuse(start, end, {
        code: 'unknown_anchor',
        message: `no anchor ${quote(`&${name}`)} stands before this alias`,
        expected: 'an anchor that was defined above (a value that begins with `*` and is no alias goes in quotes)',
      });
    }
    if (target === null) {
      return this.#refuse(start, end, {
        code: 'alias_cycle',
        message: `${quote(`*${name}`)} stands inside the very value that it repeats`,
        fix: 'remove the alias',
      });
    }
    this.#expansionLeft -= target.sizeUnits;
    if (this.#expansionLeft >= 0) return target;
    return this.#refuse(start, end, {
      code: 'aliases_too_big',
      message: 'the aliases of this document, written out, are too big to be read',
      expected: 'at most 16 MiB of repeated text',
    });
  }

  #checkTag(tag: string | undefined, start: number, end: number): void {
    if (tag === undefined || ALLOWED_TAGS.has(tag)) return;
    const span = this.#span(start, end);
    this.#report(span, {
      code: 'tag_refused',
      message: `YAML tags such as ${quote(tag)} are not read`,
      expected: 'the plain value',
      fix: 'remove the tag; a text that begins with `!` goes in quotes',
    });
  }

  #refuse(start: number, end: number, words: Omit<ReportOptions, 'path' | 'span'>): EmptyNode {
    const node = this.empty(start, end);
    this.#report(node.span, words);
    return node;
  }

  #report(span: Span, words: Omit<ReportOptions, 'path' | 'span'>): void {
    if (this.#reports.length < 10_000) this.#reports.push(createReport({ path: [], span, ...words }));
  }

  #span(start: number, end: number): Span {
    return { source: this.#source, start, end };
  }
}

const ALLOWED_TAGS: ReadonlySet<string> = new Set(['str', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`));

// oxlint-disable-next-line no-control-regex -- these are what is refused
const FORBIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]|\p{Cs}/u;
const ALL_FORBIDDEN = new RegExp(FORBIDDEN.source, 'gu');

function toSlipReport(slip: Slip, source: SourceText): Report[] {
  const span = { source, start: slip.start, end: slip.end };
  const value = source.text.slice(slip.start, slip.end);
  if (slip.kind === 'colour') {
    return [
      createReport({
        code: 'unquoted_colour',
        path: [],
        span,
        message: `${quote(value)} without quotes is a comment to YAML`,
        expected: `the colour in quotes: \`"${value}"\``,
        fix: 'put it in quotes (`longtake check --fix` does it)',
      }),
    ];
  }
  // `out: bridge 4s: what happens` is how the format writes it.
  if (slip.key === 'out' && /^bridge\b/.test(value)) return [];
  return [
    createReport({
      code: 'colon_in_value',
      path: [],
      span,
      message: `${quote(slip.key)} has a second \`: \` in its value, which YAML takes for another key`,
      expected: 'the value in quotes',
      fix: `write ${quote(`${slip.key}: ${toQuoted(value)}`)} (\`longtake check --fix\` does it)`,
    }),
  ];
}

/** A text as a YAML value in quotes. */
export function toQuoted(text: string): string {
  return text.includes("'") && !/["\\]/.test(text) ? `"${text}"` : `'${text.replaceAll("'", "''")}'`;
}

function toStyle(type: Scalar.Type | undefined): ScalarNode['style'] {
  if (type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE') return 'quoted';
  if (type === 'BLOCK_LITERAL') return 'literal';
  return type === 'BLOCK_FOLDED' ? 'folded' : 'plain';
}

function totalUnits(nodes: readonly SourceNode[]): number {
  return nodes.reduce((total, node) => total + node.sizeUnits, 16);
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}
