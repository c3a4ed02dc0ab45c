import { InputError } from '../../model/error.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { openFilm } from '../open-film.ts';
import { takeTaskOf } from '../shot-argument.ts';

export type AcceptCommand = { readonly preview: boolean; readonly allowRemote: boolean };

/** Writes down that a shot's take may stay although it starts from another frame than the shot before it now shows. */
export async function runAccept(
  context: CommandContext,
  file: string,
  shot: string,
  command: AcceptCommand,
): Promise<ExitCode> {
  const { longtake, opened, plan } = await openFilm(context, file, command);
  const task = takeTaskOf(plan, shot);
  const { stale } = await longtake.engine(opened).outlook(plan);
  const found = stale.find((take) => take.task === task.id);
  if (found === undefined) {
    const others = stale.map((take) => take.shot);
    const hint =
      others.length === 0 ? 'Nothing in this film is to be accepted.' : `To be accepted: ${others.join(', ')}.`;
    throw new InputError({
      code: 'nothing_to_accept',
      message: `${shot} fits the frames that it was made from, or was accepted before. ${hint}`,
    });
  }
  await opened.lockFile.accept(shot, found.hash);
  if (context.json) context.io.out.write(`${JSON.stringify({ type: 'accept', shot, take: found.take })}\n`);
  else context.say(`${shot}: take ${found.take} is accepted as it is`);
  return EXIT.done;
}
