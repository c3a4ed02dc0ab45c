import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli, type Ran } from '../memory-io.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startVendor } from '../../support/vendors/start-vendor.ts';

const FILM = `longtake: 1
title: The Wait
size: 160x90
budget: 5 USD
models: {video: fal:wan-v2.7, image: animatic, voice: elevenlabs:multilingual-v2, smooth: fal:film}
characters: {mara: {look: woman, voice: low}}
scenes:
  - id: s1
    with: [mara]
    shots:
      - {id: a, start: text, duration: 5s, action: Mara waits., say: "mara: One more.", finish: [smooth 48]}
`;

const STATED = ['elevenlabs:multilingual-v2=0.05/1000-letters', 'fal:film=$0.02 USD/second'];

type Desk = {
  readonly film: string;
  readonly prices: string;
  readonly cli: (...argv: readonly string[]) => Promise<Ran>;
};

type PlannedTask = { readonly id: string; readonly ladder: readonly { readonly costMicros: number }[] };

async function open(change: Readonly<Record<string, string>> = {}): Promise<Desk> {
  const folder = await temporaryFolder();
  const film = join(folder, 'film.yaml');
  await writeFile(film, FILM);
  const prices = join(folder, 'prices.json');
  const environment = { PATH: process.env['PATH'], LONGTAKE_PRICES: prices, ...change };
  return { film, prices, cli: (...argv) => runCli(argv, { environment, columns: 120 }) };
}

test('a price that a person states is reckoned with, and a budget lets it pass', async () => {
  const { film, cli } = await open();
  expect((await cli('plan', film)).out).toContain('nothing of unknown price is sent: a: smooth 48.');
  const { code, out, err } = await cli('models', '--price', ...STATED);
  expect([code, err]).toEqual([0, '']);
  expect(out).toBe('fal:film: $0.02/second\nelevenlabs:multilingual-v2: $0.05/1000 letters\n');
  const plan = await cli('plan', film);
  expect(plan.out).not.toMatch(/unknown price|not known/u);
  const { tasks } = JSON.parse((await cli('plan', film, '--json')).out);
  const costs = tasks.flatMap(({ id, ladder: [first] }: PlannedTask) =>
    first?.costMicros === undefined ? [] : [[id, first.costMicros]],
  );
  // Nine characters of `One more.`, and five seconds.
  expect(Object.fromEntries(costs)).toMatchObject({ 'voice:a.1': 450, 'finish:a.smooth': 100_000 });
});

test('what a person stated is kept when a provider lists another price, until it is taken back', async () => {
  await using vendor = await startVendor('fal', '');
  const { prices, cli } = await open({ FAL_KEY: 'id-11112222:secret-33334444', LONGTAKE_FAL_URL: vendor.url });
  await cli('models', '--price', 'fal:hailuo-2.3-pro=0.30/take');
  const { out } = await cli('models', '--refresh');
  expect(out).toContain('  fal:hailuo-2.3-pro: as you stated it\n');
  expect(out).not.toMatch(/^fal:hailuo-2\.3-pro +\$0\.30/mu);
  expect(JSON.parse(await readFile(prices, 'utf8')).models['fal:hailuo-2.3-pro']).toMatchObject({
    price: { kind: 'per_take', micros: 300_000 },
  });
  expect((await cli('models', '--price', 'fal:hailuo-2.3-pro=unknown')).out).toBe('fal:hailuo-2.3-pro: $0.49/take\n');
  await cli('models', '--refresh');
  expect(JSON.parse((await cli('models', '--json')).out).models).toContainEqual(
    expect.objectContaining({ id: 'fal:hailuo-2.3-pro', price: { kind: 'per_take', micros: 520_000 } }),
  );
});

test('a price is stated of a model of one’s own where its file has none', async () => {
  const models = join(await temporaryFolder(), 'models.json');
  const own = (id: string, price: object) => ({ id, dialect: 'openai', modes: ['text'], ...price });
  await writeFile(
    models,
    JSON.stringify({
      version: 1,
      models: [own('videos-api:wan', {}), own('videos-api:ltx', { price: { kind: 'per_take', micros: 5 } })],
    }),
  );
  const { cli } = await open({ LONGTAKE_MODELS: models });
  expect(await cli('models', '--price', 'videos-api:wan=0.07/second')).toMatchObject({
    code: 0,
    out: 'videos-api:wan: $0.07/second\n',
  });
  expect(await cli('models', '--price', 'videos-api:ltx=0.07/second')).toMatchObject({
    code: 1,
    err: expect.stringContaining('a model of your own has its price in its file'),
  });
});

test.each([
  ['fal:rife', /expected a price; write it like `fal:topaz-upscale=0\.08\/second`/u],
  ['fal:rife=cheap/second', /expected a price/u],
  ['fal:rife=0/second', /more than nothing/u],
  ['fal:rife=0.1/1000-letters', /a model that makes video costs so much \/second or \/take/u],
  ['fal:nano-banana=0.1/second', /a model that makes image costs so much \/take/u],
  ['fal:nope=0.1/take', /no paid model fal:nope/u],
  ['animatic=0.1/take', /no paid model animatic/u],
])('%s is refused, and nothing is written', async (text, says) => {
  const { prices, cli } = await open();
  expect(await cli('models', '--price', 'fal:film=0.01/second', text)).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringMatching(says),
  });
  await expect(readFile(prices)).rejects.toThrow('ENOENT');
});
