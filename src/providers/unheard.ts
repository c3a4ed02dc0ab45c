import type { PostReport } from './post-once.ts';

/** A poll of which came no answer that says anything of the job; `retryAfterMs`: what the provider wishes. */
export function unheardPoll(
  report: PostReport,
  retryAfterMs: number | null = null,
): {
  readonly status: 'pending';
  readonly progress: null;
  readonly retryAfterMs: number | null;
  readonly unheard: string;
} {
  return { status: 'pending', progress: null, retryAfterMs, unheard: whyOf(report) };
}

function whyOf(report: PostReport): string {
  switch (report.phase) {
    case 'answered':
      return report.status < 300 ? 'an answer that cannot be read' : `HTTP ${report.status}`;
    case 'nothing':
      return 'no answer';
    case 'never_left':
    case 'unanswered':
      return report.code;
  }
}
