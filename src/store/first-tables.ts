import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The tables of the first version; it is never changed. */
export const first: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('render')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('film', 'text', (column) => column.notNull())
      .addColumn('plan_fingerprint', 'text', (column) => column.notNull())
      .addColumn('plan', 'text', (column) => column.notNull())
      .addColumn('out_path', 'text', (column) => column.notNull())
      .addColumn('max_cost_micros', 'bigint')
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('started_ms', 'bigint', (column) => column.notNull())
      .addColumn('changed_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('render_film').on('render').columns(['film', 'started_ms']).execute();
    await db.schema
      .createTable('machine')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('render_id', 'text', (column) => column.references('render.id'))
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('task', 'text', (column) => column.notNull())
      .addColumn('owner_id', 'text')
      .addColumn('machine_version', 'integer', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addColumn('context', 'text', (column) => column.notNull())
      .addColumn('output', 'text')
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('ver', 'integer', (column) => column.notNull())
      .addColumn('changed_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('machine_render').on('machine').column('render_id').execute();
    await db.schema
      .createTable('outbox')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('machine_id', 'text', (column) => column.notNull().references('machine.id'))
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('params', 'text', (column) => column.notNull())
      .addColumn('not_before_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('outbox_machine').on('outbox').column('machine_id').execute();
    await db.schema
      .createTable('event')
      .addColumn('seq', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('render_id', 'text')
      .addColumn('machine_id', 'text', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addColumn('at_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('event_render').on('event').columns(['render_id', 'seq']).execute();
    await db.schema
      .createTable('take')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('film', 'text', (column) => column.notNull())
      .addColumn('task', 'text', (column) => column.notNull())
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('fingerprint', 'text', (column) => column.notNull())
      .addColumn('parts', 'text', (column) => column.notNull())
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('ref', 'text', (column) => column.notNull())
      .addColumn('seed', 'bigint', (column) => column.notNull())
      .addColumn('request', 'text', (column) => column.notNull())
      .addColumn('machine_id', 'text', (column) => column.notNull().references('machine.id'))
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('sha', 'text')
      .addColumn('media_type', 'text')
      .addColumn('size_bytes', 'bigint')
      .addColumn('facts', 'text')
      .addColumn('cost_micros', 'bigint', (column) => column.notNull())
      .addColumn('failure', 'text')
      .addColumn('made_ms', 'bigint', (column) => column.notNull())
      .addColumn('settled_ms', 'bigint')
      .addUniqueConstraint('take_number', ['film', 'task', 'number'])
      .execute();
    await db.schema
      .createTable('attempt')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('take_id', 'text', (column) => column.notNull().references('take.id'))
      .addColumn('film', 'text', (column) => column.notNull())
      .addColumn('render_id', 'text', (column) => column.notNull().references('render.id'))
      .addColumn('provider', 'text', (column) => column.notNull())
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('operation', 'text')
      .addColumn('reserved_micros', 'bigint', (column) => column.notNull())
      .addColumn('cost_micros', 'bigint')
      .addColumn('billed', 'text')
      .addColumn('failure', 'text')
      .addColumn('intent_ms', 'bigint', (column) => column.notNull())
      .addColumn('submitted_ms', 'bigint')
      .addColumn('settled_ms', 'bigint')
      .execute();
    // The database itself refuses a second live submission of a take.
    await db.schema
      .createIndex('attempt_live')
      .on('attempt')
      .column('take_id')
      .unique()
      .where(sql.ref('status'), '<>', 'settled')
      .execute();
    await db.schema.createIndex('attempt_film').on('attempt').column('film').execute();
    await db.schema
      .createTable('derived')
      .addColumn('fingerprint', 'text', (column) => column.primaryKey())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('result', 'text', (column) => column.notNull())
      .addColumn('made_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('film')
      .addColumn('out_path', 'text', (column) => column.primaryKey())
      .addColumn('film', 'text', (column) => column.notNull())
      .addColumn('render_id', 'text', (column) => column.notNull().references('render.id'))
      .addColumn('plan_fingerprint', 'text', (column) => column.notNull())
      .addColumn('is_partial', 'integer', (column) => column.notNull())
      .addColumn('facts', 'text', (column) => column.notNull())
      .addColumn('size_bytes', 'bigint', (column) => column.notNull())
      .addColumn('modified_ms', 'bigint', (column) => column.notNull())
      .addColumn('made_ms', 'bigint', (column) => column.notNull())
      .execute();
  },
};
