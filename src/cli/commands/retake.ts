import { InputError } from '../../model/error.ts';
import type { Micros } from '../../model/money.ts';
import type { TakeOverride, Task } from '../../model/plan.ts';
import type { AskedFor } from '../../plan/choose.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { makeFilm, mayStart } from '../make-film.ts';
import { parseModelOption } from '../model-option.ts';
import { openFilm } from '../open-film.ts';
import { toFileWord } from '../shell-word.ts';
import { shootableTaskOf } from '../shot-argument.ts';

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

/**
 * Shoots one shot again and cuts the film with it. What is wanted is written to the lock file before anything is shot: a
 * render that is broken off, or fails, is gone on with by the same command, or by `render`.
 */
export async function runRetake(
  context: CommandContext,
  file: string,
  shot: string,
  command: RetakeCommand,
): Promise<ExitCode> {
  const options = { preview: command.preview, allowRemote: command.allowRemote };
  const before = await openFilm(context, file, options);
  const task = shootableTaskOf(before.plan, shot);
  const override = toOverride(command, task);
  const asked = await before.longtake
    .engine(before.opened)
    .askFor(before.plan, task.id, { override, takes: command.takes });
  const name = task.id.replace(/^take:/u, '');
  const { longtake, opened, plan } = await openFilm(context, file, {
    ...options,
    locked: { shot: name, take: asked.locked },
  });
  const engine = longtake.engine(opened);
  if (!command.yes && !(await mayStart(context, plan, await engine.outlook(plan, command)))) return EXIT.cancelled;
  if (asked.kind !== 'going_on')
    await opened.lockFile.lockTake(command.preview ? 'preview' : 'selects', name, asked.locked);
  if (!context.json) context.say(announcement(name, asked));
  const again = ['longtake render', toFileWord(file), ...(command.preview ? ['--preview'] : [])].join(' ');
  return makeFilm(context, engine, plan, { ...command, file, again });
}

function toOverride({ prompt, model, seed, preview }: RetakeCommand, task: Task): TakeOverride | null {
  if (prompt === null && model === null && seed === null) return null;
  if (prompt !== null && prompt.trim() === '')
    throw new InputError({ code: 'usage_error', message: '--prompt is empty: say what is to happen in the shot.' });
  const ref = model === null ? null : parseModelOption(model);
  if (ref !== null && preview && ref.provider !== 'animatic')
    throw new InputError({ code: 'usage_error', message: '--preview draws locally: leave --model out, or --preview.' });
  if (ref !== null && task.ladder.every(({ reason }) => reason === 'a still is held locally'))
    throw new InputError({
      code: 'usage_error',
      message: `${task.title} is a still, held locally: it takes no --model.`,
    });
  return { prompt, model: ref, seed };
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
