import { toCanonicalJson } from '../base/json.ts';
import type { Failure, GenerationRequest } from '../model/generation.ts';
import type { Task, TaskKind } from '../model/plan.ts';
import { usableRungs } from '../plan/ready.ts';
import { refusedTakes } from '../plan/refused.ts';
import type { Take } from '../store/takes.ts';
import type { Crew } from './crew.ts';
import { bindFiles, listTaskTakes } from './results.ts';

/** A refusal for its content says so where the ladder has another model, which nobody allowed to see it. */
export function withWhatCouldBeAllowed(crew: Crew, take: Pick<Take, 'task' | 'model'>, failure: Failure): Failure {
  if (failure.class !== 'moderation' || crew.plan.onModeration !== 'stop') return failure;
  const task = crew.tasks.get(take.task);
  const rungs = task === undefined ? [] : usableRungs(task);
  const next = rungs[rungs.findIndex(({ model }) => model === take.model) + 1];
  if (next === undefined) return failure;
  const allow = `\`on_moderation: next_model\` in the storyboard lets ${next.model} try it as it is.`;
  return { ...failure, advice: failure.advice === null ? allow : `${failure.advice} ${allow}` };
}

/**
 * Why a request is not sent: its model refused the very same content before, in an earlier take. Null where it may be sent,
 * also because somebody asks for it again by name since.
 */
export async function findRefusal(
  crew: Crew,
  unbound: Task,
  { number, model, request }: Pick<Take, 'number' | 'model' | 'request'>,
): Promise<Failure | null> {
  const { db } = crew.workspace;
  const takes = await listTaskTakes(db, crew.plan.name, unbound);
  if (!takes.some(({ failure }) => failure?.class === 'moderation')) return null;
  const isAgain = crew.askedAgain.has(unbound.id);
  const content = contentOf(request);
  // The first of them was sent; those after it may have been kept back because of it.
  const refused = refusedTakes(await bindFiles(db, crew.plan, unbound), takes).find(
    (take) =>
      take.number < number &&
      take.model === model &&
      contentOf(take.request) === content &&
      !(isAgain && take.madeMs < crew.render.startedMs),
  );
  const told = refused?.failure ?? null;
  if (refused === undefined || told === null) return null;
  return {
    ...told,
    message: `Take ${refused.number} was refused for its content, so the same is not sent again: ${told.message}`,
    billed: 'no',
    advice: [told.advice, WAYS_ON[unbound.kind]].filter((text) => text !== null && text !== undefined).join(' '),
  };
}

const BY_RETAKE = '`longtake retake` sends it once more all the same.';
const BY_CHANGE =
  'Other words, or another model, are sent; `longtake render --resend-refused` sends these once more all the same.';

const WAYS_ON: Readonly<Partial<Record<TaskKind, string>>> = {
  take: BY_RETAKE,
  keyframe: BY_RETAKE,
  finish: BY_CHANGE,
  voice: BY_CHANGE,
  music: BY_CHANGE,
};

/** What a provider judges: all but the seed, and the drawing that the animatic alone is given. */
function contentOf(request: GenerationRequest): string {
  return toCanonicalJson({ ...request, seed: 0, picture: null });
}
