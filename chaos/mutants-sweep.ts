import { join } from 'node:path';
import { MUTANTS, type Mutant } from './mutants.ts';
import { recoverPaid, type PaidVerdict } from './paid-judge.ts';
import type { PaidWorld } from './paid-world.ts';
import { DISGUISE, OUTDATED, PATCHING, type Disguise, type Patch } from './patches/patch.ts';
import { run } from './strace.ts';
import type { Verdict } from './sweep.ts';
import { tryAll } from './try-all.ts';

export const NO_VER: readonly Patch[] = [
  { file: 'src/store/machines.ts', find: ".where('ver', '=', row.ver)", put: '' },
];

/** Breaks one law after the other; each must be noticed. Returns what was not. */
export async function sweepMutants(world: (vendor: string) => PaidWorld | null): Promise<readonly string[]> {
  const missed: string[] = [];
  const tell = (name: string, isCaught: boolean, found: string): void => {
    console.log(`  mutant: ${name}: ${isCaught ? 'caught' : 'MISSED'} (${found})`);
    if (!isCaught) missed.push(name);
  };
  const places = MUTANTS.flatMap((mutant) => {
    const its = world(mutant.vendor);
    if (its === null) return [];
    const happen = async (): Promise<Verdict> => {
      const { isCaught, found } = await letLive(its, mutant);
      tell(mutant.name, isCaught, found);
      return { during: mutant.vendor, wrong: [] };
    };
    return [{ at: mutant.name, happen }];
  });
  await tryAll({ name: 'mutants' }, places);
  const [honest, mutated] = [await twoWriters([]), await twoWriters(NO_VER)];
  tell('nobody looks whether a row was moved meanwhile', honest === 0 && mutated === 1, `${honest}, then ${mutated}`);
  return missed;
}

async function letLive(
  world: PaidWorld,
  { patches, course, finds }: Mutant,
): Promise<{ readonly isCaught: boolean; readonly found: string }> {
  await using film = await world.film(patches);
  // A patch that no longer applies must not pass for a mutant that is caught.
  const { exitCode, stderr } = await run(film.command('status', join(film.folder, 'film.yaml')));
  if (exitCode === OUTDATED) throw new Error(stderr);
  await course.happen(film).catch(() => {});
  const verdict = await recoverPaid(world, film, { mostTries: 2 });
  const isOutdated = verdict.wrong.some((what) => what.includes('no longer applies'));
  if (isOutdated) throw new Error(verdict.wrong.join('\n'));
  const isCaught = finds === 'a second payment' ? verdict.doublePayments > 0 : hasWords(verdict, finds);
  const found = verdict.wrong.map((what) => what.slice(0, 80)).join('; ');
  return { isCaught, found: found === '' ? 'all well' : found };
}

function hasWords({ wrong }: PaidVerdict, words: RegExp): boolean {
  return wrong.some((what) => words.test(what));
}

/** Two that read a row at the same time: 0 when only one may write it, 1 when both may. */
async function twoWriters(patches: readonly Patch[]): Promise<number | null> {
  const disguise: Disguise = { patches, rate: 1, epochMs: 0, aheadMs: 0, point: null };
  const { exitCode, stderr } = await run([
    'env',
    `NODE_OPTIONS=--import=${PATCHING}`,
    `${DISGUISE}=${JSON.stringify(disguise)}`,
    process.execPath,
    join(import.meta.dirname, 'two-writers.ts'),
  ]);
  if (exitCode !== 0 && exitCode !== 1) throw new Error(stderr);
  return exitCode;
}
