import { expect, test } from 'vitest';
import type { Provider } from '../../src/providers/contract.ts';
import { refusal } from '../../src/providers/refusal.ts';
import { openStage } from '../support/open-stage.ts';
import { planOf } from '../support/small-plan.ts';
import { chargesFor } from '../support/stage.ts';

/** A provider that takes no request for shot b by the models that are named. */
const fussy =
  (...models: readonly string[]) =>
  (provider: Provider): Provider => ({
    ...provider,
    prepare: (request, ref, wanted) =>
      'shot' in request && request.shot === 'b' && models.includes(ref.text)
        ? { ok: false, failure: refusal('invalid_request', `${ref.text} makes 24 frames a second`, 'Name that.') }
        : provider.prepare(request, ref, wanted),
  });

test('what no model of its ladder would take is said before anything is sent or paid', async () => {
  const stage = await openStage({ slots: 2, wrap: fussy('fake:one', 'fake:two') });
  const plan = planOf([{ id: 'a' }, { id: 'b', ladder: ['fake:one', 'fake:two'] }]);
  await expect(stage.render(plan)).rejects.toMatchObject({
    code: 'model_refuses',
    message: expect.stringContaining('fake:one makes 24 frames a second. Name that. Nothing was sent or paid.'),
  });
  expect([chargesFor(stage, 'a'), chargesFor(stage, 'b')]).toEqual([0, 0]);
});

test('what the next model of the ladder takes is shot with it', async () => {
  const stage = await openStage({ slots: 2, wrap: fussy('fake:one') });
  const plan = planOf([{ id: 'a' }, { id: 'b', ladder: ['fake:one', 'fake:two'] }]);
  expect(await stage.render(plan)).toMatchObject({ status: 'done' });
  expect([chargesFor(stage, 'a'), chargesFor(stage, 'b')]).toEqual([1, 1]);
});

test('what is on its way is fetched, whatever its model would say to it now', async () => {
  const stage = await openStage();
  const plan = planOf([{ id: 'b' }]);
  const stop = new AbortController();
  await stage.render(plan, {
    stop: stop.signal,
    onEvent: (event) => {
      if (event.type === 'task.changed' && event.state === 'polling') stop.abort();
    },
  });
  const next = await openStage({ folder: stage.folder, wrap: fussy('fake:one') });
  expect(await next.render(plan)).toMatchObject({ status: 'done' });
  expect(chargesFor(next, 'b')).toBe(1);
});
