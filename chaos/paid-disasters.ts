import { join } from 'node:path';
import { FAULT_NAMES, faultOf, type FaultName } from './paid-faults.ts';
import { startEar } from './paid-ear.ts';
import { courseOfWeather } from './paid-weather.ts';
import { standStill, standTooLong } from './paid-stop.ts';
import type { PaidFilm, PaidWorld } from './paid-world.ts';
import { killWhen } from './kill-when.ts';
import { POINT_NAMES, type PointName } from './patches/points.ts';
import { listPoints, run, strike, wasKilled, type Blow, type Lane, type Point } from './strace.ts';

/** One thing that happens to one film, before the same command is given again. */
export type Course = {
  /** What the table counts it under. */
  readonly kind: string;
  readonly at: string;
  /** Other takes may be in the film in the end: as many, and as long. */
  readonly isAnother?: boolean;
  /** How many blows landed; rejects when the product took one in a way that it must not. */
  readonly happen: (film: PaidFilm) => Promise<number>;
};

/** One way for things to go wrong, tried at many places. */
export type PaidDisaster = {
  readonly name: string;
  readonly sentence: string;
  readonly courses: (world: PaidWorld) => Promise<readonly Course[]>;
};

/** Past the longest run that any provider is given. */
const PAST_EVERY_RUN_MS = 7 * 3_600_000;
/** A port that nobody can listen at: it is asked for by no program without rights. */
const NOBODY = 'http://127.0.0.1:1';

export const PAID_DISASTERS: readonly PaidDisaster[] = [
  struck('rows', 'killed at the n-th call that writes the database'),
  struck('files', 'killed at the n-th call that makes, names or syncs a file'),
  struck('wire', 'killed at the n-th call that connects or sends'),
  {
    name: 'points',
    sentence: 'killed at a named point, the first, second or third time',
    courses: async () => POINT_NAMES.flatMap((name) => [1, 2, 3].map((nth) => killedAt(name, nth))),
  },
  {
    name: 'twice',
    sentence: 'killed, and killed again while it recovers',
    courses: async () =>
      POINT_NAMES.flatMap((first, index) =>
        [1, 5].map((step) => {
          const second = POINT_NAMES[(index + step) % POINT_NAMES.length] ?? first;
          return killedTwice(first, second);
        }),
      ),
  },
  failing('rows', { kind: 'fail', error: 'EIO', isForGood: false }),
  failing('rows', { kind: 'fail', error: 'ENOSPC', isForGood: true }),
  failing('files', { kind: 'fail', error: 'EIO', isForGood: false }),
  failing('files', { kind: 'fail', error: 'ENOSPC', isForGood: true }),
  {
    name: 'stopped',
    sentence: 'stands still for long, while others try',
    courses: async () => [
      ...(['intent written', 'sending begun', 'answered', 'file adopted'] as const).map(stopped),
      ...(['intent written', 'sending begun'] as const).map(overtaken),
    ],
  },
  {
    name: 'faults',
    sentence: 'everything that goes wrong at a vendor',
    courses: async (world) => faultsOf(world).flatMap((name) => [0, 1].map((after) => faulty(name, after))),
  },
  {
    name: 'both',
    sentence: 'something goes wrong at the vendor, and we are killed as well',
    courses: async (world) =>
      faultsOf(world).flatMap((name, index) =>
        [0, 4, 8].map((step) => faulty(name, step % 3, POINT_NAMES[(index + step) % POINT_NAMES.length])),
      ),
  },
  {
    name: 'weather',
    sentence: 'faults and deaths by seed',
    courses: async (world) => Array.from({ length: 40 }, (_, seed) => courseOfWeather(seed + 1, faultsOf(world))),
  },
];

export function faultsOf({ vendor: { lacks } }: Pick<PaidWorld, 'vendor'>): readonly FaultName[] {
  return FAULT_NAMES.filter((name) => !lacks.includes(name));
}

export function killedAt(name: PointName, nth: number): Course {
  return {
    kind: 'points',
    at: `${name} ${nth}`,
    happen: async (film) => Number(wasKilled(await run(film.rendering({ point: { name, nth } })))),
  };
}

export function killedTwice(first: PointName, second: PointName): Course {
  return {
    kind: 'twice',
    at: `${first}, then ${second}`,
    happen: async (film) => {
      const one = await run(film.rendering({ point: { name: first, nth: 1 } }));
      const other = await run(film.rendering({ point: { name: second, nth: 1 } }));
      return Number(wasKilled(one)) + Number(wasKilled(other));
    },
  };
}

export function stopped(name: PointName): Course {
  return { kind: 'stopped', at: name, happen: (film) => standStill(film, name) };
}

export function overtaken(name: PointName): Course {
  return { kind: 'overtaken', at: `${name}, overtaken`, happen: (film) => standTooLong(film, name) };
}

/** The vendor has one fault, at the submission after so many others; the process may die as well. */
export function faulty(name: FaultName, after: number, death?: PointName): Course {
  return {
    kind: name,
    at: `${name} after ${after}${death === undefined ? '' : `, killed at ${death}`}`,
    isAnother: faultOf(name).isAnother ?? false,
    happen: async (film) => {
      const { isDeaf = false, isSilent = false, isTold = false } = faultOf(name);
      if (name === 'refused') {
        await run(film.rendering({ url: NOBODY }));
        return 1;
      }
      await using ear = isTold ? await startEar(film) : null;
      const hearing = ear === null ? {} : { publicUrl: ear.url };
      await film.vendor.faults({ fault: name, after });
      const hasStruck = async (): Promise<boolean> => (await film.vendor.faultsLeft()) === 0;
      if (death !== undefined) await run(film.rendering({ ...hearing, point: { name: death, nth: 1 } }));
      if (isDeaf) await killWhen(film.rendering(), hasStruck);
      else if (name === 'stuck') {
        await run(film.rendering({ point: { name: 'polled', nth: 9 } }));
        await run(film.rendering({ aheadMs: PAST_EVERY_RUN_MS }));
      } else await run(film.rendering({ ...hearing, ...(isSilent ? { point: { name: 'reconciled', nth: 2 } } : {}) }));
      return Number(await hasStruck());
    },
  };
}

function struck(lane: Lane, sentence: string): PaidDisaster {
  return {
    name: lane,
    sentence,
    courses: async (world) => (await pointsOf(world, lane)).map((point) => killedAtCall(point)),
  };
}

export function killedAtCall(point: Point): Course {
  return {
    kind: point.lane,
    at: toText(point),
    happen: async (film) => Number(wasKilled(await strike(film.rendering(), point))),
  };
}

function failing(lane: Lane, blow: Extract<Blow, { kind: 'fail' }>): PaidDisaster {
  const { error, isForGood } = blow;
  return {
    name: `${lane}-${error.toLowerCase()}`,
    sentence: `the n-th call fails with ${error}${isForGood ? ', and all that follow' : ''} (${lane})`,
    courses: async (world) => (await pointsOf(world, lane)).map((point) => failedAtCall(point, blow)),
  };
}

/** A call that fails is no excuse to crash: the process says so, or goes on. */
export function failedAtCall(point: Point, blow: Extract<Blow, { kind: 'fail' }>): Course {
  return {
    kind: blow.error.toLowerCase(),
    at: `${blow.error} ${toText(point)}`,
    happen: async (film) => {
      const { exitCode, stderr } = await strike(film.rendering(), point, blow);
      if (exitCode === null || exitCode > 3) throw new Error(`it crashed with ${exitCode}: ${stderr.slice(-300)}`);
      return Number(exitCode !== 0);
    },
  };
}

const listed = new WeakMap<PaidWorld, Map<Lane, Promise<readonly Point[]>>>();

async function pointsOf(world: PaidWorld, lane: Lane): Promise<readonly Point[]> {
  const known = listed.get(world) ?? new Map<Lane, Promise<readonly Point[]>>();
  listed.set(world, known);
  const listing =
    known.get(lane) ??
    (async () => {
      await using film = await world.film();
      return await listPoints(film.rendering(), lane, join(world.root, `${lane}.log`));
    })();
  known.set(lane, listing);
  return listing;
}

function toText({ call, nth }: Point): string {
  return `${call} ${nth}`;
}
