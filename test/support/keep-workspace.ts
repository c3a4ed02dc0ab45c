import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MACHINE_VERSION } from '../../src/engine/reduce.ts';
import { readEventually } from './read-eventually.ts';

/**
 * `npm run keep-workspace`: keeps what this version leaves of a film whose process is killed, as
 * `test/fixtures/workspaces/tables-N-charts-M.tar.gz`. Run it when the tables or charts get a new version; what is there
 * already was written by an earlier one and is never made anew.
 */
const FILM = `longtake: 1
title: Kept
size: 160x90
fps: 12
characters:
  mara: {look: woman about 60}
scenes:
  - id: s1
    with: [mara]
    shots:
      - {id: a, start: text, duration: 1s, action: Mara waits., out: dissolve 0.5s}
      - {id: b, start: text, duration: 1s, action: She smiles., model: "animatic?fail=moderation"}
      - {id: c, start: text, duration: 1s, action: She goes., model: "animatic?fail=slow&delay=60s"}
      - {id: d, start: text, duration: 1s, action: She is gone., model: "animatic?fail=vanished&safety=none"}
`;
const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'longtake-keep-'));
writeFileSync(join(folder, 'film.yaml'), FILM);
const child = spawn(process.execPath, [join(root, 'bin/longtake.js'), 'render', join(folder, 'film.yaml')]);
const file = join(folder, '.longtake/longtake.db');
const states = await readEventually(file, 'select state from take order by task', ['stored', 'failed', 'live', 'held']);
child.kill('SIGKILL');
await new Promise((ended) => child.once('exit', ended));

const db = new DatabaseSync(file);
const column = (sql: string): readonly string[] =>
  db
    .prepare(sql)
    .all()
    .map((row) => String(Object.values(row)[0]));
db.exec(`update render set out_path = '/films/kept/film.mp4'`);
// By the clock of whoever goes on, however wrong, the job is done.
db.exec(`update attempt set operation = json_set(operation, '$.readyAtMs', 0) where operation is not null`);
db.exec('update outbox set not_before_ms = 0');
const takes = new Set(column('select sha from take where sha is not null'));
const tables = column('select name from kysely_migration').length;
db.exec('pragma wal_checkpoint(truncate); vacuum; pragma journal_mode = delete');
db.close();
const blobs = join(folder, '.longtake/blobs');
const kept = readdirSync(blobs, { recursive: true, encoding: 'utf8' }).filter(
  (name) => statSync(join(blobs, name)).isFile() && takes.has(basename(name)),
);
const out = join(root, `test/fixtures/workspaces/tables-${tables}-charts-${MACHINE_VERSION}.tar.gz`);
const names = ['film.yaml', '.longtake/longtake.db', ...kept.map((name) => join('.longtake/blobs', name))];
execFileSync('tar', ['--owner=0', '--group=0', '--mtime=@0', '-czf', out, ...names], { cwd: folder });
rmSync(folder, { recursive: true });
process.stdout.write(`${out}: ${states.join(', ')}\n`);
