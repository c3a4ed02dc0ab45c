import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { whatWentOn } from './judge.ts';
import { createPaidWorld, recoverPaid, type PaidFilm, type PaidWorld } from './paid-world.ts';
import { listPoints, run, strike, wasKilled, type Lane, type Point } from './strace.ts';
import type { Place } from './sweep.ts';
import { tryAll } from './try-all.ts';

/** One way for things to go wrong with a hosted provider. */
type PaidDisaster = {
  readonly name: string;
  readonly sentence: string;
  readonly places: (world: PaidWorld, book: Book) => Promise<readonly Place[]>;
};
type Book = { kills: number; doublePayments: number; lostTakes: number; held: number };

/** Faults of the vendor that leave a submission without an answer, or its finished job out of sight for a while. */
const FAULTS = ['reset_after', 'truncated', 'error_after', 'late_listed', 'reset_before', 'html', 'busy_free'] as const;

const DISASTERS: readonly PaidDisaster[] = [
  killed('rows', 'killed at the n-th call that writes the database'),
  killed('files', 'killed at the n-th call that makes, names or syncs a file'),
  killed('wire', 'killed at the n-th call that connects or sends'),
  {
    name: 'twice',
    sentence: 'killed, and killed again while it recovers',
    places: async (world, book) => {
      const points = await pointsOf(world, 'rows');
      return eachOf(points, 6).map((first, index) => {
        const second = points[(index * 53) % Math.ceil(points.length / 2)] ?? first;
        return at(`${toText(first)}, then ${toText(second)}`, world, book, async (film) => {
          book.kills += Number(wasKilled(await strike(film.rendering, first)));
          book.kills += Number(wasKilled(await strike(film.rendering, second)));
        });
      });
    },
  },
  {
    name: 'faults',
    sentence: 'the vendor loses answers and is busy, and we are killed as well',
    places: async (world, book) => {
      const points = await pointsOf(world, 'rows');
      return eachOf(points, 4).map((point, index) => {
        const fault = FAULTS[index % FAULTS.length] ?? 'reset_after';
        return at(`${fault}, ${toText(point)}`, world, book, async (film) => {
          await film.vendor.faults({ fault, after: index % 3 });
          book.kills += Number(wasKilled(await strike(film.rendering, point)));
        });
      });
    },
  },
];

/** Kills the product at every n-th place while a vendor in another process keeps the book, and judges by that book. */
export async function sweepProvider(provider: 'fal', every: number, only: readonly string[] | null): Promise<void> {
  const startedMs = performance.now();
  await using world = await createPaidWorld(provider);
  await proveJudge(world);
  const rows: string[] = [];
  let failed = 0;
  for (const disaster of DISASTERS.filter(({ name }) => only?.includes(name) !== false)) {
    const book: Book = { kills: 0, doublePayments: 0, lostTakes: 0, held: 0 };
    const places = eachOf(await disaster.places(world, book), every);
    console.log(`${provider} ${disaster.name}: ${disaster.sentence}, ${places.length} places`);
    const tried = await tryAll(disaster, places);
    failed += tried.failed;
    const { kills, doublePayments, lostTakes, held } = book;
    rows.push(
      [disaster.name.padEnd(8), places.length, kills, doublePayments, lostTakes, held, tried.failed]
        .map((cell) => String(cell).padStart(9))
        .join(''),
    );
  }
  console.log(['', 'places', 'kills', 'double', 'lost', 'held', 'wrong'].map((word) => word.padStart(9)).join(''));
  for (const row of rows) console.log(row);
  console.log(`${((performance.now() - startedMs) / 60_000).toFixed(1)} min`);
  if (failed > 0) process.exitCode = 1;
}

/** A judge that sees no second payment is no judge. @throws Error */
async function proveJudge(world: PaidWorld): Promise<void> {
  await using film = await world.film();
  await run(film.rendering);
  const [first] = film.vendor.charges();
  appendFileSync(film.vendor.ledger, `${JSON.stringify({ ...first, job: 'another' })}\n`);
  const { doublePayments, lostTakes, wrong } = await recoverPaid(world, film);
  if (doublePayments !== 1 || lostTakes !== 1 || wrong.length === 0)
    throw new Error('the judge does not see a second payment');
}

function killed(lane: Lane, sentence: string): PaidDisaster {
  return {
    name: lane,
    sentence,
    places: async (world, book) =>
      (await pointsOf(world, lane)).map((point) =>
        at(toText(point), world, book, async (film) => {
          book.kills += Number(wasKilled(await strike(film.rendering, point)));
        }),
      ),
  };
}

const listed = new Map<Lane, Promise<readonly Point[]>>();

async function pointsOf(world: PaidWorld, lane: Lane): Promise<readonly Point[]> {
  const known =
    listed.get(lane) ??
    (async () => {
      await using film = await world.film();
      return await listPoints(film.rendering, lane, join(world.root, `${lane}.log`));
    })();
  listed.set(lane, known);
  return known;
}

function at(name: string, world: PaidWorld, book: Book, happen: (film: PaidFilm) => Promise<void>): Place {
  return {
    at: name,
    happen: async () => {
      await using film = await world.film();
      await happen(film);
      const during = whatWentOn(join(film.folder, '.longtake'));
      const verdict = await recoverPaid(world, film);
      book.doublePayments += verdict.doublePayments;
      book.lostTakes += verdict.lostTakes;
      book.held += verdict.held;
      return { during, wrong: verdict.wrong };
    },
  };
}

function toText({ call, nth }: Point): string {
  return `${call} ${nth}`;
}

function eachOf<T>(list: readonly T[], step: number): readonly T[] {
  return list.filter((_, index) => index % step === 0);
}
