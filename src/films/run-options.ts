import type { Json, JsonObject } from '../base/json.ts';
import type { Ceiling } from '../engine/api.ts';
import { InputError } from '../model/error.ts';
import { toId, type TaskId } from '../model/ids.ts';
import type { Micros } from '../model/money.ts';
import type { ModelRef } from '../model/storyboard.ts';
import type { PlanOverrides } from '../plan/compile.ts';
import { readModelText } from '../storyboard/model-text.ts';

/** How a film is rendered: what `longtake render` takes as options. */
export type RunOptions = {
  readonly preview: boolean;
  readonly takes: number | null;
  readonly model: string | null;
  readonly slate: boolean;
  readonly acceptGates: boolean;
  /** For one render; the next one is to be told again. */
  readonly resendRefused: boolean;
  readonly maxCostMicros: Micros | null;
  /** Nothing but this was asked for; absent for a whole film. It is gone on with after the server's end, and then over. */
  readonly only?: Only;
  /** What shots may cost that somebody asked for again while the film was being made. */
  readonly ceilings?: readonly Ceiling[];
};
/** Without tasks the film is cut, and nothing is shot. */
export type Only = Pick<RunOptions, 'acceptGates' | 'maxCostMicros'> & { readonly tasks: readonly TaskId[] };

/** What was asked for alone, and something more: gates are overruled, and money is limited, only where both say so. */
export function together(one: Only, other: Only): Only {
  if (one.tasks.length === 0) return other;
  const [first, second] = [one.maxCostMicros, other.maxCostMicros];
  return {
    tasks: [...new Set([...one.tasks, ...other.tasks])],
    acceptGates: one.acceptGates && other.acceptGates,
    maxCostMicros: first === null || second === null ? null : first + second,
  };
}

export const DEFAULT_OPTIONS: RunOptions = {
  preview: false,
  takes: null,
  model: null,
  slate: true,
  acceptGates: false,
  resendRefused: false,
  maxCostMicros: null,
};

/** What the options change in a plan. @throws InputError when the model cannot be read. */
export function toOverrides({ takes, model, slate }: RunOptions): PlanOverrides {
  return {
    ...(takes === null ? {} : { takes }),
    ...(model === null ? {} : { model: parseModel(model) }),
    ...(slate ? {} : { slate: false }),
  };
}

/** @throws InputError in the words that the storyboard would get. */
export function parseModel(text: string): ModelRef {
  const read = readModelText(text);
  if ('model' in read) return read.model;
  throw new InputError({ code: 'model_unreadable', message: `The model cannot be read: ${read.wrong}.` });
}

/** As they were stored; what is not there is as it is by default. */
export function fromStored(stored: JsonObject): RunOptions {
  const { preview, takes, model, slate, acceptGates, resendRefused, maxCostMicros, only, ceilings } = stored;
  return {
    preview: preview === true,
    takes: typeof takes === 'number' ? takes : null,
    model: typeof model === 'string' ? model : null,
    slate: slate !== false,
    acceptGates: acceptGates === true,
    resendRefused: resendRefused === true,
    maxCostMicros: typeof maxCostMicros === 'number' ? maxCostMicros : null,
    ...(isObject(only) ? { only: onlyFromStored(only) } : {}),
    ...(Array.isArray(ceilings) ? { ceilings: ceilings.flatMap(ceilingFromStored) } : {}),
  };
}

/** `task`: as it was kept when only one shot could be asked for. */
function onlyFromStored({ tasks, task, acceptGates, maxCostMicros }: JsonObject): Only {
  return {
    tasks: idsFromStored(tasks ?? [task ?? null]),
    acceptGates: acceptGates === true,
    maxCostMicros: typeof maxCostMicros === 'number' ? maxCostMicros : null,
  };
}

function ceilingFromStored(stored: Json): readonly Ceiling[] {
  if (!isObject(stored)) return [];
  const { tasks, maxCostMicros } = stored;
  if (typeof maxCostMicros !== 'number') return [];
  return [{ tasks: idsFromStored(tasks), maxCostMicros }];
}

function idsFromStored(stored: Json | undefined): readonly TaskId[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((task: Json) => (typeof task === 'string' ? toId<TaskId>(task) : []));
}

function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
