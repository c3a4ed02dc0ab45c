import type { ModelFacts, Price } from '../../model/model-facts.ts';
import { moneyToText } from '../../model/money.ts';
import { InputError } from '../../model/error.ts';
import { readRegistry } from '../../providers/registry.ts';
import { countToText } from '../amounts.ts';
import { toColumns, type Column } from '../columns.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';

export type ModelFilter = {
  readonly medium: string | null;
  readonly provider: string | null;
  readonly mode: string | null;
  readonly ready: boolean;
};

/** Lists the models that a storyboard can name, with what each can do and costs. */
export async function runModels(context: CommandContext, filter: ModelFilter): Promise<ExitCode> {
  const known = readRegistry();
  refuseUnknown('medium', filter.medium, ['video', 'image', 'voice', 'music']);
  refuseUnknown('provider', filter.provider, [...new Set(known.map((model) => model.provider))]);
  refuseUnknown('mode', filter.mode, [...new Set(known.flatMap((model) => model.modes))]);
  const models = known.filter((model) => matches(model, filter));
  if (context.json) {
    context.io.out.write(`${JSON.stringify({ models })}\n`);
    return EXIT.done;
  }
  for (const line of table(models, context)) context.io.out.write(`${line}\n`);
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
  { side: 'left', minColumns: 12, yields: 0 }, // id
  { side: 'left', minColumns: 5, yields: 0 }, // medium
  { side: 'left', minColumns: 6, yields: 3 }, // lengths
  { side: 'left', minColumns: 6, yields: 1 }, // price
  { side: 'left', minColumns: 0, yields: 5 }, // modes
  { side: 'left', minColumns: 0, yields: 2 }, // notes
];

function table(models: readonly ModelFacts[], context: CommandContext): readonly string[] {
  if (models.length === 0) return ['No model is like that. `longtake models` lists all.'];
  const rows = models.map((model) => [
    model.id,
    model.medium,
    lengthsToText(model.lengths),
    priceToText(model.price),
    model.modes.map((mode) => mode.replace('_', '+')).join(' '),
    [
      ...(model.ready ? [] : ['planned, not shot yet']),
      ...(model.retires === null ? [] : [`retires ${model.retires}`]),
    ].join(', '),
  ]);
  const head = ['model', 'medium', 'seconds', 'price', 'can do', ''];
  const lines = toColumns([head, ...rows], COLUMNS, Math.max(60, context.io.out.columns()), {
    ellipsis: context.glyphs.ellipsis,
    paintCell: (text, row, column) => {
      if (row === 0 || column >= 4) return context.paint.dim(text);
      return column === 0 ? context.paint.bold(text) : text;
    },
  });
  const ready = models.filter((model) => model.ready).length;
  return [...lines, '', context.paint.dim(`${countToText(models.length, 'model')}, ${ready} of them ready`)];
}

function lengthsToText(lengths: ModelFacts['lengths']): string {
  if (lengths === null) return 'any';
  const seconds = (ms: number): string => String(ms / 1000);
  return lengths.kind === 'range'
    ? `${seconds(lengths.minMs)}-${seconds(lengths.maxMs)}`
    : lengths.ms.map(seconds).join(', ');
}

function priceToText(price: Price): string {
  switch (price.kind) {
    case 'free':
      return 'free';
    case 'unknown':
      return 'not known';
    case 'per_second':
      return `${moneyToText(price.micros)} a second`;
    case 'per_take':
      return `${moneyToText(price.micros)} a take`;
    case 'per_1000_characters':
      return `${moneyToText(price.micros)} per 1000 letters`;
  }
}
