import { closest, distance } from 'fastest-levenshtein';
import type { CancelResult, CancelledTake } from '../../engine/api.ts';
import { InputError } from '../../model/error.ts';
import { toId, type ShotId } from '../../model/ids.ts';
import { moneyToText } from '../../model/money.ts';
import { createLongtake } from '../../wire.ts';
import { countToText } from '../amounts.ts';
import type { CommandContext } from '../context.ts';
import { toDisplayText } from '../display-text.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { mustExist } from '../storyboard-file.ts';

/** Gives up what is in flight, of a film or of one shot of it, and says what may still be charged. */
export async function runCancel(context: CommandContext, file: string, shot: string | null): Promise<ExitCode> {
  await mustExist(file);
  const longtake = createLongtake(context.config, undefined, context.io.network);
  const opened = await longtake.open(file);
  const ids = opened.plan?.shots.map(({ id }) => id);
  if (shot !== null && ids !== undefined && !ids.some((id) => id === shot)) throw unknownShot(shot, ids);
  const stop = new AbortController();
  using _interrupts = context.io.onInterrupt(() => stop.abort());
  const result = await longtake
    .engine(opened)
    .cancel(opened.name, shot === null ? null : toId<ShotId>(shot), stop.signal);
  if (context.json) context.io.out.write(`${JSON.stringify(result)}\n`);
  else for (const line of toLines(result)) context.io.out.write(`${line}\n`);
  return EXIT.done;
}

function toLines({ takes }: CancelResult): readonly string[] {
  if (takes.length === 0) return ['Nothing was in flight.'];
  return [
    ...takes.map((take) => `${toTitle(take)}  ${take.outcome}: ${toDisplayText(take.message)}`),
    `${countToText(takes.length, 'take')}; ${whatItCosts(takes)}. What is stored is kept.`,
  ];
}

function whatItCosts(takes: readonly CancelledTake[]): string {
  const sum = (isHeld: boolean): number =>
    takes.reduce((all, take) => all + ((take.outcome === 'held') === isHeld ? take.mayCostMicros : 0), 0);
  const [given, held] = [sum(false), sum(true)];
  const parts = [
    ...(given > 0 ? [`up to ${moneyToText(given)} may still be charged, and counts as spent`] : []),
    ...(held > 0 ? [`${moneyToText(held)} is set aside for what is held: see \`longtake held\``] : []),
  ];
  return parts.length === 0 ? 'nothing more is charged' : parts.join('; ');
}

function toTitle({ task, number, model }: CancelledTake): string {
  return `${task.replace(/^take:/u, '')} take ${number} (${toDisplayText(model)})`;
}

function unknownShot(shot: string, ids: readonly string[]): InputError {
  const nearest = ids.length === 0 ? null : closest(shot, ids);
  const hint =
    nearest !== null && distance(nearest, shot) <= 2
      ? `Did you mean ${nearest}?`
      : '`longtake plan` lists the shots of the storyboard.';
  return new InputError({ code: 'shot_unknown', message: `There is no shot ${shot}. ${hint}` });
}
