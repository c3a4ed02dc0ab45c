import { OpenRouter } from '@openrouter/sdk';
import { describe, expect, test } from 'vitest';
import { KEY, openBench } from './bench.ts';

const unpriced = async (setup: Parameters<typeof openBench>[0] = {}) =>
  openBench({ dialect: 'openrouter', price: { kind: 'unknown' }, ...setup });

describe('the price list of OpenRouter', () => {
  test('is read by OpenRouter’s own client too', async () => {
    const { vendor } = await unpriced();
    const client = new OpenRouter({ apiKey: KEY, serverURL: `${vendor.url}/v1` });
    const { data } = await client.videoGeneration.listVideosModels();
    expect(data.find(({ id }) => id === 'runway/gen-4.5')?.pricingSkus).toEqual({ cents_per_second_output: '12' });
  });

  test.each([
    // The dearest of what it may be asked for.
    ['Wan-AI/Wan2.2', ['any'], true, { micros: 75_000, soundMicros: null }],
    ['Wan-AI/Wan2.2', ['720p'], true, { micros: 50_000, soundMicros: null }],
    ['google/veo-3.1', ['1280x720'], true, { micros: 200_000, soundMicros: 400_000 }],
    ['google/veo-3.1', ['any'], true, { micros: 200_000, soundMicros: 600_000 }],
    // Nobody tells a model without sound to be silent.
    ['google/veo-3.1', ['720p'], false, { micros: 400_000, soundMicros: null }],
    ['runway/gen-4.5', ['any'], false, { micros: 120_000, soundMicros: null }],
    // 1280 x 720 x 30 / 1024 tokens a second.
    ['bytedance/seedance-2.0', ['720p'], true, { micros: 189_000, soundMicros: null }],
  ])('says what a second of %s in %j costs', async (model, sizes, audio, rate) => {
    const { provider, context, vendor } = await unpriced({ model, sizes, audio });
    const outcome = await provider.listPrices?.(context);
    expect(outcome).toEqual({
      status: 'listed',
      source: `${vendor.url}/v1/videos/models`,
      prices: [{ kind: 'price', model: 'videos-api:wan', price: { kind: 'per_second', ...rate }, isBase: false }],
    });
    expect(vendor.charges()).toEqual([]);
  });

  test.each([
    ['nobody/knows', null, 'nobody/knows is not in the price list'],
    ['nobody/nothing', null, 'listed without a price'],
    ['Wan-AI/Wan2.2', 'odd', 'charged by per_dream'],
  ])('does not guess for %s (%s)', async (model, fault, why) => {
    const { provider, context, vendor } = await unpriced({ model });
    if (fault !== null) await vendor.faults({ fault, on: 'pricing' });
    const outcome = await provider.listPrices?.(context);
    expect(outcome).toMatchObject({ prices: [{ kind: 'not_reckoned', model: 'videos-api:wan', why }] });
  });

  test.each(['error', 'html'])('that cannot be had (%s) is said to be so', async (fault) => {
    const { provider, context, vendor } = await unpriced();
    await vendor.faults({ fault, on: 'pricing' });
    expect(await provider.listPrices?.(context)).toMatchObject({ status: 'failed', failure: { class: 'unavailable' } });
  });

  test('is not asked for what its own file has a price for, nor of another server', async () => {
    const priced = { kind: 'per_second', micros: 1, soundMicros: null } as const;
    const others = [
      await unpriced({ price: priced }),
      await openBench({ dialect: 'openai', price: { kind: 'unknown' } }),
    ];
    for (const { provider } of others) expect(provider).not.toHaveProperty('listPrices');
  });
});
