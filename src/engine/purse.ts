import { sumLedger, type Ledger } from '../store/journal.ts';
import type { Database } from '../store/sqlite.ts';
import type { Crew } from './crew.ts';
import { keepEvent } from './kept-events.ts';
import { NOTHING, type Stepped } from './step.ts';

/** Tells when a film's money moves, in the transaction that moves it. Where nothing costs anything, there is no news. */
export function createPurse({ plan, render }: Pick<Crew, 'plan' | 'render'>): {
  readonly look: (db: Database, nowMs: number) => Promise<Stepped>;
} {
  let last: Ledger | null = null;
  return {
    look: async (db, nowMs) => {
      if (plan.costMicros === 0) return NOTHING;
      const ledger = await sumLedger(db, { film: plan.name });
      if (ledger.spentMicros === last?.spentMicros && ledger.reservedMicros === last.reservedMicros) return NOTHING;
      last = ledger;
      return { ...NOTHING, told: [await keepEvent(db, render.id, { type: 'money.changed', ...ledger }, nowMs)] };
    },
  };
}
