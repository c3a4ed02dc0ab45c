import type { AnyEventObject, AnyStateMachine } from 'xstate';
import { conformMachine, filmMachine, joinMachine, soundMachine } from '../../machines/derived.ts';
import { renderMachine } from '../../machines/render.ts';
import { shotMachine } from '../../machines/shot.ts';
import { takeMachine } from '../../machines/take.ts';
import type { Failure, FailureClass } from '../../src/model/generation.ts';

/** A statechart, what it is for in one sentence, and events enough to reach every state of it. */
export type Chart = {
  readonly name: string;
  readonly sentence: string;
  readonly machine: AnyStateMachine;
  readonly input: unknown;
  readonly events: readonly AnyEventObject[];
};

export function failureOf(failureClass: FailureClass, rest: Partial<Failure> = {}): Failure {
  return {
    class: failureClass,
    message: `it was ${failureClass}`,
    billed: 'no',
    suspect: null,
    retryAfterMs: null,
    advice: null,
    ...rest,
  };
}

const busy = failureOf('rate_limited');
const refused = failureOf('moderation');

const TAKE_EVENTS: readonly AnyEventObject[] = [
  { type: 'take.reserved', attempt: 'a_1' },
  { type: 'take.refused', failure: failureOf('budget') },
  { type: 'take.submitted' },
  { type: 'take.rejected', failure: busy },
  { type: 'take.rejected', failure: refused },
  { type: 'take.lost_answer', failure: failureOf('unavailable', { billed: 'unknown' }) },
  { type: 'take.reconcile' },
  { type: 'take.found' },
  { type: 'take.unsettled', retryAfterMs: 5_000 },
  { type: 'take.absent', failure: failureOf('unavailable') },
  { type: 'take.unknown', failure: failureOf('lost', { billed: 'unknown' }) },
  { type: 'take.repay' },
  { type: 'take.retry_due' },
  { type: 'take.pending', retryAfterMs: null },
  { type: 'take.pending', retryAfterMs: 3_000 },
  { type: 'take.finished' },
  { type: 'take.failed', failure: busy },
  { type: 'take.failed', failure: failureOf('provider_failed', { billed: 'yes' }) },
  { type: 'take.overdue', failure: failureOf('timed_out', { billed: 'unknown' }) },
  { type: 'take.downloaded' },
  { type: 'take.not_downloaded', failure: failureOf('unavailable') },
  { type: 'take.not_downloaded', failure: failureOf('lost') },
  { type: 'take.passed' },
  { type: 'take.damaged', failure: failureOf('bad_output', { billed: 'yes' }) },
  { type: 'take.gate_failed', failure: failureOf('bad_output', { billed: 'yes' }) },
  { type: 'take.not_gated', failure: failureOf('internal', { billed: 'unknown' }) },
  { type: 'take.drop', failure: failureOf('cancelled') },
  { type: 'take.cancel', failure: failureOf('cancelled') },
  { type: 'take.cancelled', failure: failureOf('cancelled', { billed: 'unknown' }) },
  { type: 'take.adopt' },
  { type: 'take.resubmit' },
  { type: 'take.abandon', failure: failureOf('cancelled', { billed: 'unknown' }) },
];

const SHOT_EVENTS: readonly AnyEventObject[] = [
  { type: 'task.start', stored: [], live: [], newest: 0 },
  { type: 'task.start', stored: [1, 2], live: [], newest: 2 },
  { type: 'task.start', stored: [], live: [1], newest: 1 },
  { type: 'task.leave' },
  { type: 'task.skip', failure: failureOf('input_failed') },
  { type: 'task.cancel', failure: failureOf('cancelled') },
  ...[1, 2, 3, 4, 5, 6].flatMap((number): readonly AnyEventObject[] => [
    { type: 'take.settled', number, outcome: 'stored' },
    { type: 'take.settled', number, outcome: 'failed', failure: refused },
    { type: 'take.settled', number, outcome: 'failed', failure: failureOf('budget') },
    { type: 'take.settled', number, outcome: 'held', failure: failureOf('lost', { billed: 'unknown' }) },
    { type: 'take.recovered', number },
  ]),
];

const DERIVED_EVENTS: readonly AnyEventObject[] = [
  { type: 'task.start' },
  { type: 'task.skip', failure: failureOf('input_failed') },
  { type: 'work.reused' },
  { type: 'work.done' },
  { type: 'work.failed', failure: failureOf('internal') },
  { type: 'work.failed', failure: failureOf('bad_output') },
];

const RENDER_EVENTS: readonly AnyEventObject[] = [
  { type: 'task.settled', kind: 'take', outcome: 'stored' },
  { type: 'task.settled', kind: 'take', outcome: 'missing' },
  { type: 'task.reopened' },
  { type: 'render.pause' },
  { type: 'render.resume' },
  { type: 'render.cancel' },
];

export const CHARTS: readonly Chart[] = [
  {
    name: 'take',
    sentence: 'One candidate for a shot, from the money set aside for it to the file that passed its check.',
    machine: takeMachine,
    input: { number: 1, model: 'fake:one' },
    events: TAKE_EVENTS,
  },
  {
    name: 'shot',
    sentence:
      'One paid task of the plan (a shot, its keyframe, a line of speech, a bed of music): begins takes and goes down the ladder of models until it has as many as were asked for.',
    machine: shotMachine,
    input: { rungs: 2, wanted: 2 },
    events: SHOT_EVENTS,
  },
  {
    name: 'conform',
    sentence: 'Brings a take to the house format and cuts it into the pieces that the film needs.',
    machine: conformMachine,
    input: undefined,
    events: DERIVED_EVENTS,
  },
  {
    name: 'join',
    sentence: 'Encodes the frames in which one shot becomes the next, or in which a shot fades in or out.',
    machine: joinMachine,
    input: undefined,
    events: DERIVED_EVENTS,
  },
  {
    name: 'sound',
    sentence: "Mixes the film's one continuous sound and encodes it in stretches.",
    machine: soundMachine,
    input: undefined,
    events: DERIVED_EVENTS,
  },
  {
    name: 'film',
    sentence: 'Puts the film together from its pieces and checks it.',
    machine: filmMachine,
    input: undefined,
    events: DERIVED_EVENTS,
  },
  {
    name: 'render',
    sentence: 'One run of a plan towards a film: counts what is settled, and knows when there is nothing more to do.',
    machine: renderMachine,
    input: { total: 2 },
    events: RENDER_EVENTS,
  },
];
