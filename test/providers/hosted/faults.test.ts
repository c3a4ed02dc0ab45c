import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sent } from '../fal/bench.ts';
import { KEY, openBench, VENDORS, type Bench, type HostedName } from './bench.ts';

const NAMES = ['replicate', 'runway', 'gemini'] as const satisfies readonly HostedName[];

describe.each(NAMES)('%s: a submission that meets', (name) => {
  const { keyName } = VENDORS[name];
  /** What is said of it, and how many charges there are. */
  test.each([
    ['rate_limited', { status: 'rejected', failure: { class: 'rate_limited', billed: 'no', retryAfterMs: null } }, 0],
    ['rate_limited_wait', { status: 'rejected', failure: { class: 'rate_limited', retryAfterMs: 1_000 } }, 0],
    ['no_credit', { status: 'rejected', failure: { class: 'quota', billed: 'no' } }, 0],
    ['unauthorized', { status: 'rejected', failure: { class: 'unauthorized', advice: `Check ${keyName}.` } }, 0],
    ['gone', { status: 'rejected', failure: { class: 'model_retired', billed: 'no' } }, 0],
    ['error_before', { status: 'ambiguous', message: expect.stringContaining('answered with HTTP 500') }, 0],
    ['error_after', { status: 'ambiguous' }, 1],
    ['reset_before', { status: 'ambiguous' }, 0],
    ['reset_after', { status: 'ambiguous' }, 1],
    ['hang', { status: 'ambiguous' }, 1],
    ['truncated', { status: 'ambiguous' }, 1],
    ['html', { status: 'ambiguous', message: expect.stringContaining('no id that can be read') }, 1],
  ] as const)('%s leaves once, and is told for what it is', async (fault, told, charges) => {
    const bench = await openBench(name);
    await bench.vendor.faults({ fault, times: 9 });
    expect(await bench.send()).toMatchObject(told);
    expect(await bench.submissions()).toHaveLength(1);
    expect(bench.vendor.charges()).toHaveLength(charges);
  });

  test('nobody that listens never left, and costs nothing', async () => {
    const bench = await openBench(name);
    const body = await bench.ready();
    await bench.vendor.refuse(300);
    expect(await bench.provider.submit(body, bench.context)).toMatchObject({
      status: 'rejected',
      failure: { class: 'unavailable', billed: 'no', message: expect.stringContaining('ECONNREFUSED') },
    });
    await bench.vendor.isBack();
  });

  test('a vendor who repeats the key to us does not bring it into a message', async () => {
    const bench = await openBench(name);
    await bench.vendor.faults({ fault: 'leaky' });
    const answer = JSON.stringify(await bench.send());
    expect(answer).toContain(`[${keyName}]`);
    expect(answer).not.toContain(KEY);
  });

  test('a storage that is away is sent nowhere', async () => {
    const bench = await openBench(name);
    await bench.vendor.faults({ fault: 'away', on: 'upload', times: 9 });
    expect(await bench.provider.upload?.(bench.body(), bench.context)).toMatchObject({
      status: 'failed',
      failure: { class: 'unavailable', billed: 'no', message: expect.stringContaining('could not be uploaded') },
    });
    expect(await bench.submissions()).toHaveLength(0);
  });
});

describe.each(NAMES)('%s: a job that', (name) => {
  const isReplicate = name === 'replicate';
  test.each([
    ['moderated', { class: 'moderation', billed: isReplicate ? 'unknown' : name === 'runway' ? 'yes' : 'no' }],
    ['failed_charged', { class: 'provider_failed', billed: isReplicate ? 'unknown' : 'yes' }],
    ['failed_free', { class: isReplicate ? 'unavailable' : 'provider_failed', billed: 'no' }],
    ['empty', { class: 'provider_failed', billed: isReplicate ? 'unknown' : 'yes' }],
    ['lost', { class: 'lost', billed: 'unknown' }],
  ] as const)('is %s fails in its own way', async (fault, failure) => {
    const bench = await openBench(name);
    await bench.vendor.faults({ fault });
    expect(await bench.settled(await bench.accepted())).toMatchObject({ status: 'failed', failure });
  });

  test.each(['poll_errors', 'backwards'])('meets %s is done all the same', async (fault) => {
    const bench = await openBench(name);
    await bench.vendor.faults({ fault });
    expect(await bench.settled(await bench.accepted())).toMatchObject({ status: 'done' });
  });

  test('is stuck stays pending, and is cancelled at the vendor', async () => {
    const bench = await openBench(name);
    await bench.vendor.faults({ fault: 'stuck' });
    const operation = await bench.accepted();
    for (let asked = 0; asked < 4; asked += 1)
      expect(await bench.provider.poll(operation, bench.context)).toMatchObject({ status: 'pending' });
    await bench.provider.cancel(operation, bench.context);
    expect(await bench.settled(operation)).toMatchObject({ status: 'failed', failure: { class: 'cancelled' } });
  });
});

describe.each(NAMES)('%s: a file that', (name) => {
  const fetched = async (bench: Bench) => {
    const operation = await bench.accepted();
    await bench.settled(operation);
    const file = join(bench.folder, 'take.mp4');
    return { answer: await bench.provider.download(operation, file, bench.context), file, operation };
  };

  test('was made is brought in, at the price that was charged', async () => {
    const bench = await openBench(name);
    const { answer, file } = await fetched(bench);
    expect(answer).toEqual({ status: 'stored', mediaType: 'video/mp4' });
    expect((await readFile(file)).subarray(4, 8).toString()).toBe('ftyp');
    expect(bench.vendor.charges()).toMatchObject([{ chargedMicros: VENDORS[name].chargedMicros }]);
  });

  test('has expired is asked for once more, at a new address', async () => {
    const bench = await openBench(name);
    // The first address is given out by the poll that says that it is done.
    await bench.vendor.faults({ fault: 'expired' });
    expect((await fetched(bench)).answer).toMatchObject({ status: 'stored', mediaType: 'video/mp4' });
  });

  test.each([
    ['never_there', 'no address any more'],
    ['file_html', 'is not a picture, video or sound'],
    ['file_truncated', 'broke off before its end'],
  ])('is %s is not taken, and the job is kept', async (fault, says) => {
    const bench = await openBench(name);
    await bench.vendor.faults({ fault });
    const { answer, operation } = await fetched(bench);
    expect(answer).toMatchObject({ status: 'failed', failure: { message: expect.stringContaining(says) } });
    expect(await bench.provider.poll(operation, bench.context)).toMatchObject({ status: 'done' });
  });
});

test('runway: a lost answer stays unknown, with the way out', async () => {
  const bench = await openBench('runway');
  const body = await bench.ready();
  expect(await bench.provider.reconcile(sent(body), bench.context)).toMatchObject({
    status: 'unknown',
    message: expect.stringContaining('name the task to adopt it'),
  });
  const job = '17f20503-6c24-4c16-946b-35dbbce2af2f';
  expect(bench.provider.toOperation?.(job, sent(body))).toMatchObject({ id: job, gives: 'video' });
  expect(bench.provider.toOperation?.('a task', sent(body))).toBeNull();
});

test.each([
  ['replicate', 'rrr4p55ocneqzikepnug6xezpe'],
  ['runway', '17f20503-6c24-4c16-946b-35dbbce2af2f'],
  ['gemini', 'v1_nobody_ever_made_this_one'],
] as const)('%s: says at once that it has no such job, and nothing while it cannot be asked', async (name, job) => {
  const bench = await openBench(name);
  const mine = await bench.accepted();
  expect(await bench.provider.hasJob?.(mine, bench.context)).toBe(true);
  expect(await bench.provider.hasJob?.({ ...mine, id: job }, bench.context)).toBe(false);
  await bench.vendor.faults({ fault: 'poll_errors' });
  expect(await bench.provider.hasJob?.(await bench.accepted(), bench.context)).toBeNull();
});
