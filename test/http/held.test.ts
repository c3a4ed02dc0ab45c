import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openServer, type TestServer } from './open-server.ts';

const STORYBOARD = `longtake: 1
title: Small
size: 160x90
models: {video: "animatic?fail=ambiguous&safety=none&on=a"}
characters: {mara: {look: woman}}
scenes:
  - id: s1
    with: [mara]
    shots:
      - {id: a, duration: 12f, start: text, action: Mara waits.}
      - {id: b, duration: 12f, start: text, action: Mara goes.}
`;

type Held = { readonly id: string; readonly render: string };

/** A posted film of which shot a is held. */
async function heldFilm(server: TestServer) {
  const { json } = await server.ask('POST', '/v1/renders', { storyboard: STORYBOARD });
  const render = String(json['id']);
  await server.films.runs.ended(await server.films.find(render));
  // The animatic charges nothing; the journal is told that it does.
  const db = new DatabaseSync(join(server.data, '.longtake/longtake.db'));
  db.exec("update attempt set reserved_micros = 1200000 where status = 'held'");
  db.close();
  const listed = await server.ask('GET', '/v1/held');
  const [held] = listed.json['held'] as readonly Held[];
  return { render, held: held! };
}

describe('held takes over HTTP', () => {
  test('are listed with what may exist, what it may have cost and what can be done', async () => {
    const server = await openServer();
    expect((await server.ask('GET', '/v1/held')).json).toEqual({ held: [] });
    const { render, held } = await heldFilm(server);
    expect(held).toEqual({
      id: expect.stringMatching(/^a_/u),
      render,
      task: 'take:a',
      shot: 'a',
      number: 1,
      provider: 'animatic',
      model: 'animatic',
      why: 'unanswered',
      sentMs: expect.any(Number),
      heldMs: expect.any(Number),
      billed: 'unknown',
      mayCostMicros: 1_200_000,
      againMicros: 1_200_000,
      isPriced: true,
      canBeAsked: true,
      message: expect.stringContaining('may or may not'),
      actions: ['adopt', 'resubmit', 'abandon'],
    });
    expect((await server.ask('GET', `/v1/held?render=${render}`)).json).toEqual({ held: [held] });
    expect(await server.ask('GET', '/v1/held?render=f-00000000')).toMatchObject({ status: 404 });
  });

  test('are settled at a person’s word; what costs money is asked about first', async () => {
    const server = await openServer();
    const { render, held } = await heldFilm(server);
    const settle = (body: unknown, id = held.id) => server.ask('POST', `/v1/held/${id}`, body);
    for (const [body, status, code] of [
      [{}, 400, 'request_invalid'],
      [{ action: 'burn' }, 400, 'request_invalid'],
      [{ action: 'adopt' }, 400, 'request_invalid'],
      [{ action: 'abandon', yes: true }, 400, 'request_invalid'],
      [{ action: 'adopt', operation: 'nonsense' }, 400, 'job_unknown'],
      [{ action: 'resubmit' }, 409, 'confirmation_needed'],
      [{ action: 'resubmit', yes: false }, 409, 'confirmation_needed'],
    ] as const)
      expect(await settle(body), JSON.stringify(body)).toMatchObject({ status, json: { code } });
    expect((await settle({ action: 'resubmit' })).json).toMatchObject({ costMicros: 1_200_000, shots: 1, unpriced: 0 });
    expect(await settle({ action: 'abandon' }, 'a_0')).toMatchObject({
      status: 404,
      json: { code: 'attempt_unknown' },
    });
    expect((await server.ask('GET', '/v1/held')).json).toEqual({ held: [held] });

    expect(await settle({ action: 'abandon' })).toMatchObject({ status: 200, json: { held: [] } });
    expect(await settle({ action: 'abandon' })).toMatchObject({ status: 409, json: { code: 'not_held' } });
    const { json } = await server.ask('GET', `/v1/renders/${render}`);
    expect(json).toMatchObject({ state: 'incomplete', spentMicros: 1_200_000, reservedMicros: 0, shots: { held: 0 } });
  });

  test('that are to be sent again are sent by the render that goes on', async () => {
    const server = await openServer();
    const { render, held } = await heldFilm(server);
    const settled = await server.ask('POST', `/v1/held/${held.id}`, { action: 'resubmit', yes: true });
    expect(settled).toMatchObject({ status: 200, json: { held: [] } });
    expect(await server.ask('POST', `/v1/renders/${render}/resume`, { yes: true })).toMatchObject({ status: 202 });
    await server.films.runs.ended(await server.films.find(render));
    const again = (await server.ask('GET', '/v1/held')).json['held'] as readonly Held[];
    expect(again).toMatchObject([{ task: 'take:a', number: 1 }]);
    expect(again[0]?.id).not.toBe(held.id);
  });
});
