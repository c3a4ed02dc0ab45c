import type { FilmEvent, Render } from '../api/contract.ts';
import { applyEvent } from './apply-event.ts';

/** Events that were shown already. An answer that was read before some of them must not take them back. */
export type Heard = {
  readonly remember: (events: readonly FilmEvent[]) => void;
  /** An answer as it would be, had it been read now. */
  readonly bringUpToDate: (answer: Render) => Render;
  /** A server that comes back may count from another number. */
  readonly forget: () => void;
};

/** Answers take a second or two, and a busy film has a hundred events in one. */
const MOST = 1_000;

export function createHeard(): Heard {
  let kept: readonly FilmEvent[] = [];
  return {
    remember: (events) => {
      kept = [...kept, ...events.filter(({ seq }) => seq != null)].slice(-MOST);
    },
    bringUpToDate: (answer) =>
      kept.filter(({ seq }) => Number(seq) > Number(answer.lastEvent)).reduce(applyEvent, answer),
    forget: () => {
      kept = [];
    },
  };
}
