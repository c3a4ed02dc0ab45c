import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startVendor, type StartedVendor } from '../../support/vendors/start-vendor.ts';
import { runCli } from '../memory-io.ts';

/** Sketches by a machine of one's own, finals by a gateway: two servers of one protocol. */
const FILM = `longtake: 1
title: The Wait
size: 160x90
fps: 24
models: {video: [videos-api:wan]}
scenes:
  - id: s1
    shots:
      - {id: a, duration: 1s, start: text, action: Mara waits by the window.}
      - {id: b, duration: 1s, start: text, model: gateway:wan, action: She turns round., raw: {gateway: {user: me}}}
`;
const model = (id: string, price: object) => ({
  id,
  dialect: 'openai',
  modes: ['text', 'image'],
  lengths: { kind: 'steps', ms: [1000, 4000] },
  price,
});

let started: readonly StartedVendor[];
beforeAll(async () => {
  started = await Promise.all([startVendor('videos-api', ''), startVendor('videos-api', '')]);
});
afterAll(async () => {
  for (const vendor of started) await vendor[Symbol.asyncDispose]();
});

let folder: string;
let vendors: readonly StartedVendor[];
let models: string;
const describeModels = (servers: readonly object[]): Promise<void> =>
  writeFile(
    models,
    JSON.stringify({
      version: 1,
      servers,
      models: [
        model('videos-api:wan', { kind: 'free' }),
        ...(servers.length === 0 ? [] : [model('gateway:wan', { kind: 'per_second', micros: 50_000 })]),
      ],
    }),
  );
const gateway = () => ({ id: 'gateway', url: `${vendors[1]?.url}/v1`, key: 'GATEWAY_KEY' });
beforeEach(async () => {
  folder = await temporaryFolder();
  models = join(folder, 'models.json');
  vendors = await Promise.all(started.map((vendor, index) => vendor.begin(join(folder, `${index}.jsonl`))));
  await writeFile(join(folder, 'film.yaml'), FILM);
  await describeModels([gateway()]);
});
const cli = (command: readonly string[], more: Readonly<Record<string, string>> = { GATEWAY_KEY: 'sk-2' }) =>
  runCli(command, {
    environment: {
      PATH: process.env['PATH'],
      LONGTAKE_VIDEOS_API_URL: `${vendors[0]?.url}/v1`,
      LONGTAKE_MODELS: models,
      ...more,
    },
  });
const render = (...flags: readonly string[]) => cli(['render', join(folder, 'film.yaml'), ...flags]);
const charges = () => vendors.map((vendor) => vendor.charges());

describe('a film of two servers of videos', () => {
  test('asks each for its own shots, with its own key', async () => {
    const made = await render('--yes');
    expect([made.code, made.err]).toEqual([0, '']);
    expect(charges().map((book) => book.map(({ input }) => JSON.stringify(input)))).toEqual([
      [expect.stringContaining('Mara waits')],
      [expect.stringContaining('She turns')],
    ]);
    expect(JSON.stringify(charges()[1]?.[0]?.input)).toContain('"user":"me"');
    const told = await cli(['status', join(folder, 'film.yaml'), '--costs', '--json']);
    expect(told.out).toContain('"gateway"');
  });

  test('is refused where a key that is named is not set', async () => {
    const made = await cli(['render', join(folder, 'film.yaml'), '--yes'], {});
    expect([made.code, made.err]).toEqual([expect.any(Number), expect.stringContaining('GATEWAY_KEY')]);
    expect(charges()).toEqual([[], []]);
  });

  test('holds what one of them did not answer, says whose it is, and adopts it there', async () => {
    await vendors[1]?.faults({ fault: 'reset_after' });
    expect((await render('--yes')).code).toBe(2);
    expect((await cli(['held', join(folder, 'film.yaml')])).out).toContain('gateway:wan');
    const job = charges()[1]?.[0]?.job ?? '';
    expect((await cli(['held', join(folder, 'film.yaml'), 'adopt', 'b', job])).code).toBe(0);
    expect((await render('--yes')).code).toBe(0);
    expect(charges().map((book) => book.length)).toEqual([1, 1]);
  });

  test('keeps what is under way at a server that is gone from the file, and makes the rest', async () => {
    await vendors[1]?.faults({ fault: 'reset_after' });
    await render('--yes');
    await describeModels([]);
    await writeFile(join(folder, 'film.yaml'), FILM.replace('model: gateway:wan, ', '').replace('turns round', 'sits'));
    expect((await render('--yes')).code).toBe(0);
    expect((await cli(['held', join(folder, 'film.yaml')])).out).toContain('gateway:wan');

    await describeModels([gateway()]);
    await writeFile(join(folder, 'film.yaml'), FILM);
    const job = charges()[1]?.[0]?.job ?? '';
    expect((await cli(['held', join(folder, 'film.yaml'), 'adopt', 'b', job])).code).toBe(0);
    expect((await render('--yes')).code).toBe(0);
    expect(charges()[1]).toHaveLength(1);
  });
});

describe('the servers of the file of LONGTAKE_MODELS', () => {
  test.each([
    ['the name of another provider', { id: 'fal', url: 'http://127.0.0.1:1/v1' }, 'there is a provider of this name'],
    ['no address', { id: 'mine', url: 'ftp://x' }, 'must be an address'],
    [
      'a key instead of its name',
      { id: 'mine', url: 'http://127.0.0.1:1/v1', key: 'sk-secret' },
      'environment variable',
    ],
  ])('may not have %s', async (_, server, message) => {
    await describeModels([server]);
    const made = await render('--yes');
    expect([made.code, made.err]).toEqual([1, expect.stringContaining(message)]);
    expect(made.err).not.toContain('sk-secret');
  });
});
