import { EnvironmentError } from '../model/error.ts';
import type { TaskId } from '../model/ids.ts';
import type { Plan } from '../model/plan.ts';
import type { Provider } from '../providers/contract.ts';

/** What must be set before tasks can be made, such as `FAL_KEY`, and the models that wait for it. */
export type Lack = { readonly name: string; readonly models: readonly string[] };

/** Of the first model of each: a later rung would quietly make another film than the one that was asked for. */
export function findLacks(
  plan: Plan,
  toMake: ReadonlySet<TaskId>,
  providers: ReadonlyMap<string, Provider>,
): readonly Lack[] {
  const lacks = new Map<string, Set<string>>();
  for (const task of plan.tasks) {
    const [first] = task.ladder;
    if (first === undefined || !toMake.has(task.id)) continue;
    const name = providers.get(first.provider)?.lacks ?? null;
    if (name !== null) lacks.set(name, (lacks.get(name) ?? new Set()).add(first.model));
  }
  return [...lacks].map(([name, models]) => ({ name, models: [...models] }));
}

/** @throws EnvironmentError that names what is to be set. */
export function refuseLacks(lacks: readonly Lack[]): void {
  const [first] = lacks;
  if (first === undefined) return;
  const names = lacks.map(({ name }) => name);
  throw new EnvironmentError({
    code: 'key_missing',
    message: `${first.models.join(', ')} cannot be shot with: ${first.name} is not set. Set it in the environment to the key of your account there, or render with --preview to draw the film locally for nothing. Nothing was sent or paid.`,
    details: { names },
  });
}
