import { sql, type Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { EnvironmentError } from '../model/error.ts';
import { first } from './first-tables.ts';
import type { Database } from './sqlite.ts';

const wishes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('wish')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('film', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('shot', 'text')
      .addColumn('asked_ms', 'bigint', (column) => column.notNull())
      .execute();
  },
};

const events: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('event').addColumn('film', 'text').execute();
    await sql`update event set film = (select film from render where render.id = event.render_id)`.execute(db);
    await db.schema.createIndex('event_film').on('event').columns(['film', 'seq']).execute();
  },
};

const settlements: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('wish').addColumn('body', 'text').execute();
  },
};

const webhooks: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('webhook')
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('target', 'text', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('seq', 'bigint', (column) => column.notNull())
      .addColumn('film', 'text', (column) => column.notNull())
      .addColumn('message', 'text', (column) => column.notNull())
      .addColumn('made_ms', 'bigint', (column) => column.notNull())
      .addColumn('next_ms', 'bigint', (column) => column.notNull())
      .addColumn('tries', 'integer', (column) => column.notNull())
      .addColumn('done_ms', 'bigint')
      .addPrimaryKeyConstraint('webhook_of_target', ['target', 'id'])
      .execute();
    await db.schema
      .createTable('webhook_cursor')
      .addColumn('target', 'text', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('seq', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('webhook_cursor_of_target', ['target', 'source'])
      .execute();
  },
};

/** What is counted is counted in these alone: rows of takes and attempts are long. */
const counts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.createIndex('take_state').on('take').column('state').execute();
    await db.schema.createIndex('render_state').on('render').column('state').execute();
    await db.schema
      .createIndex('attempt_count')
      .on('attempt')
      .columns(['provider', 'status', 'billed', 'submitted_ms', 'cost_micros', 'reserved_micros'])
      .execute();
  },
};

const films: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('derived').addColumn('input', 'text').execute();
    const conforms = await sql<{ readonly fingerprint: string; readonly result: string }>`
      select fingerprint, result from derived where kind = 'conform'`.execute(db);
    for (const { fingerprint, result } of conforms.rows) {
      const { input }: { readonly input?: string } = JSON.parse(result);
      await sql`update derived set input = ${input ?? null} where fingerprint = ${fingerprint}`.execute(db);
    }
    await db.schema.createIndex('derived_input').on('derived').columns(['input', 'made_ms']).execute();
    await db.schema
      .createTable('run')
      .addColumn('film', 'text', (column) => column.primaryKey())
      .addColumn('options', 'text', (column) => column.notNull())
      .addColumn('is_wanted', 'integer', (column) => column.notNull())
      .addColumn('trouble', 'text')
      .addColumn('changed_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('posted')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('summary', 'text', (column) => column.notNull())
      .addColumn('created_ms', 'bigint', (column) => column.notNull())
      .addColumn('changed_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('posted_created').on('posted').columns(['created_ms', 'id']).execute();
    await db.schema.createIndex('posted_state').on('posted').columns(['state', 'created_ms', 'id']).execute();
    await db.schema
      .createTable('reply')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('request', 'text', (column) => column.notNull())
      .addColumn('status', 'integer')
      .addColumn('answer', 'text')
      .addColumn('at_ms', 'bigint', (column) => column.notNull())
      .execute();
  },
};

/** What is asked for at every step of every film must not be looked for in the rows of all films. */
const lookups: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('posted').addColumn('called', 'text').execute();
    await db.schema.createIndex('take_machine').on('take').column('machine_id').execute();
    await db.schema.createIndex('attempt_take').on('attempt').column('take_id').execute();
    await db.schema.createIndex('attempt_render').on('attempt').column('render_id').execute();
    await db.schema.createIndex('render_out').on('render').column('out_path').execute();
  },
};

/** What may still be at work at a provider though nobody follows it is found by its bill. */
const doubts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.createIndex('attempt_billed').on('attempt').columns(['billed', 'intent_ms']).execute();
  },
};

/** A submission is found by what is in the address at which its provider tells of it. */
const hints: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('attempt').addColumn('nonce', 'text').execute();
    await db.schema.alterTable('attempt').addColumn('told_job', 'text').execute();
    await db.schema.alterTable('attempt').addColumn('told_ms', 'bigint').execute();
    await db.schema
      .createIndex('attempt_told')
      .on('attempt')
      .column('film')
      .where(sql.ref('told_ms'), 'is not', null)
      .execute();
    await db.schema.createIndex('attempt_nonce').on('attempt').column('nonce').unique().execute();
  },
};

/**
 * A plan is long, and is read once. In the row of its render, whose state changes with every task, it was written anew
 * each time, and had to be passed by wherever the state was read.
 */
const plans: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('render_plan')
      .addColumn('render_id', 'text', (column) => column.primaryKey().references('render.id'))
      .addColumn('plan', 'text', (column) => column.notNull())
      .execute();
    await sql`insert into render_plan (render_id, plan) select id, plan from render`.execute(db);
    await db.schema.alterTable('render').dropColumn('plan').execute();
    // What a film has spent is asked at every step; rows of attempts are long.
    const money = ['status', 'cost_micros', 'reserved_micros'] as const;
    await db.schema.dropIndex('attempt_film').execute();
    await db.schema.dropIndex('attempt_render').execute();
    await db.schema
      .createIndex('attempt_film')
      .on('attempt')
      .columns(['film', ...money])
      .execute();
    await db.schema
      .createIndex('attempt_render')
      .on('attempt')
      .columns(['render_id', ...money])
      .execute();
  },
};

/** What is asked of a provider before a submission takes time; its clock goes on meanwhile. */
const leads: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('attempt')
      .addColumn('lead_ms', 'bigint', (column) => column.notNull().defaultTo(0))
      .execute();
  },
};

/** In order of name; a released one is never changed. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first': first,
  '0002-wishes': wishes,
  '0003-events': events,
  '0004-settlements': settlements,
  '0005-webhooks': webhooks,
  '0006-counts': counts,
  '0007-films': films,
  '0008-lookups': lookups,
  '0009-doubts': doubts,
  '0010-hints': hints,
  '0011-plans': plans,
  '0012-leads': leads,
};

/** Brings the tables to this version's shape. */
export async function migrate(db: Database): Promise<void> {
  await checkVersion(db);
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) {
    throw new EnvironmentError({
      code: 'workspace_not_upgraded',
      message: 'The workspace cannot be brought to this version; nothing in it was changed.',
      cause: error,
    });
  }
}

/**
 * Whether the tables are there (`none` when their maker died before they were), and of this version's shape.
 * @throws EnvironmentError when a newer longtake wrote the workspace.
 */
export async function checkVersion(db: Database): Promise<'none' | 'older' | 'current'> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return 'none';
  const applied = await sql<{ readonly name: string }>`select name from kysely_migration`.execute(db);
  const unknown = applied.rows.map((row) => row.name).filter((name) => !Object.hasOwn(MIGRATIONS, name));
  if (unknown.length > 0) {
    throw new EnvironmentError({
      code: 'workspace_is_newer',
      message: `The workspace was written by a newer longtake (it has ${unknown.join(', ')}). Update longtake; nothing was changed.`,
      details: { unknown },
    });
  }
  if (applied.rows.length === 0) return 'none';
  return applied.rows.length < Object.keys(MIGRATIONS).length ? 'older' : 'current';
}
