import type { Clock } from '../base/clock.ts';
import type { AttemptId, TaskId } from '../model/ids.ts';

/** How long a submission without an answer may be looked for before somebody is told: most are found at once. */
const TELL_AFTER_MS = 30_000;
const MINUTE_MS = 60_000;

/** Submissions of which was told that they are looked for. */
export type Searches = Set<AttemptId>;

/** Tells, once, of a submission that its provider neither has nor is sure not to have: whoever waits sees nothing move. */
export function tellOfSearch(
  {
    searches,
    clock,
    onWarning,
  }: {
    readonly searches: Searches;
    readonly clock: Pick<Clock, 'nowMs'>;
    readonly onWarning: (code: string, message: string) => void;
  },
  attempt: { readonly id: AttemptId; readonly provider: string; readonly intentMs: number },
  { task, leftMs }: { readonly task: TaskId; readonly leftMs: number | null },
): void {
  if (searches.has(attempt.id) || clock.nowMs() - attempt.intentMs < TELL_AFTER_MS) return;
  searches.add(attempt.id);
  const until = leftMs === null ? '' : `, for ${Math.max(1, Math.ceil(leftMs / MINUTE_MS))} min more at most`;
  onWarning(
    'looked_for',
    `${task} was sent to ${attempt.provider}, its answer was lost, and ${attempt.provider} does not list it yet. It is looked for until that is sure${until}; nothing is sent again before, and the other shots go on.`,
  );
}
