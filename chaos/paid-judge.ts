import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Charge } from '../test/support/vendors/vendor-server.ts';
import { differences, hashOf, judgeRows, listFiles } from './judge.ts';
import { boughtNothing } from './paid-faults.ts';
import { settleByHand, type Said } from './paid-person.ts';
import { readAttempts, type AttemptRow } from './paid-rows.ts';
import { framesOf, hasRefusals, RATE, type PaidFilm, type PaidReference, type PaidWorld } from './paid-world.ts';
import { run } from './strace.ts';

/** What an interrupted film came to in the end. */
export type PaidVerdict = {
  readonly wrong: readonly string[];
  readonly doublePayments: number;
  readonly lostTakes: number;
  /** Takes that a person had to say something about, or wait for. */
  readonly held: number;
};

/** By the vendor's clock, past every job that could still be running: what is not listed then was never there. */
export const LATER_MS = 2 * 3_600_000;
const MOST_TRIES = 5;

/** Lets the same command be given until the film is done, with what is held settled by hand, and judges it. */
export async function recoverPaid(
  world: PaidWorld,
  film: PaidFilm,
  { isAnother = false, mostTries = MOST_TRIES }: { readonly isAnother?: boolean; readonly mostTries?: number } = {},
): Promise<PaidVerdict> {
  await film.vendor.mend();
  await film.vendor.clock(LATER_MS, RATE);
  const said: Said[] = [];
  let last = await run(film.rendering());
  for (let tries = 1; last.exitCode !== 0 && tries < mostTries; tries += 1) {
    said.push(...(await settleByHand(film)));
    last = await run(film.rendering({ resendsRefused: hasRefusals(last.stdout) }));
  }
  const { exitCode, stdout, stderr } = last;
  const verdict = judgePaid(film, world, said, isAnother);
  const end =
    exitCode === 0 ? [] : [`the render ends with ${exitCode}: ${`${stdout.toString()}${stderr}`.slice(-400)}`];
  const frames = framesOf(stdout);
  const length =
    frames === world.reference.frames ? [] : [`the film has ${frames} frames instead of ${world.reference.frames}`];
  const wrong = [...end, ...length, ...verdict.wrong];
  if (wrong.length === 0) await rm(film.folder, { recursive: true, force: true });
  return { ...verdict, wrong: wrong.map((what) => `${what} (kept in ${film.folder})`) };
}

/** By the vendor's book first. */
export function judgePaid(
  { folder, vendor }: Pick<PaidFilm, 'folder' | 'vendor'>,
  { reference }: Pick<PaidWorld, 'reference'>,
  said: readonly Said[],
  isAnother: boolean,
): PaidVerdict {
  const charges = vendor.charges();
  const attempts = readAttempts(folder);
  const repaid = said
    .filter(({ action, what }) => action === 'resubmit' && what !== null)
    .map(({ what }) => what ?? '');
  const doublePayments = countDoubles(charges, { repaid, wanted: reference.charges });
  const unknown = charges.filter((charge) => ownersOf(charge, attempts).length === 0).length;
  const lostTakes = Math.max(0, unknown - repaid.length);
  const wrong = [
    ...(doublePayments === 0 ? [] : [`${doublePayments} double payments`]),
    ...(lostTakes === 0 ? [] : [`${lostTakes} jobs are charged and known to no attempt`]),
    ...judgeMoney(charges, attempts),
    ...judgeFilm(folder, charges, reference, isAnother),
    ...(existsSync(join(folder, '.longtake', 'longtake.db'))
      ? judgeRows(join(folder, '.longtake'), null, null)
      : ['there is no database']),
  ];
  const held = new Set(said.map(({ id }) => id)).size;
  return { wrong, doublePayments, lostTakes, held };
}

/** What was bought more than once, except in place of what was good for nothing or by a person's word. */
function countDoubles(
  charges: readonly Charge[],
  { repaid, wanted }: { readonly repaid: readonly string[]; readonly wanted: readonly Charge[] },
): number {
  const count = (whats: readonly string[], what: string): number => whats.filter((one) => one === what).length;
  const undisturbed = wanted.map(({ what }) => what);
  let doubles = 0;
  for (const [what, all] of Map.groupBy(charges, (charge) => charge.what)) {
    const useful = all.filter(({ fault }) => !boughtNothing(fault)).length;
    doubles += Math.max(0, useful - Math.max(1, count(undisturbed, what)) - count(repaid, what));
  }
  return doubles;
}

function ownersOf({ job, sha = '' }: Charge, attempts: readonly AttemptRow[]): readonly AttemptRow[] {
  return attempts.filter(({ names }) => names.includes(job) || names.includes(sha));
}

/** What we wrote down of money is what was charged; more only where nobody can ever know. */
function judgeMoney(charges: readonly Charge[], attempts: readonly AttemptRow[]): readonly string[] {
  const wrong: string[] = [];
  for (const charge of charges) {
    const owners = ownersOf(charge, attempts);
    if (owners.length > 1) wrong.push(`${charge.job} belongs to ${owners.length} attempts`);
    for (const { id, billed, costMicros } of owners)
      if (costMicros !== charge.chargedMicros)
        wrong.push(`${id} cost ${costMicros} (billed ${billed}) where ${charge.chargedMicros} was charged`);
  }
  const charged = charges.reduce((sum, { chargedMicros }) => sum + chargedMicros, 0);
  const spent = attempts.reduce((sum, { costMicros }) => sum + costMicros, 0);
  const unsure = attempts.reduce((sum, { billed, costMicros }) => sum + (billed === 'unknown' ? costMicros : 0), 0);
  if (charged > spent || charged < spent - unsure) wrong.push(`spent ${spent} where ${charged} was charged`);
  return wrong;
}

/** The very same film of the very same takes; where others had to be shot, as many of each kind. */
function judgeFilm(
  folder: string,
  charges: readonly Charge[],
  reference: PaidReference,
  isAnother: boolean,
): readonly string[] {
  const bought = charges.filter(({ fault }) => !boughtNothing(fault));
  const wanted = listOf(reference.charges, isAnother);
  const isSame = listOf(bought, isAnother) === wanted;
  const mustBeSame = !isAnother || listOf(bought, false) === listOf(reference.charges, false);
  const files = listFiles(folder);
  return [
    ...(isSame ? [] : [`charged for ${listOf(bought, isAnother)}, undisturbed for ${wanted}`]),
    ...(!mustBeSame || hashOf(join(folder, 'film.mp4')) === reference.film
      ? []
      : ['the film differs from the undisturbed one']),
    ...(String(files) === String(reference.files)
      ? []
      : [`files are left or missing: ${differences(files, reference.files)}`]),
  ];
}

function listOf(charges: readonly Charge[], isOnlyKinds: boolean): string {
  const distinct = new Map(charges.map((charge) => [charge.what, charge]));
  return [...distinct.values()]
    .map(({ endpoint, what }) => (isOnlyKinds ? endpoint : what))
    .toSorted()
    .join();
}
