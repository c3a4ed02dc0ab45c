import { describe, expect, test } from 'vitest';
import type { PricesOutcome } from '../../../src/providers/contract.ts';
import { KEY, openBench, type Bench } from './bench.ts';

async function list({ fal, context }: Bench): Promise<PricesOutcome> {
  const outcome = await fal.listPrices?.(context);
  if (outcome === undefined) throw new Error('fal lists no prices');
  return outcome;
}

async function of(bench: Bench, model: string) {
  const outcome = await list(bench);
  if (outcome.status === 'failed') throw new Error(outcome.failure.message);
  return outcome.prices.find((listed) => listed.model === model);
}

describe('the price list of fal', () => {
  test.each([
    ['fal:kling-v3-pro', { kind: 'price', price: { kind: 'per_second', micros: 112_000 }, isBase: false }],
    ['fal:wan-v2.7', { kind: 'price', price: { kind: 'per_second', micros: 100_000 }, isBase: true }],
    ['fal:hailuo-2.3-pro', { kind: 'price', price: { kind: 'per_take', micros: 520_000 } }],
    ['fal:nano-banana-pro', { kind: 'price', price: { kind: 'per_take', micros: 150_000 }, isBase: true }],
    ['fal:elevenlabs-tts', { kind: 'price', price: { kind: 'per_1000_characters', micros: 100_000 } }],
    ['fal:lyria2', { kind: 'price', price: { kind: 'per_take', micros: 100_000 } }],
    ['fal:flux-2', { kind: 'not_reckoned', why: 'charged per megapixel' }],
    ['fal:rife', { kind: 'not_reckoned', why: 'charged per compute second' }],
    ['fal:topaz-upscale', { kind: 'not_reckoned', why: 'charged per second, and more the larger it becomes' }],
  ])('says what %s costs', async (model, listed) => {
    expect(await of(await openBench(), model)).toMatchObject(listed);
  });

  test('has every model that is shot here, and is only asked for', async () => {
    const bench = await openBench();
    const outcome = await list(bench);
    const ready = bench.fal.models().filter((facts) => facts.ready);
    expect(outcome.status === 'listed' && outcome.prices.map(({ model }) => model)).toEqual(ready.map(({ id }) => id));
    const asked = await bench.vendor.asked();
    expect(new Set(asked.map(({ method, path }) => `${method} ${path}`))).toEqual(
      new Set(['GET /api.fal.ai/v1/models/pricing']),
    );
    const ids = asked.map(({ query }) => new URLSearchParams(query).get('endpoint_id')?.split(',') ?? []);
    expect(Math.max(...ids.map(({ length }) => length))).toBeLessThanOrEqual(20);
    // Answers come in pages, and no endpoint is asked for twice beside them.
    expect(asked.some(({ query }) => query.includes('cursor='))).toBe(true);
    const first = asked.flatMap(({ query }, index) => (query.includes('cursor=') ? [] : (ids[index] ?? [])));
    expect(new Set(first).size).toBe(first.length);
    expect(bench.vendor.charges()).toEqual([]);
  });

  test('without an endpoint that is gone has all the others', async () => {
    const bench = await openBench();
    await bench.vendor.faults({ fault: 'some_gone', on: 'pricing', times: 99 });
    const outcome = await list(bench);
    if (outcome.status === 'failed') throw new Error(outcome.failure.message);
    const missing = outcome.prices.filter(
      (listed) => listed.kind === 'not_reckoned' && listed.why.includes('is not in'),
    );
    expect(missing.map(({ model }) => model)).toEqual(['fal:wan-ati']);
  });

  test.each([
    ['in_euros', 'charged in EUR'],
    ['by_pixels', 'charged per processed megapixel'],
    ['for_nothing', 'listed without a price'],
  ])('%s is not reckoned with', async (fault, why) => {
    const bench = await openBench();
    await bench.vendor.faults({ fault, on: 'pricing', times: 99 });
    expect(await of(bench, 'fal:kling-v3-pro')).toMatchObject({ kind: 'not_reckoned', why });
  });

  test.each([
    ['error', { class: 'unavailable', message: expect.stringContaining('fal does not tell its prices') }],
    ['unauthorized', { class: 'unauthorized', advice: 'Check FAL_KEY.' }],
    ['rate_limited', { class: 'rate_limited', advice: 'Ask again in a minute.' }],
    ['html', { class: 'unavailable', message: 'the price list of fal cannot be read.' }],
    ['reset', { class: 'unavailable', message: expect.stringContaining('fal cannot be reached') }],
  ])('that ends with %s tells nothing at all', async (fault, failure) => {
    const bench = await openBench();
    await bench.vendor.faults({ fault, on: 'pricing', after: 1 });
    expect(await list(bench)).toMatchObject({ status: 'failed', failure });
  });

  test('that repeats the key to us does not bring it into a message', async () => {
    const bench = await openBench();
    await bench.vendor.faults({ fault: 'leaky', on: 'pricing' });
    const answer = JSON.stringify(await list(bench));
    expect(answer).toContain('[FAL_KEY]');
    expect(answer).not.toContain(KEY);
  });

  test('is no longer asked for by whoever stopped', async () => {
    const bench = await openBench();
    const stop = new AbortController();
    stop.abort();
    await expect(bench.fal.listPrices?.({ signal: stop.signal })).rejects.toThrow('aborted');
    expect(await bench.vendor.asked()).toEqual([]);
  });
});

describe('the server lists prices as fal does: it', () => {
  const ask = async ({ vendor }: Bench, ids: readonly string[], key = KEY) => {
    const answer = await fetch(`${vendor.url}/api.fal.ai/v1/models/pricing?endpoint_id=${ids.join(',')}`, {
      headers: key === '' ? {} : { authorization: `Key ${key}` },
    });
    return { status: answer.status, body: (await answer.json()) as unknown };
  };

  test('names each endpoint with its price, its unit and its currency', async () => {
    expect(await ask(await openBench(), ['fal-ai/nano-banana', 'fal-ai/veo3.1'])).toEqual({
      status: 200,
      body: {
        prices: [
          { endpoint_id: 'fal-ai/nano-banana', unit_price: 0.04, unit: 'images', currency: 'USD' },
          { endpoint_id: 'fal-ai/veo3.1', unit_price: 0.4, unit: 'seconds', currency: 'USD' },
        ],
        next_cursor: null,
        has_more: false,
      },
    });
  });

  test('refuses who has no key, who asks for what is not there, and who asks for too much', async () => {
    const bench = await openBench();
    expect(await ask(bench, ['fal-ai/veo3.1'], '')).toMatchObject({ status: 401 });
    const gone = await ask(bench, ['fal-ai/veo3.1', 'fal-ai/gone']);
    expect(gone).toMatchObject({ status: 404, body: { error: { type: 'not_found' } } });
    const many = Array.from({ length: 51 }, () => 'fal-ai/veo3.1');
    expect(await ask(bench, many)).toMatchObject({ status: 400, body: { error: { type: 'validation_error' } } });
  });
});
