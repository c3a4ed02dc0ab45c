import { prepareRetake } from '../../films/retake.ts';
import type { Micros } from '../../model/money.ts';
import type { AskedFor } from '../../plan/choose.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { makeFilm, mayStart } from '../make-film.ts';
import { parseModelOption } from '../model-option.ts';
import { openFilm } from '../open-film.ts';
import { toFileWord } from '../shell-word.ts';
import { sayTooShort } from '../too-short-note.ts';

export type RetakeCommand = {
  readonly out: string | null;
  readonly preview: boolean;
  readonly prompt: string | null;
  readonly model: string | null;
  readonly seed: number | null;
  readonly takes: number;
  readonly maxCostMicros: Micros | null;
  readonly yes: boolean;
  readonly acceptGates: boolean;
  readonly allowRemote: boolean;
};

/** Shoots one shot again and cuts the film with it; every other shot stays as it is. */
export async function runRetake(
  context: CommandContext,
  file: string,
  shot: string,
  command: RetakeCommand,
): Promise<ExitCode> {
  const { preview, allowRemote } = command;
  const wish = { ...command, model: command.model === null ? null : parseModelOption(command.model, context.config) };
  const retake = await prepareRetake((options) => openFilm(context, file, options), shot, wish, {
    preview,
    allowRemote,
  });
  sayTooShort(context, file, retake.limits);
  if (!command.yes && !(await mayStart(context, retake.plan, retake.outlook, retake.limits.also)))
    return EXIT.cancelled;
  const begin = async (): Promise<void> => {
    await retake.write();
    if (!context.json) context.say(announcement(retake.shot, retake.asked));
  };
  const again = ['longtake render', toFileWord(file), ...(preview ? ['--preview'] : [])].join(' ');
  return makeFilm(context, { ...retake, begin }, { ...command, file, again });
}

function announcement(name: string, { kind, locked }: AskedFor): string {
  const which =
    locked.takes === 1 ? `take ${locked.take}` : `takes ${locked.take} to ${locked.take + locked.takes - 1}`;
  switch (kind) {
    case 'new':
      return `${name}: ${which}`;
    case 'changed':
      return `${name}: ${which}, which was asked for before and not begun, is shot as it is asked for now`;
    case 'going_on':
      return `${name}: ${which} was asked for before and is not done: going on with it`;
  }
}
