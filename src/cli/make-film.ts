import { relative } from 'node:path';
import type { Engine, Outlook, RenderResult } from '../engine/api.ts';
import { refuseLacks } from '../engine/lacks.ts';
import { refuseHopeless } from '../engine/rehearse.ts';
import type { Micros } from '../model/money.ts';
import { confirmationNeeded, questionOf } from '../films/question.ts';
import type { TaskId } from '../model/ids.ts';
import type { Plan } from '../model/plan.ts';
import { UNLIMITED, type Limits } from '../plan/limit.ts';
import { toDisplayPath } from './display-path.ts';
import { toAscii, toDisplayText } from './display-text.ts';
import type { CommandContext } from './context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { resultSummary } from './progress/result-summary.ts';
import { showJson, showLive, showPlain, showWarnings, type Progress } from './progress/show-progress.ts';

export type MakeFilm = {
  readonly out: string | null;
  readonly maxCostMicros: Micros | null;
  /** Use takes that only failed their gates. */
  readonly acceptGates?: boolean;
  /** Send what was refused for its content once more. */
  readonly resendRefused?: boolean;
  /** What to type to go on. */
  readonly again: string;
  /** The storyboard, as it was given. */
  readonly file: string;
};

/** What is rendered: a whole film, or one of which only a shot is made. */
export type Rendered = {
  readonly engine: Engine;
  readonly plan: Plan;
  readonly limits?: Limits;
  /** As `RenderOptions` has it. */
  readonly begin?: () => Promise<void>;
};

/** Renders a plan, shows how it goes and tells what came of it. */
export async function makeFilm(context: CommandContext, rendered: Rendered, command: MakeFilm): Promise<ExitCode> {
  const result = await renderAndShow(context, rendered, command);
  tell(context, result, command);
  return exitCodeOfResult(result);
}

/**
 * Paid work asks first. Without a terminal nobody can answer: then it must have been said on the command line. `also` is
 * what the one shot that is wanted cannot be made without.
 */
export async function mayStart(
  context: CommandContext,
  plan: Plan,
  outlook: Outlook,
  also: readonly TaskId[] = [],
): Promise<boolean> {
  refuseLacks(outlook.lacks);
  refuseHopeless(outlook.refused);
  const asked = questionOf(plan, outlook, also);
  if (asked === null) return true;
  if (context.io.ask === null || context.json) {
    throw confirmationNeeded(
      asked,
      'Nobody can answer here: give --yes to spend it, or --preview to make the film for nothing.',
    );
  }
  const question = toDisplayText(`${asked.text}: go?`);
  return /^\s*y(?:es)?\s*$/iu.test(await context.io.ask(`${question} [y/N] `));
}

async function renderAndShow(
  context: CommandContext,
  { engine, plan, limits = UNLIMITED, begin = async () => {} }: Rendered,
  command: MakeFilm,
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
      acceptGates: command.acceptGates ?? false,
      resendRefused: command.resendRefused ?? false,
      limits,
      begin,
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

function tell(context: CommandContext, result: RenderResult, { again, file }: MakeFilm): void {
  if (context.json) {
    context.io.out.write(`${JSON.stringify({ type: 'result', ...result })}\n`);
    return;
  }
  const lines = resultSummary(result, {
    paint: context.paint,
    glyphs: context.glyphs,
    columns: context.io.out.columns(),
    again,
    file,
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

function shorten(path: string, folder: string): string {
  const short = relative(folder, path);
  return toDisplayPath(short !== '' && !short.startsWith('..') ? short : path);
}
