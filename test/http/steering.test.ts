import { expect, test } from 'vitest';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RenderJson, ShotJson, TakeJson } from '../../src/http/schemas/render.ts';
import { failureOf } from '../machines/charts.ts';
import { hearUntil } from '../support/event-stream.ts';
import { openFilmServer, storyboardOf, untilSettled, type FilmServer } from '../support/film-server.ts';

const ACTIONS = { a: 'Waves roll in.', b: 'A gull lands.', c: 'Fog comes.' };
const STORYBOARD = storyboardOf(ACTIONS);

/** Posts a film and resolves when a shot of it is being shot. */
async function begin(server: FilmServer, shot: string, options: object = {}): Promise<string> {
  const { body } = await server.post('/v1/renders', { storyboard: STORYBOARD, options });
  await untilSubmitting(server, body.id, shot);
  return body.id;
}

async function untilSubmitting(server: FilmServer, id: string, shot: string): Promise<void> {
  await hearUntil(
    `${server.url}/v1/renders/${id}/events?after=0`,
    ({ type, data }) => type === 'task.changed' && data.task === `take:${shot}` && data.state === 'submitting',
  );
}

function put(server: FilmServer, path: string, body: object) {
  return server.json<ShotJson>(path, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

test('an amended film goes on with what changed, and what was in flight is paid once and kept', async () => {
  const answer = Promise.withResolvers<void>();
  const server = await openFilmServer({
    slots: 1,
    priceMicros: 100_000,
    fate: ({ shot, nth }) => (shot === 'a' && nth === 1 ? { answer: answer.promise } : {}),
  });
  const id = await begin(server, 'a', { yes: true });
  const storyboard = storyboardOf({ ...ACTIONS, c: 'Rain comes.' });
  const path = `/v1/renders/${id}/storyboard`;
  const amend = (options: object) => put(server, path, { storyboard, options });
  // What is to be paid now is asked for again, and until it is answered nothing stops.
  expect(await amend({})).toMatchObject({ status: 409, body: { code: 'confirmation_needed' } });
  expect((await server.json(`/v1/renders/${id}`)).body.state).toBe('running');
  const amended = amend({ yes: true });
  await hearUntil(`${server.url}/v1/renders/${id}/events?after=0`, ({ data }) => data.state === 'stopping');
  answer.resolve();
  expect(await amended).toMatchObject({ status: 200, body: { state: 'running' } });
  const done = await untilSettled(server, id);
  expect(done).toMatchObject({ state: 'done', spentMicros: 300_000 });
  expect(done.shotList[2]?.prompt).toContain('Rain');
  expect(
    server.provider
      .posts()
      .map(({ shot }) => shot)
      .toSorted(),
  ).toEqual(['a', 'b', 'c']);
  const events = await hearUntil(`${server.url}/v1/renders/${id}/events?after=0`, ({ type, data }) => {
    return type === 'render.finished' && data.status === 'done';
  });
  expect(events.map(({ type }) => type)).toContain('render.amended');
});

test('a finished film is amended: only the shot that changed is made', async () => {
  const server = await openFilmServer();
  const { body } = await server.post('/v1/renders', { storyboard: STORYBOARD });
  await untilSettled(server, body.id);
  const storyboard = storyboardOf({ ...ACTIONS, b: 'A gull sleeps.' });
  const path = `/v1/renders/${body.id}/storyboard`;
  expect(await put(server, path, { storyboard })).toMatchObject({ status: 200, body: { state: 'done' } });
  const plan = await server.json<{ readonly plan: unknown }>(`/v1/renders/${body.id}/plan`);
  expect(plan.body.plan).toMatchObject({ toMake: { shots: 1 }, question: null });
  expect((await server.post(`/v1/renders/${body.id}/resume`, {})).status).toBe(202);
  await untilSettled(server, body.id);
  expect(server.provider.posts().map(({ shot }) => shot)).toHaveLength(4);
});

test('a film is paused and goes on where it was', async () => {
  const answer = Promise.withResolvers<void>();
  const server = await openFilmServer({
    slots: 1,
    fate: ({ shot }) => (shot === 'b' ? { answer: answer.promise } : {}),
  });
  const id = await begin(server, 'b');
  expect(await server.post(`/v1/renders/${id}/pause`, {})).toMatchObject({ status: 202, body: { state: 'stopping' } });
  answer.resolve();
  expect(await untilSettled(server, id)).toMatchObject({ state: 'paused', isAlive: false });
  expect(await server.post(`/v1/renders/${id}/resume`, {})).toMatchObject({ status: 202, body: { state: 'running' } });
  expect(await untilSettled(server, id)).toMatchObject({ state: 'done' });
  expect(server.provider.posts()).toHaveLength(3);
});

test('a pause that follows a resume at once is heard after it, not before', async () => {
  const server = await openFilmServer({ fate: () => ({ pending: 1_000_000 }) });
  const { body } = await server.post('/v1/renders', { storyboard: STORYBOARD, options: { start: false } });
  const resumed = server.post(`/v1/renders/${body.id}/resume`, {});
  const paused = server.post(`/v1/renders/${body.id}/pause`, {});
  expect([(await resumed).status, (await paused).status]).toEqual([202, 202]);
  expect(await untilSettled(server, body.id)).toMatchObject({ state: 'paused', isAlive: false });
});

test('resuming what runs, and pausing what rests, changes nothing', async () => {
  const server = await openFilmServer();
  const { body } = await server.post('/v1/renders', { storyboard: STORYBOARD });
  expect((await server.post(`/v1/renders/${body.id}/resume`, {})).status).toBe(202);
  await untilSettled(server, body.id);
  expect(await server.post(`/v1/renders/${body.id}/pause`, {})).toMatchObject({ status: 202, body: { state: 'done' } });
  expect(server.provider.posts()).toHaveLength(3);
});

test('a film is cancelled, and says what may still be charged', async () => {
  const server = await openFilmServer({ slots: 3, priceMicros: 100_000, fate: () => ({ pending: 1_000_000 }) });
  const id = await begin(server, 'c', { yes: true });
  const { status, body } = await server.post<RenderJson & { readonly mayCostMicros: number }>(
    `/v1/renders/${id}/cancel`,
    {},
  );
  expect({ status, state: body.state }).toEqual({ status: 200, state: 'cancelled' });
  expect(body.mayCostMicros).toBeGreaterThan(0);
  expect(await server.post(`/v1/renders/${id}/cancel`, { shot: 'zzz' })).toMatchObject({
    status: 404,
    body: { code: 'shot_unknown' },
  });
});

test('one shot is shot again, and the film is cut with the take that is chosen', async () => {
  const server = await openFilmServer();
  const { body } = await server.post('/v1/renders', { storyboard: STORYBOARD });
  await untilSettled(server, body.id);
  const shot = `/v1/renders/${body.id}/shots/b`;
  const film = () => readFile(join(server.folder, 'data', body.id, `${body.id}.mp4`), 'utf8');
  const first = await film();
  const retake = await server.post<ShotJson>(`${shot}/takes`, { prompt: 'A gull dives.', seed: 7 });
  expect(retake).toMatchObject({ status: 202, body: { id: 'b' } });
  await untilSettled(server, body.id);
  const { takes } = (await server.json<ShotJson & { readonly takes: readonly TakeJson[] }>(shot)).body;
  expect(takes.map(({ number, isUsed, seed }) => [number, isUsed, seed === 7])).toEqual([
    [1, false, false],
    [2, true, true],
  ]);
  expect(await film()).not.toBe(first);
  expect(await put(server, `${shot}/select`, { take: 1 })).toMatchObject({ status: 200, body: { take: 1 } });
  await untilSettled(server, body.id);
  expect(await film()).toBe(first);
  expect(await server.json(`${shot}/select`, { method: 'PUT' })).toMatchObject({
    status: 400,
    body: { code: 'request_invalid' },
  });
  expect(await put(server, `${shot}/select`, { take: 9 })).toMatchObject({
    status: 404,
    body: { code: 'take_unknown' },
  });
  expect(await server.post(`${shot}/accept`, {})).toMatchObject({ status: 409, body: { code: 'nothing_to_accept' } });
  expect(await server.post(`/v1/renders/${body.id}/shots/bb/takes`, {})).toMatchObject({ status: 404 });
});

test('a take that only failed its gates is used as it is on a word, for good, and nothing is bought for it', async () => {
  const server = await openFilmServer({
    priceMicros: 100_000,
    fate: ({ shot }) => (shot === 'b' ? { picture: { blackShare: 1 } } : {}),
  });
  const { body } = await server.post('/v1/renders', { storyboard: STORYBOARD, options: { yes: true } });
  expect(await untilSettled(server, body.id)).toMatchObject({ state: 'incomplete' });
  const shot = `/v1/renders/${body.id}/shots/b`;
  expect((await server.json(shot)).body).toMatchObject({ takes: [{ state: 'failed', isAcceptable: true }] });
  expect(await put(server, `${shot}/select`, { take: 1 })).toMatchObject({
    status: 409,
    body: { code: 'take_not_stored', detail: expect.stringContaining('acceptGates') },
  });
  expect(await put(server, `${shot}/select`, { take: 1, acceptGates: true })).toMatchObject({ status: 200 });
  expect(await untilSettled(server, body.id)).toMatchObject({ state: 'done', spentMicros: 300_000 });
  expect((await server.json(shot)).body).toMatchObject({
    takes: [{ state: 'stored', isUsed: true, isAcceptable: false }],
  });
  expect(server.provider.posts()).toHaveLength(3);
  const lock = await readFile(join(server.folder, 'data', body.id, `${body.id}.lock.yaml`), 'utf8');
  expect(lock).toMatch(/overruled:\n  "?[0-9a-f]{16}"?: "b take 1: black"/u);
});

test('content that was refused is sent again on a word, for that render alone', async () => {
  const refusal = failureOf('moderation', { message: 'No.' });
  const server = await openFilmServer({
    priceMicros: 100_000,
    fate: ({ shot, nth }) => (shot === 'b' && nth <= 2 ? { submit: refusal } : {}),
  });
  const { body } = await server.post('/v1/renders', { storyboard: STORYBOARD, options: { yes: true } });
  expect(await untilSettled(server, body.id)).toMatchObject({ state: 'incomplete' });
  const sent = (): number => server.provider.posts().filter(({ shot }) => shot === 'b').length;
  const resume = async (options: object) => {
    const answer = await server.post(`/v1/renders/${body.id}/resume`, options);
    return answer.status === 202 ? untilSettled(server, body.id) : answer;
  };
  expect(await resume({})).toMatchObject({ state: 'incomplete' });
  expect(sent()).toBe(1);
  expect(await resume({ resendRefused: true })).toMatchObject({ status: 409, body: { code: 'confirmation_needed' } });
  expect(await resume({ resendRefused: true, yes: true })).toMatchObject({ state: 'incomplete' });
  expect(await resume({})).toMatchObject({ state: 'incomplete' });
  expect(sent()).toBe(2);
  expect(await resume({ resendRefused: true, yes: true })).toMatchObject({ state: 'done', spentMicros: 300_000 });
});

test('a shot that is shot again while the film is made belongs to it', async () => {
  const answer = Promise.withResolvers<void>();
  const server = await openFilmServer({
    slots: 1,
    fate: ({ shot, nth }) => (shot === 'b' && nth === 1 ? { answer: answer.promise } : {}),
  });
  const id = await begin(server, 'b');
  const asked = server.post(`/v1/renders/${id}/shots/a/takes`, { prompt: 'A storm.' });
  await hearUntil(`${server.url}/v1/renders/${id}/events?after=0`, ({ data }) => data.state === 'stopping');
  answer.resolve();
  expect(await asked).toMatchObject({ status: 202 });
  const done = await untilSettled(server, id);
  expect(done.shotList.map(({ take }) => take)).toEqual([2, 1, 1]);
  expect(server.provider.posts()).toHaveLength(4);
});

test('a shot that is shot again while another one is, alone, buys these two and no more', async () => {
  const answer = Promise.withResolvers<void>();
  const server = await openFilmServer({
    slots: 1,
    priceMicros: 100_000,
    fate: ({ shot }) => (shot === 'a' ? { answer: answer.promise } : {}),
  });
  const { body } = await server.post('/v1/renders', { storyboard: STORYBOARD, options: { start: false } });
  const retake = (shot: string) => server.post(`/v1/renders/${body.id}/shots/${shot}/takes`, { yes: true });
  expect(await retake('a')).toMatchObject({ status: 202 });
  await untilSubmitting(server, body.id, 'a');
  const other = retake('b');
  await hearUntil(`${server.url}/v1/renders/${body.id}/events?after=0`, ({ data }) => data.state === 'stopping');
  answer.resolve();
  expect(await other).toMatchObject({ status: 202 });
  const done = await untilSettled(server, body.id);
  expect(done.shotList.map(({ take }) => take)).toEqual([1, 1, null]);
  expect(server.provider.posts().map(({ shot }) => shot)).toEqual(['a', 'b']);
});

test('a take that is chosen while one shot alone is shot again buys nothing', async () => {
  const answer = Promise.withResolvers<void>();
  const server = await openFilmServer({
    slots: 1,
    priceMicros: 100_000,
    fate: ({ shot, nth }) => (shot === 'a' && nth === 2 ? { answer: answer.promise } : {}),
  });
  const { body } = await server.post('/v1/renders', { storyboard: STORYBOARD, options: { start: false } });
  const shot = `/v1/renders/${body.id}/shots/a`;
  await server.post(`${shot}/takes`, { yes: true });
  await untilSettled(server, body.id);
  await server.post(`${shot}/takes`, { yes: true, prompt: 'A storm.' });
  await hearUntil(
    `${server.url}/v1/renders/${body.id}/events?after=${body.lastEvent}`,
    () => server.provider.posts().length === 2,
  );
  const chosen = put(server, `${shot}/select`, { take: 1 });
  await hearUntil(`${server.url}/v1/renders/${body.id}/events?after=0`, ({ data }) => data.state === 'stopping');
  answer.resolve();
  expect(await chosen).toMatchObject({ status: 200, body: { take: 1 } });
  await untilSettled(server, body.id);
  expect(server.provider.posts()).toHaveLength(2);
});

test('a shot that is asked for with other words while it is begun is shot with both', async () => {
  const answer = Promise.withResolvers<void>();
  const server = await openFilmServer({
    slots: 1,
    fate: ({ shot, nth }) => (shot === 'c' && nth === 1 ? { answer: answer.promise } : {}),
  });
  const id = await begin(server, 'c');
  const retake = (prompt: string) => server.post(`/v1/renders/${id}/shots/c/takes`, { prompt });
  const asked = [retake('Snow.'), retake('Hail.')];
  await hearUntil(`${server.url}/v1/renders/${id}/events?after=0`, ({ data }) => data.state === 'stopping');
  answer.resolve();
  for (const one of asked) expect(await one).toMatchObject({ status: 202 });
  await untilSettled(server, id);
  const { takes } = (await server.json<ShotJson & { readonly takes: readonly TakeJson[] }>(`/v1/renders/${id}/shots/c`))
    .body;
  expect(takes.at(-1)).toMatchObject({ isUsed: true, prompt: expect.stringContaining('Hail.') });
});

test('the same POST with the same key is done once, also when it is asked twice at the same time', async () => {
  const server = await openFilmServer();
  const headers = { 'idempotency-key': 'one' };
  const body = { storyboard: STORYBOARD, options: { start: false } };
  const first = await server.post('/v1/renders', body, headers);
  const again = await server.post('/v1/renders', body, headers);
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(again.body).toEqual(first.body);
  expect(await server.post('/v1/renders', { ...body, options: {} }, headers)).toMatchObject({
    status: 422,
    body: { code: 'idempotency_key_reused' },
  });
  const twice = await Promise.all([1, 2].map(() => server.post('/v1/renders', body, { 'idempotency-key': 'two' })));
  expect(twice.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
  // What failed did nothing, and its key is free.
  const bad = { storyboard: 'longtake: 1\n' };
  expect((await server.post('/v1/renders', bad, { 'idempotency-key': 'three' })).status).toBe(422);
  expect((await server.post('/v1/renders', body, { 'idempotency-key': 'three' })).status).toBe(201);
  const { body: list } = await server.json<{ readonly renders: readonly unknown[] }>('/v1/renders');
  expect(list.renders).toHaveLength(3);
});

test('a form that is sent again with its key is the same, whatever boundary it has this time', async () => {
  const server = await openFilmServer();
  const send = async (text: string): Promise<{ readonly status: number; readonly id: unknown }> => {
    const form = new FormData();
    form.set('storyboard', new File([text], 'film.yaml', { type: 'application/yaml' }));
    const answer = await server.fetch('/v1/renders', {
      method: 'POST',
      body: form,
      headers: { 'idempotency-key': 'form' },
    });
    const { id = null } = (await answer.json()) as { readonly id?: string };
    return { status: answer.status, id };
  };
  const first = await send(STORYBOARD);
  expect(first.status).toBe(201);
  expect(await send(STORYBOARD)).toEqual(first);
  expect(await send(STORYBOARD.replace('Sea', 'Lake'))).toEqual({ status: 422, id: null });
});
