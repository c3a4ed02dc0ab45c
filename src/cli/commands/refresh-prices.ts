import type { PriceChange, Refreshed } from '../../providers/refresh-prices.ts';
import { askPrices } from '../../wire.ts';
import { toColumns, type Column } from '../columns.ts';
import type { CommandContext } from '../context.ts';
import { toDisplayPath } from '../display-path.ts';
import { toDisplayText } from '../display-text.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { fullPriceToText } from '../price-text.ts';

/** Asks providers for their prices and says what changed. Ends with 3 where one of them did not tell. */
export async function runRefreshPrices(context: CommandContext): Promise<ExitCode> {
  const { io } = context;
  const stop = new AbortController();
  using _interrupts = io.onInterrupt(() => stop.abort());
  const refreshed = await askPrices(context.config, stop.signal);
  if (context.json) io.out.write(`${JSON.stringify(refreshed)}\n`);
  else tell(context, refreshed);
  return refreshed.failures.length === 0 ? EXIT.done : EXIT.environment;
}

function tell(
  context: CommandContext,
  { file, asOf, asked, changes, kept, stated, notReckoned, failures }: Refreshed,
): void {
  const { io, paint } = context;
  for (const { message } of failures)
    io.err.write(`longtake: ${toDisplayText(message)} Prices that were known are kept.\n`);
  if (failures.length === asked.length) return;
  if (changes.length === 0) io.out.write('nothing changed\n');
  else for (const line of table(context, changes)) io.out.write(`${line}\n`);
  const notes = [
    ...kept.map(({ model, listed }) => `${model}: listed at ${fullPriceToText(listed)}, but larger pictures cost more`),
    ...stated.map((model) => `${model}: as you stated it`),
    ...notReckoned.map(({ model, why }) => `${model}: cannot be reckoned here: ${why}`),
  ];
  if (notes.length > 0) io.out.write(`\n${paint.dim('as they were')}\n${notes.map((note) => `  ${note}\n`).join('')}`);
  context.say(`\nprices as of ${asOf} are in ${toDisplayPath(file)}`);
}

const COLUMNS: readonly Column[] = [
  { side: 'left', minColumns: 12, yields: 1 }, // model
  { side: 'left', minColumns: 7, yields: 3 }, // before
  { side: 'left', minColumns: 7, yields: 2 }, // now
];

function table({ io, paint, glyphs }: CommandContext, changes: readonly PriceChange[]): readonly string[] {
  const rows = changes.map(({ model, before, now }) => [model, fullPriceToText(before), fullPriceToText(now)]);
  const columns = io.out.isTerminal ? io.out.columns() : PIPED_COLUMNS;
  return toColumns([['model', 'before', 'now'], ...rows], COLUMNS, columns, {
    ellipsis: glyphs.ellipsis,
    paintCell: (text, row) => (row === 0 ? paint.dim(text) : text),
  });
}

const PIPED_COLUMNS = 160;
