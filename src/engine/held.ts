import type { Billed } from '../model/generation.ts';
import type { Micros } from '../model/money.ts';
import type { Provider } from '../providers/contract.ts';
import { listHeldAttempts } from '../store/held.ts';
import type { Attempt } from '../store/journal.ts';
import { findTake, type Take } from '../store/takes.ts';
import { readWorkspace } from '../store/workspace.ts';
import type { HeldTake } from './api.ts';
import type { EngineDependencies } from './dependencies.ts';

/** Submissions of a film of which nobody knows whether they exist or what became of them; reads without the lock. */
export async function readHeld(dependencies: EngineDependencies, name: string): Promise<readonly HeldTake[]> {
  await using workspace = await readWorkspace(dependencies.workspace);
  if (workspace === null) return [];
  const rows = await listHeldAttempts(workspace.db, name);
  if (rows.length === 0) return [];
  const providers = await dependencies.providers();
  const held: HeldTake[] = [];
  for (const { attempt, intentMs, heldMs } of rows) {
    const take = await findTake(workspace.db, attempt.take);
    if (take === null) continue;
    const provider = providers.get(attempt.provider);
    const why = whyHeld(attempt, take);
    const { billed, costMicros } = billedOf(attempt, take);
    held.push({
      id: attempt.id,
      task: take.task,
      shot: 'shot' in take.request ? take.request.shot : null,
      number: take.number,
      provider: attempt.provider,
      model: attempt.model,
      why,
      sentMs: intentMs,
      heldMs,
      billed,
      mayCostMicros: costMicros,
      againMicros: attempt.reservedMicros,
      isPriced: dependencies.hasPrice({ medium: take.request.kind, model: attempt.model }),
      canBeAsked: provider !== undefined && (attempt.operation !== null || canLookFor(provider, attempt)),
      message: take.failure?.message ?? '',
      actions: [
        ...(why === 'unanswered' && mayBeNamed(provider, attempt) ? (['adopt'] as const) : []),
        ...(why === 'not_checked' ? [] : (['resubmit'] as const)),
        'abandon',
      ],
    });
  }
  return held;
}

/** What is known of the money of a held take; what may have been charged counts in full. */
export function billedOf(attempt: Attempt, take: Take): { readonly billed: Billed; readonly costMicros: Micros } {
  const why = whyHeld(attempt, take);
  if (why === 'not_downloaded' || why === 'not_checked')
    return { billed: take.costMicros > 0 ? 'yes' : 'no', costMicros: take.costMicros };
  return { billed: attempt.reservedMicros > 0 ? 'unknown' : 'no', costMicros: attempt.reservedMicros };
}

/** Whether a person can find a job of it on the provider's own pages. */
function mayBeNamed(provider: Provider | undefined, { body }: Attempt): boolean {
  return provider?.toOperation !== undefined && (provider.hasNamedJob?.(body) ?? true);
}

/** Whether a submission without an answer can still be found there: what is in none of its lists never is. */
export function canLookFor(provider: Provider, { body }: Pick<Attempt, 'body'>): boolean {
  return provider.submitSafety !== 'none' && (provider.hasNamedJob?.(body) ?? true);
}

function whyHeld(attempt: Attempt, take: Take): HeldTake['why'] {
  if (attempt.operation === null) return 'unanswered';
  if (take.failure?.class === 'timed_out') return 'overdue';
  if (take.failure?.class === 'lost') return 'lost';
  return take.sha === null ? 'not_downloaded' : 'not_checked';
}
