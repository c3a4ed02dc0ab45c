import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listModels } from '../../src/providers/own-models.ts';
import { readPrices, writePrices, type Prices } from '../../src/providers/prices-file.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PRICES: Prices = new Map([
  ['fal:rife', { price: { kind: 'per_take', micros: 5_000 }, isBase: false, asOf: '2026-12-01', source: 'the list' }],
  [
    'fal:kling-v3-pro',
    {
      price: { kind: 'per_second', micros: 120_000, soundMicros: null },
      isBase: false,
      asOf: '2026-12-01',
      source: 'the list',
    },
  ],
]);

describe('a model of one’s own', () => {
  const entry = (own: object) =>
    JSON.stringify({ version: 1, models: [{ id: 'videos-api:wan', dialect: 'openrouter', modes: ['text'], ...own }] });
  const priceOf = async (own: object) => {
    const file = join(await temporaryFolder(), 'models.json');
    await writeFile(file, entry(own));
    const listed = { price: { kind: 'per_take', micros: 5 }, isBase: false, asOf: '2026-12-01', source: 'x' } as const;
    return listModels(file, new Map([['videos-api:wan', listed]])).find(({ id }) => id === 'videos-api:wan')?.price;
  };

  test('costs what was listed since, where its own file does not say', async () => {
    expect(await priceOf({})).toEqual({ kind: 'per_take', micros: 5 });
    expect(await priceOf({ price: { kind: 'per_take', micros: 7 } })).toMatchObject({ micros: 7 });
    expect(await priceOf({ price: { kind: 'free' } })).toEqual({ kind: 'free' });
  });

  test.each([
    ['openai', 1000],
    ['openrouter', 1000],
    ['vllm-omni', undefined],
  ])('of the dialect %s is asked for steps of %s ms', async (dialect, step) => {
    const file = join(await temporaryFolder(), 'models.json');
    await writeFile(file, entry({ dialect }));
    expect(listModels(file, new Map()).find(({ id }) => id === 'videos-api:wan')?.lengthStepMs).toBe(step);
  });
});

describe('the file of prices', () => {
  test('says what was written, with the folder it needs and nothing left beside it', async () => {
    const folder = join(await temporaryFolder(), 'settings', 'longtake');
    const file = join(folder, 'prices.json');
    await writePrices(file, PRICES);
    expect(readPrices(file)).toEqual(new Map([...PRICES].toReversed()));
    expect(await readdir(folder)).toEqual(['prices.json']);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      version: 1,
      models: { 'fal:rife': { price: { kind: 'per_take', micros: 5_000 }, asOf: '2026-12-01', source: 'the list' } },
    });
  });

  test('that is not there, or has no place, says nothing', async () => {
    const folder = await temporaryFolder();
    expect(readPrices(null).size).toBe(0);
    expect(readPrices(join(folder, 'prices.json')).size).toBe(0);
    await writeFile(join(folder, 'file'), '');
    expect(readPrices(join(folder, 'file', 'prices.json')).size).toBe(0);
  });

  const entry = { price: { kind: 'per_take', micros: 5 }, isBase: false, asOf: '2026-12-01', source: 'x' };
  test.each([
    ['no JSON', '{"version": 1, "mod'],
    ['of another version', JSON.stringify({ version: 2, models: {} })],
    [
      'with a price of nothing',
      JSON.stringify({ version: 1, models: { m: { ...entry, price: { kind: 'per_take', micros: 0 } } } }),
    ],
    [
      'with a price that is none',
      JSON.stringify({ version: 1, models: { m: { ...entry, price: { kind: 'unknown' } } } }),
    ],
    ['with a price for free', JSON.stringify({ version: 1, models: { m: { ...entry, price: { kind: 'free' } } } })],
    ['without a day', JSON.stringify({ version: 1, models: { m: { ...entry, asOf: 'yesterday' } } })],
  ])('%s is refused by its name, with what to do', async (_, text) => {
    const file = join(await temporaryFolder(), 'prices.json');
    await writeFile(file, text);
    expect(() => readPrices(file)).toThrow(
      expect.objectContaining({
        code: 'bad_prices_file',
        message: expect.stringMatching(
          /prices\.json, cannot be used: .*`longtake models --refresh`, or delete it\.$/su,
        ),
      }),
    );
  });

  test('that is a folder is refused by its name', async () => {
    const file = join(await temporaryFolder(), 'prices.json');
    await mkdir(file);
    expect(() => readPrices(file)).toThrow(expect.objectContaining({ code: 'bad_prices_file' }));
  });
});

describe('the models', () => {
  test('have the prices of the file, by medium and in their order', () => {
    const before = listModels(null, new Map());
    const now = listModels(null, PRICES);
    expect(now.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    const changed = now.filter(({ id, asOf }, index) => asOf !== before[index]?.asOf || PRICES.has(id));
    expect(changed.map(({ id, price, asOf }) => [id, price, asOf])).toEqual([
      ['fal:kling-v3-pro', { kind: 'per_second', micros: 120_000, soundMicros: 180_000 }, '2026-12-01'],
      ['fal:rife', { kind: 'per_take', micros: 5_000 }, '2026-12-01'],
    ]);
  });
});
