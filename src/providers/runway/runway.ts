import type { Clock } from '../../base/clock.ts';
import type { ModelFacts } from '../../model/model-facts.ts';
import type { Account } from '../account.ts';
import { API_LIMITS, type ApiLimits } from '../ask-api.ts';
import type { Provider } from '../contract.ts';
import { createHosted, type HostedClients } from '../hosted-provider.ts';
import { prepare } from './body.ts';
import { idOf, quotedMicros, stateOf } from './task.ts';

export type RunwayDeps = {
  readonly account: Account;
  readonly models: readonly ModelFacts[];
  readonly clock: Clock;
  readonly limits?: ApiLimits;
};

/** Asked more often, it answers with 429. */
const POLL_EVERY_MS = 5_000;

/**
 * Tasks at Runway. It has no list of tasks, no keys against repeats and no webhooks: a lost answer stays unknown, and is
 * for a person to settle, who sees the tasks on Runway's own pages.
 */
export function createRunway({ account, models, clock, limits = API_LIMITS }: RunwayDeps): Provider {
  let made: Promise<HostedClients> | null = null;
  /** The vendor's client is loaded when something is asked for the first time. */
  const clients = async (): Promise<HostedClients> => {
    const { key } = account;
    if (key === null) throw new Error('RUNWAYML_API_SECRET is not set');
    made ??= import('./client.ts').then(({ createClients }) => createClients(account, key, limits));
    return made;
  };
  return {
    ...createHosted({
      id: 'runway',
      names: { name: 'Runway', key: 'RUNWAYML_API_SECRET', url: 'LONGTAKE_RUNWAY_URL' },
      account,
      models,
      clock,
      prepare,
      maxRunMs: 60 * 60_000,
      pollEveryMs: POLL_EVERY_MS,
      jobName: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u,
      clients,
      idOf,
      quotedMicros,
      stateOf,
    }),
    submitSafety: 'none',
    reconcile: async () => ({
      status: 'unknown',
      message: 'Runway lists no tasks. Its pages show what was made: name the task to adopt it.',
    }),
  };
}
