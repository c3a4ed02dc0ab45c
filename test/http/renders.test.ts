import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hearUntil } from '../support/event-stream.ts';
import { openServer, type TestServer } from './open-server.ts';
import type { RenderJson, TakeJson } from '../../src/http/schemas/render.ts';
import { openFilmServer, storyboardOf, untilSettled, type Answer, type ListJson } from '../support/film-server.ts';

const STORYBOARD = storyboardOf({ a: 'Waves roll in.', b: 'A gull lands.' });

describe('a film that is posted', () => {
  test('is made, shown and served', async () => {
    const server = await openFilmServer();
    const posted = await server.client.v1.renders.$post({ json: { storyboard: STORYBOARD } });
    expect(posted.status).toBe(201);
    const render = await posted.json();
    expect(posted.headers.get('location')).toBe(`/v1/renders/${render.id}`);
    expect(render).toMatchObject({ title: 'Sea', source: 'posted', frames: 96, shots: { total: 2 } });
    const done = await untilSettled(server, render.id);
    expect(done).toMatchObject({ state: 'done', shots: { ready: 2 }, film: { isPartial: false, frames: 96 } });
    expect(done.shotList.map((shot) => [shot.id, shot.state, shot.take, shot.takesCount])).toEqual([
      ['a', 'stored', 1, 1],
      ['b', 'stored', 1, 1],
    ]);
    const film = await server.fetch(done.film?.url ?? '');
    expect([film.status, film.headers.get('content-disposition')]).toEqual([
      200,
      `inline; filename="Sea.mp4"; filename*=UTF-8''Sea.mp4`,
    ]);
    expect((await film.text()).length).toBe(done.film?.sizeBytes);
    // A part of the film that was there before is no part of this one: all of it comes, and no 416.
    const older = await server.fetch(`/v1/renders/${done.id}/film?v=older`, { headers: { range: 'bytes=999999999-' } });
    expect([older.status, (await older.text()).length]).toEqual([200, done.film?.sizeBytes]);
    for (const url of [done.poster, done.sheet, done.shotList[0]?.thumbnail, done.shotList[0]?.video])
      expect((await server.fetch(url ?? '')).status).toBe(200);
    const { body } = await server.json<{ readonly takes: unknown }>(`/v1/renders/${render.id}/shots/a`);
    expect(body.takes).toMatchObject([
      { number: 1, state: 'stored', isUsed: true, prompt: expect.stringContaining('Waves') },
    ]);
    expect(server.errors).toEqual([]);
  });

  test('has a picture in the list as soon as one of its shots is made', async () => {
    const answer = Promise.withResolvers<void>();
    const server = await openFilmServer({ fate: ({ shot }) => (shot === 'b' ? { answer: answer.promise } : {}) });
    const { id, poster } = (await server.post('/v1/renders', { storyboard: STORYBOARD })).body;
    expect(poster).toBeNull();
    await hearUntil(
      `${server.url}/v1/renders/${id}/events?after=0`,
      ({ data: { task, state } }) => task === 'conform:a' && state === 'stored',
    );
    const [listed] = (await server.json<ListJson>('/v1/renders')).body.renders;
    const { shotList } = (await server.json(`/v1/renders/${id}`)).body;
    const textOf = async (url: string | null | undefined) => (await server.fetch(url ?? '')).text();
    expect(await textOf(listed?.poster)).toBe(await textOf(shotList[0]?.thumbnail));
    answer.resolve();
    const done = await untilSettled(server, id);
    expect(done.poster).not.toBe(listed?.poster);
  });

  test('shows what was drawn of its shots while the models that it names have not shot them', async () => {
    const server = await openFilmServer();
    const { body } = await server.post('/v1/renders', { storyboard: STORYBOARD });
    const drawn = await untilSettled(server, body.id);
    expect(drawn.shotList.map(({ drawing }) => drawing)).toEqual([null, null]);
    const hosted = STORYBOARD.replace('scenes:', 'models: {video: fal:kling-v3-pro}\nscenes:');
    const amended = await server.json(`/v1/renders/${body.id}/storyboard`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ storyboard: hosted, options: { start: false } }),
    });
    expect(amended.status).toBe(200);
    expect(amended.body.shotList).toMatchObject(
      drawn.shotList.map(({ thumbnail, video }) => ({ video: null, drawing: { thumbnail, video } })),
    );
  });

  test('has a first and a last frame of every take, also of those that are not in the film', async () => {
    const server = await openFilmServer();
    const two = STORYBOARD.replace('scenes:', 'defaults: {takes: 2}\nscenes:');
    const { body: render } = await server.post('/v1/renders', { storyboard: two });
    await untilSettled(server, render.id);
    const { body } = await server.json<{ readonly takes: readonly TakeJson[] }>(`/v1/renders/${render.id}/shots/a`);
    expect(body.takes.map(({ isUsed }) => isUsed)).toEqual([false, true]);
    const pictures: string[] = [];
    for (const url of body.takes.flatMap(({ firstFrame, lastFrame }) => [firstFrame, lastFrame])) {
      const answer = await server.fetch(url ?? '');
      expect([url, answer.status]).toEqual([url, 200]);
      pictures.push(await answer.text());
    }
    const [first, last, usedFirst] = pictures;
    expect(new Set([first, last, usedFirst]).size).toBe(3);
    const drawn = body.takes[0]?.lastFrame ?? '';
    expect(drawn).toMatch(/^\/v1\/blobs\/[0-9a-f]{64}\/last$/u);
    const { headers } = await server.fetch(drawn);
    expect(headers.get('content-type')).toBe('image/jpeg');
    const again = await server.fetch(drawn, { headers: { 'if-none-match': headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
    for (const wrong of [drawn.replace('last', 'middle'), `/v1/blobs/${'0'.repeat(64)}/last`])
      expect([400, 404]).toContain((await server.fetch(wrong)).status);
  });

  test('is listed, newest first, page by page', async () => {
    const server = await openFilmServer({ given: { 'own.yaml': STORYBOARD } });
    for (const title of ['One', 'Two', 'Three'])
      await server.post('/v1/renders', { storyboard: storyboardOf({ a: 'x' }, title), options: { start: false } });
    const all = (await server.json<ListJson>('/v1/renders')).body.renders.map((one) => one.title);
    expect(all.toSorted()).toEqual(['One', 'Sea', 'Three', 'Two']);
    expect(all.indexOf('Three')).toBeLessThan(all.indexOf('One'));
    const pages: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const { body }: Answer<ListJson> = await server.json(`/v1/renders?limit=1${next === '' ? '' : `&after=${next}`}`);
      pages.push(...body.renders.map((one) => one.title));
      next = body.next;
    }
    expect(pages).toEqual(all);
    expect((await server.json<ListJson>('/v1/renders?state=done')).body.renders).toEqual([]);
    expect((await server.json<ListJson>('/v1/renders?state=new')).body.renders).toHaveLength(4);
  });

  test('with mistakes is told them all, with lines, and leaves nothing behind', async () => {
    const server = await openFilmServer();
    const { status, body } = await server.post('/v1/renders', { storyboard: 'longtake: 1\ntitle: x\nscens: []\n' });
    expect(status).toBe(422);
    expect(body).toMatchObject({
      code: 'storyboard_unsound',
      problems: expect.arrayContaining([expect.objectContaining({ code: 'unknown_key', line: 3, column: 1 })]),
    });
    expect(JSON.stringify(body)).not.toContain(server.folder);
    expect((await readdir(join(server.folder, 'data'))).filter((name) => !name.startsWith('.'))).toEqual([]);
    expect((await server.json<ListJson>('/v1/renders')).body.renders).toEqual([]);
  });

  test('that is no storyboard, or nested without end, is told so', async () => {
    const server = await openFilmServer();
    const neither = await server.post('/v1/renders', { storyboard: 5 });
    expect(neither).toMatchObject({ status: 400, body: { detail: 'storyboard: the YAML text, or the same as JSON.' } });
    const deep = await server.fetch('/v1/renders', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"storyboard":{"x-a":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`,
    });
    expect([deep.status, await deep.json()]).toMatchObject([400, { code: 'request_invalid' }]);
  });

  test('may come as YAML, as JSON, and as a form with its files', async () => {
    const server = await openFilmServer();
    const yaml = await server.fetch('/v1/renders?start=false', {
      method: 'POST',
      headers: { 'content-type': 'application/yaml' },
      body: STORYBOARD,
    });
    expect(yaml.status).toBe(201);
    const json = await server.post('/v1/renders', {
      storyboard: { longtake: 1, title: 'As JSON', scenes: [{ id: 's', shots: [{ id: 'a', action: 'Waves.' }] }] },
      options: { start: false },
    });
    expect(json).toMatchObject({ status: 201, body: { title: 'As JSON' } });
    const text = await (await server.fetch(`/v1/renders/${json.body.id}/storyboard`)).text();
    expect(text).toContain('title: As JSON');
    const form = new FormData();
    form.set(
      'storyboard',
      'longtake: 1\ntitle: F\nscenes:\n  - id: s\n    shots:\n      - {id: a, clip: clips/one.mp4, duration: 1s}\n',
    );
    form.set('clips/one.mp4', new Blob(['a clip']), 'whatever.mp4');
    form.set('options', '{"start":false}');
    const posted = await server.fetch('/v1/renders', { method: 'POST', body: form });
    const { id }: RenderJson = JSON.parse(await posted.text());
    expect(posted.status).toBe(201);
    expect(await readFile(join(server.folder, 'data', id, 'clips', 'one.mp4'), 'utf8')).toBe('a clip');
  });

  test('names files by the hashes of blobs that were uploaded before', async () => {
    const server = await openFilmServer();
    const { body: blob } = await server.json<{ readonly sha: string }>('/v1/blobs', { method: 'PUT', body: 'a clip' });
    const storyboard =
      'longtake: 1\ntitle: F\nscenes:\n  - id: s\n    shots:\n      - {id: a, clip: one.mp4, duration: 1s}\n';
    const options = { start: false };
    expect((await server.post('/v1/renders', { storyboard, options })).status).toBe(422);
    const files = { 'one.mp4': blob.sha };
    expect(
      (await server.post<{ readonly problems: unknown }>('/v1/plan', { storyboard, files })).body.problems,
    ).toEqual([]);
    expect((await server.post('/v1/renders', { storyboard, files, options })).status).toBe(201);
    const unknown = { 'one.mp4': '0'.repeat(64) };
    expect(await server.post('/v1/renders', { storyboard, files: unknown, options })).toMatchObject({
      body: { code: 'blob_unknown' },
    });
  });
});

describe('what people call a film', () => {
  const broken =
    'longtake: 1\ntitle: The Sea\nscenes:\n  - id: s\n    shots:\n      - {id: a, action: Waves., durration: 2s}\n';
  const fileOf = async (server: TestServer, draft: object): Promise<unknown> => {
    const { json } = await server.ask('POST', '/v1/plan', draft);
    return (json as { readonly problems: readonly { readonly file: string }[] }).problems[0]?.file;
  };

  test('is what its problems say that they are in: its file, else its title', async () => {
    const server = await openServer();
    expect(await fileOf(server, { storyboard: broken, name: 'C:\\films\\sea.yaml' })).toBe('sea.yaml');
    expect(await fileOf(server, { storyboard: broken })).toBe('The Sea');
    expect(await fileOf(server, { storyboard: 'longtake: 1\nscens: []\n' })).toBe('storyboard.yaml');
    const form = new FormData();
    form.set('storyboard', new Blob([broken]), 'evening.yaml');
    const refused = await server.api.request('/v1/renders', { method: 'POST', body: form });
    expect(await refused.json()).toMatchObject({ problems: [{ file: 'evening.yaml' }] });
  });

  test('is its title where it has none of its own, for as long as it is kept', async () => {
    const server = await openFilmServer();
    const untitled = STORYBOARD.replace(/^title:.*\n/mu, '');
    const options = { start: false };
    const { body: one } = await server.post('/v1/renders', { storyboard: untitled, options });
    expect(one.title).toBe('Untitled film');
    const { body: other } = await server.post('/v1/renders', { storyboard: untitled, name: 'sea-1.yaml', options });
    expect(other.title).toBe('sea-1');
    expect((await server.json(`/v1/renders/${other.id}`)).body.title).toBe('sea-1');
    const { renders } = (await server.json<ListJson>('/v1/renders')).body;
    expect(renders.map(({ title }) => title).toSorted()).toEqual(['Untitled film', 'sea-1']);
  });
});

describe('money', () => {
  test('is spent when somebody says so, and not before', async () => {
    const server = await openFilmServer({ priceMicros: 500_000 });
    const refused = await server.post('/v1/renders', { storyboard: STORYBOARD });
    expect(refused).toMatchObject({
      status: 409,
      body: {
        code: 'confirmation_needed',
        costMicros: 1_000_000,
        shots: 2,
        unpriced: 0,
        question: '2 shots, about $1.00',
      },
    });
    expect(server.provider.posts()).toEqual([]);
    const { body } = await server.post('/v1/renders', { storyboard: STORYBOARD, options: { yes: true } });
    expect(await untilSettled(server, body.id)).toMatchObject({ state: 'done', spentMicros: 1_000_000 });
  });

  test('is asked about without an error where that is preferred, also under a key', async () => {
    const server = await openFilmServer({ priceMicros: 500_000 });
    const body = JSON.stringify({ storyboard: STORYBOARD });
    const headers = { 'content-type': 'application/json', prefer: 'ask', 'idempotency-key': 'once' };
    const asked = await server.fetch('/v1/renders', { method: 'POST', headers, body });
    expect([asked.status, asked.headers.get('content-type'), asked.headers.get('preference-applied')]).toEqual([
      200,
      'application/problem+json',
      'ask',
    ]);
    expect(await asked.json()).toMatchObject({ status: 409, code: 'confirmation_needed', costMicros: 1_000_000 });
    // Nothing was done, so the key is free.
    expect((await server.post('/v1/renders', { storyboard: STORYBOARD, options: { yes: true } }, headers)).status).toBe(
      201,
    );
  });

  test('stays under a ceiling', async () => {
    const server = await openFilmServer({ priceMicros: 500_000 });
    const { body } = await server.post('/v1/renders', { storyboard: STORYBOARD, options: { maxCostUsd: 0.6 } });
    const done = await untilSettled(server, body.id);
    expect(done).toMatchObject({ state: 'incomplete', spentMicros: 500_000, film: { isPartial: true } });
    expect(done.failures[0]?.failure.class).toBe('budget');
    expect(await server.post(`/v1/renders/${body.id}/resume`, {})).toMatchObject({
      body: { code: 'confirmation_needed' },
    });
    await server.post(`/v1/renders/${body.id}/resume`, { maxCostUsd: 5 });
    expect(await untilSettled(server, body.id)).toMatchObject({ state: 'done', spentMicros: 1_000_000 });
  });

  test('has a ceiling until it is taken away', async () => {
    const server = await openFilmServer({ priceMicros: 500_000 });
    const { body } = await server.post('/v1/renders', { storyboard: STORYBOARD, options: { maxCostUsd: 0.6 } });
    expect(await untilSettled(server, body.id)).toMatchObject({ state: 'incomplete', maxCostMicros: 600_000 });
    await server.post(`/v1/renders/${body.id}/resume`, { yes: true, maxCostUsd: null });
    expect(await untilSettled(server, body.id)).toMatchObject({ state: 'done', maxCostMicros: null });
  });

  test('is not even asked for where a key is missing', async () => {
    const server = await openServer();
    const storyboard = STORYBOARD.replace('title:', 'models: {video: fal:kling-v3-pro}\ntitle:');
    expect(await server.ask('POST', '/v1/renders', { storyboard, options: { yes: true } })).toMatchObject({
      status: 503,
      json: { code: 'key_missing', detail: expect.stringContaining('FAL_KEY') },
    });
  });

  test('a plan says what is lacking for it, and what would be refused before anything is sent', async () => {
    const server = await openServer();
    const storyboard = `longtake: 1
title: Sea
models: {video: fal:kling-v3-pro}
scenes:
  - id: s
    shots:
      - {id: a, duration: 5s, action: Waves.}
      - {id: b, duration: 5s, action: Waves., raw: {fal: {duration: "15"}}}
`;
    const { json } = await server.ask('POST', '/v1/plan', { storyboard });
    expect(json).toMatchObject({
      problems: [],
      plan: {
        lacks: [{ name: 'FAL_KEY', models: ['fal:kling-v3-pro'] }],
        refused: [{ task: 'take:b', shot: 'b', message: expect.stringContaining('would change what') }],
        dropped: expect.any(Array),
      },
    });
  });

  test('of a retake stays under its own ceiling while the film is made', async () => {
    const answer = Promise.withResolvers<void>();
    const server = await openFilmServer({
      priceMicros: 500_000,
      slots: 1,
      fate: ({ shot, nth }) => (shot === 'b' && nth === 1 ? { answer: answer.promise } : {}),
    });
    const { body } = await server.post('/v1/renders', { storyboard: STORYBOARD, options: { yes: true } });
    await hearUntil(
      `${server.url}/v1/renders/${body.id}/events?after=0`,
      ({ data }) => data.task === 'take:b' && data.state === 'submitting',
    );
    const retaking = server.post(`/v1/renders/${body.id}/shots/a/takes`, { maxCostUsd: 0.6, takes: 2 });
    await hearUntil(`${server.url}/v1/renders/${body.id}/events?after=0`, ({ data }) => data.state === 'stopping');
    answer.resolve();
    expect(await retaking).toMatchObject({ status: 202 });
    const done = await untilSettled(server, body.id);
    expect(done.spentMicros, 'two shots, and one of the two takes').toBe(1_500_000);
    const { body: shot } = await server.json<{ readonly takes: readonly TakeJson[] }>(`/v1/renders/${body.id}/shots/a`);
    expect(shot.takes.map(({ number, state, failure }) => [number, state, failure?.class ?? null])).toEqual([
      [1, 'stored', null],
      [2, 'stored', null],
      [3, 'failed', 'budget'],
    ]);
    expect(shot.takes[2]?.failure?.message).toContain('the ceiling of this retake of $0.60');
  });

  test('is asked for before a retake', async () => {
    const server = await openFilmServer({ priceMicros: 500_000 });
    const { body } = await server.post('/v1/renders', { storyboard: STORYBOARD, options: { yes: true } });
    await untilSettled(server, body.id);
    const takes = `/v1/renders/${body.id}/shots/b/takes`;
    expect(await server.post(takes, {})).toMatchObject({ status: 409, body: { question: '1 shot, about $0.50' } });
    expect(await server.post(takes, { yes: true, prompt: 'A gull takes off.' })).toMatchObject({ status: 202 });
    const done = await untilSettled(server, body.id);
    expect(done).toMatchObject({ state: 'done', spentMicros: 1_500_000 });
    expect(done.shotList[1]).toMatchObject({ take: 2, takesCount: 2 });
  });
});

describe('a film of somebody’s own folder', () => {
  test('is served without being touched, and its text is replaced only by who has read it', async () => {
    const server = await openFilmServer({ given: { 'own.yaml': STORYBOARD } });
    const [film] = (await server.json<ListJson>('/v1/renders')).body.renders;
    expect(film).toMatchObject({ state: 'new', source: 'file', title: 'Sea' });
    expect(await readdir(join(server.folder, 'given'))).toEqual(['own.yaml']);
    const path = `/v1/renders/${film?.id}/storyboard`;
    const read = await server.fetch(path);
    const put = (body: string, headers: Record<string, string>) =>
      server.json(path, { method: 'PUT', headers: { 'content-type': 'application/yaml', ...headers }, body });
    const changed = STORYBOARD.replace('Sea', 'Ocean');
    expect(await put(changed, {})).toMatchObject({ status: 428, body: { code: 'if_match_needed' } });
    expect(await put(changed, { 'if-match': '"other"' })).toMatchObject({ status: 412 });
    const etag = read.headers.get('etag') ?? '';
    expect(await put(changed, { 'if-match': etag })).toMatchObject({
      status: 200,
      body: { title: 'Ocean', state: 'new' },
    });
    expect(await put(changed, { 'if-match': etag })).toMatchObject({
      status: 412,
      body: { code: 'storyboard_changed' },
    });
    expect(await readFile(join(server.folder, 'given', 'own.yaml'), 'utf8')).toBe(changed);
    const broken = await put('longtake: 1\n', { 'if-match': '*' });
    expect(broken).toMatchObject({ status: 422, body: { problems: expect.any(Array) } });
    expect(await readFile(join(server.folder, 'given', 'own.yaml'), 'utf8')).toBe(changed);
  });

  test('gets no files beside it: they might take the place of its owner’s', async () => {
    const server = await openFilmServer({ given: { 'own.yaml': STORYBOARD, 'face.png': 'mine' } });
    const [film] = (await server.json<ListJson>('/v1/renders')).body.renders;
    const { body } = await server.json<{ readonly sha: string }>('/v1/blobs', { method: 'PUT', body: 'theirs' });
    const draft = { storyboard: STORYBOARD, files: { 'face.png': body.sha } };
    const answer = await server.json(`/v1/renders/${film?.id}/storyboard`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'if-match': '*' },
      body: JSON.stringify(draft),
    });
    expect(answer).toMatchObject({ status: 400, body: { code: 'files_not_taken' } });
    expect(await server.post('/v1/plan', { ...draft, render: film?.id })).toMatchObject({ status: 400 });
    expect(await readFile(join(server.folder, 'given', 'face.png'), 'utf8')).toBe('mine');
  });

  test('may be drawn by the same engine that the command line uses', async () => {
    const server = await openFilmServer({ given: { 'own.yaml': STORYBOARD } });
    const [film] = (await server.json<ListJson>('/v1/renders')).body.renders;
    expect((await server.post(`/v1/renders/${film?.id}/resume`, {})).status).toBe(202);
    expect(await untilSettled(server, film?.id ?? '')).toMatchObject({ state: 'done' });
    expect(await readdir(join(server.folder, 'given'))).toContain('own.mp4');
  });
});
