import { copyFile, open, rm } from 'node:fs/promises';
import { z } from 'zod';
import type { JsonObject } from '../../base/json.ts';
import type { Failure } from '../../model/generation.ts';
import { type BlobSha, toId } from '../../model/ids.ts';
import type { ModelFacts } from '../../model/model-facts.ts';
import type { Provider } from '../contract.ts';

/** Existing footage brought in as a take: nothing is made and nothing is paid. */
export const CLIP_MODELS: readonly ModelFacts[] = [
  {
    id: 'clip',
    provider: 'clip',
    medium: 'video',
    label: 'Existing footage',
    modes: [],
    exclusive: [],
    lengths: null,
    sizes: [],
    audio: true,
    seed: false,
    camera: [],
    price: { kind: 'free' },
    concurrency: 4,
    answersAtOnce: false,
    retires: null,
    ready: true,
    source: 'part of longtake',
    asOf: '2026-11-22',
  },
];

const handle = z.object({ sha: z.string().regex(/^[0-9a-f]{64}$/) });
const HEAD_BYTES = 16;

/** A provider whose takes are blobs that the workspace already holds: `download` copies them. */
export function createClip(): Provider {
  return {
    id: 'clip',
    submitSafety: 'key',
    models: () => CLIP_MODELS,
    prepare: (request) => {
      if (request.kind !== 'video' || request.video === null) {
        return {
          ok: false,
          failure: toFailure('invalid_request', 'clip brings in footage, and the request names none'),
        };
      }
      return { ok: true, body: { sha: request.video.sha }, dropped: [] };
    },
    submit: async (body) => ({ status: 'accepted', operation: { sha: shaOf(body) } }),
    reconcile: async (attempt) => ({ status: 'found', operation: { sha: shaOf(attempt.body) } }),
    poll: async () => ({ status: 'done', costMicros: 0 }),
    cancel: async () => {},
    download: async (operation, destination, context) => {
      context.signal.throwIfAborted();
      const source = context.blobPath(shaOf(operation));
      try {
        await copyFile(source, destination);
        context.onProgress(1);
        return { status: 'stored', mediaType: await guessMediaType(destination) };
      } catch (error) {
        await rm(destination, { force: true });
        const message = error instanceof Error ? error.message : String(error);
        return { status: 'failed', failure: toFailure('lost', `the footage ${shaOf(operation)} is gone: ${message}`) };
      }
    },
  };
}

function shaOf(json: JsonObject): BlobSha {
  return toId<BlobSha>(handle.parse(json).sha);
}

function toFailure(cls: Failure['class'], message: string): Failure {
  return { class: cls, message, billed: 'no', suspect: null, retryAfterMs: null, advice: null };
}

/** By the first bytes: blobs have no file name. */
async function guessMediaType(file: string): Promise<string> {
  const opened = await open(file, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    await opened.read(head, 0, HEAD_BYTES, 0);
    if (head.subarray(4, 8).toString('latin1') === 'ftyp') {
      return head.subarray(8, 10).toString('latin1') === 'qt' ? 'video/quicktime' : 'video/mp4';
    }
    if (head.readUInt32BE(0) === 0x1a45dfa3) return 'video/webm';
    if (head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 11) === 'AVI') return 'video/x-msvideo';
    if (head.readUInt8(0) === 0x47) return 'video/mp2t';
    if (head.readUInt32BE(0) === 0x89504e47) return 'image/png';
    if (head.readUInt16BE(0) === 0xffd8) return 'image/jpeg';
    return 'application/octet-stream';
  } finally {
    await opened.close();
  }
}
