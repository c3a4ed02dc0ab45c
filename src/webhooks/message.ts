import { toIsoTime } from '../base/clock.ts';
import { wordOf } from '../engine/reduce.ts';
import type { Failure } from '../model/generation.ts';
import type { Micros } from '../model/money.ts';
import { sumLedger } from '../store/journal.ts';
import { listMachines } from '../store/machines.ts';
import { readRenderPlan } from '../store/renders.ts';
import type { Database } from '../store/sqlite.ts';
import type { Occasion } from './occasion.ts';

/** What a receiver is told. It is written down when it happened, and is the same however often it is sent. */
export type Message = {
  readonly type: Occasion['type'];
  /** ISO 8601. */
  readonly timestamp: string;
  readonly data: {
    /** The id of the render in the HTTP API. */
    readonly render: string;
    readonly title: string;
    readonly shots: { readonly total: number; readonly failed: number; readonly held: number };
    readonly take: Occasion['take'];
    readonly failure: Pick<Failure, 'class' | 'message' | 'billed' | 'advice'> | null;
    readonly spentMicros: Micros;
    readonly reservedMicros: Micros;
  };
};

/** Puts into words what the workspace says of it. `render` is the id of the render in the HTTP API. */
export async function toMessage(db: Database, occasion: Occasion, render: string): Promise<Message> {
  const { title } = await readRenderPlan(db, occasion.render);
  const shots = (await listMachines(db, occasion.render)).filter(
    ({ kind, task }) => kind === 'shot' && task.startsWith('take:'),
  );
  const count = (word: string): number => shots.filter(({ value }) => wordOf(value) === word).length;
  const { failure } = occasion;
  return {
    type: occasion.type,
    timestamp: toIsoTime(occasion.atMs),
    data: {
      render,
      title,
      shots: { total: shots.length, failed: count('failed'), held: count('held') },
      take: occasion.take,
      failure:
        failure === null
          ? null
          : { class: failure.class, message: failure.message, billed: failure.billed, advice: failure.advice },
      ...(await sumLedger(db, { film: occasion.film })),
    },
  };
}
