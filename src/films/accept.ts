import type { StaleTake } from '../engine/api.ts';
import { InputError } from '../model/error.ts';
import type { OpenOptions } from '../wire.ts';
import { takeTaskOf } from './shot-task.ts';
import type { OpenFilm } from './sound-film.ts';

/**
 * Writes down that a shot's take may stay although it starts from another frame than the shot before it now shows, or
 * although a viewer sees the seam where it goes on.
 * @throws InputError where there is no such shot, or nothing to accept.
 */
export async function acceptTake(
  open: OpenFilm,
  shot: string,
  options: Pick<OpenOptions, 'preview' | 'allowRemote'>,
): Promise<StaleTake> {
  const { longtake, opened, plan } = await open(options);
  const task = takeTaskOf(plan, shot);
  const acceptable = await longtake.engine(opened).acceptable(plan);
  const found = acceptable.find((take) => take.task === task.id);
  if (found === undefined) {
    const others = acceptable.map((take) => take.shot);
    const hint =
      others.length === 0 ? 'Nothing in this film is to be accepted.' : `To be accepted: ${others.join(', ')}.`;
    throw new InputError({
      code: 'nothing_to_accept',
      message: `${shot} fits the frames that it was made from, or was accepted before. ${hint}`,
    });
  }
  await opened.lockFile.accept(found.shot, found.hash);
  return found;
}
