import { InputError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import type { Limits } from '../plan/limit.ts';
import { unreadyModels } from '../plan/ready.ts';

/** @throws InputError when something is to be made with a model that this version has no adapter for. */
export function requireModels(plan: Plan, { kept, left }: Limits): void {
  const idle = new Set([...kept, ...left].map(({ task }) => task));
  const unready = unreadyModels({ ...plan, tasks: plan.tasks.filter((task) => !idle.has(task.id)) }).map(
    ({ model }) => model,
  );
  if (unready.length === 0) return;
  throw new InputError({
    code: 'model_not_ready',
    message: `This version of longtake cannot shoot with ${unready.join(', ')} yet. Render with --preview to draw the film locally for nothing, or name another model (\`longtake models\` lists them). Nothing was sent or paid.`,
    details: { models: unready },
  });
}
