import { expect, test } from 'vitest';
import { expectHonest } from '../support/honest.ts';
import { createMortal } from '../support/mortal.ts';
import { openStage } from '../support/open-stage.ts';
import { planOf } from '../support/small-plan.ts';
import { chargesFor } from '../support/stage.ts';

const PLAN = planOf([{ id: 'a' }, { id: 'b', dissolve: 6 }]);
/**
 * A render is cut off at every n-th place at which it touches the world outside its database: at the beginning of
 * transactions, after commits, before and after pieces of work. A prime, so that every kind of place is met.
 */
const STRIDE = 11;

/** b's first submission loses its answer on the way, so that reconciling is crossed as well. */
const fate = ({ shot, nth }: { readonly shot: string; readonly nth: number }) =>
  shot === 'b' && nth === 1 ? ({ submit: 'unanswered', pending: 1 } as const) : { pending: 1 };

test('a render cut off anywhere is finished by the next one: the same film, each shot paid once', async () => {
  const whole = createMortal(() => false);
  const undisturbed = await openStage({ clock: whole.clock, hook: whole.hook, fate });
  await undisturbed.render(PLAN, { onEvent: whole.onEvent });
  const film = await undisturbed.film();
  expect(whole.passed()).toBeGreaterThan(80);

  for (let last = 1; last < whole.passed(); last += STRIDE) {
    const mortal = createMortal((passed) => passed > last);
    const first = await openStage({ clock: mortal.clock, hook: mortal.hook, fate });
    await expect(first.render(PLAN, { onEvent: mortal.onEvent }), `cut off at ${last}`).rejects.toThrow();
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
    const mortal = createMortal((passed) => passed > last);
    const stage = await openStage({ folder, clock: mortal.clock, hook: mortal.hook, fate });
    await stage.render(PLAN, { onEvent: mortal.onEvent }).catch(() => {});
  }
  const stage = await openStage({ folder });
  expect(await stage.render(PLAN)).toMatchObject({ spentMicros: 2_000_000, reservedMicros: 0 });
  for (const shot of ['a', 'b']) expect(chargesFor(stage, shot)).toBe(1);
  await expectHonest(stage);
});

test('a provider that cannot be asked is never paid twice: what may exist is held', async () => {
  for (let last = 3; last < 60; last += STRIDE) {
    const mortal = createMortal((passed) => passed > last);
    const first = await openStage({ clock: mortal.clock, hook: mortal.hook, safety: 'none' });
    await first.render(PLAN, { onEvent: mortal.onEvent }).catch(() => {});
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
