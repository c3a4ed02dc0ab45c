import type { HeldTake, SettledTake } from '../engine/api.ts';
import { moneyToText } from '../model/money.ts';
import { NO_POLICIES, policyToText, type UnknownPolicies } from '../model/on-unknown.ts';
import { accountToText, countToText, toMinute } from './amounts.ts';
import type { CommandContext } from './context.ts';
import { toDisplayText } from './display-text.ts';
import { toFileWord, toShellWord } from './shell-word.ts';

/** A task as people name it: a shot by its id, a keyframe or a voice with its kind. */
export function nameOf({ task }: Pick<HeldTake, 'task'>): string {
  return task.replace(/^take:/u, '');
}

/** In plain words: what may exist, what it may have cost, since when, what its provider can say, and what can be done. */
export function heldLines(
  held: readonly HeldTake[],
  file: string,
  { paint }: CommandContext,
  policies: UnknownPolicies = NO_POLICIES,
): readonly string[] {
  if (held.length === 0) return ['Nothing is held.'];
  const twice = new Set(held.map(nameOf).filter((name, index, all) => all.indexOf(name) !== index));
  const costMicros = held.reduce((sum, take) => sum + take.mayCostMicros, 0);
  return [
    ...held.flatMap((take) => [
      `${paint.bold(`${nameOf(take)} take ${take.number}`)}  ${toDisplayText(take.model)}, sent ${toMinute(take.sentMs)}`,
      `  ${whatIsKnown(take)}`,
      `  ${whatItCost(take)}`,
      `  ${whatHelps(take)}`,
      ...commands(take, file, twice.has(nameOf(take))).map((line) => `    ${line}`),
      '',
    ]),
    costMicros === 0
      ? `${countToText(held.length, 'take')} held; ${held.every(({ isPriced }) => isPriced) ? 'none cost anything' : 'nobody knows what that costs'}.`
      : `${countToText(held.length, 'take')} held; ${moneyToText(costMicros)} set aside until it is settled. Nothing is sent again by itself.`,
    ...policyLines(held, policies),
  ];
}

/** Only of what has no answer: that is what a policy is about. */
function policyLines(held: readonly HeldTake[], { all, providers }: UnknownPolicies): readonly string[] {
  if (held.every(({ why }) => why !== 'unanswered')) return [];
  const written = [
    ...(all === null ? [] : [policyToText(all)]),
    ...Object.entries(providers).map(([provider, policy]) => `${provider}: ${policyToText(policy)}`),
  ];
  return [
    written.length === 0
      ? 'With `on_unknown: repay-up-to 0.40 USD` in the storyboard, what costs at most that much is paid once more by itself.'
      : `The storyboard says \`on_unknown\` ${written.join(', ')}.`,
  ];
}

export function settledLines(take: SettledTake, file: string): readonly string[] {
  const render = `longtake render ${toFileWord(file)}`;
  const account = `${accountToText(take.spentMicros, take.reservedMicros)} so far.`;
  const name = `${nameOf(take)} take ${take.number}`;
  switch (take.action) {
    case 'adopt':
      return [`${name} is adopted. \`${render}\` fetches it, and pays nothing for it anew; ${account}`];
    case 'resubmit':
      return [`${name} is to be sent once more. \`${render}\` does it where the film still needs it; ${account}`];
    case 'abandon':
      return [`${name} is given up. \`${render}\` shoots it anew; ${account}`];
  }
}

function whatIsKnown({ why, provider }: HeldTake): string {
  switch (why) {
    case 'unanswered':
      return `It was sent to ${provider}, and nothing came back that tells whether it was taken: the job may exist there, or not.`;
    case 'overdue':
      return `${provider} has the job, and was not done with it in the time that a job may take.`;
    case 'lost':
      return `${provider} had the job, and does not know it any more: what was made of it, and paid, is not known.`;
    case 'not_downloaded':
      return `${provider} made it, and its file could not be fetched.`;
    case 'not_checked':
      return 'It is made and its file is here, and it could not be checked.';
  }
}

function whatItCost({ billed, mayCostMicros, isPriced }: HeldTake): string {
  if (mayCostMicros === 0) return isPriced ? 'It costs nothing.' : 'What it may have cost is not known.';
  return billed === 'yes'
    ? `It cost ${moneyToText(mayCostMicros)}.`
    : `It may have cost ${moneyToText(mayCostMicros)}.`;
}

function againToText({ againMicros, isPriced }: HeldTake): string {
  if (againMicros > 0) return `, for about ${moneyToText(againMicros)} more`;
  return isPriced ? '' : ', at a price that nobody knows';
}

function whatHelps({ why, provider, canBeAsked, actions }: HeldTake): string {
  if (why === 'not_checked') return 'The next render checks it again. Or:';
  if (why === 'not_downloaded') return 'The next render fetches it again. Or:';
  if (canBeAsked) return `The next render asks ${provider} once more. Or:`;
  if (!actions.includes('adopt')) return `${provider} has no way to tell, and keeps no job that could be named. So:`;
  return `${provider} has no way to tell: look at your jobs on its own page. Then:`;
}

function commands(take: HeldTake, file: string, isTold: boolean): readonly string[] {
  const line = (action: string, job = ''): string =>
    ['longtake held', toFileWord(file), action, toShellWord(nameOf(take)), job, isTold ? `--take ${take.number}` : '']
      .filter((word) => word !== '')
      .join(' ');
  return take.actions.map((action) => {
    switch (action) {
      case 'adopt':
        return `${line('adopt', 'JOB')}  if you find it there: it is fetched, and not paid again`;
      case 'resubmit':
        return `${line('resubmit')}  to send it once more${againToText(take)}`;
      case 'abandon':
        return `${line('abandon')}  to give it up${take.mayCostMicros === 0 ? '' : `; ${moneyToText(take.mayCostMicros)} counts as spent`}`;
    }
  });
}
