import { InputError } from '../../model/error.ts';
import type { Task } from '../../model/plan.ts';
import type { TakeView } from '../../engine/api.ts';
import type { Chosen } from '../../plan/choose.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { makeFilm } from '../make-film.ts';
import { openFilm } from '../open-film.ts';
import { toFileWord } from '../shell-word.ts';
import { takeTaskOf } from '../shot-argument.ts';

export type SelectCommand = {
  readonly out: string | null;
  readonly preview: boolean;
  readonly render: boolean;
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
  const options = { preview: command.preview, allowRemote: command.allowRemote };
  const before = await openFilm(context, file, options);
  const task = takeTaskOf(before.plan, shot);
  const engine = before.longtake.engine(before.opened);
  const chosen = await engine.choose(before.plan, task.id, number);
  if (chosen.refused !== null) throw refusal(task, number, chosen, await engine.takes(before.plan, task.id));
  if (chosen.locked !== null)
    await before.opened.lockFile.lockTake(command.preview ? 'preview' : 'selects', shot, chosen.locked);
  const again = ['longtake render', toFileWord(file), ...(command.preview ? ['--preview'] : [])].join(' ');
  const { longtake, opened, plan } = await openFilm(context, file, options);
  const outlook = await longtake.engine(opened).outlook(plan);
  const toBuy = outlook.tasks.filter((one) => one.verdict === 'make' && (one.costMicros > 0 || !one.isPriced));
  if (!command.render || toBuy.length > 0) {
    const why = command.render
      ? `; the film is not cut now, because other shots are still to be paid for: ${again}`
      : '';
    if (context.json)
      context.io.out.write(`${JSON.stringify({ type: 'select', shot, take: number, rendered: false })}\n`);
    else context.say(`${shot}: the film uses take ${number}${why}`);
    return EXIT.done;
  }
  if (!context.json) context.say(`${shot}: the film uses take ${number}`);
  return makeFilm(context, longtake.engine(opened), plan, { out: command.out, maxCostMicros: 0, file, again });
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
    live: `Take ${number} of ${task.title} is still on its way. The next render brings it in.`,
  };
  return new InputError({
    code: refused === 'unknown' ? 'take_unknown' : 'take_not_stored',
    message: `${words[refused ?? 'unknown']} ${others}`,
  });
}
