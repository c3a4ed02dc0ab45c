import { openAsBlob } from 'node:fs';
import { createFalClient, type FalClient } from '@fal-ai/client';
import type { ApiKey } from '../../base/api-key.ts';
import { routeTo, type Account } from '../account.ts';
import type { ApiLimits } from '../ask-api.ts';
import type { Sending } from '../contract.ts';
import { mediaTypeOfFile } from '../media-type.ts';
import { createCalmFetch, createPostOnce, type PostOnce, type PostReport } from '../post-once.ts';
import type { HostedBody, HostedOperation } from '../hosted-job.ts';

/** What is asked of fal, request by request. What came of each is told by its report, never by what the client throws. */
export type FalClients = {
  /** The one that costs money. */
  readonly submit: (body: HostedBody, sending: Sending) => Promise<PostReport>;
  readonly status: (operation: HostedOperation, signal: AbortSignal) => Promise<PostReport>;
  readonly result: (operation: HostedOperation, signal: AbortSignal) => Promise<PostReport>;
  readonly cancel: (operation: HostedOperation, signal: AbortSignal) => Promise<PostReport>;
  /** The file's address there, or what went wrong. */
  readonly upload: (file: string, signal: AbortSignal) => Promise<{ readonly url: string | null; report: PostReport }>;
  /** Of the platform's API, such as `models/pricing?endpoint_id=…`. */
  readonly platform: (path: string, signal: AbortSignal) => Promise<PostReport>;
  readonly signingKeys: (signal: AbortSignal) => Promise<PostReport>;
};

/** Jobs that do not start within this are given up by fal itself, unpaid; without it, they may wait for ever. */
export const START_TIMEOUT_S = 20 * 60;
const HOSTS = ['queue.fal.run', 'fal.run', 'rest.fal.ai', 'api.fal.ai'];

export function createClients({ url }: Account, key: ApiKey, limits: ApiLimits): FalClients {
  const options = { limits, route: routeTo(url, HOSTS) };
  const authorization = { authorization: `Key ${key.reveal()}` };
  const clientOn = ({ fetch }: PostOnce): FalClient =>
    createFalClient({ credentials: key.reveal(), fetch, suppressLocalCredentialsWarning: true });
  /** What the client makes of an answer is of no interest. */
  const reported = async (once: PostOnce, ask: (client: FalClient) => Promise<unknown>): Promise<PostReport> => {
    await ask(clientOn(once)).catch(() => null);
    return once.report();
  };
  const get = async (address: string, headers: Readonly<Record<string, string>>, signal: AbortSignal) => {
    const calm = createCalmFetch(options);
    await calm.fetch(address, { headers, signal });
    return calm.report();
  };
  return {
    submit: (body, { signal, mayLeave, webhook = null }) =>
      reported(createPostOnce(mayLeave, options), ({ queue }) =>
        queue.submit(body.endpoint, {
          input: body.input,
          abortSignal: signal,
          startTimeout: START_TIMEOUT_S,
          // The queue's own tries again would be other jobs than the one that the journal knows.
          headers: { 'x-fal-no-retry': '1' },
          ...(webhook === null ? {} : { webhookUrl: webhook }),
        }),
      ),
    status: ({ endpoint, id }, signal) =>
      reported(createCalmFetch(options), ({ queue }) => queue.status(endpoint, { requestId: id, abortSignal: signal })),
    result: ({ endpoint, id }, signal) =>
      reported(createCalmFetch(options), ({ queue }) => queue.result(endpoint, { requestId: id, abortSignal: signal })),
    cancel: ({ endpoint, id }, signal) =>
      reported(createCalmFetch(options), ({ queue }) => queue.cancel(endpoint, { requestId: id, abortSignal: signal })),
    upload: async (file, signal) => {
      const calm = createCalmFetch(options);
      const blob = await openAsBlob(file, { type: await mediaTypeOfFile(file) });
      const ended = (input: Parameters<typeof fetch>[0], init?: RequestInit): Promise<Response> =>
        calm.fetch(input, { ...init, signal });
      const client = clientOn({ ...calm, fetch: ended });
      const url = await client.storage.upload(blob).catch(() => null);
      return { url, report: calm.report() };
    },
    platform: (path, signal) => get(`https://api.fal.ai/v1/${path}`, authorization, signal),
    signingKeys: (signal) => get('https://rest.fal.ai/.well-known/jwks.json', {}, signal),
  };
}
