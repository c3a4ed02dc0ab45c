import type { AnyEventObject, AnyMachineSnapshot } from 'xstate';
import { getAdjacencyMap } from 'xstate/graph';
import type { Chart } from './charts.ts';

/** Everything that a chart can come to with its events. */
export type Explored = {
  readonly vertices: ReadonlyMap<string, AnyMachineSnapshot>;
  readonly edges: readonly Edge[];
};

/** What one event does; `moved` is false when the chart does not listen to it there. */
type Edge = { readonly from: string; readonly to: string; readonly event: AnyEventObject; readonly moved: boolean };

/** More than any of our charts has; a chart that gets here counts without end. */
const MOST_STEPS = 60_000;

/** Walks a chart in all directions; throws when it counts without end. Counters that only choose a delay are left out of what tells two states apart. */
export function explore(chart: Chart): Explored {
  const map: Readonly<Record<string, Vertex>> = getAdjacencyMap(chart.machine as never, {
    input: chart.input as never,
    events: chart.events,
    serializeState: (snapshot) => keyOf(snapshot as unknown as AnyMachineSnapshot),
    limit: MOST_STEPS,
  }) as never;
  return {
    vertices: new Map(Object.entries(map).map(([key, { state }]) => [key, state])),
    edges: Object.entries(map).flatMap(([from, { state: before, transitions }]) =>
      Object.values(transitions).map(({ event, state }) => ({
        from,
        to: keyOf(state),
        event,
        moved: state !== before,
      })),
    ),
  };
}

type Vertex = {
  readonly state: AnyMachineSnapshot;
  readonly transitions: Readonly<
    Record<string, { readonly event: AnyEventObject; readonly state: AnyMachineSnapshot }>
  >;
};

/** The innermost state's name. */
export function wordOf(snapshot: AnyMachineSnapshot): string {
  const innermost = (value: unknown): string =>
    typeof value === 'string' ? value : innermost(Object.values(value as object)[0]);
  return innermost(snapshot.value);
}

function keyOf(snapshot: AnyMachineSnapshot): string {
  const { failure, polls: _polls, delayMs: _delayMs, ...context } = snapshot.context as Record<string, unknown>;
  return JSON.stringify([snapshot.value, context, failure === null]);
}
