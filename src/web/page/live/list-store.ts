import { signal, type ReadonlySignal } from '@preact/signals';
import { api, ApiError, read, wordsOf } from '../api/client.ts';
import type { RenderSummary } from '../api/contract.ts';
import { createRefresher } from './refresher.ts';
import { openStream, type StreamState } from './stream.ts';

export type ListStore = {
  readonly renders: ReadonlySignal<readonly RenderSummary[] | null>;
  readonly trouble: ReadonlySignal<string | null>;
  readonly connection: ReadonlySignal<StreamState>;
  /** Whether there are more than are shown. */
  readonly hasMore: ReadonlySignal<boolean>;
  readonly showMore: () => void;
  readonly close: () => void;
};

type Answer = { readonly renders: readonly RenderSummary[]; readonly next: string | null };

const PAGE = 60;

export function openList(): ListStore {
  const renders = signal<readonly RenderSummary[] | null>(null);
  const trouble = signal<string | null>(null);
  const connection = signal<StreamState>('connecting');
  const hasMore = signal(false);
  const aborting = new AbortController();
  let wanted = PAGE;

  const readAll = async (): Promise<void> => {
    try {
      const found: RenderSummary[] = [];
      let next: string | null = null;
      do {
        const query: { limit: string; after?: string } = {
          limit: String(PAGE),
          ...(next === null ? {} : { after: next }),
        };
        const answer: Answer = await read(api.v1.renders.$get({ query }, { init: { signal: aborting.signal } }));
        found.push(...answer.renders);
        ({ next } = answer);
      } while (next !== null && found.length < wanted);
      renders.value = found;
      hasMore.value = next !== null;
      trouble.value = null;
    } catch (thrown) {
      if (aborting.signal.aborted || (thrown instanceof ApiError && thrown.status === 401)) return;
      if (renders.value === null) trouble.value = wordsOf(thrown);
    }
  };
  const refresher = createRefresher(readAll);
  refresher.ask();
  const closeStream = openStream('/v1/events', null, {
    onEvent: ({ type }) => {
      if (type !== 'task.progress') refresher.ask();
    },
    onState: (state) => {
      // What happened before the stream was open is in the list that is asked for after it.
      if (state === 'live') refresher.ask();
      connection.value = state;
    },
  });
  return {
    renders,
    trouble,
    connection,
    hasMore,
    showMore: () => {
      wanted += PAGE;
      refresher.ask();
    },
    close: () => {
      aborting.abort();
      refresher.close();
      closeStream();
    },
  };
}
