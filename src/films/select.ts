import type { ChosenTake, TakeView } from '../engine/api.ts';
import { InputError } from '../model/error.ts';
import type { Task } from '../model/plan.ts';
import type { TaskId } from '../model/ids.ts';
import type { OpenOptions } from '../wire.ts';
import { prepareCut, type Cut } from './cut.ts';
import { takeTaskOf } from './shot-task.ts';
import type { OpenFilm } from './sound-film.ts';

/** `tasks`: what is brought in by the render that cuts the film with it. */
export type Selected = Cut & { readonly tasks: readonly TaskId[] };

/**
 * Writes down that the film uses another take of a shot. What is handed back cuts the film with it and makes no shot:
 * render it, or leave that to the next render. With `acceptGates` a take that only failed its gates can be chosen; the lock
 * file says so, for good.
 * @throws InputError where there is no such shot or take, or the take has no file.
 */
export async function selectTake(
  open: OpenFilm,
  shot: string,
  number: number,
  {
    acceptGates = false,
    ...options
  }: Pick<OpenOptions, 'preview' | 'allowRemote'> & { readonly acceptGates?: boolean },
): Promise<Selected> {
  const { longtake, opened, plan } = await open(options);
  const task = takeTaskOf(plan, shot);
  const engine = longtake.engine(opened);
  const chosen = await engine.choose(plan, task.id, number, { acceptGates });
  if (chosen.refused !== null) throw refusal(task, number, chosen, await engine.takes(plan, task.id));
  if (chosen.overrule !== null) await opened.lockFile.overrule(chosen.overrule.hash, chosen.overrule.words);
  if (chosen.locked !== null)
    await opened.lockFile.lockTake(options.preview === true ? 'preview' : 'selects', shot, chosen.locked);
  // What passes only by that word is brought in by the render.
  const tasks = chosen.overrule === null ? [] : [task.id];
  return { ...(await prepareCut(await open(options), tasks)), tasks };
}

function refusal(task: Task, number: number, { refused }: ChosenTake, takes: readonly TakeView[]): InputError {
  const stored = takes.filter((take) => take.state === 'stored').map((take) => take.number);
  const others = stored.length === 0 ? 'None is stored yet.' : `Stored: ${stored.join(', ')}.`;
  const take = takes.find((one) => one.number === number);
  const why = take?.failure === null || take === undefined ? '' : ` ${take.failure.message}`;
  const how = take?.isAcceptable === true ? ' With `--accept-gates` (`acceptGates`) it is used as it is.' : '';
  const words = {
    unknown: `${task.title} has no take ${number}.`,
    failed: `Take ${number} of ${task.title} failed and cannot be used.${why}${how}`,
    held: `Take ${number} of ${task.title} is held: it may exist at its provider, and is asked for by every render.${why}`,
    too_short: `Take ${number} of ${task.title} is shorter than the film needs it.`,
    live: `Take ${number} of ${task.title} is still on its way. The next render brings it in.`,
  };
  return new InputError({
    code: refused === 'unknown' ? 'take_unknown' : 'take_not_stored',
    message: `${words[refused ?? 'unknown']} ${others}`,
  });
}
