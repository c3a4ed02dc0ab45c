import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What our rows say of one submission. */
export type AttemptRow = {
  readonly id: string;
  readonly take: string;
  /** The names by which the vendor may know it: its id there, or what its file is. */
  readonly names: readonly string[];
  readonly body: string;
  readonly status: string;
  readonly billed: string | null;
  readonly costMicros: number;
};

export function readAttempts(folder: string): readonly AttemptRow[] {
  const file = join(folder, '.longtake', 'longtake.db');
  if (!existsSync(file)) return [];
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = db.prepare('select id, take_id, operation, body, status, billed, cost_micros from attempt').all();
    return rows.map((row) => ({
      id: String(row['id']),
      take: String(row['take_id']),
      names: row['operation'] === null ? [] : namesOf(String(row['operation'])),
      body: String(row['body']),
      status: String(row['status']),
      billed: row['billed'] === null ? null : String(row['billed']),
      costMicros: Number(row['cost_micros'] ?? 0),
    }));
  } finally {
    db.close();
  }
}

/** Every word in what the provider answered: a job's name is one of them, wherever it stands. */
function namesOf(operation: string): readonly string[] {
  const names: string[] = [];
  JSON.parse(operation, (_key, value: unknown) => {
    if (typeof value === 'string') names.push(value);
    return value;
  });
  return names;
}
