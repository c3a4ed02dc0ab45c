import type { Failure } from '../model/generation.ts';
import { backOffMs } from '../../machines/retry.ts';

/** Submissions in a row that a provider may not answer before all of them wait: each try is a take's last but four. */
const AWAY_AFTER = 3;

/**
 * Knows how providers are doing, for all renders of a process, and how long nobody should ask one again: as long as it
 * says itself when it is asked too often, and longer each time while it is away.
 */
export type Brakes = {
  /** Null where others may go on asking. */
  readonly refused: (provider: string, failure: Failure) => number | null;
  readonly accepted: (provider: string) => void;
};

export function createBrakes(): Brakes {
  const counts = new Map<string, number>();
  return {
    refused: (provider, { class: kind, retryAfterMs }) => {
      if (kind !== 'rate_limited' && kind !== 'unavailable') return null;
      const count = (counts.get(provider) ?? 0) + 1;
      counts.set(provider, count);
      if (kind === 'rate_limited') return retryAfterMs ?? backOffMs(count, null);
      return count < AWAY_AFTER ? null : backOffMs(count - AWAY_AFTER + 1, retryAfterMs);
    },
    accepted: (provider) => void counts.delete(provider),
  };
}
