import { expect, test } from 'vitest';
import { openServer } from './open-server.ts';

const STORYBOARD = `longtake: 1
title: Small
size: 160x90
scenes:
  - id: s1
    shots: [{id: a, duration: 12f, start: text, action: The sea.}]
`;

test('numbers are told to whoever has the token', async () => {
  const server = await openServer();
  const { json } = await server.ask('POST', '/v1/renders', { storyboard: STORYBOARD });
  await server.films.runs.ended(await server.films.find(String(json['id'])));
  const { status, text } = await server.ask('GET', '/metrics');
  expect(status).toBe(200);
  expect(text).toContain('longtake_renders{state="done"} 1');
  expect(text).toContain('longtake_takes{state="stored"} 1');
  expect(text).toContain('longtake_event_clients 0');
  expect(text).toMatch(
    /longtake_http_request_duration_seconds_count\{method="POST",route="\/v1\/renders",status="201"\} 1/u,
  );
  expect(text).toContain('nodejs_eventloop_lag_seconds');

  const locked = await openServer({ token: 'a-long-enough-token' });
  expect(await locked.ask('GET', '/metrics')).toMatchObject({ status: 401 });
});

test('whoever asks for what is not there, under whatever name, adds one number', async () => {
  const server = await openServer();
  for (const path of ['/a', '/b?token=x', '/v1/renders/f-00000000', '/v1/renders/f-11111111'])
    expect(await server.ask('GET', path)).toMatchObject({ status: 404 });
  const { text } = await server.ask('GET', '/metrics');
  expect(text).toContain('longtake_http_request_duration_seconds_count{method="GET",route="*",status="404"} 2');
  expect(text).toMatch(/_count\{method="GET",route="\/v1\/renders\/:id",status="404"\} 2/u);
});

test('the log has the render and the shot, and nothing of what was sent', async () => {
  const server = await openServer();
  const { json } = await server.ask('POST', '/v1/renders?preview=true', { storyboard: STORYBOARD });
  const id = String(json['id']);
  await server.films.runs.ended(await server.films.find(id));
  await server.ask('GET', `/v1/renders/${id}/shots/a?secret=hush`);
  await server.ask('POST', `/v1/renders/${id}/shots/a/takes`, { prompt: 'hush' });
  const lines = server.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toMatchObject([
    { level: 'info', message: 'request', method: 'POST', route: '/v1/renders', status: 201, ms: expect.any(Number) },
    { level: 'debug', route: '/v1/renders/:id/shots/:shot', status: 200, render: id, shot: 'a' },
    { level: 'info', route: '/v1/renders/:id/shots/:shot/takes', status: 202, render: id, shot: 'a' },
  ]);
  expect(server.lines.join('\n')).not.toContain('hush');
});

test('health is told without a token, and in the status too', async () => {
  const well = await openServer({ token: 'a-long-enough-token' });
  expect(await well.ask('GET', '/healthz')).toMatchObject({ status: 200, json: { status: 'ok' } });
  const check = { name: 'disk', ok: false, reason: 'Only 3 MB are free; 536 MB are wanted.' } as const;
  const ill = await openServer({ health: () => Promise.resolve({ isHealthy: false, checks: [check] }) });
  expect(await ill.ask('GET', '/healthz')).toMatchObject({
    status: 503,
    json: { status: 'failing', checks: [check] },
  });
});
