import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Node, Pair, Scalar } from 'yaml';

import { quote } from './quote.ts';
import { createReport } from './report.ts';
import type { Report, ReportOptions } from './report.ts';
import type { EmptyNode, Entry, MapNode, ScalarNode, SourceNode } from './source-node.ts';
import type { SourceText, Span } from './source-text.ts';
import type { Mask } from './slips.ts';
import { tooDeep } from './yaml-words.ts';

export const MAX_DEPTH = 64;
/** How much aliases may add to a document: characters, and 16 for every node. */
const MAX_EXPANSION_UNITS = 16 * 1024 * 1024;

/** Turns the library's nodes into ours. A class for its state: anchors, the expansion budget, the reports. */
export class TreeConverter {
  readonly #source: SourceText;
  readonly #mask: Mask;
  readonly #reports: Report[];
  /** Null while the anchored node is still open: an alias to it would be a cycle. */
  readonly #anchors = new Map<string, SourceNode | null>();
  #expansionLeft = MAX_EXPANSION_UNITS;
  #isExpansionTold = false;

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

  empty(start: number, end: number, isTold = false): EmptyNode {
    return { kind: 'empty', span: this.#span(start, end), sizeUnits: 16, isTold };
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
      if (map.kind === 'empty') continue;
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
    const raw = typeof node.source === 'string' ? node.source : '';
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
    if (this.#isExpansionTold) return this.empty(start, end, true);
    this.#isExpansionTold = true;
    return this.#refuse(start, end, {
      code: 'aliases_too_big',
      message: 'the aliases of this document, written out, are too big to be read',
      expected: 'at most 16 MiB of repeated text',
    });
  }

  #checkTag(tag: string | undefined, start: number, end: number): void {
    if (tag === undefined || ALLOWED_TAGS.has(tag)) return;
    const mark = this.#source.text.lastIndexOf('!', start - 1);
    const span = this.#span(Math.max(0, mark), mark === -1 ? end : start);
    this.#report(span, {
      code: 'tag_refused',
      message: `YAML tags such as ${quote(tag)} are not read`,
      expected: 'the plain value',
      fix: 'remove the tag; a text that begins with `!` goes in quotes',
    });
  }

  #refuse(start: number, end: number, words: Omit<ReportOptions, 'path' | 'span'>): EmptyNode {
    const node = this.empty(start, end, true);
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
