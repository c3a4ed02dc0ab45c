import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { environment, installPackage, type Installed } from './install.ts';

const STORYBOARD = `longtake: 1
title: Packed
size: 160x90
fps: 12
scenes:
  - id: s1
    shots:
      - {id: sea, duration: 1s, action: Waves., out: dissolve 0.5s}
      - {id: sky, duration: 2s, action: "Clouds.", say: "narrator: Good morning."}
`;

let installed: Installed;
beforeAll(async () => {
  installed = await installPackage();
  await writeFile(join(installed.folder, 'film.yaml'), STORYBOARD);
  await writeFile(join(installed.folder, 'package.json'), '{"type": "module"}');
});
afterAll(() => rm(installed.folder, { recursive: true, force: true }));

describe('the tarball', () => {
  test('holds the compiled program, its data and its page', () => {
    expect(installed.files).toEqual(
      expect.arrayContaining([
        'bin/longtake.js',
        'dist/src/index.js',
        'dist/src/index.d.ts',
        'dist/src/http/client.js',
        'dist/src/http/client.d.ts',
        'dist/src/providers/registry.json',
        'dist/src/providers/comfyui/workflows/ltx-image.json',
        'dist/src/providers/animatic/worker.js',
        'dist/src/web/page/index.html',
        'dist/machines/take.js',
      ]),
    );
  });

  test('holds nothing else: no source, test, storyboard, or what only builds it', () => {
    const known =
      /^(?:README\.md|LICENSE|package\.json|bin\/longtake\.js|dist\/(?:src|machines)\/.+\.(?:js|d\.ts|json)|dist\/src\/web\/page\/(?:index\.html|assets\/.+\.(?:js|css)))$/u;
    expect(installed.files.filter((path) => !known.test(path))).toEqual([]);
    expect(
      installed.files.filter((path) => /test|web\/bundle|write-(?:page|schema)|page\/.+\.d\.ts/u.test(path)),
    ).toEqual([]);
  });
});

describe('the installed command', () => {
  test('finds what it needs, and says which version it is', async () => {
    const manifest: { readonly version: string } = JSON.parse(
      await readFile(join(installed.folder, 'node_modules/longtake/package.json'), 'utf8'),
    );
    expect(await longtake('--version')).toMatchObject({ code: 0, out: `${manifest.version}\n` });
    const doctor = await longtake('doctor', '--json');
    expect({ ...doctor, out: JSON.parse(doctor.out) }).toMatchObject({ code: 0, out: { ok: true } });
    expect(doctor.out).not.toContain('npm ci');
  });

  test('begins, checks, plans and renders films', async () => {
    expect(await longtake('new', 'begun')).toMatchObject({ code: 0, err: '' });
    expect(await longtake('check', 'begun/film.yaml', 'film.yaml')).toMatchObject({ code: 0, err: '' });
    const rendered = await longtake('render', 'film.yaml', '--json');
    expect(rendered).toMatchObject({ code: 0, err: '' });
    const result: unknown = JSON.parse(rendered.out.trim().split('\n').at(-1) ?? '');
    // A second and two, and a dissolve of half of one that both share.
    expect(result).toMatchObject({ status: 'done', film: { frames: 30 } });
    expect(await longtake('render', 'film.yaml')).toMatchObject({ code: 0 });
  });
});

describe('from another program', () => {
  test('the library opens a storyboard', async () => {
    const script = `
      import { createLongtake, InputError, readConfig } from 'longtake';
      const film = await createLongtake(readConfig()).open('film.yaml');
      console.log(typeof film, InputError.name);
    `;
    expect(await installed.node(['--input-type=module', '-e', script])).toEqual({
      code: 0,
      out: 'object InputError\n',
      err: '',
    });
  });

  test('the client posts a storyboard, hears when it is done, and fetches the film', async () => {
    const url = await serve();
    const script = `
      import { createClient, readEvents } from 'longtake/client';
      const client = createClient(process.argv[1]);
      const posted = await client.v1.renders.$post({ json: { storyboard: ${JSON.stringify(STORYBOARD)} } });
      if (posted.status !== 201) throw new Error(await posted.text());
      const { id } = await posted.json();
      const stream = await client.v1.renders[':id'].events.$get({ param: { id }, query: { after: '0' } });
      let shots = 0;
      for await (const { type, data } of readEvents(stream)) {
        if (type === 'task.changed' && data.kind === 'take' && data.state === 'stored') shots += 1;
        if (type === 'render.finished') break;
      }
      const { state, film } = await (await client.v1.renders[':id'].$get({ param: { id } })).json();
      const bytes = new Uint8Array(await (await client.v1.renders[':id'].film.$get({ param: { id } })).arrayBuffer());
      const brand = String.fromCharCode(...bytes.subarray(4, 8));
      console.log(JSON.stringify({ state, frames: film.frames, isWhole: film.sizeBytes === bytes.length, brand, shots }));
    `;
    const { code, out, err } = await installed.node(['--input-type=module', '-e', script, url]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toEqual({ state: 'done', frames: 30, isWhole: true, brand: 'ftyp', shots: 2 });
  });

  test('the page comes along, built', async () => {
    const url = await serve();
    const html = await (await fetch(url)).text();
    const [, script = ''] = /src="(\/assets\/[^"]+)"/u.exec(html) ?? [];
    const answer = await fetch(`${url}${script}`);
    expect(answer.headers.get('content-type')).toContain('text/javascript');
    expect((await answer.text()).length).toBeGreaterThan(1_000);
  });

  test('TypeScript knows the client and the library, and asks only for what a request needs', async () => {
    await writeFile(join(installed.folder, 'consumer.ts'), CONSUMER);
    await writeFile(join(installed.folder, 'tsconfig.json'), JSON.stringify(CONSUMER_SETTINGS));
    const tsc = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc');
    expect(await installed.node([tsc, '-p', installed.folder])).toEqual({ code: 0, out: '', err: '' });
  });
});

const CONSUMER = `
import { createLongtake, readConfig, type Plan } from 'longtake';
import { createClient, readEvents } from 'longtake/client';

const client = createClient('http://127.0.0.1:7777', { token: 'secret' });
const { renders, next } = await (await client.v1.renders.$get()).json();
const title: string | undefined = renders[0]?.title;
const page = await client.v1.renders.$get({ query: { limit: '1' } });
const posted = await client.v1.renders.$post({ json: { storyboard: 'longtake: 1', options: { start: false } } });
const { id } = await posted.json();
await client.v1.renders[':id'].pause.$post({ param: { id } });
await client.v1.renders[':id'].resume.$post({ param: { id }, json: { maxCostUsd: 2 } });
for await (const { data } of readEvents(await client.v1.renders[':id'].events.$get({ param: { id } }))) {
  const render: string = data.render;
  void render;
}
// @ts-expect-error a storyboard is what it is about
await client.v1.renders.$post({});
// @ts-expect-error of which render?
await client.v1.renders[':id'].$get();
// @ts-expect-error a number is no name of a state
await client.v1.renders.$get({ query: { state: 7 } });

const plan: Plan | null = null;
export const opened = createLongtake(readConfig({})).open('film.yaml');
export { next, page, plan, title };
`;

const CONSUMER_SETTINGS = {
  compilerOptions: {
    target: 'es2024',
    lib: ['es2024', 'esnext.disposable'],
    module: 'nodenext',
    types: ['node'],
    strict: true,
    noEmit: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
  },
  files: ['consumer.ts'],
};

function longtake(...argv: readonly string[]) {
  return installed.node([installed.longtake, ...argv]);
}

/** The address of a server that ends with the test. */
async function serve(): Promise<string> {
  const child = spawn(process.execPath, [installed.longtake, 'serve', '--port', '0', '--json'], {
    cwd: installed.folder,
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { url }: { readonly url: string } = JSON.parse(line.toString('utf8'));
  return url;
}
