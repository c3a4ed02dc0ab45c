import { acceptTake } from '../../films/accept.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { openFilm } from '../open-film.ts';

export type AcceptCommand = { readonly preview: boolean; readonly allowRemote: boolean };

/** Writes down that a shot's take may stay although it starts from another frame than the shot before it now shows. */
export async function runAccept(
  context: CommandContext,
  file: string,
  shot: string,
  command: AcceptCommand,
): Promise<ExitCode> {
  const { take } = await acceptTake((options) => openFilm(context, file, options), shot, command);
  if (context.json) context.io.out.write(`${JSON.stringify({ type: 'accept', shot, take })}\n`);
  else context.say(`${shot}: take ${take} is accepted as it is`);
  return EXIT.done;
}
