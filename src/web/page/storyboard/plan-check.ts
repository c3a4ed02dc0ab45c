import { signal, type ReadonlySignal } from '@preact/signals';
import { api, ApiError, read, wasAborted, wordsOf } from '../api/client.ts';
import type { PlanAnswer } from '../api/contract.ts';

/** What a storyboard that is being written would come to. */
export type PlanCheck = {
  readonly answer: ReadonlySignal<PlanAnswer | null>;
  readonly isChecking: ReadonlySignal<boolean>;
  readonly trouble: ReadonlySignal<string | null>;
  readonly check: (wanted: Wanted) => void;
  readonly close: () => void;
};
export type Wanted = {
  readonly storyboard: string;
  readonly render?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly options?: { readonly preview?: boolean };
};

const AFTER_TYPING_MS = 350;

/** Asks when the typing pauses; an answer to what was written before is dropped. */
export function createPlanCheck(): PlanCheck {
  const answer = signal<PlanAnswer | null>(null);
  const isChecking = signal(false);
  const trouble = signal<string | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let aborting = new AbortController();

  const run = async (wanted: Wanted): Promise<void> => {
    aborting.abort();
    aborting = new AbortController();
    const { signal: aborted } = aborting;
    try {
      answer.value = await read(api.v1.plan.$post({ json: wanted }, { init: { signal: aborted } }));
      trouble.value = null;
    } catch (thrown) {
      if (wasAborted(thrown) || (thrown instanceof ApiError && thrown.status === 401)) return;
      trouble.value = wordsOf(thrown);
    } finally {
      if (!aborted.aborted) isChecking.value = false;
    }
  };
  return {
    answer,
    isChecking,
    trouble,
    check: (wanted) => {
      clearTimeout(timer);
      if (wanted.storyboard.trim() === '') {
        aborting.abort();
        answer.value = null;
        isChecking.value = false;
        return;
      }
      isChecking.value = true;
      timer = setTimeout(() => void run(wanted), AFTER_TYPING_MS);
    },
    close: () => {
      clearTimeout(timer);
      aborting.abort();
    },
  };
}
