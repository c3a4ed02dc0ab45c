import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import RunwayML from '@runwayml/sdk';
import type { ApiKey } from '../../base/api-key.ts';
import { routeTo, type Account } from '../account.ts';
import type { ApiLimits } from '../ask-api.ts';
import type { HostedClients } from '../hosted-provider.ts';
import { mediaTypeOfFile } from '../media-type.ts';
import { createCalmFetch, createPostOnce, type PostOnce, type PostReport } from '../post-once.ts';

const HOST = 'api.dev.runwayml.com';

export function createClients({ url }: Account, key: ApiKey, limits: ApiLimits): HostedClients {
  const options = { limits, route: routeTo(url, [HOST]) };
  const clientOn = ({ fetch }: PostOnce): RunwayML =>
    new RunwayML({
      apiKey: key.reveal(),
      baseURL: `https://${HOST}`,
      fetch,
      maxRetries: 0,
      timeout: limits.totalMs,
      logLevel: 'off',
    });
  /** What the client makes of an answer is of no interest. */
  const reported = async (once: PostOnce, ask: (client: RunwayML) => Promise<unknown>): Promise<PostReport> => {
    await ask(clientOn(once)).catch(() => null);
    return once.report();
  };
  return {
    hour: (signal) => reported(createCalmFetch(options), ({ organization }) => organization.retrieve({ signal })),
    // By address and not by method: the methods check nothing, and a model that they do not know yet passes as well.
    submit: ({ endpoint, input }, { signal, mayLeave }) =>
      reported(createPostOnce(mayLeave, options), (client) => client.post(`/v1/${endpoint}`, { body: input, signal })),
    job: ({ id }, signal) => reported(createCalmFetch(options), ({ tasks }) => tasks.retrieve(id, { signal })),
    cancel: ({ id }, signal) => reported(createCalmFetch(options), ({ tasks }) => tasks.delete(id, { signal })),
    upload: async (file, signal) => {
      const calm = createCalmFetch(options);
      const type = await mediaTypeOfFile(file);
      const name = `${basename(file).slice(0, 16)}.${type.split('/')[1] ?? 'bin'}`;
      const content = new File([await openAsBlob(file, { type })], name, { type });
      const uploaded = await clientOn(calm)
        .uploads.createEphemeral({ file: content }, { signal })
        .catch(() => null);
      return { url: uploaded?.uri ?? null, report: calm.report() };
    },
  };
}
