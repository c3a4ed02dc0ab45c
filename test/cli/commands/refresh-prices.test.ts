import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runCli, type Ran } from '../memory-io.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { startVendor, type StartedVendor } from '../../support/vendors/start-vendor.ts';

const KEY = 'id-11112222:secret-33334444';
const FILM = `longtake: 1
title: The Wait
size: 160x90
budget: 5 USD
models: {video: fal:hailuo-2.3-pro}
scenes:
  - id: s1
    shots:
      - {id: a, start: text, duration: 5s, action: Mara waits by the window.}
`;

let running: Promise<StartedVendor> | null = null;
afterAll(async () => (await running)?.[Symbol.asyncDispose]());

type Desk = {
  readonly vendor: StartedVendor;
  readonly film: string;
  readonly prices: string;
  readonly cli: (...argv: readonly string[]) => Promise<Ran>;
};

async function open(change: Readonly<Record<string, string>> = {}): Promise<Desk> {
  running ??= startVendor('fal', '');
  const folder = await temporaryFolder();
  const vendor = await (await running).begin(join(folder, 'charges.jsonl'));
  const film = join(folder, 'film.yaml');
  await writeFile(film, FILM);
  const prices = join(folder, 'settings', 'prices.json');
  const environment = {
    PATH: process.env['PATH'],
    FAL_KEY: KEY,
    LONGTAKE_FAL_URL: vendor.url,
    LONGTAKE_PRICES: prices,
    ...change,
  };
  return { vendor, film, prices, cli: (...argv) => runCli(argv, { environment, columns: 120 }) };
}

describe('models --refresh', () => {
  test('says what changed, and `models` and `plan` go by it from then on', async () => {
    const { vendor, film, prices, cli } = await open();
    expect((await cli('models')).out).not.toContain('as of');
    expect((await cli('plan', film)).out).toContain('about $0.49 of a budget of $5.00');

    const { code, out, err } = await cli('models', '--refresh');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^model +before +now\n/u);
    expect(out).toMatch(/^fal:hailuo-2\.3-pro +\$0\.49\/take +\$0\.52\/take$/mu);
    expect(out).toMatch(/^fal:wan-ati +unknown +\$0\.08\/second$/mu);
    expect(out).not.toMatch(/^fal:(?:kling-v3-pro|veo3\.1|nano-banana) /mu);
    expect(out).toContain('\n  fal:wan-v2.7: listed at $0.10/second, but larger pictures cost more\n');
    expect(out).toContain('\n  fal:rife: cannot be reckoned here: charged per compute second\n');
    expect(out).toMatch(/prices as of \d{4}-\d\d-\d\d are in .*prices\.json\n$/u);

    const today = /prices as of (\S+)/u.exec(out)?.[1] ?? 'no day';
    const listed = (await cli('models', '--medium', 'video')).out;
    expect(listed).toMatch(/^ +model +seconds +price +as of +can do$/mu);
    expect(listed).toMatch(new RegExp(`fal:hailuo-2\\.3-pro +.* +\\$0\\.52/take +${today} +text image`, 'u'));
    expect(listed).toMatch(new RegExp(`fal:kling-v3-pro +.* +\\$0\\.112/second +${today}`, 'u'));
    expect(listed).toMatch(/fal:wan-v2\.7 +.* +\$0\.15\/second +text/u);
    expect(listed).toMatch(/fal:rife +.* +unknown +smooth/u);
    const plan = await cli('plan', film);
    expect([plan.code, plan.err, plan.out]).toEqual([
      0,
      '',
      expect.stringContaining('about $0.52 of a budget of $5.00'),
    ]);

    expect(vendor.charges()).toEqual([]);
    expect((await vendor.asked()).every(({ method }) => method === 'GET')).toBe(true);
    expect(await readFile(prices, 'utf8')).not.toContain('secret');
  });

  test('says when nothing changed, and what did since', async () => {
    const { vendor, cli } = await open();
    await cli('models', '--refresh');
    const again = await cli('models', '--refresh');
    expect([again.code, again.out]).toEqual([0, expect.stringMatching(/^nothing changed\n/u)]);
    await vendor.faults({ fault: 'dearer', on: 'pricing', times: 99 });
    const { out } = await cli('models', '--refresh');
    expect(out).toMatch(
      /^fal:kling-v3-pro +\$0\.112\/second, \$0\.168 with sound +\$0\.224\/second, \$0\.336 with sound$/mu,
    );
    expect(out).toMatch(/^fal:nano-banana +\$0\.04\/take +\$0\.08\/take$/mu);
  });

  test('with --json is one object', async () => {
    const { prices, cli } = await open();
    const { code, out, err } = await cli('models', '--refresh', '--json');
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({
      file: prices,
      asked: ['fal'],
      changes: expect.arrayContaining([
        { model: 'fal:wan-ati', before: { kind: 'unknown' }, now: expect.objectContaining({ micros: 80_000 }) },
      ]),
      kept: expect.arrayContaining([{ model: 'fal:wan-v2.7', listed: expect.objectContaining({ micros: 100_000 }) }]),
      notReckoned: expect.arrayContaining([{ model: 'fal:flux-2', why: 'charged per megapixel' }]),
      failures: [],
    });
    expect(JSON.parse((await cli('models', '--json', '--medium', 'video')).out).models).toContainEqual(
      expect.objectContaining({ id: 'fal:hailuo-2.3-pro', price: { kind: 'per_take', micros: 520_000 } }),
    );
  });

  test.each([
    ['error', 'fal does not tell its prices: Something went wrong. Ask again later. Prices that were known are kept.'],
    [
      'unauthorized',
      'fal does not know the key: Authentication required. Check FAL_KEY. Prices that were known are kept.',
    ],
  ])('keeps what was known where fal answers with %s, and ends with 3', async (fault, words) => {
    const { vendor, prices, cli } = await open();
    await cli('models', '--refresh');
    const known = await readFile(prices, 'utf8');
    await vendor.faults({ fault, on: 'pricing', times: 99 });
    expect(await cli('models', '--refresh')).toEqual({ code: 3, out: '', err: `longtake: ${words}\n` });
    const json = await cli('models', '--refresh', '--json');
    expect([json.code, JSON.parse(json.out)]).toEqual([
      3,
      expect.objectContaining({ changes: [], failures: [{ provider: 'fal', message: expect.any(String) }] }),
    ]);
    expect(await readFile(prices, 'utf8')).toBe(known);
  });

  test('without a key names the variable, and without a place the other', async () => {
    const { vendor, cli } = await open({ FAL_KEY: '' });
    expect(await cli('models', '--refresh')).toMatchObject({
      code: 3,
      out: '',
      err: expect.stringContaining('FAL_KEY is not set'),
    });
    expect(await vendor.asked()).toEqual([]);
    const nowhere = await open({ LONGTAKE_PRICES: '' });
    expect(await nowhere.cli('models', '--refresh')).toMatchObject({
      code: 3,
      err: expect.stringContaining('Set LONGTAKE_PRICES'),
    });
  });

  test('goes with no filter', async () => {
    const { cli } = await open();
    expect(await cli('models', '--refresh', '--medium', 'video')).toMatchObject({
      code: 1,
      err: expect.stringContaining('--refresh'),
    });
  });
});

test('a file of prices that is broken is named by every command that needs it, and written anew', async () => {
  const { film, prices, cli } = await open();
  await cli('models', '--refresh');
  await writeFile(prices, '{"version": 1,');
  for (const command of [['models'], ['plan', film]])
    expect(await cli(...command)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/prices\.json, cannot be used.*`longtake models --refresh`, or delete it\./su),
    });
  expect((await cli('models', '--refresh')).code).toBe(0);
  expect((await cli('plan', film)).out).toContain('$0.52');
});
