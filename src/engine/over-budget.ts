import type { Failure } from '../model/generation.ts';
import { moneyToText, type Micros } from '../model/money.ts';
import type { ModelChoice, Task } from '../model/plan.ts';
import { sumLedger } from '../store/journal.ts';
import type { Database } from '../store/sqlite.ts';
import type { Crew } from './crew.ts';
import { toReserveMicros } from './dearer.ts';
import { ownFailure } from './failures.ts';

/** Read inside the transaction that writes the intent: two takes are never both admitted to the last dollar. */
export async function overBudget(crew: Crew, task: Task, choice: ModelChoice, db: Database): Promise<Failure | null> {
  const limits = [
    {
      name: "the film's `budget`",
      limitMicros: crew.plan.budgetMicros,
      ledger: await sumLedger(db, { film: crew.plan.name }),
    },
    {
      name: '--max-cost',
      limitMicros: crew.render.maxCostMicros,
      ledger: await sumLedger(db, { render: crew.render.id }),
    },
  ];
  for (const { tasks, maxCostMicros } of crew.ceilings) {
    if (!tasks.includes(task.id)) continue;
    const ledger = await sumLedger(db, { render: crew.render.id, tasks });
    limits.push({ name: 'the ceiling of this retake', limitMicros: maxCostMicros, ledger });
  }
  const costMicros = toReserveMicros(crew, choice);
  for (const { name, limitMicros, ledger } of limits) {
    if (limitMicros !== null && !crew.hasPrice(choice)) {
      return ownFailure(
        'budget',
        `What ${choice.model} costs is not known, so ${task.title} cannot be kept within ${name} of ${ceilingToText(limitMicros)}.`,
        'Say what it costs you with `longtake models --price`, name a model with a known price, or render without the ceiling; nothing was sent.',
      );
    }
    const wouldBeMicros = ledger.spentMicros + ledger.reservedMicros + costMicros;
    if (limitMicros === null || wouldBeMicros <= limitMicros || costMicros === 0) continue;
    return ownFailure(
      'budget',
      `${moneyToText(costMicros)} more would pass ${name} of ${ceilingToText(limitMicros)} (spent ${ceilingToText(ledger.spentMicros)}, reserved ${ceilingToText(ledger.reservedMicros)}).`,
      'Raise the ceiling and run the same command again; nothing was sent.',
    );
  }
  return null;
}

/** A ceiling of nothing is no `free`. */
function ceilingToText(micros: Micros): string {
  return micros === 0 ? '$0.00' : moneyToText(micros);
}
