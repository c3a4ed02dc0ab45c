import type { Outlook } from '../engine/api.ts';
import type { TaskId } from '../model/ids.ts';
import type { Plan } from '../model/plan.ts';

const MOST_TITLES = 4;

/** What a render will refuse or leave out, while nothing is spent yet: one sentence each. */
export function listRefusals(plan: Plan, outlook: Outlook): readonly string[] {
  const titleOf = new Map(plan.tasks.map((task) => [task.id, task.title]));
  const some = (tasks: readonly TaskId[]): string => {
    const titles = tasks.slice(0, MOST_TITLES).map((task) => titleOf.get(task) ?? task);
    return `${titles.join(', ')}${tasks.length > MOST_TITLES ? ` and ${tasks.length - MOST_TITLES} more` : ''}`;
  };
  return [
    ...outlook.lacks.map(
      ({ name, models }) => `${name} is not set: \`render\` cannot shoot with ${models.join(', ')}.`,
    ),
    ...outlook.refused.map(({ task, message }) => `${titleOf.get(task) ?? task}: ${message}`),
    ...outlook.dropped.map(({ what, tasks }) => `not sent: ${what} (${some(tasks)}).`),
    ...withoutPrice(plan, outlook),
  ];
}

/** What is refused for the sake of the budget, because nobody knows what it costs. */
function withoutPrice(plan: Plan, outlook: Outlook): readonly string[] {
  if (plan.budgetMicros === null) return [];
  const unpriced = new Set(
    outlook.tasks.flatMap((task) => (task.isPriced || task.verdict === 'reuse' ? [] : task.task)),
  );
  if (unpriced.size === 0) return [];
  const titles = plan.tasks.filter((task) => unpriced.has(task.id)).map((task) => task.title);
  return [
    `with a budget nothing of unknown price is sent: ${titles.join(', ')}. Name models with a known price, say what they cost you (\`longtake models --price\`), or take \`budget:\` away.`,
  ];
}
