import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RenderOptions } from '../../src/engine/api.ts';
import type { FailureClass } from '../../src/model/generation.ts';
import { failureOf } from '../machines/charts.ts';
import type { Fate, Job } from '../support/fake-provider.ts';
import { expectHonest } from '../support/honest.ts';
import { createMortal } from '../support/mortal.ts';
import { openStage } from '../support/open-stage.ts';
import { planOf, type ShotSpec } from '../support/small-plan.ts';
import type { Stage } from '../support/stage.ts';

const DOLLAR = 1_000_000;
const CLASSES: readonly FailureClass[] = ['moderation', 'rate_limited', 'unavailable', 'quota', 'provider_failed'];
const anyRefusal = fc.constantFrom(...CLASSES).map((failureClass) => failureOf(failureClass));

const anyFate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ pending: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({ submit: fc.constantFrom('unheard' as const, 'unanswered' as const, 'throws' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ submit: anyRefusal }) },
  { weight: 1, arbitrary: fc.record({ poll: anyRefusal.map((failure) => ({ ...failure, billed: 'yes' as const })) }) },
  // Counted anew by every process: with three deaths still one fewer than a take is held for.
  { weight: 1, arbitrary: fc.record({ brokenDownloads: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ delivers: fc.constantFrom('short' as const, 'garbage' as const) }) },
);

const anyShot = fc.record({
  from: fc.option(fc.nat(4)),
  dissolve: fc.constantFrom(0, 6),
  takes: fc.constantFrom(1, 1, 2, 3),
  ladder: fc.constantFrom(['fake:one'], ['fake:one', 'fake:two']),
  says: fc.option(fc.constant('hello')),
  action: fc.option(fc.constant('another')),
});

/** A plan and an amended one, a provider's moods, and the places at which processes die before one is let live. */
const anyCourse = fc.record({
  shots: fc.array(anyShot, { minLength: 1, maxLength: 4 }),
  budget: fc.option(fc.integer({ min: 0, max: 8 })),
  slots: fc.integer({ min: 1, max: 3 }),
  safety: fc.constantFrom('lookup' as const, 'lookup' as const, 'none' as const),
  fates: fc.array(anyFate, { minLength: 12, maxLength: 12 }),
  deaths: fc.array(fc.integer({ min: 1, max: 150 }), { maxLength: 3 }),
});

test('whatever the weather, nothing is paid twice, nothing is lost, and every render comes to its end', async () => {
  await fc.assert(
    fc.asyncProperty(anyCourse, async ({ shots, budget, slots, safety, fates, deaths }) => {
      const specs = (isAmended: boolean): readonly ShotSpec[] =>
        shots.map(({ from, dissolve, says, action, takes, ladder }, index) => ({
          id: `s${index}`,
          takes,
          ladder,
          ...(from !== null && from < index ? { from: `s${from}` } : {}),
          ...(index > 0 && dissolve > 0 ? { dissolve } : {}),
          ...(says === null ? {} : { says }),
          ...(isAmended && action !== null ? { action } : {}),
        }));
      const film = budget === null ? {} : { budgetMicros: budget * DOLLAR };
      const plans = [planOf(specs(false), film), planOf(specs(true), film)];
      const world = {
        slots,
        safety,
        fate: ({ shot, kind, model, nth }: Job): Fate =>
          fates[(Number(shot.slice(1)) * 5 + nth * 3 + kind.length + model.length) % fates.length] ?? {},
      };
      const { folder } = await openStage();
      for (const [index, death] of deaths.entries()) {
        const mortal = createMortal((passed) => passed > death);
        const stage = await openStage({ ...world, folder, hook: mortal.hook, clock: mortal.clock });
        await stage.render(plans[index % 2]!, { onEvent: mortal.onEvent, kill: mortal.kill }).catch(() => {});
      }
      const stage = await openStage({ ...world, folder });
      for (const plan of [plans[1]!, plans[1]!, plans[0]!]) {
        const result = await stage.render(plan);
        expect(['done', 'unchanged', 'incomplete']).toContain(result.status);
        expect(result.status === 'incomplete').toBe(result.failures.length > 0);
        await expectHonest(stage);
        const charged = stage.provider.posts().reduce((sum, post) => sum + post.chargedMicros, 0);
        if (safety === 'lookup') expect(result.reservedMicros, 'nobody waits for anything').toBe(0);
        if (budget !== null) expect(charged).toBeLessThanOrEqual(budget * DOLLAR);
        expect(result.spentMicros, 'nothing is in the books that was not charged').toBeLessThanOrEqual(charged);
        expect(result.spentMicros + result.reservedMicros, 'every charge is in the books').toBeGreaterThanOrEqual(
          charged,
        );
      }
      // A take that nobody can tell about gives its slot away.
      if (safety === 'lookup') expect(stage.provider.mostOpen()).toBeLessThanOrEqual(slots);
    }),
    // A render that never ends is shown with its course, not only with the end of the test's time.
    { numRuns: 8, timeout: 60_000, endOnFailure: true },
  );
  // Twenty-four whole renders: on a busy machine they take more than a test's minute.
}, 240_000);

const anyFilms = fc.record({
  films: fc.array(fc.array(anyShot, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 3 }),
  slots: fc.integer({ min: 1, max: 2 }),
  safety: fc.constantFrom('lookup' as const, 'none' as const),
  fates: fc.array(anyFate, { minLength: 12, maxLength: 12 }),
  deaths: fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 2 }),
});

test('films that are made side by side come to their ends too, whatever becomes of the others', async () => {
  await fc.assert(
    fc.asyncProperty(anyFilms, async ({ films, slots, safety, fates, deaths }) => {
      const plans = films.map((shots, film) => ({
        ...planOf(
          shots.map(({ from, dissolve, says, takes, ladder }, index) => ({
            id: `s${film * 10 + index}`,
            takes,
            ladder,
            ...(from !== null && from < index ? { from: `s${film * 10 + from}` } : {}),
            ...(index > 0 && dissolve > 0 ? { dissolve } : {}),
            ...(says === null ? {} : { says }),
          })),
        ),
        name: `film-${film}`,
      }));
      const world = {
        slots,
        safety,
        fate: ({ shot, kind, model, nth }: Job): Fate =>
          fates[(Number(shot.slice(1)) * 5 + nth * 3 + kind.length + model.length) % fates.length] ?? {},
      };
      const { folder } = await openStage();
      const renderAll = (stage: Stage, options: Partial<RenderOptions> = {}) =>
        Promise.all(
          plans.map((plan) =>
            stage.render(plan, { out: join(folder, `${plan.name}.mp4`), ...options }).catch((thrown: unknown) => {
              if (options.kill === undefined) throw thrown;
              return null;
            }),
          ),
        );
      for (const death of deaths) {
        const mortal = createMortal((passed) => passed > death);
        const stage = await openStage({ ...world, folder, hook: mortal.hook, clock: mortal.clock });
        await renderAll(stage, { onEvent: mortal.onEvent, kill: mortal.kill });
      }
      const stage = await openStage({ ...world, folder });
      for (const result of await renderAll(stage))
        expect(['done', 'unchanged', 'incomplete']).toContain(result?.status);
      await expectHonest(stage);
      // What a film had under way when its process died counts again as soon as it goes on, whoever was quicker.
      if (safety === 'lookup' && deaths.length === 0) expect(stage.provider.mostOpen()).toBeLessThanOrEqual(slots);
    }),
    { numRuns: 6, timeout: 60_000, endOnFailure: true },
  );
}, 240_000);
