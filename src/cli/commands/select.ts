import { selectTake } from '../../films/select.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { makeFilm } from '../make-film.ts';
import { openFilm } from '../open-film.ts';
import { toFileWord } from '../shell-word.ts';
import { sayTooShort } from '../too-short-note.ts';

export type SelectCommand = {
  readonly out: string | null;
  readonly preview: boolean;
  readonly render: boolean;
  readonly acceptGates: boolean;
  readonly allowRemote: boolean;
};

/** Makes the film use another take of a shot, and cuts it with that. Never buys anything. */
export async function runSelect(
  context: CommandContext,
  file: string,
  shot: string,
  number: number,
  command: SelectCommand,
): Promise<ExitCode> {
  const { preview, acceptGates, allowRemote } = command;
  const open = (options: Parameters<typeof openFilm>[2]) => openFilm(context, file, options);
  const cut = await selectTake(open, shot, number, { preview, acceptGates, allowRemote });
  if (!context.json) context.say(`${shot}: the film uses take ${number}`);
  if (!command.render) {
    if (context.json)
      context.io.out.write(`${JSON.stringify({ type: 'select', shot, take: number, rendered: false })}\n`);
    return EXIT.done;
  }
  sayTooShort(context, file, cut.limits);
  const again = ['longtake render', toFileWord(file), ...(preview ? ['--preview'] : [])].join(' ');
  return makeFilm(context, cut, { out: command.out, maxCostMicros: 0, file, again });
}
