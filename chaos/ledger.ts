import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Provider } from '../src/providers/contract.ts';

/** What the provider knows of a POST that reached it. */
export type Charge = { readonly attempt: string; readonly what: string };

/** What every job costs. */
export const PRICE_MICROS = 1_000_000;

/**
 * Makes a free provider a paid one that keeps its own book, outside of our database: the judge of who was charged for
 * what. Like most paid services it can be asked whether it has a job, and repeats nothing by itself.
 */
export function withLedger(provider: Provider, ledger: string): Provider {
  return {
    ...provider,
    submitSafety: 'lookup',
    submit: async (body, context) => {
      append(ledger, { attempt: context.attempt, what: subjectOf(body) });
      return provider.submit(body, context);
    },
    reconcile: async (attempt, context) =>
      readLedger(ledger).some((charge) => charge.attempt === attempt.id)
        ? provider.reconcile(attempt, context)
        : { status: 'absent' },
    poll: async (operation, context) => {
      const answer = await provider.poll(operation, context);
      return answer.status === 'done' ? { ...answer, costMicros: PRICE_MICROS } : answer;
    },
  };
}

export function readLedger(ledger: string): readonly Charge[] {
  if (!existsSync(ledger)) return [];
  const lines = readFileSync(ledger, 'utf8').split('\n').filter(Boolean);
  return lines.map((line): Charge => JSON.parse(line));
}

/** A provider far away loses nothing when our process dies. */
function append(ledger: string, charge: Charge): void {
  const file = openSync(ledger, 'a');
  writeSync(file, `${JSON.stringify(charge)}\n`);
  fsyncSync(file);
  closeSync(file);
}

function subjectOf(body: unknown): string {
  const text = JSON.stringify(body);
  const [, kind = '?'] = /"kind":"(video|image|voice|music)"/u.exec(text) ?? [];
  const [, shot = '?'] = /"shot":"([^"]*)"/u.exec(text) ?? [];
  return `${kind} of ${shot}`;
}
