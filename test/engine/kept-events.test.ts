import { expect, test } from 'vitest';
import { toRenderEvent } from '../../src/engine/kept-events.ts';
import { lastSeq, listEvents } from '../../src/store/events.ts';
import { openStage } from '../support/open-stage.ts';
import { planOf } from '../support/small-plan.ts';

test('what a render tells is kept, under the same numbers and in the same words', async () => {
  const stage = await openStage({
    fate: ({ nth, shot }) => (shot === 'b' && nth === 1 ? { submit: 'unanswered' } : {}),
  });
  const result = await stage.render(planOf([{ id: 'a' }, { id: 'b', from: 'a' }]));
  expect(result.status).toBe('done');
  const told = stage.events.filter(({ seq }) => seq !== null);
  const kept = await stage.read((db) => listEvents(db, { after: 0, limit: 1_000, films: ['film'] }));
  const again = kept.flatMap((row) => toRenderEvent(row) ?? []);
  const withoutTime = (events: readonly object[]): unknown =>
    JSON.parse(JSON.stringify(events.map((event) => ({ ...event, atMs: 0 }))));
  expect(withoutTime(again)).toEqual(withoutTime(told));
  expect(again.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['render.started', 'money.changed', 'film.changed', 'render.changed', 'render.finished']),
  );
  expect(await stage.read(lastSeq)).toBe(told.at(-1)?.seq);
});

test('events are read in pieces, and of the films that are asked for', async () => {
  const stage = await openStage();
  await stage.render(planOf([{ id: 'a' }]));
  const all = await stage.read((db) => listEvents(db, { after: 0, limit: 1_000 }));
  const first = await stage.read((db) => listEvents(db, { after: 0, limit: 3 }));
  const rest = await stage.read((db) => listEvents(db, { after: first.at(-1)?.seq ?? 0, limit: 1_000 }));
  expect([...first, ...rest]).toEqual(all);
  expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1));
  expect(await stage.read((db) => listEvents(db, { after: 0, limit: 9, films: ['another'] }))).toEqual([]);
});
