import { open } from 'node:fs/promises';
import { LongtakeError } from '../model/error.ts';
import type { Failure } from '../model/generation.ts';
import { guardedFetch, type FetchOptions } from './http.ts';
import { mayHold, type MediaType } from './media-type.ts';

export type Saved =
  | { readonly status: 'stored'; readonly mediaType: string }
  /** The address is not good any more; the provider may give another. */
  | { readonly status: 'expired' }
  | { readonly status: 'failed'; readonly failure: Failure };

export type SaveOptions = FetchOptions & {
  readonly kind: MediaType['kind'];
  readonly signal: AbortSignal;
};

/**
 * Brings in a file that a provider made. Its address came over the network and is trusted no more than any other: every
 * host on the way is checked, and what the file is, is told by its bytes. An abort rejects; all else is a value.
 */
export async function saveRemote(url: string, destination: string, options: SaveOptions): Promise<Saved> {
  try {
    await using stream = await guardedFetch(url, options);
    if (!mayHold(stream.type, options.kind))
      return notFetched(`the file is ${stream.type.mediaType}, where a ${options.kind} was asked for`);
    await using handle = await open(destination, 'w');
    for await (const chunk of stream.chunks) await handle.writeFile(chunk);
    return { status: 'stored', mediaType: stream.type.mediaType };
  } catch (error) {
    options.signal.throwIfAborted();
    if (!(error instanceof LongtakeError)) throw error;
    const { details } = error;
    const status = typeof details === 'object' && details !== null && 'status' in details ? details['status'] : null;
    if (error.code === 'remote_status' && typeof status === 'number' && GONE.has(status)) return { status: 'expired' };
    return notFetched(error.message);
  }
}

const GONE: ReadonlySet<number> = new Set([401, 403, 404, 410]);

/** The file is not here, and the job is. */
export function notFetched(message: string): Saved {
  return {
    status: 'failed',
    failure: {
      class: 'unavailable',
      message: `The finished take cannot be fetched: ${message}.`,
      billed: 'unknown',
      suspect: null,
      retryAfterMs: null,
      advice: 'The job is kept: the next render fetches it again.',
    },
  };
}
