import { join } from 'node:path';
import { whatWentOn } from './judge.ts';
import { PAID_DISASTERS, type Course } from './paid-disasters.ts';
import { judgePaid, recoverPaid } from './paid-judge.ts';
import { createTable, tableLines } from './paid-table.ts';
import type { PaidVendor } from './paid-vendors.ts';
import { createMediaFolder, createPaidWorld, type PaidFilm, type PaidWorld } from './paid-world.ts';
import { run } from './strace.ts';
import type { Place } from './sweep.ts';
import { tryAll } from './try-all.ts';

type Table = ReturnType<typeof createTable>;

/**
 * Kills the product at every n-th place while vendors in other processes keep the books and lose answers, and judges by
 * those books. Ends with a table of all of it. False when something went wrong.
 */
export async function sweepProviders(
  vendors: readonly PaidVendor[],
  { every, from }: { readonly every: number; readonly from: number },
  only: readonly string[] | null,
): Promise<boolean> {
  const startedMs = performance.now();
  await using media = await createMediaFolder();
  const table = createTable();
  for (const vendor of vendors) {
    await using world = await createPaidWorld(vendor, media.folder);
    await proveJudge(world);
    for (const disaster of PAID_DISASTERS.filter(({ name }) => only?.includes(name) !== false)) {
      const courses = (await disaster.courses(world)).filter((_, index) => index % every === from);
      console.log(`${vendor.name} ${disaster.name}: ${disaster.sentence}, ${courses.length} places`);
      await tryAll(
        { name: `${vendor.name} ${disaster.name}` },
        courses.map((course) => placeOf(world, course, table)),
      );
    }
  }
  return tell(table, startedMs);
}

/** The table, and how long it took; false when a line of it is wrong. */
export function tell({ rows }: Table, startedMs: number): boolean {
  for (const line of tableLines(rows)) console.log(line);
  const tallies = [...rows.values()].flatMap((kinds) => [...kinds.values()]);
  const isWell = tallies.every(({ wrong }) => wrong === 0);
  console.log(`${isWell ? 'all well' : 'WRONG'}, ${((performance.now() - startedMs) / 60_000).toFixed(1)} min`);
  return isWell;
}

/** A judge that sees no second payment, no lost job and no wrong amount is no judge. @throws Error */
export async function proveJudge(world: PaidWorld): Promise<void> {
  await using film = await world.film();
  await run(film.rendering());
  const charges = film.vendor.charges();
  const [first] = charges;
  if (first === undefined) throw new Error(`${world.vendor.name} charges nothing`);
  const judged = (told: typeof charges): ReturnType<typeof judgePaid> =>
    judgePaid({ folder: film.folder, vendor: { ...film.vendor, charges: () => told } }, world, [], false);
  const calm = judged(charges);
  if (calm.wrong.length > 0)
    throw new Error(`the judge finds fault with the undisturbed film: ${calm.wrong.join(', ')}`);
  const { doublePayments, lostTakes } = judged([...charges, { ...first, job: 'another', sha: 'another' }]);
  if (doublePayments !== 1 || lostTakes !== 1) throw new Error('the judge does not see a second payment');
  const dearer = charges.map((charge) => ({ ...charge, chargedMicros: charge.chargedMicros + 1 }));
  if (judged(dearer).wrong.length === 0) throw new Error('the judge does not see a wrong amount');
}

export function placeOf(world: PaidWorld, { kind, at, isAnother = false, happen }: Course, table: Table): Place {
  return {
    at,
    happen: async () => {
      const tally = table.at(world.vendor.name, kind);
      tally.places += 1;
      await using film = await world.film();
      const trouble = await happenTo(film, happen);
      tally.landed += trouble.landed;
      const during = whatWentOn(join(film.folder, '.longtake'));
      const verdict = await recoverPaid(world, film, { isAnother });
      const wrong = [...trouble.wrong, ...verdict.wrong];
      tally.doublePayments += verdict.doublePayments;
      tally.lostTakes += verdict.lostTakes;
      tally.held += verdict.held;
      tally.wrong += Number(wrong.length > 0);
      return { during, wrong };
    },
  };
}

async function happenTo(
  film: PaidFilm,
  happen: Course['happen'],
): Promise<{ readonly landed: number; readonly wrong: readonly string[] }> {
  try {
    return { landed: await happen(film), wrong: [] };
  } catch (error) {
    return { landed: 0, wrong: [error instanceof Error ? error.message : String(error)] };
  }
}
