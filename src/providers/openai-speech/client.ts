import type { ApiKey } from '../../base/api-key.ts';
import { routeTo, type Account } from '../account.ts';
import type { ApiLimits } from '../ask-api.ts';
import type { Sending } from '../contract.ts';
import { createPostOnce, type PostReport } from '../post-once.ts';
import type { SpeechBody } from './body.ts';

const HOST = 'api.openai.com';

/**
 * The one request, plainly, in the shape that the vendor's own client sends (openai 7.59.0): that client repeats a paid
 * POST three times when the connection breaks.
 */
export function createSpeak(
  { url }: Account,
  key: ApiKey,
  limits: ApiLimits,
): (body: SpeechBody, sending: Sending) => Promise<PostReport> {
  return async ({ input }, { signal, mayLeave }) => {
    const once = createPostOnce(mayLeave, { limits, route: routeTo(url, [HOST]) });
    await once.fetch(`https://${HOST}/v1/audio/speech`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key.reveal()}`,
        'content-type': 'application/json',
        accept: 'application/octet-stream',
      },
      body: JSON.stringify(input),
      signal,
    });
    return once.report();
  };
}
