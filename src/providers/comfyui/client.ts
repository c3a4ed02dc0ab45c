import { openAsBlob } from 'node:fs';
import type { ApiLimits } from '../ask-api.ts';
import type { Sending } from '../contract.ts';
import { extensionOf, mediaTypeOfFile } from '../media-type.ts';
import { createCalmFetch, createPostOnce, jsonOf, type PostReport } from '../post-once.ts';
import { FOLDER, type Gives } from './body.ts';
import { likelyOutputs, readHistory, readJob, readQueue, toQuery, type Job } from './job.ts';
import type { Graph } from './workflow.ts';

/** What is asked of a ComfyUI, request by request. */
export type ComfyuiClient = {
  /** The one that makes it work. */
  readonly submit: (graph: Graph, id: string, sending: Sending) => Promise<PostReport>;
  readonly upload: (file: string, name: string, signal: AbortSignal) => Promise<PostReport>;
  readonly nodeInfo: (type: string, signal: AbortSignal) => Promise<PostReport>;
  /** `unknown` to it, wherever it was looked for; `unheard` when it did not answer. */
  readonly find: (id: string, gives: Gives, signal: AbortSignal) => Promise<Job | 'unknown' | 'unheard'>;
  readonly cancel: (id: string, signal: AbortSignal) => Promise<void>;
  readonly viewUrl: (query: string) => string;
};

/** ComfyUI has no client of its own, and refuses what comes with a foreign `Origin`: plain requests do. */
export function createClient(server: URL, limits: ApiLimits): ComfyuiClient {
  const base = server.href.replace(/\/+$/u, '');
  const ask = async (path: string, signal: AbortSignal, init: RequestInit = {}): Promise<PostReport> => {
    const calm = createCalmFetch({ limits });
    await calm.fetch(`${base}${path}`, { ...init, signal });
    return calm.report();
  };
  const post = (path: string, signal: AbortSignal, body: unknown): Promise<PostReport> =>
    ask(path, signal, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) });
  const queue = async (id: string, signal: AbortSignal): Promise<Job | 'unknown' | 'unheard'> => {
    const report = await ask('/queue', signal);
    return isOk(report) ? (readQueue(jsonOf(report), id) ?? 'unknown') : 'unheard';
  };

  return {
    submit: async (graph, id, { signal, mayLeave }) => {
      const once = createPostOnce(mayLeave, { limits });
      const body = JSON.stringify({ prompt: graph, prompt_id: id, client_id: id });
      await once.fetch(`${base}/prompt`, { method: 'POST', headers: JSON_TYPE, body, signal });
      return once.report();
    },
    upload: async (file, name, signal) => {
      const form = new FormData();
      form.set(
        'image',
        new Blob([await (await openAsBlob(file)).bytes()]),
        `${name}${extensionOf(await mediaTypeOfFile(file))}`,
      );
      form.set('type', 'input');
      form.set('subfolder', FOLDER);
      // The name is the hash of what is in it: what is written over is the same.
      form.set('overwrite', 'true');
      return ask('/upload/image', signal, { method: 'POST', body: form });
    },
    nodeInfo: (type, signal) => ask(`/object_info/${encodeURIComponent(type)}`, signal),
    find: async (id, gives, signal) => {
      const jobs = await ask(`/api/jobs/${id}`, signal);
      const job = isOk(jobs) ? readJob(jsonOf(jobs)) : null;
      if (job !== null) return job;
      if (!isOk(jobs) && !isNone(jobs)) return 'unheard';
      // Before 2026 there is no list of jobs, and none keeps what was made before a restart.
      const history = await ask(`/history/${id}`, signal);
      if (!isOk(history)) return 'unheard';
      const entry = readHistory(jsonOf(history), id);
      if (entry !== null) return entry;
      const queued = await queue(id, signal);
      if (queued !== 'unknown') return queued;
      // Between the two questions it may have come to its end.
      const again = await ask(`/history/${id}`, signal);
      const late = isOk(again) ? readHistory(jsonOf(again), id) : null;
      if (late !== null) return late;
      for (const file of likelyOutputs(id, gives, FOLDER)) {
        const seen = await ask(`/view?${toQuery(file)}`, signal, { headers: { range: 'bytes=0-0' } });
        if (seen.phase !== 'answered') return 'unheard';
        if (seen.status === 200 || seen.status === 206) return { state: 'done', outputs: [file] };
      }
      return 'unknown';
    },
    cancel: async (id, signal) => {
      const report = await post(`/api/jobs/${id}/cancel`, signal, {});
      if (report.phase !== 'answered' || !isNone(report)) return;
      await post('/queue', signal, { delete: [id] });
      const job = await queue(id, signal);
      // A bare interrupt, and to an old server any, stops whatever runs: only ours is stopped.
      if (typeof job !== 'string' && job.state === 'running') await post('/interrupt', signal, { prompt_id: id });
    },
    viewUrl: (query) => `${base}/view?${query}`,
  };
}

const JSON_TYPE = { 'content-type': 'application/json' };

export function isOk(report: PostReport): boolean {
  return report.phase === 'answered' && report.status === 200 && jsonOf(report) !== null;
}

function isNone(report: PostReport): boolean {
  return report.phase === 'answered' && (report.status === 404 || report.status === 405);
}
