import { InputError } from '../model/error.ts';
import type { ModelRef } from '../model/storyboard.ts';
import type { TakeOverride, Task } from '../model/plan.ts';
import type { AskedFor } from '../plan/choose.ts';
import type { OpenOptions } from '../wire.ts';
import { prepareCut, type Cut } from './cut.ts';
import { shootableTaskOf } from './shot-task.ts';
import type { OpenFilm } from './sound-film.ts';

export type RetakeWish = {
  /** What happens in the shot, in the place of its action; null: as the storyboard has it. So with the others. */
  readonly prompt: string | null;
  readonly model: ModelRef | null;
  readonly seed: number | null;
  readonly takes: number;
  readonly acceptGates: boolean;
};

export type Retake = Cut & {
  /** The shot's name; of a bridge, both of its shots' with a dot. */
  readonly shot: string;
  readonly asked: AskedFor;
  /** Writes down what is wanted: a render that is broken off, or fails, is gone on with. Hand it to `engine.render` as `begin`. */
  readonly write: () => Promise<void>;
};

/**
 * One shot again, and no other: what it would make and cost. Nothing is written and nothing is bought.
 * @throws InputError where there is no such shot, or nothing to shoot.
 */
export async function prepareRetake(
  open: OpenFilm,
  shot: string,
  wish: RetakeWish,
  options: Pick<OpenOptions, 'preview' | 'allowRemote'>,
): Promise<Retake> {
  const before = await open(options);
  const task = shootableTaskOf(before.plan, shot);
  const override = toOverride(wish, task, options.preview ?? false);
  const asked = await before.longtake
    .engine(before.opened)
    .askFor(before.plan, task.id, { override, takes: wish.takes });
  const name = task.id.replace(/^take:/u, '');
  const film = await open({ ...options, locked: { shot: name, take: asked.locked } });
  return {
    ...(await prepareCut(film, [task.id], { acceptGates: wish.acceptGates })),
    shot: name,
    asked,
    write: async () => {
      if (asked.kind === 'going_on') return;
      await film.opened.lockFile.lockTake(options.preview === true ? 'preview' : 'selects', name, asked.locked);
    },
  };
}

function toOverride({ prompt, model, seed }: RetakeWish, task: Task, isPreview: boolean): TakeOverride | null {
  if (prompt === null && model === null && seed === null) return null;
  if (prompt !== null && prompt.trim() === '')
    throw new InputError({ code: 'usage_error', message: 'The prompt is empty: say what is to happen in the shot.' });
  if (model !== null && isPreview && model.provider !== 'animatic')
    throw new InputError({
      code: 'usage_error',
      message: 'A preview draws locally: leave the model out, or shoot the film itself.',
    });
  if (model !== null && task.ladder.every(({ reason }) => reason === 'a still is held locally'))
    throw new InputError({
      code: 'usage_error',
      message: `${task.title} is a still, held locally: it takes no model.`,
    });
  return { prompt, model, seed };
}
