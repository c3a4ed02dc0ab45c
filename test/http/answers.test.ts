import { expect, test } from 'vitest';
import { openFilmServer, storyboardOf, untilSettled } from '../support/film-server.ts';
import { openServer } from './open-server.ts';

const STORYBOARD = storyboardOf({ a: 'Waves roll in.', b: 'A gull lands.' });

test.each([
  ['DELETE', '/v1/renders', 'GET, HEAD, POST'],
  ['POST', '/v1/renders/f-00000000/storyboard', 'GET, HEAD, PUT'],
  ['GET', '/v1/renders/f-00000000/pause', 'POST'],
  ['PUT', '/healthz', 'GET, HEAD'],
])('%s %s is told what is done there', async (method, path, allowed) => {
  const server = await openServer();
  const answer = await server.api.request(path, { method });
  expect(answer.status).toBe(405);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(new Set(answer.headers.get('allow')?.split(', '))).toEqual(new Set(allowed.split(', ')));
  expect(await answer.json()).toMatchObject({ code: 'method_not_allowed', status: 405 });
});

test('what is nowhere is not found, with any method', async () => {
  const server = await openServer();
  for (const method of ['GET', 'POST', 'DELETE'])
    expect(await server.ask(method, '/v1/nothing')).toMatchObject({ status: 404, json: { code: 'not_found' } });
});

test('JSON is sent smaller to who takes that; films and events are sent as they are', async () => {
  const server = await openFilmServer();
  const { body } = await server.post('/v1/renders', { storyboard: STORYBOARD });
  const done = await untilSettled(server, body.id);
  const ask = (path: string, accepted: string): Promise<Response> =>
    server.fetch(path, { headers: { 'accept-encoding': accepted } });
  const packed = await ask(`/v1/renders/${body.id}`, 'gzip, br');
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  expect(packed.headers.get('vary')).toContain('Accept-Encoding');
  expect(await packed.json()).toMatchObject({ id: body.id });
  expect((await ask(`/v1/renders/${body.id}`, 'identity')).headers.get('content-encoding')).toBeNull();
  const film = await ask(done.film?.url ?? '', 'gzip');
  expect([film.headers.get('content-encoding'), film.headers.get('content-length')]).toEqual([
    null,
    String(done.film?.sizeBytes),
  ]);
  const events = await ask(`/v1/renders/${body.id}/events`, 'gzip');
  expect(events.headers.get('content-encoding')).toBeNull();
  await events.body?.cancel();
});
