/** Not more often than this, for no more than a tenth of the time, and never so seldom that a film seems to stand. */
const SHORTEST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 3_000;
const PAUSE_PER_WORK = 9;

/**
 * Asks again after something happened: at once when nothing was asked lately, otherwise once when the pause is over,
 * however much happened meanwhile. The pause grows with how long an answer takes, so that large films are asked less.
 */
export function createRefresher(work: () => Promise<void>): { readonly ask: () => void; readonly close: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isBusy = false;
  let isWanted = false;
  let isClosed = false;

  const run = (): void => {
    isBusy = true;
    isWanted = false;
    const from = performance.now();
    void work().finally(() => {
      const pauseMs = Math.min(
        LONGEST_PAUSE_MS,
        Math.max(SHORTEST_PAUSE_MS, (performance.now() - from) * PAUSE_PER_WORK),
      );
      timer = setTimeout(() => {
        isBusy = false;
        if (isWanted && !isClosed) run();
      }, pauseMs);
    });
  };
  return {
    ask: () => {
      isWanted = true;
      if (!isBusy && !isClosed) run();
    },
    close: () => {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
