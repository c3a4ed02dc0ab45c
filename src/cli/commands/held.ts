import type { HeldTake, SettleHeld, SettledTake } from '../../engine/api.ts';
import { InputError } from '../../model/error.ts';
import { moneyToText, type Micros } from '../../model/money.ts';
import { createLongtake } from '../../wire.ts';
import type { CommandContext } from '../context.ts';
import { toAscii } from '../display-text.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { heldLines, nameOf, settledLines } from '../held-view.ts';
import { mustExist } from '../storyboard-file.ts';

export type HeldCommand = {
  readonly action: string | null;
  readonly shot: string | null;
  readonly job: string | null;
  readonly take: number | null;
  readonly yes: boolean;
};

/** Lists submissions that may or may not exist at their provider, or settles one of them. */
export async function runHeld(context: CommandContext, file: string, command: HeldCommand): Promise<ExitCode> {
  const wish = toWish(command);
  await mustExist(file);
  const longtake = createLongtake(context.config, undefined, context.io.network);
  const opened = await longtake.open(file);
  const engine = longtake.engine(opened);
  const held = await engine.held(opened.name);
  const print = (json: unknown, lines: readonly string[]): void => {
    if (context.json) context.io.out.write(`${JSON.stringify(json)}\n`);
    else for (const line of lines) context.io.out.write(`${context.glyphs.isAscii ? toAscii(line) : line}\n`);
  };
  if (wish === null) {
    print({ held }, heldLines(held, file, context, opened.plan?.onUnknown));
    return EXIT.done;
  }
  const take = findHeld(held, wish.shot, command.take);
  if (!command.yes && !(await maySettle(context, take, wish.settle))) return EXIT.cancelled;
  const stop = new AbortController();
  using _interrupts = context.io.onInterrupt(() => stop.abort());
  const settled: SettledTake = await engine.settle(opened.name, take.id, wish.settle, stop.signal);
  print(settled, settledLines(settled, file));
  return EXIT.done;
}

function toWish({ action, shot, job }: HeldCommand): { readonly shot: string; readonly settle: SettleHeld } | null {
  if (action === null) return null;
  if (action !== 'adopt' && action !== 'resubmit' && action !== 'abandon')
    throw usage(`"${action}" cannot be done with what is held: write adopt, resubmit or abandon.`);
  if (shot === null)
    throw usage(`Say which take: longtake held FILE ${action} SHOT. Without ${action}, it lists them.`);
  if (action !== 'adopt') {
    if (job !== null) throw usage(`Only adopt takes the name of a job; ${action} needs none.`);
    return { shot, settle: { action } };
  }
  if (job === null || job.trim() === '')
    throw usage("Say which job: longtake held FILE adopt SHOT JOB. Its name is on the provider's own page.");
  return { shot, settle: { action, job: job.trim() } };
}

function findHeld(held: readonly HeldTake[], shot: string, number: number | null): HeldTake {
  const named = held.filter((take) => nameOf(take) === shot || take.task === shot || take.id === shot);
  const found = number === null ? named : named.filter((take) => take.number === number);
  const [only, other] = found;
  if (only === undefined) {
    const names = [...new Set(held.map(nameOf))].join(', ');
    throw new InputError({
      code: 'not_held',
      message: `Nothing is held of ${shot}${number === null ? '' : ` take ${number}`}. ${names === '' ? 'Nothing is held at all.' : `Held: ${names}.`}`,
    });
  }
  if (other !== undefined) {
    throw usage(
      `Takes ${found.map((take) => take.number).join(' and ')} of ${shot} are held: say which one with --take ${only.number}.`,
    );
  }
  return only;
}

/** What is paid anew asks first, as all paid work does; giving up costs nothing more. */
async function maySettle(context: CommandContext, take: HeldTake, { action }: SettleHeld): Promise<boolean> {
  if (action !== 'resubmit' || (take.againMicros === 0 && take.isPriced)) return true;
  const question = `${nameOf(take)} take ${take.number} once more, ${take.isPriced ? `about ${moneyToText(take.againMicros)}` : 'price unknown'}${beside(take.mayCostMicros)}: go?`;
  if (context.io.ask === null || context.json) {
    throw new InputError({
      code: 'confirmation_needed',
      message: `${question} Nobody can answer here: give --yes to spend it.`,
      details: { costMicros: take.againMicros, mayHaveCostMicros: take.mayCostMicros },
    });
  }
  return /^\s*y(?:es)?\s*$/iu.test(await context.io.ask(`${question} [y/N] `));
}

function beside(mayCostMicros: Micros): string {
  return mayCostMicros === 0 ? '' : `, beside ${moneyToText(mayCostMicros)} that may be paid already`;
}

function usage(message: string): InputError {
  return new InputError({ code: 'usage_error', message });
}
