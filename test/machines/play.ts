import { initialTransition, transition, type AnyEventObject, type AnyMachineSnapshot } from 'xstate';
import type { Effect } from '../../machines/effects.ts';
import type { Chart } from './charts.ts';
import { wordOf } from './explore.ts';

export type Played = {
  readonly snapshot: AnyMachineSnapshot;
  readonly word: string;
  /** What the last event asked for. */
  readonly effects: readonly Effect[];
  /** Words of the states gone through, the first included. */
  readonly words: readonly string[];
};

/** Plays events to a chart as the engine does: one pure transition each, through JSON in between. */
export function play(chart: Pick<Chart, 'machine' | 'input'>, events: readonly AnyEventObject[] = []): Played {
  const [first, actions] = initialTransition(chart.machine, chart.input);
  let played: Played = { snapshot: first, word: wordOf(first), effects: effectsOf(actions), words: [wordOf(first)] };
  for (const event of events) played = playOn(chart, played, event);
  return played;
}

export function playOn(
  { machine }: Pick<Chart, 'machine'>,
  { snapshot, words }: Played,
  event: AnyEventObject,
): Played {
  const stored = JSON.parse(JSON.stringify({ value: snapshot.value, context: snapshot.context }));
  const restored = snapshot.status === 'active' ? machine.resolveState(stored) : snapshot;
  const [next, actions] = transition(machine, restored, event);
  return { snapshot: next, word: wordOf(next), effects: effectsOf(actions), words: [...words, wordOf(next)] };
}

function effectsOf(actions: readonly { readonly type: string; readonly params: unknown }[]): readonly Effect[] {
  return actions.filter(({ type }) => type === 'effect').map(({ params }) => params as Effect);
}
