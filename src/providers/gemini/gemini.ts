import type { Clock } from '../../base/clock.ts';
import type { ModelFacts } from '../../model/model-facts.ts';
import { routeTo, type Account } from '../account.ts';
import { API_LIMITS, type ApiLimits } from '../ask-api.ts';
import type { Provider } from '../contract.ts';
import { createHosted, type HostedClients } from '../hosted-provider.ts';
import { prepare } from './body.ts';
import { isUnknownInteraction, toGeminiRejection } from './failure.ts';
import { idOf, stateOf } from './interaction.ts';

export type GeminiDeps = {
  readonly account: Account;
  readonly models: readonly ModelFacts[];
  readonly clock: Clock;
  readonly limits?: ApiLimits;
};

const HOST = 'generativelanguage.googleapis.com';
const POLL_EVERY_MS = 5_000;

/**
 * Video of Gemini Omni, as interactions in the background. They cannot be listed, and no key against repeats is known: a
 * lost answer stays unknown, and is for a person to settle.
 */
export function createGemini({ account, models, clock, limits = API_LIMITS }: GeminiDeps): Provider {
  const { key, url: gateway } = account;
  let made: Promise<HostedClients> | null = null;
  const clients = async (): Promise<HostedClients> => {
    if (key === null) throw new Error('GEMINI_API_KEY is not set');
    made ??= import('./client.ts').then(({ createClients }) => createClients(account, key, limits, clock));
    return made;
  };
  const route = routeTo(gateway, [HOST]);
  return {
    ...createHosted({
      id: 'gemini',
      names: { name: 'Gemini', key: 'GEMINI_API_KEY', url: 'LONGTAKE_GEMINI_URL' },
      account,
      models,
      clock,
      prepare,
      maxRunMs: 60 * 60_000,
      pollEveryMs: POLL_EVERY_MS,
      jobName: /^[\w-]{8,400}$/u,
      clients,
      idOf,
      quotedMicros: () => null,
      stateOf,
      isUnknown: isUnknownInteraction,
      rejectionOf: toGeminiRejection,
      // Files ask for the key as well; no other host ever sees it.
      fileAt: (address) => {
        const url = URL.parse(address);
        return key === null || url?.origin !== `https://${HOST}`
          ? { url: address, headers: {} }
          : { url: route(url).href, headers: { 'x-goog-api-key': key.reveal() } };
      },
    }),
    submitSafety: 'none',
    reconcile: async () => ({
      status: 'unknown',
      message: 'Gemini lists no interactions. Its logs may show what was made: name the interaction to adopt it.',
    }),
  };
}
