import type { Outlook } from '../engine/api.ts';
import { refuseLacks } from '../engine/lacks.ts';
import { refuseHopeless } from '../engine/rehearse.ts';
import type { TaskId } from '../model/ids.ts';
import type { Micros } from '../model/money.ts';
import type { Plan } from '../model/plan.ts';
import { confirmationNeeded, questionOf } from './question.ts';

/** What somebody says who starts paid work: go, or a ceiling. */
export type Approval = { readonly yes: boolean; readonly maxCostMicros: Micros | null };

/**
 * @throws InputError `confirmation_needed` where something is to be paid and nobody said that it may; EnvironmentError
 * where it could not be made anyway, because a key is not set; InputError where no model would take it.
 */
export function requireApproval(
  plan: Plan,
  outlook: Outlook,
  { yes, maxCostMicros }: Approval,
  also: readonly TaskId[] = [],
): void {
  refuseLacks(outlook.lacks);
  refuseHopeless(outlook.refused);
  if (yes || maxCostMicros !== null) return;
  const question = questionOf(plan, outlook, also);
  if (question !== null)
    throw confirmationNeeded(question, 'Say `yes: true` to spend it, or set a ceiling with `maxCostUsd`.');
}
