import { assign, setup } from 'xstate';
import type { Failure } from '../src/model/generation.ts';
import { effect, typed } from './effects.ts';

/**
 * Work that costs nothing but time and may be done again at any moment: conform, join, sound, film. One chart, four
 * machines, which differ in the word for the work and in the effect that does it. A failure is tried once more, in case
 * the disk or the process was at fault.
 */
export type DerivedContext = { readonly tries: number; readonly failure: Failure | null };

export type DerivedEvent =
  | { readonly type: 'task.start' }
  | { readonly type: 'task.skip'; readonly failure: Failure }
  /** The same work was done before. */
  | { readonly type: 'work.reused' }
  | { readonly type: 'work.done' }
  | { readonly type: 'work.failed'; readonly failure: Failure };

export type DerivedOutput = { readonly failure: Failure | null };

const MAX_TRIES = 2;

const derived = setup({
  types: {
    context: typed<DerivedContext>(),
    events: typed<DerivedEvent>(),
    output: typed<DerivedOutput>(),
  },
  actions: {
    effect,
    countTry: assign(({ context }) => ({ tries: context.tries + 1 })),
    keepFailure: assign(({ event }) => ('failure' in event ? { failure: event.failure } : {})),
    forgetFailure: assign({ failure: null }),
  },
  guards: {
    mayTryAgain: ({ context, event }) =>
      event.type === 'work.failed' && event.failure.class === 'internal' && context.tries < MAX_TRIES,
  },
});

function createDerivedMachine<const Word extends string>(
  id: string,
  word: Word,
  kind: 'conform' | 'encode' | 'mix' | 'assemble',
) {
  return derived.createMachine({
    id,
    context: { tries: 0, failure: null },
    initial: 'waiting',
    output: ({ context }) => ({ failure: context.failure }),
    states: {
      waiting: {
        on: {
          'task.start': word,
          'task.skip': { target: 'skipped', actions: 'keepFailure' },
          'work.reused': 'reused',
        },
      },
      [word]: {
        entry: ['countTry', { type: 'effect', params: { kind } }],
        on: {
          'work.done': { target: 'stored', actions: 'forgetFailure' },
          'work.reused': 'reused',
          'work.failed': [
            { guard: 'mayTryAgain', target: word, reenter: true, actions: 'keepFailure' },
            { target: 'failed', actions: 'keepFailure' },
          ],
        },
      },
      reused: { type: 'final' },
      stored: { type: 'final' },
      failed: { type: 'final' },
      skipped: { type: 'final' },
    },
  });
}

export const conformMachine = createDerivedMachine('conform', 'conforming', 'conform');
export const joinMachine = createDerivedMachine('join', 'encoding', 'encode');
export const soundMachine = createDerivedMachine('sound', 'mixing', 'mix');
export const filmMachine = createDerivedMachine('film', 'assembling', 'assemble');
