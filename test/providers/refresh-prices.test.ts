import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ListedPrice, PricesOutcome } from '../../src/providers/contract.ts';
import { listModels } from '../../src/providers/own-models.ts';
import { readPrices } from '../../src/providers/prices-file.ts';
import { refreshPrices, type PriceLister, type Refreshed } from '../../src/providers/refresh-prices.ts';
import { refusal } from '../../src/providers/refusal.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const RIFE = { kind: 'price', model: 'fal:rife', price: { kind: 'per_take', micros: 5_000 }, isBase: false } as const;
const PIXELS = { kind: 'not_reckoned', model: 'fal:rife', why: 'charged per megapixel' } as const;

function lister(id: string, outcome: PricesOutcome, lacks: string | null = null): PriceLister {
  return { id, lacks, listPrices: () => Promise.resolve(outcome) };
}
const told = (...prices: readonly ListedPrice[]): PricesOutcome => ({ status: 'listed', source: 'the list', prices });
const FAILED: PricesOutcome = {
  status: 'failed',
  failure: refusal('unavailable', 'they are away', 'Ask again later.'),
};

async function open() {
  const file = join(await temporaryFolder(), 'prices.json');
  return {
    file,
    refresh: (providers: readonly PriceLister[], place: string | null = file): Promise<Refreshed> =>
      refreshPrices(
        {
          providers,
          listModels: (prices) => listModels(null, prices),
          file: place,
          clock: createManualClock(),
        },
        new AbortController().signal,
      ),
  };
}

describe('prices', () => {
  test('that were asked for are told by what changed, and kept with their day', async () => {
    const { file, refresh } = await open();
    expect(await refresh([lister('fal', told(RIFE)), { id: 'runway', lacks: null }])).toEqual({
      file,
      asOf: '2026-01-01',
      asked: ['fal'],
      changes: [{ model: 'fal:rife', before: { kind: 'unknown' }, now: RIFE.price }],
      kept: [],
      stated: [],
      notReckoned: [],
      failures: [],
    });
    expect(readPrices(file)).toEqual(
      new Map([['fal:rife', { price: RIFE.price, isBase: false, asOf: '2026-01-01', source: 'the list' }]]),
    );
    expect((await refresh([lister('fal', told(RIFE))])).changes).toEqual([]);
  });

  test('that can no longer be reckoned with stay as they were', async () => {
    const { file, refresh } = await open();
    await refresh([lister('fal', told(RIFE))]);
    const { changes, notReckoned } = await refresh([lister('fal', told(PIXELS))]);
    expect([changes, notReckoned]).toEqual([[], [{ model: 'fal:rife', why: 'charged per megapixel' }]]);
    expect(readPrices(file).get('fal:rife')?.price).toEqual(RIFE.price);
  });

  test('of small pictures that are not used are told of', async () => {
    const { refresh } = await open();
    const price = { kind: 'per_second', micros: 100_000, soundMicros: null } as const;
    const wan = { kind: 'price', model: 'fal:wan-v2.7', price, isBase: true } as const;
    expect(await refresh([lister('fal', told(wan))])).toMatchObject({
      changes: [],
      kept: [{ model: 'fal:wan-v2.7', listed: price }],
    });
  });

  test('of a provider that fails are kept, while the others tell theirs', async () => {
    const { file, refresh } = await open();
    await refresh([lister('fal', told(RIFE))]);
    const dearer = { ...RIFE, price: { ...RIFE.price, micros: 7_000 } };
    const { changes, failures } = await refresh([lister('other', FAILED), lister('fal', told(dearer))]);
    expect(failures).toEqual([{ provider: 'other', message: 'they are away. Ask again later.' }]);
    expect(changes).toMatchObject([{ model: 'fal:rife', now: { micros: 7_000 } }]);
    expect(await refresh([lister('fal', FAILED)])).toMatchObject({ changes: [], failures: [{ provider: 'fal' }] });
    expect(readPrices(file).get('fal:rife')?.price).toEqual(dearer.price);
  });

  test('write a broken file anew, but not where nobody told any', async () => {
    const { file, refresh } = await open();
    await writeFile(file, '{"mine":');
    await refresh([lister('fal', FAILED)]);
    expect(await readFile(file, 'utf8')).toBe('{"mine":');
    await refresh([lister('fal', told(RIFE))]);
    expect([...readPrices(file).keys()]).toEqual(['fal:rife']);
  });

  test('cannot be asked for without a key, nor kept nowhere', async () => {
    const { refresh } = await open();
    await expect(refresh([lister('fal', told(RIFE), 'FAL_KEY'), { id: 'runway' }])).rejects.toMatchObject({
      code: 'key_missing',
      message: expect.stringContaining('FAL_KEY is not set'),
    });
    await expect(refresh([lister('fal', told(RIFE))], null)).rejects.toMatchObject({
      code: 'no_prices_file',
      message: expect.stringContaining('Set LONGTAKE_PRICES'),
    });
  });
});
