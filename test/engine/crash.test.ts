import { expect, test } from 'vitest';
import { expectHonest } from '../support/honest.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { openStage } from '../support/open-stage.ts';
import { planOf } from '../support/small-plan.ts';
import { chargesFor } from '../support/stage.ts';

const PLAN = planOf([{ id: 'a' }, { id: 'b', dissolve: 6 }]);
/** Places at which one render is cut off, out of all that it passes. A prime, so that every kind of place is met. */
const STRIDE = 7;

/**
 * Counts the places at which a render touches the world outside its database (every transaction begins with the time,
 * every commit ends with an event, every piece of work calls a hook) and lets everything fail from the n-th on.
 */
function createFate(last: number) {
  let passed = 0;
  const pass = (): void => {
    passed += 1;
    if (passed > last) throw new Error('the process is dead');
  };
  const time = createManualClock({ hasty: true });
  const clock: ManualClock = {
    ...time,
    nowMs: () => {
      pass();
      return time.nowMs();
    },
  };
  return { clock, pass, passed: () => passed };
}

/** b's first submission loses its answer on the way, so that reconciling is crossed as well. */
const fate = ({ shot, nth }: { readonly shot: string; readonly nth: number }) =>
  shot === 'b' && nth === 1 ? ({ submit: 'unanswered', pending: 1 } as const) : { pending: 1 };

test('a render cut off anywhere is finished by the next one: the same film, each shot paid once', async () => {
  const whole = createFate(Number.POSITIVE_INFINITY);
  const undisturbed = await openStage({ clock: whole.clock, hook: whole.pass, fate });
  await undisturbed.render(PLAN, { onEvent: whole.pass });
  const film = await undisturbed.film();
  expect(whole.passed()).toBeGreaterThan(80);

  for (let last = 1; last < whole.passed(); last += STRIDE) {
    const mortal = createFate(last);
    const first = await openStage({ clock: mortal.clock, hook: mortal.pass, fate });
    await expect(first.render(PLAN, { onEvent: mortal.pass }), `cut off at ${last}`).rejects.toThrow();
    const next = await openStage({ folder: first.folder });
    const result = await next.render(PLAN);
    expect(['done', 'unchanged'], `cut off at ${last}`).toContain(result.status);
    expect(result).toMatchObject({ spentMicros: 2_000_000, reservedMicros: 0 });
    expect(await next.film()).toBe(film);
    for (const shot of ['a', 'b']) expect(chargesFor(next, shot), `cut off at ${last}`).toBe(1);
    await expectHonest(next);
  }
});

test('a render cut off again and again comes to the same end', async () => {
  const folder = (await openStage()).folder;
  for (const last of [20, 15, 40, 25, 60]) {
    const mortal = createFate(last);
    const stage = await openStage({ folder, clock: mortal.clock, hook: mortal.pass, fate });
    await stage.render(PLAN, { onEvent: mortal.pass }).catch(() => {});
  }
  const stage = await openStage({ folder });
  expect(await stage.render(PLAN)).toMatchObject({ spentMicros: 2_000_000, reservedMicros: 0 });
  for (const shot of ['a', 'b']) expect(chargesFor(stage, shot)).toBe(1);
  await expectHonest(stage);
});

test('a provider that cannot be asked is never paid twice: what may exist is held', async () => {
  for (let last = 3; last < 60; last += STRIDE) {
    const mortal = createFate(last);
    const first = await openStage({ clock: mortal.clock, hook: mortal.pass, safety: 'none' });
    await first.render(PLAN, { onEvent: mortal.pass }).catch(() => {});
    const next = await openStage({ folder: first.folder, safety: 'none' });
    const result = await next.render(PLAN);
    const held = new Set(result.failures.flatMap(({ state, shot }) => (state === 'held' ? [String(shot)] : [])));
    for (const shot of ['a', 'b']) {
      const posts = next.provider.posts().filter((post) => post.shot === shot).length;
      expect(posts, `cut off at ${last}`).toBeLessThanOrEqual(1);
      if (!held.has(shot)) expect(posts).toBe(1);
    }
    expect(result.spentMicros + result.reservedMicros).toBe(2_000_000);
    await expectHonest(next);
  }
});
