import { availableParallelism } from 'node:os';
import type { Disaster, Place } from './sweep.ts';

/** Of a disaster's places: how many went wrong, and what was going on at each. */
export type Tried = { readonly failed: number; readonly during: ReadonlyMap<string, number> };

/** Every place waits for disks and processes about as long as it computes. */
const AT_ONCE = availableParallelism() + 1;

/** Lets a disaster happen at every one of its places, a few at a time, and tells how it goes. */
export async function tryAll({ name }: Pick<Disaster, 'name'>, places: readonly Place[]): Promise<Tried> {
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
  return { failed, during };
}
