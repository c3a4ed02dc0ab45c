import type { CostLine, FilmCosts } from '../engine/api.ts';
import { moneyToText } from '../model/money.ts';
import { toColumns, type Column } from './columns.ts';
import type { CommandContext } from './context.ts';
import { toDisplayText } from './display-text.ts';

const COLUMNS: readonly Column[] = [
  { side: 'left', minColumns: 8, yields: 1 }, // of
  { side: 'right', minColumns: 5, yields: 0 }, // sent
  { side: 'right', minColumns: 6, yields: 0 }, // spent
  { side: 'right', minColumns: 6, yields: 2, isOptional: true }, // set aside
  { side: 'right', minColumns: 6, yields: 3, isOptional: true }, // uncertain
];

/** A film's money by shot, model, provider and render, as a table. */
export function costLines(costs: FilmCosts, { paint, glyphs }: CommandContext, columns: number): readonly string[] {
  if (costs.total.submissions === 0) return ['Nothing was sent for this film yet.'];
  const rows = [
    ['shot', 'sent', 'spent', 'set aside', 'uncertain'],
    ...costs.shots.map(cellsOf),
    ['model', '', '', '', ''],
    ...costs.models.map(cellsOf),
    ...(costs.providers.length > 1 ? [['provider', '', '', '', ''], ...costs.providers.map(cellsOf)] : []),
    ...(costs.renders.length > 1 ? [['render', '', '', '', ''], ...costs.renders.map(renderCells)] : []),
    cellsOf(costs.total),
  ];
  const heads = new Set(['shot', 'model', 'provider', 'render']);
  return toColumns(rows, COLUMNS, columns - 2, {
    ellipsis: glyphs.ellipsis,
    paintCell: (text, row) => {
      if (heads.has(rows[row]?.[0] ?? '')) return paint.dim(text);
      return row === rows.length - 1 ? paint.bold(text) : text;
    },
  }).map((line) => `  ${line}`.trimEnd());
}

/** To the second: a render and its retake may be of one minute. */
function renderCells(line: CostLine): readonly string[] {
  return cellsOf({ ...line, of: line.of.slice(0, 19).replace('T', ' ') });
}

function cellsOf({
  of,
  submissions,
  spentMicros,
  reservedMicros,
  unpriced,
  uncertainMicros,
}: CostLine): readonly string[] {
  const money = (micros: number): string => (micros === 0 ? '' : moneyToText(micros));
  const sum = spentMicros === 0 ? '$0.00' : moneyToText(spentMicros);
  const spent = unpriced === 0 ? sum : spentMicros === 0 ? 'unknown' : `${sum} + unknown`;
  return [toDisplayText(of), String(submissions), spent, money(reservedMicros), money(uncertainMicros)];
}
