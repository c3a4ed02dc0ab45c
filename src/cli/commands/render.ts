import { relative } from 'node:path';
import type { Engine, Outlook, RenderResult } from '../../engine/api.ts';
import { InputError } from '../../model/error.ts';
import { moneyToText, type Micros } from '../../model/money.ts';
import type { Plan } from '../../model/plan.ts';
import type { PlanOverrides } from '../../plan/compile.ts';
import { problemToText } from '../../storyboard/render-problem.ts';
import { countToText } from '../amounts.ts';
import { toDisplayPath } from '../display-path.ts';
import { toAscii } from '../display-text.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { parseModelOption } from '../model-option.ts';
import { openFilm } from '../open-film.ts';
import { resultSummary } from '../progress/result-summary.ts';
import { showJson, showLive, showPlain, showWarnings, type Progress } from '../progress/show-progress.ts';
import { toShellWord } from '../shell-word.ts';

export type RenderCommand = {
  readonly out: string | null;
  readonly preview: boolean;
  readonly maxCostMicros: Micros | null;
  readonly takes: number | null;
  readonly model: string | null;
  readonly slate: boolean;
  readonly yes: boolean;
  readonly allowRemote: boolean;
};

/** Makes the film, or what is missing of it, and shows how it goes. */
export async function runRender(context: CommandContext, file: string, command: RenderCommand): Promise<ExitCode> {
  const { longtake, opened, plan, warnings } = await openFilm(context, file, {
    preview: command.preview,
    allowRemote: command.allowRemote,
    overrides: toOverrides(command),
  });
  for (const warning of warnings) {
    context.io.err.write(`${problemToText(warning, { color: context.paint.isOn })}\n\n`);
  }
  const engine = longtake.engine(opened);
  if (!command.yes && !(await mayStart(context, plan, await engine.outlook(plan)))) return EXIT.cancelled;

  const result = await renderAndShow(context, engine, plan, command);
  tell(context, result, againCommand(file, command));
  return exitCodeOfResult(result);
}

async function renderAndShow(
  context: CommandContext,
  engine: Engine,
  plan: Plan,
  command: RenderCommand,
): Promise<RenderResult> {
  const stop = new AbortController();
  const kill = new AbortController();
  using _interrupts = context.io.onInterrupt(() => {
    if (!stop.signal.aborted) {
      stop.abort();
      return;
    }
    kill.abort();
    context.io.exit(EXIT.cancelled);
  });
  const progress = await openProgress(context, plan);
  try {
    return await engine.render(plan, {
      out: command.out,
      maxCostMicros: command.maxCostMicros,
      onEvent: progress.onEvent,
      stop: stop.signal,
      kill: kill.signal,
    });
  } finally {
    progress.close();
  }
}

async function openProgress(context: CommandContext, plan: Plan): Promise<Progress> {
  const options = { io: context.io, fps: plan.film.fps, paint: context.paint, glyphs: context.glyphs };
  if (context.json) return showJson(context.io);
  if (context.quiet) return showWarnings(options);
  return context.io.out.isTerminal && !context.config.isDumbTerminal ? showLive(options) : showPlain(options);
}

/** Paid work asks first. Without a terminal nobody can answer: then it must have been said on the command line. */
async function mayStart(context: CommandContext, plan: Plan, outlook: Outlook): Promise<boolean> {
  const paid = outlook.tasks.filter((task) => task.verdict === 'make' && (task.costMicros > 0 || !task.isPriced));
  if (paid.length === 0) return true;
  const unpriced = paid.filter((task) => !task.isPriced).length;
  const ids = new Set(paid.map(({ task }) => task));
  const shots = new Set(plan.tasks.filter((task) => ids.has(task.id)).map((task) => task.shot));
  const price = [
    ...(outlook.costMicros === 0 ? [] : [`about ${moneyToText(outlook.costMicros)}`]),
    ...(unpriced === 0 ? [] : [countToText(unpriced, 'unknown price')]),
  ].join(' and ');
  const question = `${countToText(shots.size, 'shot')}, ${price}: go?`;
  if (context.io.ask === null || context.json) {
    throw new InputError({
      code: 'confirmation_needed',
      message: `${question} Nobody can answer here: give --yes to spend it, or --preview to make the film for nothing.`,
      details: { costMicros: outlook.costMicros, unpriced, shots: shots.size },
    });
  }
  return /^\s*y(?:es)?\s*$/iu.test(await context.io.ask(`${question} [y/N] `));
}

function tell(context: CommandContext, result: RenderResult, again: string): void {
  if (context.json) {
    context.io.out.write(`${JSON.stringify({ type: 'result', ...result })}\n`);
    return;
  }
  const lines = resultSummary(result, {
    paint: context.paint,
    glyphs: context.glyphs,
    columns: context.io.out.columns(),
    again,
    showPath: (path) => shorten(path, context.io.cwd),
  });
  const isGood = result.status === 'done' || result.status === 'unchanged';
  for (const line of lines) {
    const text = context.glyphs.isAscii ? toAscii(line) : line;
    if (isGood) context.say(text);
    else context.io.out.write(`${text}\n`);
  }
}

function exitCodeOfResult(result: RenderResult): ExitCode {
  switch (result.status) {
    case 'done':
    case 'unchanged':
      return EXIT.done;
    case 'incomplete':
      return EXIT.incomplete;
    case 'cancelled':
      return EXIT.cancelled;
  }
}

function toOverrides(command: RenderCommand): PlanOverrides {
  return {
    ...(command.takes === null ? {} : { takes: command.takes }),
    ...(command.model === null ? {} : { model: parseModelOption(command.model) }),
    ...(command.slate ? {} : { slate: false }),
  };
}

/** What to type to go on: the same film with the options that decide what is made. */
function againCommand(file: string, command: RenderCommand): string {
  return [
    'longtake render',
    toShellWord(file.startsWith('-') ? `./${file}` : file),
    ...(command.out === null ? [] : [`--out=${toShellWord(command.out)}`]),
    ...(command.preview ? ['--preview'] : []),
    ...(command.takes === null ? [] : [`--takes ${command.takes}`]),
    ...(command.model === null ? [] : [`--model ${toShellWord(command.model)}`]),
    ...(command.slate ? [] : ['--no-slate']),
    ...(command.allowRemote ? ['--allow-remote'] : []),
  ].join(' ');
}

function shorten(path: string, folder: string): string {
  const short = relative(folder, path);
  return toDisplayPath(short !== '' && !short.startsWith('..') ? short : path);
}
