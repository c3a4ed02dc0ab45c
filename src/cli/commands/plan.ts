import { problemToText } from '../../storyboard/render-problem.ts';
import { choiceLines, staleLines } from '../choices-view.ts';
import type { CommandContext } from '../context.ts';
import { toAscii } from '../display-text.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { openFilm } from '../open-film.ts';
import { planLines } from '../plan-view.ts';
import { toJsonProblem } from '../../films/problems.ts';

/** Shows what would be made: nothing is made, and nothing is spent. */
export async function runPlan(
  context: CommandContext,
  file: string,
  options: { readonly preview: boolean; readonly allowRemote: boolean },
): Promise<ExitCode> {
  const { longtake, opened, plan, warnings } = await openFilm(context, file, options);
  const outlook = await longtake.engine(opened).outlook(plan);
  if (context.json) {
    context.io.out.write(`${JSON.stringify({ ...plan, outlook, problems: warnings.map(toJsonProblem) })}\n`);
    return EXIT.done;
  }
  for (const warning of warnings) {
    context.io.err.write(`${problemToText(warning, { color: context.paint.isOn })}\n\n`);
  }
  const columns = context.io.out.isTerminal ? context.io.out.columns() : PIPED_COLUMNS;
  for (const line of planLines(plan, outlook, { paint: context.paint, glyphs: context.glyphs, columns })) {
    context.io.out.write(`${line}\n`);
  }
  const view = { paint: context.paint, columns, file };
  for (const line of [...choiceLines(plan, outlook, view), ...staleLines(outlook.stale, view)]) {
    context.io.out.write(`${context.glyphs.isAscii ? toAscii(line) : line}\n`);
  }
  return EXIT.done;
}

/** A file or pipe has no width; nothing needs to be cut for it. */
const PIPED_COLUMNS = 160;
