import { parseArgs } from 'node:util';
import { proveJudge } from './prove-judge.ts';
import { missingStrace } from './strace.ts';
import { sweepProvider } from './paid-sweep.ts';
import { DISASTERS, type Disaster } from './sweep.ts';
import { tryAll } from './try-all.ts';
import { createWorld } from './world.ts';

/**
 * `npm run chaos -- --sweep [--every N] [--only NAME,…]`: makes a film of two shots, lets every disaster happen at every
 * place (or every n-th call, and fewer places of the other disasters), and judges what the next render makes of it by the provider's ledger and the undisturbed film.
 * `--provider fal`: the same for a hosted provider, whose server is a process of its own (`paid-sweep.ts`).
 */
const USAGE = `npm run chaos -- --sweep [--every N] [--only ${DISASTERS.map(({ name }) => name).join(',')}]
npm run chaos -- --provider fal [--every N] [--only …]`;
/** When not every place is tried, there are fewer still of what is not a plain kill at the n-th call. */
const THINNER = 5;

const { values } = parseArgs({
  options: {
    sweep: { type: 'boolean' },
    provider: { type: 'string' },
    every: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const every = Number(values.every);
const only = values.only?.split(',') ?? null;
const isOfProvider = values.provider !== undefined;
const unknown = isOfProvider
  ? [values.provider].filter((name) => name !== 'fal')
  : (only?.filter((name) => !DISASTERS.some((disaster) => disaster.name === name)) ?? []);
if ((values.sweep !== true && !isOfProvider) || !Number.isInteger(every) || every < 1 || unknown.length > 0) {
  console.error(unknown.length > 0 ? `There is no ${unknown.join(', ')}.\n${USAGE}` : USAGE);
  process.exitCode = 1;
} else {
  const reason = await missingStrace();
  if (reason === null && isOfProvider) await sweepProvider('fal', every, only);
  else if (reason === null) await sweep(DISASTERS.filter(({ name }) => only?.includes(name) !== false));
  else console.log(`Skipped: ${reason}.`);
}

async function sweep(disasters: readonly Disaster[]): Promise<void> {
  const startedMs = performance.now();
  await using world = await createWorld();
  await proveJudge(world);
  let places = 0;
  let failed = 0;
  for (const disaster of disasters) {
    const stride = disaster.isMain || every === 1 ? every : every * THINNER;
    const chosen = (await disaster.places(world)).filter((_, index) => index % stride === 0);
    console.log(`${disaster.name}: ${disaster.sentence}, ${chosen.length} places`);
    const { failed: found } = await tryAll(disaster, chosen);
    places += chosen.length;
    failed += found;
  }
  const minutes = ((performance.now() - startedMs) / 60_000).toFixed(1);
  console.log(`${places} places, ${failed === 0 ? 'all well' : `${failed} WRONG`}, ${minutes} min`);
  if (failed > 0) process.exitCode = 1;
}
