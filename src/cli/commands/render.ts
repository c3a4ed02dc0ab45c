import type { Micros } from '../../model/money.ts';
import type { PlanOverrides } from '../../plan/compile.ts';
import { problemToText } from '../../storyboard/render-problem.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { makeFilm, mayStart } from '../make-film.ts';
import { parseModelOption } from '../model-option.ts';
import { openFilm } from '../open-film.ts';
import { toFileWord, toShellWord } from '../shell-word.ts';

export type RenderCommand = {
  readonly out: string | null;
  readonly preview: boolean;
  readonly maxCostMicros: Micros | null;
  readonly takes: number | null;
  readonly model: string | null;
  readonly slate: boolean;
  readonly yes: boolean;
  readonly acceptGates: boolean;
  readonly resendRefused: boolean;
  readonly allowRemote: boolean;
};

/** Makes the film, or what is missing of it, and shows how it goes. */
export async function runRender(context: CommandContext, file: string, command: RenderCommand): Promise<ExitCode> {
  const { longtake, opened, plan, warnings } = await openFilm(context, file, {
    preview: command.preview,
    allowRemote: command.allowRemote,
    overrides: toOverrides(command, context),
  });
  for (const warning of warnings) {
    context.io.err.write(`${problemToText(warning, { color: context.paint.isOn })}\n\n`);
  }
  const engine = longtake.engine(opened);
  if (!command.yes && !(await mayStart(context, plan, await engine.outlook(plan, command)))) return EXIT.cancelled;
  return makeFilm(context, { engine, plan }, { ...command, file, again: againCommand(file, command) });
}

function toOverrides(command: RenderCommand, { config }: CommandContext): PlanOverrides {
  return {
    ...(command.takes === null ? {} : { takes: command.takes }),
    ...(command.model === null ? {} : { model: parseModelOption(command.model, config) }),
    ...(command.slate ? {} : { slate: false }),
  };
}

/** What to type to go on: the same film with the options that decide what is made. */
function againCommand(file: string, command: RenderCommand): string {
  return [
    'longtake render',
    toFileWord(file),
    ...(command.out === null ? [] : [`--out=${toShellWord(command.out)}`]),
    ...(command.preview ? ['--preview'] : []),
    ...(command.takes === null ? [] : [`--takes ${command.takes}`]),
    ...(command.model === null ? [] : [`--model ${toShellWord(command.model)}`]),
    ...(command.slate ? [] : ['--no-slate']),
    ...(command.allowRemote ? ['--allow-remote'] : []),
  ].join(' ');
}
