import type { Failure } from '../model/generation.ts';
import type { Crew } from './crew.ts';
import { usableRungs } from './start-takes.ts';
import type { Take } from '../store/takes.ts';

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
