import type { ApiKey } from '../../base/api-key.ts';
import { routeTo, type Account } from '../account.ts';
import type { ApiLimits } from '../ask-api.ts';
import type { Sending } from '../contract.ts';
import { createCalmFetch, createPostOnce, type PostReport } from '../post-once.ts';
import type { SoundBody } from './body.ts';

/**
 * Plain requests: the vendor's own client is 110 MB large, and repeats a paid POST three times when the gateway before it
 * answers with an error (measured with 2.73.0).
 */
export type SoundClients = {
  readonly submit: (body: SoundBody, sending: Sending) => Promise<PostReport>;
  /** Of the API, such as `history?page_size=100`. */
  readonly get: (path: string, signal: AbortSignal) => Promise<PostReport>;
};

const HOST = 'api.elevenlabs.io';
const API = `https://${HOST}/v1`;

export function createClients({ url }: Account, key: ApiKey, limits: ApiLimits): SoundClients {
  const options = { limits, route: routeTo(url, [HOST]) };
  const headers = { 'xi-api-key': key.reveal() };
  return {
    submit: async ({ path, input }, { signal, mayLeave }) => {
      const once = createPostOnce(mayLeave, options);
      await once.fetch(`${API}/${path}?output_format=mp3_44100_128`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(input),
        signal,
      });
      return once.report();
    },
    get: async (path, signal) => {
      const calm = createCalmFetch(options);
      await calm.fetch(`${API}/${path}`, { headers, signal });
      return calm.report();
    },
  };
}
