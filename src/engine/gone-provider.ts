import type { Provider } from '../providers/contract.ts';
import { ownFailure } from './failures.ts';

/**
 * Stands in for a provider that this process does not know any more (a server that is gone from the file of
 * LONGTAKE_MODELS) where a take is under way there: nothing is sent to it, and what may be paid is held until it is back.
 */
export function goneProvider(id: string): Provider {
  const why = `the file of LONGTAKE_MODELS has no ${id} any more`;
  const away = ownFailure('unavailable', `${why[0]?.toUpperCase()}${why.slice(1)}.`, 'Put it back under `servers`.');
  const failed = { status: 'failed', failure: { ...away, billed: 'unknown' } } as const;
  return {
    id,
    lacks: null,
    submitSafety: 'none',
    maxRunMs: 0,
    models: () => [],
    prepare: () => ({ ok: false, failure: away }),
    submit: () => Promise.resolve({ status: 'rejected', failure: { ...away, class: 'invalid_request' } }),
    reconcile: () => Promise.resolve({ status: 'unknown', message: `${why}.` }),
    poll: () => Promise.resolve({ ...failed, failure: { ...failed.failure, class: 'lost' } }),
    cancel: () => Promise.resolve(),
    download: () => Promise.resolve(failed),
  };
}
