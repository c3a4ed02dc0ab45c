import { access, mkdir, readdir, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { judge, readReference, whatWentOn, type Reference } from './judge.ts';
import { listPoints, run, strike, wasKilled, type Blow, type Command, type Lane, type Point } from './strace.ts';
import { finish, longtake, recover, rendering, type World } from './world.ts';

/** One way for things to go wrong, tried at many places. */
export type Disaster = {
  readonly name: string;
  readonly sentence: string;
  /** A plain kill at the n-th call. */
  readonly isMain?: true;
  /** Prepares it and names its places. */
  readonly places: (world: World) => Promise<readonly Place[]>;
};

/** Lets it happen at one place, recovers, and tells what went on there and what is wrong afterwards. */
export type Place = { readonly at: string; readonly happen: () => Promise<Verdict> };
export type Verdict = { readonly during: string; readonly wrong: readonly string[] };

const RETAKE = ['retake', 'a'];
const SELECT = ['select', 'a', '1'];
const DAY_HOURS = 24;
const FIRST: Point = { lane: 'rows', call: 'fsync', nth: 1 };

export const DISASTERS: readonly Disaster[] = [
  killed('rows', 'killed at the n-th call that writes the database'),
  killed('files', 'killed at the n-th call that makes, names or syncs a file'),
  {
    name: 'twice',
    sentence: 'killed, and killed again while it recovers',
    places: async (world) => {
      const points = await pointsOf(world, 'rows');
      return eachOf(points, 8).map((first, index) => {
        const second = points[(index * 53) % Math.ceil(points.length / 2)] ?? first;
        return at(`${toText(first)}, then ${toText(second)}`, async () => {
          const folder = await world.folder();
          await strike(rendering(folder), first);
          const during = whatWentOn(join(folder, '.longtake'));
          await strike(rendering(folder), second);
          return { during, wrong: await recover(world, folder) };
        });
      });
    },
  },
  {
    name: 'clock',
    sentence: 'killed, and the clock is a day early or late afterwards',
    places: async (world) =>
      eachOf(await pointsOf(world, 'rows'), 16).map((point, index) => {
        const hours = index % 2 === 0 ? DAY_HOURS : -DAY_HOURS;
        return at(`${toText(point)}, ${hours} h`, async () => {
          const folder = await world.folder();
          await strike(rendering(folder), point);
          return { during: whatWentOn(join(folder, '.longtake')), wrong: await recover(world, folder, hours) };
        });
      }),
  },
  {
    name: 'retake',
    sentence: 'killed while one shot is shot again; the same command, or render, goes on',
    places: async (world) => {
      const retaken = await retakenFilm(world);
      const points = await pointsOfCut(world, world.whole, RETAKE);
      return points.map((point, index) =>
        at(toText(point), async () => {
          const folder = await world.folder(world.whole);
          await strike(rendering(folder, 0, RETAKE), point);
          const during = whatWentOn(join(folder, '.longtake'));
          const isAsked = await isThere(join(folder, 'film.lock.yaml'));
          // Once it is done the same command asks for one more.
          const mayRender = isAsked && (index % 2 === 0 || isRetaken(folder));
          return { during, wrong: await recover(retaken, folder, 0, mayRender ? [] : RETAKE) };
        }),
      );
    },
  },
  {
    name: 'select',
    sentence: 'killed while the film is cut from another take; the same command goes on',
    places: async (world) => {
      const retaken = await retakenFilm(world);
      const folder = await world.folder(retaken.folder);
      await run(rendering(folder, 0, SELECT));
      const reference = readReference(folder);
      if (reference.film !== world.reference.film) throw new Error('the first take does not make the first film');
      return (await pointsOfCut(world, retaken.folder, SELECT)).map((point) =>
        at(toText(point), async () => {
          const struck = await world.folder(retaken.folder);
          await strike(rendering(struck, 0, SELECT), point);
          const during = whatWentOn(join(struck, '.longtake'));
          return { during, wrong: await recover({ reference }, struck, 0, SELECT) };
        }),
      );
    },
  },
  failing('rows', { kind: 'fail', error: 'EIO', isForGood: false }),
  failing('rows', { kind: 'fail', error: 'ENOSPC', isForGood: true }),
  failing('files', { kind: 'fail', error: 'ENOSPC', isForGood: true }),
  failing('files', { kind: 'fail', error: 'EIO', isForGood: false }),
  {
    name: 'full',
    sentence: 'a file system that is too small, until it is made larger',
    places: async (world) => [300, 450, 600, 800].map((size) => at(`${size} kB`, () => renderOnSmallDisk(world, size))),
  },
  {
    name: 'migration',
    sentence: 'killed while a workspace of an older version is opened',
    places: async (world) => {
      const old = await world.folder();
      const points = await pointsOf(world, 'rows');
      await strike(rendering(old), points[points.length >> 1] ?? FIRST);
      toOlderVersion(join(old, '.longtake', 'longtake.db'));
      const resumed = await listPoints(rendering(await world.folder(old)), 'rows', join(world.root, 'migration.log'));
      return resumed.slice(0, 60).map((point) =>
        at(toText(point), async () => {
          const folder = await world.folder(old);
          await strike(rendering(folder), point);
          return { during: whatWentOn(join(folder, '.longtake')), wrong: await recover(world, folder) };
        }),
      );
    },
  },
  {
    name: 'backup',
    sentence: 'killed while it is backed up, and while it is restored',
    places: async (world) => [
      ...(await placesOfBackup(world, 'rows', 'backup')),
      ...(await placesOfBackup(world, 'files', 'backup')),
      ...(await placesOfBackup(world, 'files', 'restore')),
    ],
  },
  {
    name: 'clean',
    sentence: 'killed while it is cleaned',
    places: async (world) => {
      const clean = (folder: string): Command => longtake('clean', join(folder, 'film.yaml'));
      const log = join(world.root, 'clean.log');
      const points = await listPoints(clean(await world.folder(world.whole)), 'rows', log);
      return points.map((point) =>
        at(toText(point), async () => {
          const folder = await world.folder(world.whole);
          await strike(clean(folder), point);
          await run(clean(folder));
          await rm(join(folder, 'film.mp4'));
          return { during: 'cleaning', wrong: await recover(world, folder) };
        }),
      );
    },
  },
];

function killed(lane: Lane, sentence: string): Disaster {
  return {
    name: lane,
    sentence,
    isMain: true,
    places: async (world) =>
      (await pointsOf(world, lane)).map((point) =>
        at(toText(point), async () => {
          const folder = await world.folder();
          const result = await strike(rendering(folder), point);
          const during = wasKilled(result) ? whatWentOn(join(folder, '.longtake')) : 'not reached';
          return { during, wrong: await recover(world, folder) };
        }),
      ),
  };
}

/** A call that fails is no excuse to crash: the process says so, or goes on, and the next one finishes. */
function failing(lane: Lane, blow: Extract<Blow, { kind: 'fail' }>): Disaster {
  const { error, isForGood } = blow;
  return {
    name: `${lane}-${error.toLowerCase()}`,
    sentence: `the n-th call fails with ${error}${isForGood ? ', and all that follow' : ''} (${lane})`,
    places: async (world) =>
      eachOf(await pointsOf(world, lane), 8).map((point) =>
        at(toText(point), async () => {
          const folder = await world.folder();
          const { exitCode, stderr } = await strike(rendering(folder), point, blow);
          const crashed =
            exitCode === null || exitCode > 3 ? [`it crashed with ${exitCode}: ${stderr.slice(-300)}`] : [];
          return {
            during: whatWentOn(join(folder, '.longtake')),
            wrong: [...crashed, ...(await recover(world, folder))],
          };
        }),
      ),
  };
}

const listed = new WeakMap<World, Map<Lane, Promise<readonly Point[]>>>();

function pointsOf(world: World, lane: Lane): Promise<readonly Point[]> {
  const known = listed.get(world) ?? new Map<Lane, Promise<readonly Point[]>>();
  listed.set(world, known);
  const listing =
    known.get(lane) ??
    world.folder().then((folder) => listPoints(rendering(folder), lane, join(world.root, `${lane}.log`)));
  known.set(lane, listing);
  return listing;
}

/** The finished film with its first shot shot again, undisturbed. */
async function retakenFilm(world: World): Promise<{ readonly folder: string; readonly reference: Reference }> {
  const folder = await world.folder(world.whole);
  const { exitCode, stderr } = await run(rendering(folder, 0, RETAKE));
  if (exitCode !== 0) throw new Error(`the undisturbed retake failed: ${stderr}`);
  return { folder, reference: readReference(folder) };
}

async function pointsOfCut(world: World, like: string, what: readonly string[]): Promise<readonly Point[]> {
  const points: Point[] = [];
  for (const lane of ['rows', 'files'] as const) {
    const folder = await world.folder(like);
    const found = await listPoints(rendering(folder, 0, what), lane, join(world.root, 'cut.log'));
    // The database is written as by any render, and every call of that is tried there.
    points.push(...(lane === 'rows' ? eachOf(found, 4) : found));
  }
  return points;
}

function isRetaken(folder: string): boolean {
  const db = new DatabaseSync(join(folder, '.longtake', 'longtake.db'), { readOnly: true });
  try {
    const states = db.prepare('select state from render').all();
    return states.length === 2 && states.every(({ state }) => state === 'done');
  } finally {
    db.close();
  }
}

async function renderOnSmallDisk(world: World, sizeKb: number): Promise<Verdict> {
  const folder = join(world.root, `disk-${sizeKb}`);
  await mkdir(folder);
  const mounted = await run(['mount', '-t', 'tmpfs', '-o', `size=${sizeKb}k`, 'tmpfs', folder]);
  if (mounted.exitCode !== 0) return { during: 'skipped: no file system can be mounted here', wrong: [] };
  try {
    await run(['cp', join(world.whole, 'film.yaml'), folder]);
    const { exitCode, stderr } = await run(rendering(folder));
    const crashed = exitCode === null ? [`it crashed: ${stderr.slice(-300)}`] : [];
    const during = exitCode === 0 ? 'it was large enough' : whatWentOn(join(folder, '.longtake'));
    await run(['mount', '-o', 'remount,size=64m', folder]);
    return { during, wrong: [...crashed, ...judge(folder, await finish(folder), world.reference)] };
  } finally {
    await run(['umount', folder]);
  }
}

async function placesOfBackup(world: World, lane: Lane, what: 'backup' | 'restore'): Promise<readonly Place[]> {
  const kept = join(world.root, `kept-for-${what}-${lane}.tar`);
  await run(longtake('backup', join(world.whole, 'film.yaml'), '-o', kept));
  const command = (out: string): Command =>
    what === 'backup'
      ? longtake('backup', join(world.whole, 'film.yaml'), '-o', out)
      : longtake('restore', kept, '-o', out);
  const points = await listPoints(
    command(join(world.root, `${what}-${lane}-counted`)),
    lane,
    join(world.root, `${what}.log`),
  );
  return points.map((point, index) =>
    at(`${what} ${toText(point)}`, async () => {
      const name = `${what}-${lane}-${index}`;
      const out = join(world.root, name);
      await strike(command(out), point);
      const wrong: string[] = [];
      // What stands there after the blow must be whole: the same command then refuses, and a restore of it succeeds.
      const isEarly = await isThere(out);
      const { exitCode, stderr } = await run(command(out));
      if (!isEarly && exitCode !== 0) wrong.push(`the same command fails: ${stderr}`);
      const leftovers = (await readdir(world.root)).filter((entry) => entry.startsWith(`${name}.`));
      if (leftovers.length > 0 && !isEarly) wrong.push(`left over: ${leftovers.join(' ')}`);
      const folder = what === 'restore' ? out : `${out}-restored`;
      if (what === 'backup') await run(longtake('restore', out, '-o', folder));
      wrong.push(...(await recoverRestored(world, folder)));
      for (const path of [out, folder]) await rm(path, { recursive: true, force: true });
      return { during: what, wrong };
    }),
  );
}

/** A restored folder renders the same film, and buys nothing: the provider's book is not part of a backup. */
async function recoverRestored(world: World, folder: string): Promise<readonly string[]> {
  await run(['cp', join(world.whole, 'ledger.jsonl'), folder]);
  return judge(folder, await finish(folder), world.reference);
}

/**
 * Takes back what every version after the first has added to tables and charts, the newest first; the rest is as version 1
 * wrote it. With a new migration this list grows by what it adds: a table that is left makes the migration fail.
 */
function toOlderVersion(file: string): void {
  const db = new DatabaseSync(file);
  db.exec(`
    alter table attempt drop column lead_ms;
    drop index attempt_film; create index attempt_film on attempt (film);
    alter table render add column plan text;
    update render set plan = (select plan from render_plan where render_id = render.id); drop table render_plan;
    drop index attempt_nonce; drop index attempt_told;
    alter table attempt drop column told_ms; alter table attempt drop column told_job; alter table attempt drop column nonce;
    drop index attempt_billed;
    drop index render_out; drop index attempt_render; drop index attempt_take; drop index take_machine;
    drop table reply; drop table posted; drop table run;
    drop index derived_input; alter table derived drop column input;
    drop index attempt_count; drop index render_state; drop index take_state;
    drop table webhook_cursor; drop table webhook;
    drop index event_film; alter table event drop column film;
    drop table wish;
    delete from kysely_migration where name <> '0001-first';
    update machine set machine_version = 1;
    update machine set value = '"running"' where kind = 'render' and value = '{"active":"running"}';`);
  db.close();
}

function at(place: string, happen: () => Promise<Verdict>): Place {
  return { at: place, happen };
}

function toText({ call, nth }: Point): string {
  return `${call} ${nth}`;
}

function eachOf(points: readonly Point[], step: number): readonly Point[] {
  return points.filter((_, index) => index % step === 0);
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
