import { assign, setup } from 'xstate';
import type { TaskKind } from '../src/model/plan.ts';
import { typed } from './effects.ts';

/** One run of a plan towards a film. Holds counts, never children. */
export type RenderContext = {
  readonly total: number;
  readonly stored: number;
  /** Failed, held and skipped tasks. */
  readonly missing: number;
};

export type RenderInput = { readonly total: number };
export type RenderMachineEvent =
  | { readonly type: 'task.settled'; readonly kind: TaskKind; readonly outcome: 'stored' | 'missing' }
  /** A held task went on. */
  | { readonly type: 'task.reopened' }
  /** Nothing is begun or carried out until it is resumed. */
  | { readonly type: 'render.pause' }
  | { readonly type: 'render.resume' }
  | { readonly type: 'render.cancel' };

export type RenderOutput = { readonly missing: number };

export const renderMachine = setup({
  types: {
    context: typed<RenderContext>(),
    events: typed<RenderMachineEvent>(),
    input: typed<RenderInput>(),
    output: typed<RenderOutput>(),
  },
  actions: {
    count: assign(({ context, event }) => {
      if (event.type !== 'task.settled') return {};
      return event.outcome === 'stored' ? { stored: context.stored + 1 } : { missing: context.missing + 1 };
    }),
    uncount: assign(({ context }) => ({ missing: context.missing - 1 })),
  },
  guards: {
    isMissingSome: ({ context }) => context.missing > 0,
    isDone: ({ context }) => context.stored === context.total,
    isSettled: ({ context }) => context.stored + context.missing === context.total,
  },
}).createMachine({
  id: 'render',
  context: ({ input }) => ({ total: input.total, stored: 0, missing: 0 }),
  initial: 'active',
  output: ({ context }) => ({ missing: context.missing }),
  states: {
    active: {
      initial: 'running',
      always: [
        { guard: 'isDone', target: 'done' },
        { guard: 'isSettled', target: 'incomplete' },
      ],
      on: {
        // An outcome counts whenever it comes.
        'task.settled': { actions: 'count' },
        'task.reopened': { guard: 'isMissingSome', actions: 'uncount' },
        'render.cancel': 'cancelled',
      },
      states: {
        running: { on: { 'render.pause': 'paused' } },
        // Its tasks stay where they are: a take that was polled is polled again.
        paused: { on: { 'render.resume': 'running' } },
      },
    },
    done: { type: 'final' },
    incomplete: { type: 'final' },
    cancelled: { type: 'final' },
  },
});
