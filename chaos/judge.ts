import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import type { RenderResult } from '../src/engine/api.ts';
import { wordOf } from '../src/engine/reduce.ts';
import { PRICE_MICROS, readLedger } from './ledger.ts';

/** What a film is known by when nothing disturbed it. */
export type Reference = {
  readonly film: string;
  /** Files beside the storyboard and in the workspace, without those that are named by what is in them. */
  readonly files: readonly string[];
  /** What was charged for. */
  readonly charges: readonly string[];
};

export function readReference(folder: string): Reference {
  return {
    film: hashOf(join(folder, 'film.mp4')),
    files: listFiles(folder),
    charges: readLedger(join(folder, 'ledger.jsonl'))
      .map(({ what }) => what)
      .toSorted(),
  };
}

/** Everything that is wrong with a film's folder once a render of it came to its end; nothing, if all is well. */
export function judge(folder: string, result: RenderResult | null, reference: Reference): readonly string[] {
  const wrong: string[] = [];
  const check = (isRight: boolean, what: string): void => {
    if (!isRight) wrong.push(what);
  };
  check(
    result !== null && ['done', 'unchanged'].includes(result.status),
    `the render ends ${result?.status ?? 'badly'}`,
  );
  check(hashOf(join(folder, 'film.mp4')) === reference.film, 'the film differs from the undisturbed one');
  const ledger = readLedger(join(folder, 'ledger.jsonl'));
  const charged = ledger.map(({ what }) => what).toSorted();
  check(new Set(ledger.map(({ attempt }) => attempt)).size === ledger.length, 'an attempt is charged twice');
  check(String(charged) === String(reference.charges), `charged for ${String(charged)}`);
  const files = listFiles(folder);
  check(String(files) === String(reference.files), `files are left or missing: ${differences(files, reference.files)}`);
  wrong.push(
    ...judgeRows(
      join(folder, '.longtake'),
      ledger.map(({ attempt }) => attempt),
      ledger.length * PRICE_MICROS,
    ),
  );
  return wrong;
}

/** What the tasks of the newest render were doing, such as `conforming`: where a process died. */
export function whatWentOn(workspace: string): string {
  if (!existsSync(join(workspace, 'longtake.db'))) return 'opening';
  try {
    const db = new DatabaseSync(join(workspace, 'longtake.db'), { readOnly: true });
    try {
      const rows = db.prepare(`select value from machine where status = 'active' and kind <> 'render'`).all();
      const words = rows.map(({ value }) => wordOf(String(value))).filter((word) => !IDLE.has(word));
      return [...new Set(words)].toSorted().join('+') || (rows.length === 0 ? 'begin or end' : 'between');
    } finally {
      db.close();
    }
  } catch {
    return 'migrating';
  }
}

const IDLE: ReadonlySet<string> = new Set(['waiting', 'shooting']);

/**
 * What the rows say of it. `charged`: attempts that the provider has a charge for; null where it knows none by name.
 * `chargedMicros`: what must be written down as spent; null where that is judged elsewhere.
 */
export function judgeRows(
  workspace: string,
  charged: readonly string[] | null,
  chargedMicros: number | null,
): readonly string[] {
  const db = new DatabaseSync(join(workspace, 'longtake.db'), { readOnly: true });
  const count = (sql: string): number => Number(db.prepare(`select count(*) as n from (${sql})`).get()?.['n']);
  const all = (sql: string): readonly string[] =>
    db
      .prepare(sql)
      .all()
      .map((row) => String(Object.values(row)[0]));
  const wrong: string[] = [];
  const none = (what: string, sql: string): void => {
    if (count(sql) > 0) wrong.push(`${count(sql)} ${what}`);
  };
  try {
    if (all('pragma integrity_check')[0] !== 'ok') wrong.push('the database is damaged');
    if (db.prepare('pragma foreign_key_check').all().length > 0) wrong.push('rows without their owners');
    none('effects are left over', 'select 1 from outbox');
    none('takes are in flight or held', `select 1 from take where state in ('live', 'held')`);
    none('attempts are open', `select 1 from attempt where status <> 'settled'`);
    none('takes have no machine', 'select 1 from take where machine_id not in (select id from machine)');
    none('attempts have no take', 'select 1 from attempt where take_id not in (select id from take)');
    none('machines have no render', 'select 1 from machine where render_id not in (select id from render)');
    none('wishes are left over', 'select 1 from wish');
    none('events are missing', 'select 1 from (select max(seq) as last, count(*) as n from event) where last <> n');
    none(
      'attempts are settled twice',
      `select 1 from attempt where billed = 'yes' group by take_id having count(*) > 1`,
    );
    const known = new Set(all('select id from attempt'));
    for (const attempt of charged ?? []) if (!known.has(attempt)) wrong.push(`${attempt} was charged and has no row`);
    const blobs = all('select sha from take where sha is not null');
    const derived = all('select result from derived').flatMap((result) => result.match(/[0-9a-f]{64}/gu) ?? []);
    for (const sha of [...blobs, ...derived])
      if (hashOf(join(workspace, 'blobs', sha.slice(0, 2), sha)) !== sha) wrong.push(`blob ${sha} is not what it was`);
    const spent = Number(db.prepare('select sum(cost_micros) as sum from attempt').get()?.['sum']);
    if (chargedMicros !== null && spent !== chargedMicros)
      wrong.push(`spent ${spent} where ${chargedMicros} was charged`);
  } catch (error) {
    wrong.push(`the database cannot be judged: ${String(error)}`);
  } finally {
    db.close();
  }
  return wrong;
}

export function listFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((name) => !name.includes('/blobs/') && !/-(?:wal|shm)$/u.test(name))
    .toSorted();
}

export function differences(files: readonly string[], expected: readonly string[]): string {
  const left = files.filter((file) => !expected.includes(file)).map((file) => `+${file}`);
  const missing = expected.filter((file) => !files.includes(file)).map((file) => `-${file}`);
  return [...left, ...missing].join(' ');
}

export function hashOf(file: string): string {
  return existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : 'missing';
}
