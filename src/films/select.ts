import type { TakeView } from '../engine/api.ts';
import { InputError } from '../model/error.ts';
import type { Task } from '../model/plan.ts';
import type { Chosen } from '../plan/choose.ts';
import type { OpenOptions } from '../wire.ts';
import { prepareCut, type Cut } from './cut.ts';
import { takeTaskOf } from './shot-task.ts';
import type { OpenFilm } from './sound-film.ts';

/**
 * Writes down that the film uses another take of a shot. What is handed back cuts the film with it and makes no shot:
 * render it, or leave that to the next render.
 * @throws InputError where there is no such shot or take, or the take has no file.
 */
export async function selectTake(
  open: OpenFilm,
  shot: string,
  number: number,
  options: Pick<OpenOptions, 'preview' | 'allowRemote'>,
): Promise<Cut> {
  const { longtake, opened, plan } = await open(options);
  const task = takeTaskOf(plan, shot);
  const engine = longtake.engine(opened);
  const chosen = await engine.choose(plan, task.id, number);
  if (chosen.refused !== null) throw refusal(task, number, chosen, await engine.takes(plan, task.id));
  if (chosen.locked !== null)
    await opened.lockFile.lockTake(options.preview === true ? 'preview' : 'selects', shot, chosen.locked);
  return prepareCut(await open(options), []);
}

function refusal(task: Task, number: number, { refused }: Chosen, takes: readonly TakeView[]): InputError {
  const stored = takes.filter((take) => take.state === 'stored').map((take) => take.number);
  const others = stored.length === 0 ? 'None is stored yet.' : `Stored: ${stored.join(', ')}.`;
  const failure = takes.find((take) => take.number === number)?.failure?.message ?? null;
  const why = failure === null ? '' : ` ${failure}`;
  const words = {
    unknown: `${task.title} has no take ${number}.`,
    failed: `Take ${number} of ${task.title} failed and cannot be used.${why}`,
    held: `Take ${number} of ${task.title} is held: it may exist at its provider, and is asked for by every render.${why}`,
    too_short: `Take ${number} of ${task.title} is shorter than the film needs it.`,
    live: `Take ${number} of ${task.title} is still on its way. The next render brings it in.`,
  };
  return new InputError({
    code: refused === 'unknown' ? 'take_unknown' : 'take_not_stored',
    message: `${words[refused ?? 'unknown']} ${others}`,
  });
}
