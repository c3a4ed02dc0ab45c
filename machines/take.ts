import { assign, setup } from 'xstate';
import type { Failure } from '../src/model/generation.ts';
import type { AttemptId } from '../src/model/ids.ts';
import { effect, typed } from './effects.ts';
import { MAX_ATTEMPTS, MAX_DOWNLOADS, MAX_REFETCHES, backOffMs, mayTryAgain, pollDelayMs } from './retry.ts';

/** One take of one paid task, from the reservation to the stored file. */
export type TakeContext = {
  /** From 1, within its task. */
  readonly number: number;
  readonly model: string;
  readonly attempt: AttemptId | null;
  readonly attempts: number;
  readonly polls: number;
  readonly downloads: number;
  /** How often its file came damaged and was fetched once more. */
  readonly refetches: number;
  /** What the next delayed effect waits. */
  readonly delayMs: number;
  readonly failure: Failure | null;
};

export type TakeInput = { readonly number: number; readonly model: string };

export type TakeEvent =
  | { readonly type: 'take.reserved'; readonly attempt: AttemptId }
  | { readonly type: 'take.refused'; readonly failure: Failure }
  | { readonly type: 'take.submitted' }
  | { readonly type: 'take.rejected'; readonly failure: Failure }
  | { readonly type: 'take.lost_answer'; readonly failure: Failure }
  /** Held, and nobody knows whether it exists: ask the provider once more. */
  | { readonly type: 'take.reconcile' }
  | { readonly type: 'take.found' }
  /** The provider cannot tell yet. */
  | { readonly type: 'take.unsettled'; readonly retryAfterMs: number }
  /** Provably never created there, so nothing was billed. */
  | { readonly type: 'take.absent'; readonly failure: Failure }
  | { readonly type: 'take.unknown'; readonly failure: Failure }
  /** The same, and a person wrote down that it is then paid once more; the journal has let go of the old one. */
  | { readonly type: 'take.repay' }
  | { readonly type: 'take.retry_due' }
  | { readonly type: 'take.pending'; readonly retryAfterMs: number | null }
  | { readonly type: 'take.finished' }
  | { readonly type: 'take.failed'; readonly failure: Failure }
  | { readonly type: 'take.overdue'; readonly failure: Failure }
  | { readonly type: 'take.downloaded' }
  | { readonly type: 'take.not_downloaded'; readonly failure: Failure }
  | { readonly type: 'take.passed' }
  /** The file is broken, and its provider may have it whole: it is fetched once more. */
  | { readonly type: 'take.damaged'; readonly failure: Failure }
  | { readonly type: 'take.gate_failed'; readonly failure: Failure }
  /** The gate itself broke: the file is neither good nor bad, and it is paid for. */
  | { readonly type: 'take.not_gated'; readonly failure: Failure }
  /** The storyboard no longer asks for it; heard only while nothing has been sent: what is in flight is finished and kept. */
  | { readonly type: 'take.drop'; readonly failure: Failure }
  /** A person gives it up, in flight or not. What is finished there, and paid for, is brought in all the same. */
  | { readonly type: 'take.cancel'; readonly failure: Failure }
  /** Its provider was asked to stop, and nothing will come of it; `billed` says what is known of the money. */
  | { readonly type: 'take.cancelled'; readonly failure: Failure }
  /** Held, and a person found the job at the provider: the journal has its handle. */
  | { readonly type: 'take.adopt' }
  /** Held, and a person wants it sent once more, whatever became of what was sent; the journal has let go of that. */
  | { readonly type: 'take.resubmit' }
  /** Held, and a person gives it up; `billed` says what is known of the money. */
  | { readonly type: 'take.abandon'; readonly failure: Failure };

export type TakeOutput = { readonly outcome: 'stored' | 'failed'; readonly failure: Failure | null };

export const takeMachine = setup({
  types: {
    context: typed<TakeContext>(),
    events: typed<TakeEvent>(),
    input: typed<TakeInput>(),
    output: typed<TakeOutput>(),
  },
  actions: {
    effect,
    keepAttempt: assign(({ event, context }) =>
      event.type === 'take.reserved'
        ? { attempt: event.attempt, attempts: context.attempts + 1, polls: 0, downloads: 0, refetches: 0 }
        : {},
    ),
    keepFailure: assign(({ event }) => ('failure' in event ? { failure: event.failure } : {})),
    forgetFailure: assign({ failure: null }),
    countAfresh: assign({ polls: 0, downloads: 0, refetches: 0 }),
    countRefetch: assign(({ context }) => ({ refetches: context.refetches + 1, downloads: 0 })),
    // A person's word is worth as many tries as the plan's.
    beginAfresh: assign({ attempt: null, attempts: 0, polls: 0, downloads: 0, refetches: 0 }),
    countPoll: assign(({ event, context }) => ({
      polls: context.polls + 1,
      delayMs: pollDelayMs(context.polls, 'retryAfterMs' in event ? event.retryAfterMs : null),
    })),
    countDownload: assign(({ event, context }) => ({
      downloads: context.downloads + 1,
      delayMs: backOffMs(context.downloads + 1, 'failure' in event ? event.failure.retryAfterMs : null),
    })),
    backOff: assign(({ event, context }) => ({
      delayMs: backOffMs(context.attempts, 'failure' in event ? event.failure.retryAfterMs : null),
    })),
  },
  guards: {
    mayTryAgain: ({ context, event }) => 'failure' in event && mayTryAgain(event.failure, context.attempts),
    mayBeginAgain: ({ context }) => context.attempts < MAX_ATTEMPTS,
    mayDownloadAgain: ({ context }) => context.downloads + 1 < MAX_DOWNLOADS,
    mayRefetch: ({ context }) => context.refetches < MAX_REFETCHES,
    isOverdue: ({ context }) => context.failure?.class === 'timed_out',
    // The damaged one is all there is.
    isAllThereIs: ({ context, event }) =>
      context.refetches > 0 && 'failure' in event && event.failure.class !== 'unavailable',
  },
}).createMachine({
  id: 'take',
  context: ({ input }) => ({
    number: input.number,
    model: input.model,
    attempt: null,
    attempts: 0,
    polls: 0,
    downloads: 0,
    refetches: 0,
    delayMs: 0,
    failure: null,
  }),
  initial: 'active',
  output: ({ context }) => ({
    outcome: context.failure === null ? 'stored' : 'failed',
    failure: context.failure,
  }),
  states: {
    active: {
      initial: 'reserving',
      // An answer that comes late, to whatever state, is a paid take: go and fetch it.
      on: { 'take.submitted': { target: '.polling', actions: ['forgetFailure', 'countAfresh'] } },
      states: {
        reserving: {
          entry: { type: 'effect', params: { kind: 'reserve' } },
          on: {
            'take.reserved': { target: 'submitting', actions: 'keepAttempt' },
            'take.refused': { target: '#take.failed', actions: 'keepFailure' },
            'take.drop': { target: '#take.failed', actions: 'keepFailure' },
            'take.cancel': { target: '#take.failed', actions: 'keepFailure' },
          },
        },
        submitting: {
          entry: { type: 'effect', params: { kind: 'submit' } },
          on: {
            'take.rejected': [
              { guard: 'mayTryAgain', target: 'backing_off', actions: ['keepFailure', 'backOff'] },
              { target: '#take.failed', actions: 'keepFailure' },
            ],
            'take.lost_answer': { target: 'reconciling', actions: ['keepFailure', 'countAfresh'] },
            'take.cancel': 'cancelling',
          },
        },
        reconciling: {
          entry: {
            type: 'effect',
            params: ({ context }) => ({ kind: 'reconcile', delayMs: context.polls === 0 ? 0 : context.delayMs }),
          },
          on: {
            'take.unsettled': { target: 'reconciling', reenter: true, actions: 'countPoll' },
            'take.found': { target: 'polling', actions: ['forgetFailure', 'countAfresh'] },
            'take.absent': [
              { guard: 'mayTryAgain', target: 'backing_off', actions: ['keepFailure', 'backOff'] },
              { target: '#take.failed', actions: 'keepFailure' },
            ],
            'take.unknown': { target: 'held', actions: 'keepFailure' },
            'take.repay': { guard: 'mayBeginAgain', target: 'reserving', actions: 'forgetFailure' },
            'take.cancel': 'cancelling',
          },
        },
        backing_off: {
          entry: { type: 'effect', params: ({ context }) => ({ kind: 'wake', delayMs: context.delayMs }) },
          on: {
            'take.retry_due': { target: 'reserving', actions: 'forgetFailure' },
            'take.drop': { target: '#take.failed', actions: 'keepFailure' },
            'take.cancel': { target: '#take.failed', actions: 'keepFailure' },
          },
        },
        polling: {
          entry: {
            type: 'effect',
            params: ({ context }) => ({ kind: 'poll', delayMs: context.polls === 0 ? 0 : context.delayMs }),
          },
          on: {
            'take.pending': { target: 'polling', reenter: true, actions: 'countPoll' },
            'take.finished': 'downloading',
            'take.failed': [
              { guard: 'mayTryAgain', target: 'backing_off', actions: ['keepFailure', 'backOff'] },
              { target: '#take.failed', actions: 'keepFailure' },
            ],
            'take.overdue': { target: 'held', actions: 'keepFailure' },
            'take.cancel': 'cancelling',
          },
        },
        cancelling: {
          entry: { type: 'effect', params: { kind: 'cancel' } },
          on: {
            // An answer that crossed the wish: now there is a job that can be cancelled.
            'take.submitted': { target: 'cancelling', reenter: true, actions: 'countAfresh' },
            'take.cancelled': { target: '#take.failed', actions: 'keepFailure' },
            'take.finished': { target: 'downloading', actions: 'forgetFailure' },
            'take.failed': { target: '#take.failed', actions: 'keepFailure' },
            'take.unknown': { target: 'held', actions: 'keepFailure' },
          },
        },
        downloading: {
          entry: {
            type: 'effect',
            params: ({ context }) => ({ kind: 'download', delayMs: context.downloads === 0 ? 0 : context.delayMs }),
          },
          on: {
            'take.downloaded': 'gating',
            'take.not_downloaded': [
              { guard: 'mayDownloadAgain', target: 'downloading', reenter: true, actions: 'countDownload' },
              { guard: 'isAllThereIs', target: 'gating' },
              { target: 'held', actions: 'keepFailure' },
            ],
          },
        },
        gating: {
          entry: { type: 'effect', params: { kind: 'gate' } },
          on: {
            'take.passed': '#take.stored',
            'take.damaged': [
              { guard: 'mayRefetch', target: 'downloading', actions: 'countRefetch' },
              { target: '#take.failed', actions: 'keepFailure' },
            ],
            'take.gate_failed': { target: '#take.failed', actions: 'keepFailure' },
            'take.not_gated': { target: 'held', actions: 'keepFailure' },
          },
        },
        // It may exist and may have been paid for: a person or a reconcile decides, never a retry.
        held: {
          on: {
            'take.reconcile': { target: 'reconciling', actions: 'countAfresh' },
            'take.adopt': { target: 'polling', actions: ['forgetFailure', 'countAfresh'] },
            'take.resubmit': { target: 'reserving', actions: ['forgetFailure', 'beginAfresh'] },
            'take.abandon': { target: '#take.failed', actions: 'keepFailure' },
            // Its provider has it, and was not done in time: it can be asked to stop.
            'take.cancel': { guard: 'isOverdue', target: 'cancelling' },
          },
        },
      },
    },
    stored: { type: 'final' },
    failed: { type: 'final' },
  },
});
