import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { Kysely, SqliteAdapter, SqliteDialect } from 'kysely';
import { EnvironmentError } from '../model/error.ts';
import type { Schema } from './schema.ts';

/** Older ones can corrupt a database in WAL mode (the WAL-reset bug, fixed in 3.51.3). */
const OLDEST_SQLITE = [3, 51, 3] as const;
const STATEMENT_CACHE_SIZE = 200;
const BUSY_TIMEOUT_MS = 10_000;

export type Database = Kysely<Schema>;

export type SqliteOptions = {
  readonly readOnly: boolean;
  /** Nobody writes it: read without the side files that a database in WAL mode makes even for its readers. */
  readonly isImmutable?: boolean;
  /** How long a statement waits, and the whole process with it, for somebody else who writes; default 10 s. */
  readonly busyTimeoutMs?: number;
};

/**
 * Opens the workspace's database. Every commit is synced to disk before it counts.
 * @throws EnvironmentError when SQLite is too old.
 */
export function openSqlite(file: string, options: SqliteOptions): Database {
  checkSqliteVersion();
  const connection = new DatabaseSync(options.isImmutable === true ? toImmutableUrl(file) : file, {
    timeout: options.busyTimeoutMs ?? BUSY_TIMEOUT_MS,
    readOnly: options.readOnly,
    enableForeignKeyConstraints: true,
  });
  try {
    if (!options.readOnly) connection.exec('pragma journal_mode = wal; pragma synchronous = full;');
  } catch (error) {
    connection.close();
    throw error;
  }
  const statements = new Map<string, CachedStatement>();
  const prepare = (sql: string): CachedStatement => {
    // The transaction takes its write lock at once, so that it cannot fail half-way on a busy database.
    const text = sql === 'begin' && !options.readOnly ? 'begin immediate' : sql;
    const known = statements.get(text);
    if (known !== undefined) return known;
    const statement =
      text === 'rollback' ? createRollback(connection) : toCachedStatement(connection.prepare(text), file);
    if (statements.size >= STATEMENT_CACHE_SIZE) statements.clear();
    statements.set(text, statement);
    return statement;
  };
  return new Kysely<Schema>({ dialect: new Dialect({ database: { close: () => connection.close(), prepare } }) });
}

/** A migration happens whole or not at all: SQLite can do that, although kysely's own adapter does not ask it to. */
class Dialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new (class extends SqliteAdapter {
      override get supportsTransactionalDdl(): boolean {
        return true;
      }
    })();
  }
}

/** Whether SQLite could not write where it had to: SQLITE_READONLY, SQLITE_CANTOPEN, https://www.sqlite.org/rescode.html */
export function isNotWritable(error: unknown): boolean {
  const code = primaryCodeOf(error);
  return code === 8 || code === 14;
}

/** Whether somebody else holds a lock: SQLITE_BUSY, SQLITE_LOCKED. */
export function isBusy(error: unknown): boolean {
  const code = primaryCodeOf(error);
  return code === 5 || code === 6;
}

/** Whether what is there is no sound database: SQLITE_CORRUPT, SQLITE_NOTADB. */
export function isDamage(error: unknown): boolean {
  const code = primaryCodeOf(error);
  return code === 11 || code === 26;
}

function primaryCodeOf(error: unknown): number | null {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : null;
}

function toImmutableUrl(file: string): URL {
  const url = pathToFileURL(file);
  url.searchParams.set('immutable', '1');
  return url;
}

/** The SQLite that this Node carries, such as `3.53.4`. */
export function sqliteVersion(): string {
  const connection = new DatabaseSync(':memory:');
  try {
    return String(connection.prepare('select sqlite_version() as version').get()?.['version']);
  } finally {
    connection.close();
  }
}

function checkSqliteVersion(): void {
  const version = sqliteVersion();
  const parts = version.split('.').map(Number);
  const difference = OLDEST_SQLITE.map((part, index) => (parts[index] ?? 0) - part).find((delta) => delta !== 0) ?? 0;
  if (difference < 0) {
    throw new EnvironmentError({
      code: 'sqlite_too_old',
      message: `SQLite ${version} can damage a workspace; ${OLDEST_SQLITE.join('.')} or newer is needed. Run longtake with Node 24.21 or newer; \`longtake doctor\` says how to get it.`,
    });
  }
}

type CachedStatement = {
  readonly reader: boolean;
  readonly all: (parameters: readonly unknown[]) => unknown[];
  readonly run: (parameters: readonly unknown[]) => { changes: number | bigint; lastInsertRowid: number | bigint };
  readonly iterate: (parameters: readonly unknown[]) => IterableIterator<unknown>;
};

function toCachedStatement(statement: StatementSync, file: string): CachedStatement {
  const telling = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw diskError(error, file) ?? error;
    }
  };
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => telling(() => statement.all(...parameters.map(toSqlValue))),
    run: (parameters) => telling(() => statement.run(...parameters.map(toSqlValue))),
    iterate: (parameters) => statement.iterate(...parameters.map(toSqlValue)),
  };
}

/** On a full or broken disk SQLite has undone the transaction by itself: what went wrong must not be hidden by that. */
function createRollback(connection: DatabaseSync): CachedStatement {
  const run = (): { changes: number; lastInsertRowid: number } => {
    if (connection.isTransaction) connection.exec('rollback');
    return { changes: 0, lastInsertRowid: 0 };
  };
  return {
    reader: false,
    run,
    all: () => {
      run();
      return [];
    },
    iterate: () => [][Symbol.iterator](),
  };
}

/** SQLITE_FULL and SQLITE_IOERR in words; null for everything else. */
function diskError(error: unknown, file: string): EnvironmentError | null {
  const code = primaryCodeOf(error);
  if (code !== 13 && code !== 10) return null;
  return new EnvironmentError({
    code: code === 13 ? 'disk_full' : 'disk_error',
    message: `${file}: the disk ${code === 13 ? 'is full. Make room' : 'reports an error. Check it'} and run the same command again; what is made is kept.`,
    cause: error,
  });
}

function toSqlValue(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    return value;
  if (value === undefined) return null;
  throw new TypeError(`a ${typeof value} cannot be stored`);
}
