import { systemClock } from '../../base/clock.ts';
import type { ModelFacts } from '../../model/model-facts.ts';
import { InputError } from '../../model/error.ts';
import { listModels } from '../../providers/own-models.ts';
import { readPrices, type Prices } from '../../providers/prices-file.ts';
import { toColumns, type Column } from '../columns.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { priceToText } from '../price-text.ts';

export type ModelFilter = {
  readonly medium: string | null;
  readonly provider: string | null;
  readonly mode: string | null;
  readonly ready: boolean;
};

/** Lists the models that a storyboard can name, with what each can do and costs. */
export async function runModels(context: CommandContext, filter: ModelFilter): Promise<ExitCode> {
  const prices = readPrices(context.config.pricesFile);
  const known = listModels(context.config.modelsFile, prices);
  refuseUnknown('medium', filter.medium, ['video', 'image', 'voice', 'music']);
  refuseUnknown('provider', filter.provider, [...new Set(known.map((model) => model.provider))]);
  refuseUnknown('mode', filter.mode, [...new Set(known.flatMap((model) => model.modes))]);
  const models = known.filter((model) => matches(model, filter));
  if (context.json) {
    context.io.out.write(`${JSON.stringify({ models })}\n`);
    return EXIT.done;
  }
  for (const line of table(models, prices, context)) context.io.out.write(`${line}\n`);
  return EXIT.done;
}

function matches(model: ModelFacts, filter: ModelFilter): boolean {
  return (
    (filter.medium === null || model.medium === filter.medium) &&
    (filter.provider === null || model.provider === filter.provider) &&
    (filter.mode === null || model.modes.some((mode) => mode === filter.mode)) &&
    (!filter.ready || model.ready)
  );
}

function refuseUnknown(option: string, value: string | null, known: readonly string[]): void {
  if (value === null || known.includes(value)) return;
  throw new InputError({
    code: 'usage_error',
    message: `--${option} ${value} is not known. Known are ${known.join(', ')}.`,
  });
}

const COLUMNS: readonly Column[] = [
  { side: 'left', minColumns: 1, yields: 0 }, // ready
  { side: 'left', minColumns: 12, yields: 1 }, // id
  { side: 'right', minColumns: 4, yields: 4 }, // lengths
  { side: 'right', minColumns: 7, yields: 2 }, // price
  { side: 'left', minColumns: 10, yields: 4, isOptional: true }, // when its provider was asked for it
  { side: 'left', minColumns: 12, yields: 5, isOptional: true }, // modes
  { side: 'left', minColumns: 8, yields: 3, isOptional: true }, // retires
];
const MEDIA = ['video', 'image', 'voice', 'music'] as const;

function table(models: readonly ModelFacts[], prices: Prices, context: CommandContext): readonly string[] {
  if (models.length === 0) return ['No model is like that. `longtake models` lists all.'];
  const { glyphs, paint } = context;
  const todayIso = new Date(systemClock.nowMs()).toISOString().slice(0, 10);
  const sorted = MEDIA.flatMap((medium) => models.filter((model) => model.medium === medium));
  const rows = sorted.map((model) => [
    model.ready ? glyphs.stored : glyphs.leftOut,
    model.id,
    lengthsToText(model.lengths),
    priceToText(model.price),
    prices.get(model.id)?.source === model.source ? model.asOf : '',
    model.modes.map((mode) => mode.replace('_', '+')).join(' '),
    model.retires === null ? '' : `${model.retires < todayIso ? 'retired' : 'until'} ${model.retires}`,
  ]);
  const columns = context.io.out.isTerminal ? context.io.out.columns() : PIPED_COLUMNS;
  const [head = '', ...lines] = toColumns(
    [['', 'model', 'seconds', 'price', rows.some((row) => row[4] !== '') ? 'as of' : '', 'can do', ''], ...rows],
    COLUMNS,
    columns,
    {
      ellipsis: glyphs.ellipsis,
      paintCell: (text, row, column) => {
        if (row === 0 || column >= 4) return paint.dim(text);
        if (column === 0) return text === glyphs.stored ? paint.green(text) : paint.dim(text);
        return text;
      },
    },
  );
  const ready = models.filter((model) => model.ready).length;
  return [
    head,
    ...sorted.flatMap((model, index) => [
      ...(model.medium === sorted[index - 1]?.medium ? [] : ['', paint.bold(model.medium)]),
      lines[index] ?? '',
    ]),
    '',
    paint.dim(
      `${glyphs.stored} ${ready} ready${glyphs.separator}${glyphs.leftOut} ${models.length - ready} that a storyboard can name and a plan can price, ` +
        'and that this version cannot shoot with yet',
    ),
  ];
}

const PIPED_COLUMNS = 160;

/** Whole seconds without a gap are a range, however they are listed. */
function lengthsToText(lengths: ModelFacts['lengths']): string {
  if (lengths === null) return 'any';
  const seconds = lengths.kind === 'range' ? [] : lengths.ms.map((ms) => ms / 1000);
  const [first = 0] = seconds;
  const last = seconds.at(-1) ?? first;
  if (lengths.kind === 'range') return `${lengths.minMs / 1000}-${lengths.maxMs / 1000}`;
  const isGapless = seconds.length > 2 && seconds.every((value, index) => value === first + index);
  return isGapless ? `${first}-${last}` : seconds.join(', ');
}
