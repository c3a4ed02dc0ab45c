import type { Span } from './source-text.ts';

/**
 * The YAML document as we read it: aliases resolved (shared, not copied), merge keys applied, and every scalar kept as
 * the text that was written. `sizeUnits` is the size after alias expansion.
 */
export type SourceNode = ScalarNode | EmptyNode | ListNode | MapNode;

export type ScalarNode = {
  readonly kind: 'scalar';
  readonly span: Span;
  readonly sizeUnits: number;
  readonly text: string;
  readonly style: 'plain' | 'quoted' | 'literal' | 'folded';
};
/** Nothing was written, or `null` or `~`; or something that was refused, and reported (`isTold`). */
export type EmptyNode = {
  readonly kind: 'empty';
  readonly span: Span;
  readonly sizeUnits: number;
  readonly isTold: boolean;
};
export type ListNode = {
  readonly kind: 'list';
  readonly span: Span;
  readonly sizeUnits: number;
  readonly items: readonly SourceNode[];
};
export type MapNode = {
  readonly kind: 'map';
  readonly span: Span;
  readonly sizeUnits: number;
  readonly isFlow: boolean;
  readonly entries: ReadonlyMap<string, Entry>;
};
/** `isBare`: a word in a flow map without a colon, such as `tall` in `{look: a man, tall}`. */
export type Entry = {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: SourceNode;
  readonly isBare: boolean;
};
