import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';

const MOST_MS = 60_000;
const PAUSE_MS = 50;

/** The first column of a query on another process's database, once it has every one of these values. */
export async function readEventually(file: string, sql: string, values: readonly string[]): Promise<readonly string[]> {
  for (let leftMs = MOST_MS; leftMs > 0; leftMs -= PAUSE_MS) {
    const found = readColumn(file, sql);
    if (values.every((value) => found.includes(value))) return found;
    await setTimeout(PAUSE_MS);
  }
  throw new Error(`${sql} never had ${values.join(', ')}`);
}

function readColumn(file: string, sql: string): readonly string[] {
  if (!existsSync(file)) return [];
  try {
    const db = new DatabaseSync(file, { readOnly: true });
    try {
      return db
        .prepare(sql)
        .all()
        .map((row) => String(Object.values(row)[0]));
    } finally {
      db.close();
    }
  } catch {
    // Its tables are being made.
    return [];
  }
}
