import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { proveJudge } from './prove-judge.ts';
import { missingStrace } from './strace.ts';
import { DISASTERS, type Disaster, type Place } from './sweep.ts';
import { createWorld } from './world.ts';

/**
 * `npm run chaos -- --sweep [--every N] [--only NAME,…]`: makes a film of two shots, lets every disaster happen at every
 * place (or every n-th call, and fewer places of the other disasters), and judges what the next render makes of it by the provider's ledger and the undisturbed film.
 */
const USAGE = `npm run chaos -- --sweep [--every N] [--only ${DISASTERS.map(({ name }) => name).join(',')}]`;
/** Every place waits for disks and processes about as long as it computes. */
const AT_ONCE = availableParallelism() + 1;
/** When not every place is tried, there are fewer still of what is not a plain kill at the n-th call. */
const THINNER = 5;

const { values } = parseArgs({
  options: { sweep: { type: 'boolean' }, every: { type: 'string', default: '1' }, only: { type: 'string' } },
});
const every = Number(values.every);
const only = values.only?.split(',') ?? null;
const unknown = only?.filter((name) => !DISASTERS.some((disaster) => disaster.name === name)) ?? [];
if (values.sweep !== true || !Number.isInteger(every) || every < 1 || unknown.length > 0) {
  console.error(unknown.length > 0 ? `There is no ${unknown.join(', ')}.\n${USAGE}` : USAGE);
  process.exitCode = 1;
} else {
  const reason = await missingStrace();
  if (reason === null) await sweep(DISASTERS.filter(({ name }) => only?.includes(name) !== false));
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
    const found = await tryAll(disaster, chosen);
    places += chosen.length;
    failed += found;
  }
  const minutes = ((performance.now() - startedMs) / 60_000).toFixed(1);
  console.log(`${places} places, ${failed === 0 ? 'all well' : `${failed} WRONG`}, ${minutes} min`);
  if (failed > 0) process.exitCode = 1;
}

async function tryAll({ name }: Disaster, places: readonly Place[]): Promise<number> {
  const startedMs = performance.now();
  const during = new Map<string, number>();
  const waiting = [...places];
  let done = 0;
  let failed = 0;
  let toldMs = startedMs;
  const work = async (): Promise<void> => {
    for (let place = waiting.shift(); place !== undefined; place = waiting.shift()) {
      const verdict = await place.happen();
      done += 1;
      during.set(verdict.during, (during.get(verdict.during) ?? 0) + 1);
      if (verdict.wrong.length > 0) failed += 1;
      for (const what of verdict.wrong) console.log(`  WRONG ${name} at ${place.at} (${verdict.during}): ${what}`);
      const nowMs = performance.now();
      if (nowMs - toldMs < 15_000 && done < places.length) continue;
      toldMs = nowMs;
      const leftMin = (((nowMs - startedMs) / done) * (places.length - done)) / 60_000;
      console.log(
        `  ${done} of ${places.length}${done < places.length ? `, about ${leftMin.toFixed(1)} min left` : ''}`,
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const words = [...during].toSorted((a, b) => b[1] - a[1]).map(([what, count]) => `${what} ${count}`);
  console.log(`  during: ${words.join(', ')}`);
  return failed;
}
