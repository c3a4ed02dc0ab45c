import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import Replicate from 'replicate';
import type { ApiKey } from '../../base/api-key.ts';
import { routeTo, type Account } from '../account.ts';
import type { ApiLimits } from '../ask-api.ts';
import type { HostedClients } from '../hosted-provider.ts';
import { mediaTypeOfFile } from '../media-type.ts';
import { createCalmFetch, createPostOnce, isOk, jsonOf, type PostOnce, type PostReport } from '../post-once.ts';
import { fileAddressOf } from './prediction.ts';

export type ReplicateClients = HostedClients & {
  /** A page of all predictions of the account, newest first; null: the first page. */
  readonly list: (cursor: string | null, signal: AbortSignal) => Promise<PostReport>;
  readonly signingSecret: (signal: AbortSignal) => Promise<PostReport>;
};

const HOST = 'api.replicate.com';
const API = `https://${HOST}/v1`;

export function createClients({ url }: Account, key: ApiKey, limits: ApiLimits): ReplicateClients {
  const options = { limits, route: routeTo(url, [HOST]) };
  const clientOn = ({ fetch }: PostOnce): Replicate =>
    new Replicate({ auth: key.reveal(), baseUrl: API, fetch, useFileOutput: false });
  /** What the client makes of an answer is of no interest. */
  const reported = async (once: PostOnce, ask: (client: Replicate) => Promise<unknown>): Promise<PostReport> => {
    await ask(clientOn(once)).catch(() => null);
    return once.report();
  };
  const list: ReplicateClients['list'] = (cursor, signal) =>
    reported(createCalmFetch(options), (client) =>
      client.request('/predictions', { signal, params: cursor === null ? {} : { cursor } }),
    );
  return {
    hour: (signal) => list(null, signal),
    list,
    submit: ({ endpoint, input }, { signal, mayLeave, webhook = null }) =>
      reported(createPostOnce(mayLeave, options), ({ predictions }) =>
        predictions.create({
          model: endpoint,
          input,
          signal,
          ...(webhook === null ? {} : { webhook, webhook_events_filter: ['completed'] }),
        }),
      ),
    job: ({ id }, signal) => reported(createCalmFetch(options), ({ predictions }) => predictions.get(id, { signal })),
    cancel: ({ id }, signal) =>
      reported(createCalmFetch(options), ({ predictions }) => predictions.cancel(id, { signal })),
    upload: async (file, signal) => {
      const type = await mediaTypeOfFile(file);
      const content = new File([await openAsBlob(file, { type })], basename(file), { type });
      const report = await reported(createCalmFetch(options), ({ files }) => files.create(content, {}, { signal }));
      return { url: isOk(report) ? fileAddressOf(jsonOf(report)) : null, report };
    },
    signingSecret: (signal) =>
      reported(createCalmFetch(options), ({ webhooks }) => webhooks.default.secret.get({ signal })),
  };
}
