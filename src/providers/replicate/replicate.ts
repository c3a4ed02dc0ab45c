import type { Clock } from '../../base/clock.ts';
import type { ModelFacts } from '../../model/model-facts.ts';
import type { Account } from '../account.ts';
import { API_LIMITS, type ApiLimits } from '../ask-api.ts';
import type { Provider } from '../contract.ts';
import { createHosted } from '../hosted-provider.ts';
import { createPrepare } from '../prepare-body.ts';
import type { ReplicateClients } from './client.ts';
import { REPLICATE_MODELS } from './endpoints.ts';
import { idOf, inputOf, stateOf } from './prediction.ts';
import { reconcile } from './reconcile.ts';

export type ReplicateDeps = {
  readonly account: Account;
  readonly models: readonly ModelFacts[];
  readonly clock: Clock;
  readonly limits?: ApiLimits;
};

/** Predictions of models that Replicate hosts. A lost answer is looked for in the list of the account's predictions. */
export function createReplicate({ account, models, clock, limits = API_LIMITS }: ReplicateDeps): Provider {
  let made: Promise<ReplicateClients> | null = null;
  /** The vendor's client is loaded when something is asked for the first time. */
  const clients = async (): Promise<ReplicateClients> => {
    const { key } = account;
    if (key === null) throw new Error('REPLICATE_API_TOKEN is not set');
    made ??= import('./client.ts').then(({ createClients }) => createClients(account, key, limits));
    return made;
  };
  return {
    ...createHosted({
      id: 'replicate',
      names: { name: 'Replicate', key: 'REPLICATE_API_TOKEN', url: 'LONGTAKE_REPLICATE_URL' },
      account,
      models,
      clock,
      prepare: createPrepare('replicate', REPLICATE_MODELS),
      // Files are deleted an hour after they were made.
      maxRunMs: 50 * 60_000,
      pollEveryMs: null,
      jobName: /^[a-z0-9]{20,40}$/u,
      clients,
      idOf,
      quotedMicros: () => null,
      stateOf,
      inputOf,
    }),
    submitSafety: 'lookup',
    reconcile: async (attempt, context) => reconcile(await clients(), attempt, context),
    parseWebhook: async (message, { signal }) => {
      const secret = await (await clients()).signingSecret(signal);
      const { readWebhook } = await import('./webhook.ts');
      const job = await readWebhook(message, secret, clock.nowMs());
      return job === null ? null : { job };
    },
  };
}
