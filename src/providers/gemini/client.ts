import { openAsBlob } from 'node:fs';
import { z } from 'zod';
import type { ApiKey } from '../../base/api-key.ts';
import type { Clock } from '../../base/clock.ts';
import { routeTo, type Account } from '../account.ts';
import type { ApiLimits } from '../ask-api.ts';
import type { HostedClients } from '../hosted-provider.ts';
import { mediaTypeOfFile } from '../media-type.ts';
import { createCalmFetch, createPostOnce, isOk, jsonOf, type PostReport } from '../post-once.ts';

/**
 * Plain requests, in the shape that Google's own client sends (@google/genai 3.3.0): the client repeats a paid POST five
 * times, and brings four packages along for what are three addresses.
 */
const HOST = 'generativelanguage.googleapis.com';
const API = `https://${HOST}/v1`;

/** An answer may have the video in it: fifteen seconds in 1080p, in base64. */
const VIDEO_ANSWER_BYTES = 256 * 1024 * 1024;
/** Footage is looked at before it can be used; pictures can be at once. */
const FILE_CHECKS = { times: 60, everyMs: 2_000 };

export function createClients({ url }: Account, key: ApiKey, limits: ApiLimits, clock: Clock): HostedClients {
  const options = { limits, route: routeTo(url, [HOST]) };
  const authorization = { 'x-goog-api-key': key.reveal() };
  const json = { ...authorization, 'content-type': 'application/json' };
  const free = async (address: string, init: RequestInit, most = limits.maxBytes): Promise<PostReport> => {
    const calm = createCalmFetch({ ...options, limits: { ...limits, maxBytes: Math.max(limits.maxBytes, most) } });
    await calm.fetch(address, init);
    return calm.report();
  };
  const fileState = async (name: string, signal: AbortSignal): Promise<string | null> => {
    const parsed = fileSchema.safeParse(jsonOf(await free(`${API}/${name}`, { headers: authorization, signal })));
    return parsed.success ? (parsed.data.state ?? null) : null;
  };

  return {
    hour: (signal) => free(`${API}/models?pageSize=1`, { headers: authorization, signal }),
    submit: async ({ endpoint, input }, { signal, mayLeave }) => {
      const once = createPostOnce(mayLeave, options);
      await once.fetch(`${API}/${endpoint}`, { method: 'POST', headers: json, body: JSON.stringify(input), signal });
      return once.report();
    },
    job: ({ id }, signal) =>
      free(`${addressOf(id)}?stream=false`, { headers: authorization, signal }, VIDEO_ANSWER_BYTES),
    cancel: ({ id }, signal) => free(`${addressOf(id)}/cancel`, { method: 'POST', headers: authorization, signal }),

    /** A file is there before it can be fetched; one that nothing is known of is tried all the same. */
    isReady: async (file, signal) => {
      const [, name] = /\/(files\/[\w-]+)(?::download)?(?:\?|$)/u.exec(file) ?? [];
      return name === undefined || (await fileState(name, signal)) !== 'PROCESSING';
    },

    upload: async (file, signal) => {
      const type = await mediaTypeOfFile(file);
      const blob = await openAsBlob(file, { type });
      const start = await free(`https://${HOST}/upload/v1/files`, {
        method: 'POST',
        headers: {
          ...json,
          'x-goog-upload-protocol': 'resumable',
          'x-goog-upload-command': 'start',
          'x-goog-upload-header-content-length': String(blob.size),
          'x-goog-upload-header-content-type': type,
        },
        body: JSON.stringify({ file: { mimeType: type } }),
        signal,
      });
      const place = start.phase === 'answered' ? start.headers.get('x-goog-upload-url') : null;
      if (place === null || !isTheirs(place, url)) return { url: null, report: start };
      const sent = await free(place, {
        method: 'POST',
        headers: { 'x-goog-upload-command': 'upload, finalize', 'x-goog-upload-offset': '0' },
        body: blob,
        signal,
      });
      const kept = isOk(sent) ? keptSchema.safeParse(jsonOf(sent)) : null;
      if (kept?.success !== true) return { url: null, report: sent };
      const { name, uri } = kept.data.file;
      let { state } = kept.data.file;
      for (let asked = 0; state === 'PROCESSING' && asked < FILE_CHECKS.times; asked += 1) {
        await clock.sleep(FILE_CHECKS.everyMs, signal);
        state = (await fileState(name, signal)) ?? state;
      }
      return { url: state === 'PROCESSING' || state === 'FAILED' ? null : uri, report: sent };
    },
  };
}

const fileSchema = z.object({ state: z.string().nullish().catch(null) });
const keptSchema = z.object({
  file: z.object({ name: z.string().min(1), uri: z.url(), state: z.string().nullish().catch(null) }),
});

function addressOf(id: string): string {
  return `${API}/interactions/${encodeURIComponent(id)}`;
}

/** An address from an answer gets a file of ours only where it is Google's, or the gateway's that stands for it. */
function isTheirs(address: string, gateway: URL | null): boolean {
  const url = URL.parse(address);
  return url !== null && (url.origin === `https://${HOST}` || url.origin === gateway?.origin);
}
