import { toIsoTime } from '../base/clock.ts';
import type { MachineId } from '../model/ids.ts';
import type { Provider } from '../providers/contract.ts';
import type { Attempt } from '../store/journal.ts';
import { listOpenAttempts } from '../store/open-attempts.ts';
import type { Crew, TakeCrew } from './crew.ts';

/** A provider's longest run before its job is parked for a person, where it names none itself. */
const LONGEST_RUN_MS = 30 * 60_000;
/** No provider runs a job for longer. */
const DAY_MS = 24 * 60 * 60_000;

export function longestRunMs({ maxRunMs = LONGEST_RUN_MS }: Pick<Provider, 'maxRunMs'>): number {
  return maxRunMs;
}

/** It may have left, and no handle of it is known. */
export function isInDoubt({ status, operation }: Attempt): boolean {
  return operation === null && status !== 'intent';
}

/** What is free runs on machines of one's own, which have their own queue too, or here, where it ends with us. */
function takesNoPlace(provider: Provider, model: string): boolean {
  return (
    provider.hasOwnQueue === true || provider.models().some(({ id, price }) => id === model && price.kind === 'free')
  );
}

/** The slot of a take whose submission is in doubt is the submission's own, until the provider must be done with it. */
export function holdSlot(crew: TakeCrew, provider: Provider, attempt: Attempt, machine: MachineId): void {
  if (takesNoPlace(provider, attempt.model)) return;
  crew.slots.hold(attempt.provider, attempt.id, attempt.intentMs + longestRunMs(provider));
  crew.slots.free(machine);
}

/**
 * Before anything is sent: what this render has at work takes up its slots, and so does what may be at work, whichever
 * film of the workspace it was sent for and whatever became of its take.
 */
export async function occupySlots(crew: Crew): Promise<void> {
  const nowMs = crew.clock.nowMs();
  for (const open of await listOpenAttempts(crew.workspace.db, nowMs - DAY_MS)) {
    const provider = crew.provider(open.provider);
    if (provider === null) continue;
    if (open.isFollowed) {
      if (open.render === crew.render.id) crew.slots.keep(open.provider, open.machine, open.id);
    } else if (!takesNoPlace(provider, open.model) && !crew.slots.has(open.machine))
      crew.slots.hold(open.provider, open.id, open.sentMs + longestRunMs(provider));
  }
}

/** Shots that wait for nothing else than a submission of which nobody knows whether it is there: that is told. */
export function tellOfDoubt(crew: Crew, provider: string): void {
  const untilMs = crew.slots.heldUntilMs(provider);
  if (untilMs === null || !crew.slots.mayTell(provider, untilMs)) return;
  crew.onWarning(
    'slot_in_doubt',
    `${provider} may be at work on a submission of which no answer came: its slot is given to the next shot at ${toIsoTime(untilMs)}. \`longtake held\` lists what is held.`,
  );
}
