import { initialTransition, transition, type AnyMachineSnapshot, type AnyStateMachine, type StateValue } from 'xstate';
import type { Effect } from '../../machines/effects.ts';
import { conformMachine, filmMachine, joinMachine, soundMachine, type DerivedEvent } from '../../machines/derived.ts';
import { renderMachine, type RenderInput, type RenderMachineEvent } from '../../machines/render.ts';
import { shotMachine, type ShotEvent, type ShotInput } from '../../machines/shot.ts';
import { takeMachine, type TakeEvent, type TakeInput } from '../../machines/take.ts';
import { EnvironmentError } from '../model/error.ts';

export type MachineKind = 'take' | 'shot' | 'conform' | 'join' | 'sound' | 'film' | 'render';
export type MachineEvent = TakeEvent | ShotEvent | DerivedEvent | RenderMachineEvent;
export type MachineInput = TakeInput | ShotInput | RenderInput | undefined;

/** A machine at rest, as text for the store, and what it wants done. */
export type Reduced = {
  readonly value: string;
  readonly context: string;
  readonly output: string | null;
  readonly status: 'active' | 'done';
  /** The innermost state's name: the word that people see. */
  readonly word: string;
  readonly effects: readonly Effect[];
};

/** Grows when a stored state of a machine could no longer be read by the new chart; `upgradeState` and `upgradeContext` then read it. */
export const MACHINE_VERSION = 3;

const MACHINES: Readonly<Record<MachineKind, AnyStateMachine>> = {
  take: takeMachine,
  shot: shotMachine,
  conform: conformMachine,
  join: joinMachine,
  sound: soundMachine,
  film: filmMachine,
  render: renderMachine,
};

/** The only file that runs a statechart: pure, no actors. */
export function begin(kind: MachineKind, input: MachineInput): Reduced {
  const [snapshot, actions] = initialTransition(MACHINES[kind], input);
  return toReduced(snapshot, actions);
}

/**
 * The next state, or null when the machine does not listen to this event where it is.
 * @throws EnvironmentError when the stored state is of a chart that this version does not have.
 */
export function reduce(
  kind: MachineKind,
  stored: { readonly value: string; readonly context: string; readonly machineVersion: number },
  event: MachineEvent,
): Reduced | null {
  const machine = MACHINES[kind];
  const snapshot = restore(machine, stored);
  if (snapshot.status !== 'active') return null;
  const [next, actions] = transition(machine, snapshot, event);
  // xstate hands back the very same snapshot when nothing matched, and also when a state is only entered again.
  return next === snapshot && actions.length === 0 ? null : toReduced(next, actions);
}

export function wordOf(value: string): string {
  return innermost(JSON.parse(value));
}

export function isMachineKind(kind: string): kind is MachineKind {
  return Object.hasOwn(MACHINES, kind);
}

function restore(
  machine: AnyStateMachine,
  stored: { readonly value: string; readonly context: string; readonly machineVersion: number },
): AnyMachineSnapshot {
  if (stored.machineVersion > MACHINE_VERSION) throw newerState(machine.id, stored.value);
  try {
    const value = upgradeState(machine.id, stored.machineVersion, JSON.parse(stored.value));
    const context = upgradeContext(machine.id, stored.machineVersion, JSON.parse(stored.context));
    return machine.resolveState({ value, context });
  } catch (error) {
    throw newerState(machine.id, stored.value, error);
  }
}

/** A state of an earlier version as this one knows it; one that is unknown stays as it is, and is refused. */
function upgradeState(machine: string, version: number, value: StateValue): StateValue {
  // Until version 2 a render could not be paused.
  if (version < 2 && machine === 'render' && value === 'running') return { active: 'running' };
  return value;
}

function upgradeContext(machine: string, version: number, context: object): object {
  // Until version 3 a file that came damaged was not fetched once more, and early ladders passed no refusal on.
  if (version < 3 && machine === 'take') return { ...context, refetches: 0 };
  if (version < 3 && machine === 'shot') return { passesRefusals: false, ...context };
  return context;
}

function newerState(machine: string, value: string, cause?: unknown): EnvironmentError {
  return new EnvironmentError({
    code: 'machine_state_unknown',
    message: `A ${machine} rests in the state ${value}, which this version does not have. Update longtake; nothing was changed.`,
    cause,
  });
}

function toReduced(
  snapshot: AnyMachineSnapshot,
  actions: readonly { readonly type: string; readonly params: unknown }[],
): Reduced {
  const value: unknown = snapshot.value;
  const output: unknown = snapshot.output;
  return {
    value: JSON.stringify(value),
    context: JSON.stringify(snapshot.context),
    output: output === undefined ? null : JSON.stringify(output),
    status: snapshot.status === 'active' ? 'active' : 'done',
    word: innermost(value),
    effects: actions.filter((action) => action.type === 'effect').map((action) => toEffect(action.params)),
  };
}

function innermost(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null) return innermost(Object.values(value)[0]);
  throw new TypeError('a statechart rests in no state');
}

function toEffect(params: unknown): Effect {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `effect` is the machines' only action and takes an Effect
  return params as Effect;
}
