import { once } from 'node:events';
import { mkdir, stat, symlink, writeFile, chmod, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dispositionOf, parseRange } from '../../src/http/media.ts';
import { readTokenFile } from '../../src/http/token-file.ts';
import { runCli } from '../cli/memory-io.ts';
import { openFilmServer, storyboardOf, untilSettled, type FilmServer } from '../support/film-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const STORYBOARD = storyboardOf({ a: 'Waves.' });
const TOKEN = 'correct-horse-battery-staple';

/** Says something on a socket of its own, as no client library would. */
async function say(server: FilmServer, text: string | readonly string[]): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  await once(socket, 'connect');
  let heard = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => (heard += chunk));
  socket.on('error', () => {});
  for (const part of typeof text === 'string' ? [text] : text) socket.write(part);
  await Promise.race([
    once(socket, 'close'),
    new Promise((resolve) => void socket.once('data', () => setTimeout(resolve, 50))),
  ]);
  socket.destroy();
  return heard;
}
const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/u.exec(answer)?.[1]);
const ask = (server: FilmServer, path: string, headers: readonly string[] = ['Host: localhost'], method = 'GET') =>
  say(server, [`${method} ${path} HTTP/1.1`, ...headers, 'Connection: close', '', ''].join('\r\n'));

describe('a name that is not the server’s', () => {
  test.each([
    'evil.example',
    'evil.example:7777',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'user@localhost',
    '',
    'localhost:1:2',
    '[::1].evil',
  ])('%j is refused: a page of somebody else’s may have made it mean this machine', async (host) => {
    const server = await openFilmServer();
    // What is no name at all is refused before anybody looks at it.
    expect([400, 421]).toContain(statusOf(await ask(server, '/v1/renders', [`Host: ${host}`])));
  });

  test.each(['localhost', 'LOCALHOST:80', '127.0.0.1', '[::1]:7777', '192.168.1.7', 'films.example'])(
    '%j is answered',
    async (host) => {
      const server = await openFilmServer({ hosts: ['films.example'] });
      expect(statusOf(await ask(server, '/v1/renders', [`Host: ${host}`]))).toBe(200);
    },
  );
});

describe('another site', () => {
  const body = JSON.stringify({ storyboard: STORYBOARD, options: { start: false } });
  const post = (server: FilmServer, headers: readonly string[], type = 'application/json') =>
    say(
      server,
      [
        'POST /v1/renders HTTP/1.1',
        'Host: localhost:7777',
        `Content-Type: ${type}`,
        `Content-Length: ${body.length}`,
        ...headers,
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    );

  test.each([
    'Origin: https://evil.example',
    'Origin: http://localhost',
    'Origin: http://localhost:7778',
    'Origin: null',
    'Origin: file://',
    'Sec-Fetch-Site: cross-site',
    'Sec-Fetch-Site: same-site',
  ])('cannot post with %s', async (header) => {
    const server = await openFilmServer();
    expect(statusOf(await post(server, [header]))).toBe(403);
  });

  test('its own page and programs can', async () => {
    const server = await openFilmServer();
    expect(statusOf(await post(server, ['Origin: http://localhost:7777']))).toBe(201);
    expect(statusOf(await post(server, []))).toBe(201);
  });

  test('gets nothing posted as a form that needs no leave to be sent', async () => {
    const server = await openFilmServer();
    expect(statusOf(await post(server, [], 'text/plain'))).toBe(415);
    expect(statusOf(await post(server, [], 'application/x-www-form-urlencoded'))).toBe(415);
  });

  test('may not frame, read or run anything that is answered', async () => {
    const server = await openFilmServer();
    const { headers } = await server.fetch('/v1/renders');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('a token', () => {
  test('is asked for everywhere but at the page, however the path is written', async () => {
    const server = await openFilmServer({ token: TOKEN });
    for (const path of [
      '/v1/renders',
      '/v1/events',
      '/v1/models',
      '/v1/held',
      '/metrics',
      '/docs',
      '/openapi.json',
      '/v1/blobs/x',
      '/%76%31/renders',
    ])
      expect([path, statusOf(await ask(server, path))]).toEqual([path, 401]);
    for (const path of [
      '//v1/renders',
      '/V1/renders',
      '/x/../v1/renders',
      '/v1;/renders',
      '/v1%2frenders',
      '/./v1/renders',
    ])
      expect([path, [401, 404].includes(statusOf(await ask(server, path)))]).toEqual([path, true]);
    expect((await server.fetch('/healthz')).status).toBe(200);
  });

  test('is not gone round by the address at which providers call', async () => {
    const server = await openFilmServer({ token: TOKEN });
    const post = async (path: string): Promise<number> =>
      statusOf(
        await say(
          server,
          `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
        ),
      );
    expect(await post('/v1/webhooks/animatic?n=0123456789012345678901')).toBe(404);
    for (const path of [
      '/v1/webhooks/../renders',
      '/v1/webhooks/%2e%2e/renders',
      '/v1/webhooks/x/../../renders',
      '/v1/webhooks/%2e%2e%2frenders',
      '/v1/webhooks/',
      '/v1/webhooks',
    ])
      expect([path, [400, 401, 404].includes(await post(path))]).toEqual([path, true]);
    expect((await server.films.list({ limit: 10, after: null, state: null })).films).toEqual([]);
  });

  test('that is asked for is a question to who prefers to be asked, and tells no more', async () => {
    const server = await openFilmServer({ token: TOKEN });
    const asked = await server.fetch('/v1/renders', { headers: { prefer: 'ask' } });
    expect([asked.status, asked.headers.get('content-type')]).toEqual([200, 'application/problem+json']);
    expect(await asked.json()).toMatchObject({ status: 401, code: 'token_needed' });
  });

  test('opens as a bearer, and nothing near it does', async () => {
    const server = await openFilmServer({ token: TOKEN });
    const status = async (authorization: string) =>
      (await server.fetch('/v1/renders', { headers: { authorization } })).status;
    expect(await status(`Bearer ${TOKEN}`)).toBe(200);
    for (const wrong of [
      `Bearer ${TOKEN}x`,
      `Bearer ${TOKEN.slice(1)}`,
      `Basic ${TOKEN}`,
      TOKEN,
      'Bearer',
      `Bearer ${TOKEN.toUpperCase()}`,
    ])
      expect([wrong, await status(wrong)]).toEqual([wrong, 401]);
  });

  test('signs a browser in with a cookie that scripts cannot read, other sites cannot send, and nobody can make', async () => {
    const server = await openFilmServer({ token: TOKEN });
    expect((await server.post('/v1/session', { token: 'wrong' })).status).toBe(401);
    expect((await server.fetch('/v1/session', { method: 'POST' })).status).toBe(400);
    const signed = await server.fetch('/v1/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: TOKEN }),
    });
    expect(signed.status).toBe(204);
    const header = signed.headers.get('set-cookie') ?? '';
    expect(header).toMatch(/; HttpOnly/u);
    expect(header).toMatch(/; SameSite=Strict/u);
    expect(header).not.toContain(TOKEN);
    const cookie = header.split(';')[0] ?? '';
    const status = async (value: string) => (await server.fetch('/v1/renders', { headers: { cookie: value } })).status;
    expect(await status(cookie)).toBe(200);
    const [name = '', value = ''] = cookie.split('=');
    const [until = '', mark = ''] = value.split('.');
    for (const forged of [`${Number(until) + 1}.${mark}`, `${until}.${'0'.repeat(64)}`, `1.${mark}`, until, ''])
      expect(await status(`${name}=${forged}`)).toBe(401);
    const out = await server.fetch('/v1/session', { method: 'DELETE', headers: { cookie } });
    expect(out.headers.get('set-cookie')).toMatch(/Max-Age=0/u);
  });

  test('is made where there is none, for its owner alone; one that others can read is refused', async () => {
    const file = join(await temporaryFolder(), 'sub', 'token');
    const token = await readTokenFile(file);
    expect(token.length).toBeGreaterThan(40);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readTokenFile(file)).toBe(token);
    await chmod(file, 0o644);
    await expect(readTokenFile(file)).rejects.toMatchObject({ code: 'token_file_open' });
    await chmod(file, 0o600);
    await writeFile(file, 'short');
    await expect(readTokenFile(file)).rejects.toMatchObject({ code: 'token_too_weak' });
  });

  test.each([
    ['listens beyond this machine', ['--host', '0.0.0.0']],
    ['can be reached from outside', ['--public-url', 'https://films.example.org']],
  ])('is demanded of whoever %s', async (_who, words) => {
    const cwd = await temporaryFolder();
    const ran = await runCli(['serve', ...words, '--port', '0', '--json'], {
      cwd,
      onOutput: (_text, interrupt) => setImmediate(interrupt),
    });
    expect(ran).toMatchObject({ code: 0 });
    expect((await readFile(join(cwd, 'longtake-films', 'token'), 'utf8')).trim().length).toBeGreaterThan(40);
  });
});

describe('a body that is too large', () => {
  test('is refused by what it declares, and by what comes when it declares nothing', async () => {
    const server = await openFilmServer();
    const head = ['Host: localhost', 'Content-Type: application/json'];
    const declared = ['POST /v1/plan HTTP/1.1', ...head, 'Content-Length: 99999999', '', ''].join('\r\n');
    expect(statusOf(await say(server, declared))).toBe(413);
    const chunk = `${(1024 * 1024).toString(16)}\r\n${' '.repeat(1024 * 1024)}\r\n`;
    const chunked = ['POST /v1/plan HTTP/1.1', ...head, 'Transfer-Encoding: chunked', '', ''].join('\r\n');
    expect(statusOf(await say(server, [chunked, ...Array.from({ length: 19 }, () => chunk)]))).toBe(413);
    const { body } = await server.post('/v1/renders', { storyboard: STORYBOARD, options: { start: false } });
    const small = [`POST /v1/renders/${body.id}/resume HTTP/1.1`, ...head, 'Transfer-Encoding: chunked', '', ''].join(
      '\r\n',
    );
    expect(statusOf(await say(server, [small, chunk, chunk]))).toBe(413);
    const blob = ['PUT /v1/blobs HTTP/1.1', 'Host: localhost', 'Content-Length: 99999999999', '', ''].join('\r\n');
    expect(statusOf(await say(server, blob))).toBe(413);
  });
});

describe('a path', () => {
  const WAYS_OUT = [
    '..',
    '../..',
    '%2e%2e',
    '..%2f..',
    '%2e%2e%2f',
    '..%5c..',
    '%252e%252e',
    '....//',
    '%00',
    'a%00b',
    '..;/',
  ];

  test('leads out of nothing that is served', async () => {
    const server = await openFilmServer({ given: { 'own.yaml': STORYBOARD } });
    await writeFile(join(server.folder, 'secret.txt'), 'SECRET');
    for (const way of WAYS_OUT) {
      for (const place of ['/v1/blobs', '/v1/renders', '/assets', '/r', ''])
        for (const path of [`${place}/${way}/secret.txt`, `${place}/${way}`]) {
          const answer = await ask(server, path);
          expect([path, answer.includes('SECRET'), statusOf(answer) < 500]).toEqual([path, false, true]);
        }
      const answer = await ask(server, `/v1/blobs/${way}`);
      // `..` written plainly is resolved by everybody, and leads to the page.
      expect([way, [400, 404].includes(statusOf(answer)) || answer.includes('text/html')]).toEqual([way, true]);
    }
  });

  test.each(['../x.mp4', '/etc/x', 'a/../../x', '.longtake/x', 'a/.b', 'a\\b', 'a\u0000b', '', 'a//b', './a', 'C:/x'])(
    'of an uploaded file cannot be %j',
    async (path) => {
      const server = await openFilmServer();
      const { body: blob } = await server.json<{ readonly sha: string }>('/v1/blobs', { method: 'PUT', body: 'x' });
      const answer = await server.post('/v1/renders', {
        storyboard: STORYBOARD,
        files: { [path]: blob.sha },
        options: { start: false },
      });
      expect(answer.status).toBe(400);
    },
  );

  test('of an uploaded file cannot be that of the film’s own files', async () => {
    const server = await openFilmServer();
    const { body: blob } = await server.json<{ readonly sha: string }>('/v1/blobs', { method: 'PUT', body: 'x' });
    const { body } = await server.post('/v1/renders', { storyboard: STORYBOARD, options: { start: false } });
    for (const name of [`${body.id}.yaml`, `${body.id}.lock.yaml`, `${body.id}.mp4`]) {
      const answer = await server.json(`/v1/renders/${body.id}/storyboard`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ storyboard: STORYBOARD, files: { [name]: blob.sha } }),
      });
      expect(answer).toMatchObject({ status: 400, body: { code: 'path_not_allowed' } });
    }
  });

  test.each([
    '../given/own.yaml',
    '/etc/passwd',
    'link.mp4',
    'https://127.0.0.1:1/x.mp4',
    'file:///etc/passwd',
    'folder/inner.mp4',
  ])('in a posted storyboard reads nothing of this machine: %j', async (clip) => {
    const server = await openFilmServer({ given: { 'own.yaml': STORYBOARD } });
    await writeFile(join(server.folder, 'secret.mp4'), 'SECRET');
    const { body } = await server.post('/v1/renders', { storyboard: STORYBOARD, options: { start: false } });
    // As if somebody had got a link into the film's folder all the same.
    await symlink(join(server.folder, 'secret.mp4'), join(server.folder, 'data', body.id, 'link.mp4'));
    await mkdir(join(server.folder, 'data', 'other'), { recursive: true });
    await symlink(server.folder, join(server.folder, 'data', body.id, 'folder'));
    const storyboard = `longtake: 1\ntitle: F\nscenes:\n  - id: s\n    shots:\n      - {id: a, clip: ${JSON.stringify(clip)}, duration: 1s}\n`;
    const planned = await server.post<{ readonly problems: readonly { readonly severity: string }[] }>('/v1/plan', {
      storyboard,
      render: body.id,
    });
    expect(planned.body.problems.some(({ severity }) => severity === 'error')).toBe(true);
    const amended = await server.json(`/v1/renders/${body.id}/storyboard`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ storyboard }),
    });
    expect(amended.status).toBe(422);
    expect(JSON.stringify([planned, amended])).not.toContain(server.folder);
  });
});

describe('what people write', () => {
  const EVIL = '<img src=x onerror=alert(1)>"; filename="evil.exe" X-Evil: 1';

  test('is never markup, and no header', async () => {
    const server = await openFilmServer();
    const { body } = await server.post('/v1/renders', { storyboard: storyboardOf({ a: EVIL }, EVIL) });
    const done = await untilSettled(server, body.id);
    const film = await server.fetch(done.film?.url ?? '');
    expect(film.headers.get('x-evil')).toBeNull();
    expect(film.headers.get('content-disposition')).not.toMatch(/[<>]/u);
    const docs = await (await server.fetch('/docs')).text();
    expect(docs).not.toMatch(/<script|onerror|javascript:/iu);
    const unknown = await server.fetch('/v1/renders/%3Cscript%3Ealert(1)%3C%2Fscript%3E');
    expect(unknown.headers.get('content-type')).toBe('application/problem+json');
    expect(await unknown.text()).not.toContain('<script>');
  });

  test('a file that was uploaded is what its bytes are, and never a page', async () => {
    const server = await openFilmServer();
    for (const text of [
      '<html><script>alert(1)</script>',
      '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
      '%PDF-1.7',
    ]) {
      const { body } = await server.json<{ readonly sha: string }>('/v1/blobs', { method: 'PUT', body: text });
      const { headers } = await server.fetch(`/v1/blobs/${body.sha}`);
      expect(headers.get('content-type')).toBe('application/octet-stream');
      expect(headers.get('content-security-policy')).toContain('sandbox');
    }
  });

  test.each([
    ['Sea', `inline; filename="Sea.mp4"; filename*=UTF-8''Sea.mp4`],
    ['Ça va?', `inline; filename="Ca va.mp4"; filename*=UTF-8''%C3%87a%20va.mp4`],
    ['海', `inline; filename="_.mp4"; filename*=UTF-8''%E6%B5%B7.mp4`],
    ['../../etc/passwd', `inline; filename="etc passwd.mp4"; filename*=UTF-8''etc%20passwd.mp4`],
    ['\u202Egpj.exe', `inline; filename="gpj.exe.mp4"; filename*=UTF-8''gpj.exe.mp4`],
    ['a\r\nX-Evil: 1', `inline; filename="a X-Evil 1.mp4"; filename*=UTF-8''a%20X-Evil%201.mp4`],
    ['   ', `inline; filename="film.mp4"; filename*=UTF-8''film.mp4`],
  ])('the title %j becomes a file’s name', (title, expected) => {
    const made = dispositionOf({ title, tail: '.mp4' }, false);
    expect(made).toBe(expected);
    expect(made).toMatch(/^inline; filename="[\w .()-]+"; filename\*=UTF-8''[\w%.~-]+$/u);
    expect(decodeURIComponent(made.split("''")[1] ?? '')).not.toMatch(/[/\\]|^\./u);
  });

  test.each(['x'.repeat(200), '海'.repeat(200), '👩‍👩‍👧'.repeat(25)])(
    'the long title %j keeps what its file is, and is a name that file systems take',
    (title) => {
      const name = (tail: string) => decodeURIComponent(dispositionOf({ title, tail }, true).split("''")[1] ?? '');
      for (const tail of ['.mp4', ' poster.jpg', ' sheet.jpg']) {
        expect(name(tail).endsWith(tail)).toBe(true);
        expect(Buffer.byteLength(name(tail))).toBeLessThanOrEqual(200);
        expect(title.startsWith(name(tail).slice(0, -tail.length))).toBe(true);
        expect(name(tail).slice(0, -tail.length)).not.toMatch(/\u200D$/u);
      }
    },
  );
});

describe('a part of a file', () => {
  test.each([
    ['bytes=0-0', { from: 0, to: 0 }],
    ['bytes=5-', { from: 5, to: 9 }],
    ['bytes=-3', { from: 7, to: 9 }],
    ['bytes=-99', { from: 0, to: 9 }],
    ['bytes=2-99', { from: 2, to: 9 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-2', null],
    ['bytes=0-1,3-4', null],
    ['lines=1-2', null],
    ['bytes=-', null],
  ])('%s of ten bytes', (text, expected) => {
    expect(parseRange(text, 10)).toEqual(expected);
  });

  test('is sent as it was asked for, and only while the file is the same', async () => {
    const server = await openFilmServer();
    const { body } = await server.json<{ readonly sha: string }>('/v1/blobs', { method: 'PUT', body: '0123456789' });
    const get = (headers: Record<string, string>) => server.fetch(`/v1/blobs/${body.sha}`, { headers });
    const part = await get({ range: 'bytes=2-4' });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 2-4/10', '234']);
    expect((await get({ range: 'bytes=99-' })).status).toBe(416);
    const etag = part.headers.get('etag') ?? '';
    expect((await get({ 'if-none-match': etag })).status).toBe(304);
    expect((await get({ range: 'bytes=2-4', 'if-range': etag })).status).toBe(206);
    expect((await get({ range: 'bytes=2-4', 'if-range': '"other"' })).status).toBe(200);
    const head = await server.fetch(`/v1/blobs/${body.sha}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', '']);
  });
});
