import { InputError } from '../model/error.ts';
import type { GenerationRequest } from '../model/generation.ts';
import { toId, type BlobSha, type TaskId } from '../model/ids.ts';
import type { Plan, Task } from '../model/plan.ts';
import type { Provider } from '../providers/contract.ts';
import type { Take } from '../store/takes.ts';
import { findLacks, type Lack } from './lacks.ts';

/** What would come of the submissions, said before any money is: keys that are missing, refusals, and what is left out. */
export type Rehearsal = {
  readonly lacks: readonly Lack[];
  readonly refused: readonly Refused[];
  /** What a model is not told although the storyboard says it, such as the seed; and for which tasks. */
  readonly dropped: readonly { readonly what: string; readonly tasks: readonly TaskId[] }[];
};

/** A task that its first model cannot make, and why. `isFinal`: none of its other models can either, and nothing is on its way. */
export type Refused = {
  readonly task: TaskId;
  readonly title: string;
  readonly message: string;
  readonly isFinal: boolean;
};

/** @throws InputError that names what no model of its ladder would take: what leads up to it would be paid for nothing. */
export function refuseHopeless(refused: readonly Refused[]): void {
  const hopeless = refused.filter(({ isFinal }) => isFinal);
  if (hopeless.length === 0) return;
  const words = hopeless.slice(0, MOST_NAMED).map(({ title, message }) => `${title}: ${message}`);
  const more =
    hopeless.length > MOST_NAMED ? ` And ${hopeless.length - MOST_NAMED} more: \`longtake plan\` shows them.` : '';
  throw new InputError({
    code: 'model_refuses',
    message: `${words.join(' ')}${more} Nothing was sent or paid.`,
    details: { tasks: hopeless.map(({ task }) => task) },
  });
}

const MOST_NAMED = 3;

/** Tasks of which a take is on its way or held, also under the name that they had before. */
export function inFlightOf(plan: Plan, takes: readonly Pick<Take, 'task' | 'state'>[]): ReadonlySet<TaskId> {
  const open = new Set(takes.flatMap(({ task, state }) => (state === 'live' || state === 'held' ? task : [])));
  return new Set(plan.tasks.flatMap(({ id, was }) => (open.has(id) || (was !== null && open.has(was)) ? id : [])));
}

/**
 * Prepares every submission that is to come as if its frames were there. Nothing is sent. What is with its provider already
 * (`inFlight`) is fetched, whatever its model would say to it now.
 */
export function rehearse(
  plan: Plan,
  toMake: ReadonlySet<TaskId>,
  providers: ReadonlyMap<string, Provider>,
  inFlight: ReadonlySet<TaskId>,
): Rehearsal {
  const refused: Refused[] = [];
  const dropped = new Map<string, TaskId[]>();
  for (const task of plan.tasks) {
    const [first] = task.ladder;
    const provider = first === undefined ? undefined : providers.get(first.provider);
    if (first === undefined || provider === undefined || !first.ready || !toMake.has(task.id)) continue;
    const request = withFrames(task);
    if (request === null) continue;
    const prepared = provider.prepare(request, first.ref, { lengthMs: first.lengthMs });
    if (!prepared.ok) {
      const { message, advice } = prepared.failure;
      refused.push({
        task: task.id,
        title: task.title,
        message: [message, advice].filter((text) => text !== null).join(' '),
        isFinal:
          !inFlight.has(task.id) &&
          task.ladder.every(
            ({ ready, provider: id, ref, lengthMs }) =>
              !ready || providers.get(id)?.prepare(request, ref, { lengthMs }).ok !== true,
          ),
      });
      continue;
    }
    for (const what of prepared.dropped) dropped.set(what, [...(dropped.get(what) ?? []), task.id]);
  }
  return {
    lacks: findLacks(plan, toMake, providers),
    refused,
    dropped: [...dropped].map(([what, tasks]) => ({ what, tasks })),
  };
}

const SOME = toId<BlobSha>('0'.repeat(64));

/** The request with some file wherever one will be. */
function withFrames({ request: template }: Task): GenerationRequest | null {
  if (template === null) return null;
  const { request, inputs } = template;
  const frameOf = (what: 'start' | 'end' | 'base'): { readonly sha: BlobSha; readonly role: 'keyframe' } | null =>
    inputs.some((input) => input.as === what) ? { sha: SOME, role: 'keyframe' } : null;
  const references = inputs.flatMap((input) =>
    input.as === 'reference' ? [{ of: input.of, view: input.view, sha: SOME }] : [],
  );
  switch (request.kind) {
    case 'video': {
      const video = inputs.some((input) => input.as === 'video') ? { sha: SOME } : null;
      const audio = inputs.some((input) => input.as === 'line') ? { sha: SOME, lines: [] } : null;
      return { ...request, start: frameOf('start'), end: frameOf('end'), video, audio, references };
    }
    case 'image':
      return { ...request, base: frameOf('base'), references };
    case 'voice':
    case 'music':
      return request;
  }
}
