import { relative } from 'node:path';
import type { TakeView } from '../../engine/api.ts';
import { moneyToText } from '../../model/money.ts';
import { toColumns, type Column } from '../columns.ts';
import { toMinute } from '../amounts.ts';
import type { CommandContext } from '../context.ts';
import { toDisplayPath } from '../display-path.ts';
import { toAscii, toDisplayText } from '../display-text.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { openFilm } from '../open-film.ts';
import { takeTaskOf } from '../../films/shot-task.ts';

export type TakesCommand = { readonly preview: boolean; readonly allowRemote: boolean };

/** Every take that was ever begun, of the film or of one shot, and which of them the film uses. */
export async function runTakes(
  context: CommandContext,
  file: string,
  shot: string | null,
  command: TakesCommand,
): Promise<ExitCode> {
  const { longtake, opened, plan } = await openFilm(context, file, command);
  const task = shot === null ? null : takeTaskOf(plan, shot);
  const takes = await longtake.engine(opened).takes(plan, task === null ? null : task.id);
  if (context.json) {
    context.io.out.write(`${JSON.stringify({ takes })}\n`);
    return EXIT.done;
  }
  const columns = context.io.out.isTerminal ? context.io.out.columns() : PIPED_COLUMNS;
  const lines = takes.length === 0 ? ['No take was begun yet.'] : takesTable(takes, context, columns);
  for (const line of lines) context.io.out.write(`${context.glyphs.isAscii ? toAscii(line) : line}\n`);
  return EXIT.done;
}

const HEAD = ['shot', 'take', 'film', 'state', 'model', 'seed', 'length', 'cost', 'begun', 'file'];
const COLUMNS: readonly Column[] = [
  { side: 'left', minColumns: 4, yields: 1 },
  { side: 'right', minColumns: 4, yields: 0 },
  { side: 'left', minColumns: 4, yields: 0 },
  { side: 'left', minColumns: 6, yields: 2 },
  { side: 'left', minColumns: 8, yields: 5 },
  { side: 'right', minColumns: 4, yields: 7, isOptional: true },
  { side: 'right', minColumns: 6, yields: 3, isOptional: true },
  { side: 'right', minColumns: 5, yields: 4, isOptional: true },
  { side: 'left', minColumns: 16, yields: 8, isOptional: true },
  { side: 'left', minColumns: 12, yields: 9, isOptional: true },
];
/** A file or pipe has no width; nothing needs to be cut for it. */
const PIPED_COLUMNS = 240;

function takesTable(
  takes: readonly TakeView[],
  { paint, glyphs, io }: CommandContext,
  columns: number,
): readonly string[] {
  const rows = takes.map((take, index) => [
    takes[index - 1]?.shot === take.shot ? '' : take.shot,
    String(take.number),
    take.isUsed ? 'used' : '',
    stateWords(take),
    toDisplayText(take.model),
    String(take.seed),
    take.durationMs === null ? '' : `${(take.durationMs / 1000).toFixed(2)}s`,
    costWords(take),
    toMinute(take.madeMs),
    take.file === null ? '' : toDisplayPath(relative(io.cwd, take.file)),
  ]);
  return toColumns([HEAD, ...rows], COLUMNS, columns, {
    ellipsis: glyphs.ellipsis,
    paintCell: (text, row, column) => {
      if (row === 0) return paint.dim(text);
      const take = takes[row - 1];
      if (column === 3 && (take?.state === 'failed' || take?.state === 'held')) return paint.red(text);
      if (column === 2) return paint.green(text);
      return column === 0 ? paint.cyan(text) : column >= 8 ? paint.dim(text) : text;
    },
  });
}

/** Of what is not over, nobody knows it yet. */
function costWords({ state, costMicros }: TakeView): string {
  return costMicros === 0 && (state === 'live' || state === 'held') ? '' : moneyToText(costMicros);
}

/** A failed take says why; one of earlier words is told from those that fit. */
function stateWords({ state, isFitting, isUsed, failure }: TakeView): string {
  if (state === 'live') return 'in flight';
  if (state !== 'stored') return failure === null ? state : `${state}: ${failure.class.replaceAll('_', ' ')}`;
  return isFitting || isUsed ? 'stored' : 'stored, of other words';
}
