import { isCollection, isMap, isNode, isPair, isScalar } from 'yaml';
import type { Document, Node } from 'yaml';

/** Where the bracket or quote stands that YAML misses the end of: the last one open before an offset. Null: not found. */
export function findOpening(document: Document | null, what: 'bracket' | 'quote', before: number): number | null {
  let node: Node | null = document?.contents ?? null;
  let found: number | null = null;
  while (node !== null) {
    const start = node.range?.[0] ?? 0;
    const isFlow = isCollection(node) && node.flow === true;
    const isQuoted = isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE');
    if (what === 'bracket' ? isFlow : isQuoted) found = start;
    node = lastChild(node, before);
  }
  return found;
}

function lastChild(node: Node, before: number): Node | null {
  if (!isCollection(node)) return null;
  for (let index = node.items.length - 1; index >= 0; index -= 1) {
    const item: unknown = node.items[index];
    const candidates = isMap(node) && isPair(item) ? [item.value, item.key] : [item];
    for (const candidate of candidates)
      if (isNode(candidate) && (candidate.range?.[0] ?? before) < before) return candidate;
  }
  return null;
}
