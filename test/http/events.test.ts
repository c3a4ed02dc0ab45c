import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { followEvents, hearUntil, type Heard } from '../support/event-stream.ts';
import { openFilmServer, storyboardOf, untilSettled } from '../support/film-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const STORYBOARD = storyboardOf({ a: 'Waves.', b: 'A gull.' });
const isEnd = ({ type }: Heard): boolean => type === 'render.finished';
const kept = (all: readonly Heard[]): readonly Heard[] => all.filter(({ id }) => id !== null);

describe('events of a film', () => {
  test('are heard by who follows, and the same ones by who comes later', async () => {
    const server = await openFilmServer();
    const { body } = await server.post('/v1/renders', { storyboard: STORYBOARD, options: { start: false } });
    const events = `${server.url}/v1/renders/${body.id}/events`;
    const live = hearUntil(`${events}?after=${body.lastEvent}`, isEnd);
    await server.post(`/v1/renders/${body.id}/resume`, {});
    const all = kept(await live);
    const types = new Set(all.map(({ type }) => type));
    expect([...types]).toEqual(
      expect.arrayContaining(['render.started', 'task.changed', 'film.changed', 'render.changed', 'render.finished']),
    );
    expect(all.every(({ id, data }) => id === String(data.seq) && data.render === body.id)).toBe(true);
    const later = kept(await hearUntil(events, isEnd, { lastEventId: body.lastEvent }));
    expect(later).toEqual(all);
    for (const [index, { id }] of all.slice(0, -1).entries()) {
      const rest = await hearUntil(events, isEnd, { lastEventId: id ?? '' });
      expect(kept(rest)).toEqual(all.slice(index + 1));
    }
  });

  test('of all films come in one stream, each with its film, and go on from a compound id', async () => {
    const server = await openFilmServer({ given: { 'own.yaml': STORYBOARD } });
    const { renders } = (await server.json<{ readonly renders: readonly { readonly id: string }[] }>('/v1/renders'))
      .body;
    const given = renders[0]?.id ?? '';
    const { body } = await server.post('/v1/renders', { storyboard: STORYBOARD, options: { start: false } });
    const start = await server.fetch('/v1/events');
    const reader = start.body?.getReader();
    const hello = new TextDecoder().decode((await reader?.read())?.value);
    await reader?.cancel();
    const cursor = /^id: (.+)$/mu.exec(hello)?.[1] ?? '';
    const ended = new Set<string>();
    const live = hearUntil(`${server.url}/v1/events?after=${cursor}`, ({ type, data }) => {
      if (type === 'render.finished') ended.add(data.render);
      return ended.size === 2;
    });
    await Promise.all([given, body.id].map((id) => server.post(`/v1/renders/${id}/resume`, {})));
    const all = kept(await live);
    const middle = all[Math.floor(all.length / 2)];
    ended.clear();
    const rest = await hearUntil(
      `${server.url}/v1/events`,
      ({ data, id }) => id !== null && data.seq === all.at(-1)?.data.seq && data.render === all.at(-1)?.data.render,
      { lastEventId: middle?.id ?? '' },
    );
    const after = all.slice(Math.floor(all.length / 2) + 1);
    const key = ({ data }: Heard): string => `${data.render} ${data.seq}`;
    // Films of two workspaces have no order among each other; each has its own.
    expect(kept(rest).map(key).toSorted()).toEqual(after.map(key).toSorted());
    const some = await hearUntil(`${server.url}/v1/events?render=${body.id}&after=0`, isEnd);
    expect(new Set(some.map(({ data }) => data.render))).toEqual(new Set([body.id]));
  });

  test('of all films are gone on with by a server that was given one more', async () => {
    const first = await openFilmServer();
    const { body } = await first.post('/v1/renders', { storyboard: STORYBOARD, options: { start: false } });
    const isAmended = ({ type }: Heard): boolean => type === 'render.amended';
    const [last] = await hearUntil(`${first.url}/v1/events?after=0`, () => true);
    await first.close();
    await mkdir(join(first.folder, 'given'));
    await writeFile(join(first.folder, 'given', 'own.yaml'), STORYBOARD);
    const second = await openFilmServer({ folder: first.folder, given: { 'own.yaml': STORYBOARD } });
    await second.fetch(`/v1/renders/${body.id}/storyboard`, {
      method: 'PUT',
      headers: { 'content-type': 'application/yaml' },
      body: STORYBOARD.replace('Waves.', 'Foam.'),
    });
    const rest = await hearUntil(`${second.url}/v1/events`, isAmended, { lastEventId: last?.id ?? '' });
    expect(rest.map(({ type }) => type)).toEqual(['render.amended']);
    const all = await hearUntil(`${second.url}/v1/events?after=0`, isAmended);
    expect(all.map(({ type }) => type)).toEqual(['render.created', 'render.amended']);
  });

  test('that a command line makes in the same folder are heard too', async () => {
    const server = await openFilmServer({ given: { 'own.yaml': STORYBOARD } });
    const { renders } = (await server.json<{ readonly renders: readonly { readonly id: string }[] }>('/v1/renders'))
      .body;
    const live = hearUntil(`${server.url}/v1/renders/${renders[0]?.id}/events`, isEnd);
    const child = spawn(
      process.execPath,
      [
        join(import.meta.dirname, '../../bin/longtake.js'),
        'render',
        join(server.folder, 'given', 'own.yaml'),
        '--quiet',
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child, 'exit');
    expect((await live).map(({ type }) => type)).toContain('film.changed');
    expect(await untilSettled(server, renders[0]?.id ?? '')).toMatchObject({ state: 'done' });
  });

  test('of an id that no event ever had are refused', async () => {
    const server = await openFilmServer();
    const { body } = await server.post('/v1/renders', { storyboard: STORYBOARD, options: { start: false } });
    for (const id of ['x', '-1', '1.5', 'd=x', '9'.repeat(40), '%00'])
      expect(await server.json(`/v1/renders/${body.id}/events?after=${id}`)).toMatchObject({ status: 400 });
  });

  test('wait in a bounded queue: a client that does not read is dropped, and nobody waits for it', async () => {
    const server = await openFilmServer();
    const many = storyboardOf(Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`s${index}`, 'Waves.'])));
    const { body } = await server.post('/v1/renders', { storyboard: many, options: { start: false } });
    const { port } = new URL(server.url);
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    socket.on('error', () => {});
    socket.pause();
    socket.write(`GET /v1/renders/${body.id}/events HTTP/1.1\r\nhost: localhost\r\n\r\n`);
    const all = hearUntil(`${server.url}/v1/renders/${body.id}/events?after=${body.lastEvent}`, isEnd);
    await server.post(`/v1/renders/${body.id}/resume`, {});
    expect((await all).length).toBeGreaterThan(1_000);
    socket.destroy();
    expect(await untilSettled(server, body.id)).toMatchObject({ state: 'done' });
  });
});

describe('a server that is killed', () => {
  test('goes on by itself when it is started again, and a client that comes back misses and repeats nothing', async () => {
    const folder = await temporaryFolder();
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, 'film.yaml'),
      storyboardOf({ a: 'Waves.', b: 'A gull.', c: 'Fog.' }).replace('title:', 'size: 320x180\ntitle:'),
    );
    const first = await startChild(folder);
    const posted = await fetch(`${first.url}/v1/renders?start=false`, {
      method: 'POST',
      headers: { 'content-type': 'application/yaml' },
      body: storyboardOf({ x: 'Waves.', y: 'A gull.' }).replace('title:', 'size: 320x180\ntitle:'),
    });
    const { id }: { readonly id: string } = JSON.parse(await posted.text());
    await fetch(`${first.url}/v1/renders/${id}/resume`, { method: 'POST' });
    const heard: Heard[] = [];
    try {
      for await (const event of followEvents(`${first.url}/v1/renders/${id}/events?after=0`)) {
        heard.push(event);
        if (event.data.state === 'gating') first.child.kill('SIGKILL');
      }
    } catch {
      // The connection breaks with the process.
    }
    if (first.child.exitCode === null && first.child.signalCode === null) await once(first.child, 'exit');
    const second = await startChild(folder);
    const last = kept(heard).at(-1)?.id ?? '';
    const rest = await hearUntil(`${second.url}/v1/renders/${id}/events`, isEnd, { lastEventId: last });
    expect(rest.at(-1)?.data.status).toBe('done');
    const all = await hearUntil(`${second.url}/v1/renders/${id}/events?after=0`, isEnd);
    const seqs = (events: readonly Heard[]): readonly (number | null)[] => kept(events).map(({ data }) => data.seq);
    expect([...seqs(heard), ...seqs(rest)]).toEqual(seqs(all));
    // A clean stop, too, is gone on from.
    second.child.kill('SIGTERM');
    const [code] = await once(second.child, 'exit');
    expect(code).toBe(0);
  });
});

async function startChild(folder: string) {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '../../bin/longtake.js'), 'serve', 'film.yaml', '--port', '0', '--json'],
    { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line]: [Buffer] = (await once(child.stdout, 'data')) as [Buffer];
  const { url }: { readonly url: string } = JSON.parse(line.toString('utf8'));
  return { child, url };
}
