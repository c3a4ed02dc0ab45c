/** How a task stands, for its colour; its word is the machine's own. */
export type Standing = 'waiting' | 'working' | 'ready' | 'failed' | 'held';

export function standingOf(state: string): Standing {
  switch (state) {
    case 'waiting':
    case 'skipped':
      return 'waiting';
    case 'stored':
    case 'reused':
      return 'ready';
    case 'failed':
      return 'failed';
    case 'held':
      return 'held';
    default:
      return 'working';
  }
}
