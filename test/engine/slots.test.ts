import { expect, test } from 'vitest';
import { failureOf } from '../machines/charts.ts';
import { planOf, type ShotSpec } from '../support/small-plan.ts';
import { expectHonest } from '../support/honest.ts';
import { openStage } from '../support/open-stage.ts';

const many = (count: number, rest: Partial<ShotSpec> = {}): readonly ShotSpec[] =>
  Array.from({ length: count }, (_, index) => ({ id: `s${index}`, ...rest }));

test('takes are shot side by side, as many as there are slots and no more', async () => {
  const stage = await openStage({ slots: 3, fate: () => ({ pending: 3 }) });
  expect((await stage.render(planOf(many(8)))).status).toBe('done');
  expect(stage.provider.mostOpen()).toBe(3);
  await expectHonest(stage);
});

test('one slot shoots one take at a time', async () => {
  const stage = await openStage({ slots: 1, fate: () => ({ pending: 1 }) });
  await stage.render(planOf(many(4)));
  expect(stage.provider.mostOpen()).toBe(1);
});

test('takes of one shot need a slot each', async () => {
  const stage = await openStage({ slots: 2, fate: () => ({ pending: 2 }) });
  expect((await stage.render(planOf(many(2, { takes: 3 })))).status).toBe('done');
  expect(stage.provider.posts()).toHaveLength(6);
  expect(stage.provider.mostOpen()).toBe(2);
  await expectHonest(stage);
});

test('the shots with the longest way to the film are shot first', async () => {
  const stage = await openStage({ slots: 1 });
  await stage.render(
    planOf([
      { id: 'quick' },
      { id: 'first' },
      { id: 'second', from: 'first' },
      { id: 'third', from: 'second' },
      { id: 'slow', weightMs: 25_000 },
    ]),
  );
  const order = stage.provider.posts().map(({ shot }) => shot);
  expect(order.slice(0, 2)).toEqual(['first', 'slow']);
  expect(order.indexOf('quick')).toBeGreaterThan(1);
});

test('a shot is conformed while others are still being shot', async () => {
  const conformed = Promise.withResolvers<void>();
  const stage = await openStage({ slots: 2, fate: ({ shot }) => (shot === 's1' ? { answer: conformed.promise } : {}) });
  const result = await stage.render(planOf(many(2)), {
    onEvent: (event) => {
      if (event.type === 'task.changed' && event.task === 'conform:s0' && event.state === 'stored') conformed.resolve();
    },
  });
  expect(result.status).toBe('done');
});

test('a held take gives its slot to the next shot', async () => {
  const stage = await openStage({
    slots: 1,
    safety: 'none',
    fate: ({ shot }) => (shot === 's0' ? { submit: 'unanswered' } : {}),
  });
  const result = await stage.render(planOf(many(3)));
  expect(result.failures.map(({ task, state }) => `${task} ${state}`)).toEqual(['take:s0 held']);
  expect(stage.provider.posts()).toHaveLength(3);
});

test('a second model of a ladder has slots of its own provider', async () => {
  const stage = await openStage({
    slots: 2,
    fate: ({ model }) => (model === 'fake:one' ? { submit: failureOf('moderation') } : { pending: 2 }),
  });
  expect((await stage.render(planOf(many(5, { ladder: ['fake:one', 'fake:two'] })))).status).toBe('done');
  expect(stage.provider.mostOpen()).toBe(2);
});
