import { assign, setup } from 'xstate';
import type { Failure } from '../src/model/generation.ts';
import { effect, typed } from './effects.ts';
import { mayMoveOn } from './retry.ts';

/**
 * One paid task of the plan (a shot's takes, its keyframe, a line of speech, a piece of music): begins takes, goes down
 * the ladder of models when one fails, and is stored when it has as many takes as were asked for.
 */
export type ShotContext = {
  readonly rungs: number;
  readonly wanted: number;
  /** Whether the next model may try what one refused for its content. */
  readonly passesRefusals: boolean;
  readonly rung: number;
  /** Number of the first take begun on this rung; an older one that fails late does not move the task down again. */
  readonly rungFrom: number;
  /** Number of the newest take ever begun for this task, in this render or before. */
  readonly newest: number;
  /** The takes that the newest `start_takes` begins. */
  readonly begun: readonly number[];
  readonly live: readonly number[];
  readonly stored: readonly number[];
  readonly held: readonly number[];
  readonly failure: Failure | null;
};

export type ShotInput = { readonly rungs: number; readonly wanted: number; readonly passesRefusals?: boolean };

export type ShotEvent =
  /**
   * Inputs and a slot are there. `stored` and `live` are takes of earlier renders that still fit; what was held is live
   * again, for its provider is asked once more.
   */
  | {
      readonly type: 'task.start';
      readonly stored: readonly number[];
      readonly live: readonly number[];
      readonly newest: number;
    }
  | { readonly type: 'task.skip'; readonly failure: Failure }
  /** All that is made from it is there already: it is not made. */
  | { readonly type: 'task.leave' }
  /** A person gives it up before it began; takes that were begun are given up one by one. */
  | { readonly type: 'task.cancel'; readonly failure: Failure }
  | { readonly type: 'take.settled'; readonly number: number; readonly outcome: 'stored' }
  | {
      readonly type: 'take.settled';
      readonly number: number;
      readonly outcome: 'failed' | 'held';
      readonly failure: Failure;
    }
  /** A held take turned out to exist after all. */
  | { readonly type: 'take.recovered'; readonly number: number };

export type ShotOutput = { readonly takes: readonly number[]; readonly failure: Failure | null };

const without = (numbers: readonly number[], number: number): readonly number[] =>
  numbers.filter((other) => other !== number);

type Settled = Extract<ShotEvent, { readonly type: 'take.settled' }>;

/** A take is heard of once: stored or failed, it is on neither list any more. */
const isOurs = (context: ShotContext, event: ShotEvent): event is Settled =>
  event.type === 'take.settled' && (context.live.includes(event.number) || context.held.includes(event.number));

const isWorthAnother = ({ passesRefusals }: ShotContext, event: Settled): boolean =>
  event.outcome === 'failed' && mayMoveOn(event.failure, passesRefusals);

const BEGIN_MISSING = {
  type: 'effect',
  params: ({ context }: { readonly context: ShotContext }) =>
    ({ kind: 'start_takes', numbers: context.begun, rung: context.rung }) as const,
} as const;

export const shotMachine = setup({
  types: {
    context: typed<ShotContext>(),
    events: typed<ShotEvent>(),
    input: typed<ShotInput>(),
    output: typed<ShotOutput>(),
  },
  actions: {
    effect,
    keepEarlier: assign(({ event }) =>
      event.type === 'task.start' ? { stored: event.stored, live: event.live, newest: event.newest } : {},
    ),
    keepSettled: assign(({ context, event }) => {
      if (event.type !== 'take.settled') return {};
      const live = without(context.live, event.number);
      if (event.outcome === 'stored')
        return { live, held: without(context.held, event.number), stored: [...context.stored, event.number] };
      if (event.outcome === 'held')
        return { live, held: [...without(context.held, event.number), event.number], failure: event.failure };
      return { live, held: without(context.held, event.number), failure: event.failure };
    }),
    keepRecovered: assign(({ context, event }) =>
      event.type === 'take.recovered'
        ? { held: without(context.held, event.number), live: [...without(context.live, event.number), event.number] }
        : {},
    ),
    keepFailure: assign(({ event }) => ('failure' in event ? { failure: event.failure } : {})),
    moveOn: assign(({ context }) => ({ rung: context.rung + 1, rungFrom: context.newest + 1 })),
    countMissing: assign(({ context }) => {
      const missing = context.wanted - context.stored.length - context.live.length - context.held.length;
      const begun = Array.from({ length: Math.max(0, missing) }, (_, index) => context.newest + index + 1);
      return { begun, live: [...context.live, ...begun], newest: context.newest + begun.length };
    }),
  },
  guards: {
    isOurs: ({ context, event }) => isOurs(context, event),
    mayMoveOn: ({ context, event }) =>
      isOurs(context, event) &&
      isWorthAnother(context, event) &&
      event.number >= context.rungFrom &&
      context.rung + 1 < context.rungs,
    mayReplace: ({ context, event }) =>
      isOurs(context, event) && isWorthAnother(context, event) && event.number < context.rungFrom,
    isHeldHere: ({ context, event }) => event.type === 'take.recovered' && context.held.includes(event.number),
    isStoredAlready: ({ context, event }) =>
      event.type === 'task.start' && event.stored.length >= context.wanted && event.live.length === 0,
    // What is in flight is paid for and waited for, also when it is more than was asked for.
    isUsable: ({ context }) => context.stored.length > 0 && context.live.length === 0,
    isHeld: ({ context }) => context.live.length === 0 && context.held.length > 0,
    isBarren: ({ context }) => context.live.length === 0 && context.held.length === 0 && context.stored.length === 0,
  },
}).createMachine({
  id: 'shot',
  context: ({ input }) => ({
    rungs: input.rungs,
    wanted: input.wanted,
    passesRefusals: input.passesRefusals ?? false,
    rung: 0,
    rungFrom: 0,
    newest: 0,
    begun: [],
    live: [],
    stored: [],
    held: [],
    failure: null,
  }),
  initial: 'waiting',
  output: ({ context }) => ({ takes: context.stored, failure: context.stored.length > 0 ? null : context.failure }),
  states: {
    waiting: {
      on: {
        'task.start': [
          { guard: 'isStoredAlready', target: 'reused', actions: 'keepEarlier' },
          { target: 'shooting', actions: ['keepEarlier', 'countMissing', BEGIN_MISSING] },
        ],
        'task.leave': 'reused',
        'task.skip': { target: 'skipped', actions: 'keepFailure' },
        'task.cancel': { target: 'failed', actions: 'keepFailure' },
      },
    },
    shooting: {
      always: [
        { guard: 'isUsable', target: 'stored' },
        { guard: 'isHeld', target: 'held' },
        { guard: 'isBarren', target: 'failed' },
      ],
      on: {
        'take.settled': [
          { guard: 'mayMoveOn', actions: ['keepSettled', 'moveOn', 'countMissing', BEGIN_MISSING] },
          { guard: 'mayReplace', actions: ['keepSettled', 'countMissing', BEGIN_MISSING] },
          { guard: 'isOurs', actions: 'keepSettled' },
        ],
        'take.recovered': { guard: 'isHeldHere', actions: 'keepRecovered' },
      },
    },
    held: {
      on: {
        'take.recovered': { guard: 'isHeldHere', target: 'shooting', actions: 'keepRecovered' },
        'take.settled': { guard: 'isOurs', target: 'shooting', actions: 'keepSettled' },
      },
    },
    reused: { type: 'final' },
    stored: { type: 'final' },
    failed: { type: 'final' },
    skipped: { type: 'final' },
  },
});
