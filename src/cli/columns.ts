import stringWidth from 'string-width';
import { fitText, padText } from './display-text.ts';

export type Column = {
  readonly side: 'left' | 'right';
  /** Where the terminal is too narrow it is cut down to this. */
  readonly minColumns: number;
  /** Which columns give way first: the highest number. */
  readonly yields: number;
  /** Left out altogether when cutting it is not enough. */
  readonly isOptional?: boolean;
};

const GAP = '  ';

/**
 * Sets rows of cells in columns that fit a terminal: each as wide as its widest cell; where that is too much, columns are
 * cut, then left out, first those that yield first. Cells hold no colour; `paintCell` adds it afterwards.
 */
export function toColumns(
  rows: readonly (readonly string[])[],
  columns: readonly Column[],
  totalColumns: number,
  options: {
    readonly ellipsis: string;
    readonly paintCell: (text: string, row: number, column: number) => string;
  },
): readonly string[] {
  const widths = fitWidths(rows, columns, totalColumns);
  return rows.map((row, rowIndex) =>
    columns
      .map((column, index) => {
        const width = widths[index] ?? 0;
        if (width === 0) return null;
        const cell = fitText(row[index] ?? '', width, options.ellipsis);
        const padded = padText(cell, width, column.side === 'left' ? 'right' : 'left');
        // Colour goes around the text and not around the fill, so that the line's end can be trimmed.
        return padded.replace(cell, () => options.paintCell(cell, rowIndex, index));
      })
      .filter((cell) => cell !== null)
      .join(GAP)
      .trimEnd(),
  );
}

function fitWidths(
  rows: readonly (readonly string[])[],
  columns: readonly Column[],
  totalColumns: number,
): readonly number[] {
  const naturalWidths = columns.map((_, index) =>
    rows.reduce((most, row) => Math.max(most, stringWidth(row[index] ?? '')), 0),
  );
  const widths = [...naturalWidths];
  const total = (): number => {
    const used = widths.filter((width) => width > 0);
    return used.reduce((sum, width) => sum + width, 0) + GAP.length * Math.max(0, used.length - 1);
  };
  const order = columns
    .map((column, index) => ({ column, index }))
    .toSorted((a, b) => b.column.yields - a.column.yields);
  for (const { column, index } of order) {
    const width = widths[index] ?? 0;
    const excess = Math.max(0, total() - totalColumns);
    widths[index] = Math.max(Math.min(width, column.minColumns), width - excess);
    if (column.isOptional === true && total() > totalColumns) widths[index] = 0;
  }
  // What was left out may have made more room than was needed: the most important of the cut columns get it back.
  for (const { index } of order.toReversed()) {
    const wanted = naturalWidths[index] ?? 0;
    if ((widths[index] ?? 0) > 0)
      widths[index] = Math.min(wanted, (widths[index] ?? 0) + Math.max(0, totalColumns - total()));
  }
  return widths;
}
