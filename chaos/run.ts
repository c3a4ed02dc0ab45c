import { parseArgs } from 'node:util';
import { sweepMutants } from './mutants-sweep.ts';
import { sweepProviders } from './paid-sweep.ts';
import { sweepQuickly } from './paid-quick.ts';
import { PAID_DISASTERS } from './paid-disasters.ts';
import { VENDORS } from './paid-vendors.ts';
import { createMediaFolder, createPaidWorld, type PaidWorld } from './paid-world.ts';
import { proveJudge } from './prove-judge.ts';
import { missingStrace } from './strace.ts';
import { DISASTERS, type Disaster } from './sweep.ts';
import { tryAll } from './try-all.ts';
import { createWorld } from './world.ts';

/**
 * `npm run chaos -- --sweep [--every N [--from K]] [--only NAME,…]`: makes a film of two shots, lets every disaster happen
 * at every place (or every n-th call from the k-th on, and fewer places of the other disasters), and judges what the next
 * render makes of it by the provider's ledger and the undisturbed film. `--provider NAME|all`: the same for those that are
 * paid, whose servers are processes of their own; `--mutants`: the product with one law broken after the other; `--quick`:
 * a little of both.
 */
const USAGE = `npm run chaos -- --sweep [--every N [--from K]] [--only ${DISASTERS.map(({ name }) => name).join(',')}]
npm run chaos -- --provider all|${VENDORS.map(({ name }) => name).join('|')} [--every N [--from K]] [--only ${PAID_DISASTERS.map(({ name }) => name).join(',')}]
npm run chaos -- --mutants
npm run chaos -- --quick`;
/** When not every place is tried, there are fewer still of what is not a plain kill at the n-th call. */
const THINNER = 5;

const { values } = parseArgs({
  options: {
    sweep: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
    provider: { type: 'string' },
    every: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    only: { type: 'string' },
  },
});
const every = Number(values.every);
const from = Number(values.from);
const only = values.only?.split(',') ?? null;
const { provider = null } = values;
const known = provider === null ? DISASTERS : PAID_DISASTERS;
const unknown = [
  ...(only?.filter((name) => !known.some((disaster) => disaster.name === name)) ?? []),
  ...[provider].filter((name) => name !== null && name !== 'all' && !VENDORS.some((vendor) => vendor.name === name)),
];
const isAsked = values.sweep || values.quick || values.mutants || provider !== null;
if (!isAsked || ![every, from].every(Number.isInteger) || from < 0 || every <= from || unknown.length > 0) {
  console.error(unknown.length > 0 ? `There is no ${unknown.join(', ')}.\n${USAGE}` : USAGE);
  process.exitCode = 1;
} else {
  const reason = await missingStrace();
  if (reason !== null) console.log(`Skipped: ${reason}.`);
  else if (!(await runAll())) process.exitCode = 1;
}

async function runAll(): Promise<boolean> {
  const results: boolean[] = [];
  if (values.quick) results.push(await sweepQuickly());
  if (values.mutants) results.push(await sweepAllMutants());
  if (provider !== null)
    results.push(
      await sweepProviders(
        VENDORS.filter(({ name }) => provider === 'all' || name === provider),
        { every, from },
        only,
      ),
    );
  if (values.sweep) results.push(await sweep(DISASTERS.filter(({ name }) => only?.includes(name) !== false)));
  return results.every(Boolean);
}

async function sweepAllMutants(): Promise<boolean> {
  await using media = await createMediaFolder();
  await using worlds = new AsyncDisposableStack();
  const byName = new Map<string, PaidWorld>();
  for (const vendor of VENDORS) byName.set(vendor.name, worlds.use(await createPaidWorld(vendor, media.folder)));
  return (await sweepMutants((name) => byName.get(name) ?? null)).length === 0;
}

async function sweep(disasters: readonly Disaster[]): Promise<boolean> {
  const startedMs = performance.now();
  await using world = await createWorld();
  await proveJudge(world);
  let places = 0;
  let failed = 0;
  for (const disaster of disasters) {
    const stride = disaster.isMain || every === 1 ? every : every * THINNER;
    const chosen = (await disaster.places(world)).filter((_, index) => index % stride === from);
    console.log(`${disaster.name}: ${disaster.sentence}, ${chosen.length} places`);
    const { failed: found } = await tryAll(disaster, chosen);
    places += chosen.length;
    failed += found;
  }
  const minutes = ((performance.now() - startedMs) / 60_000).toFixed(1);
  console.log(`${places} places, ${failed === 0 ? 'all well' : `${failed} WRONG`}, ${minutes} min`);
  return failed === 0;
}
