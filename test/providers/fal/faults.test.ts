import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ReconcileOutcome } from '../../../src/providers/contract.ts';
import { KEY, openBench, sent, started, type Bench } from './bench.ts';

const HOUR_MS = 3_600_000;

describe('a submission that meets', () => {
  /** What is said of it, and how many charges there are. */
  test.each([
    ['rate_limited', { status: 'rejected', failure: { class: 'rate_limited', billed: 'no', retryAfterMs: null } }, 0],
    ['rate_limited_wait', { status: 'rejected', failure: { class: 'rate_limited', retryAfterMs: 1_000 } }, 0],
    ['no_credit', { status: 'rejected', failure: { class: 'quota', billed: 'no' } }, 0],
    ['balance', { status: 'rejected', failure: { class: 'quota', billed: 'no' } }, 0],
    ['unauthorized', { status: 'rejected', failure: { class: 'unauthorized', advice: 'Check FAL_KEY.' } }, 0],
    ['gone', { status: 'rejected', failure: { class: 'model_retired', billed: 'no' } }, 0],
    [
      'refused_at_once',
      { status: 'rejected', failure: { class: 'moderation', suspect: 'the prompt', billed: 'no' } },
      0,
    ],
    ['error_before', { status: 'ambiguous', message: 'fal answered with HTTP 500' }, 0],
    ['error_after', { status: 'ambiguous' }, 1],
    ['reset_before', { status: 'ambiguous' }, 0],
    ['reset_after', { status: 'ambiguous' }, 1],
    ['hang', { status: 'ambiguous' }, 1],
    ['truncated', { status: 'ambiguous' }, 1],
    ['html', { status: 'ambiguous', message: 'fal took it and gave no id that can be read' }, 1],
    ['wrong_type', { status: 'ambiguous' }, 1],
  ] as const)('%s leaves once, and is told for what it is', async (fault, told, charges) => {
    const bench = await openBench();
    await bench.vendor.faults({ fault, times: 9 });
    expect(await bench.send()).toMatchObject(told);
    const posts = (await bench.vendor.asked()).filter(
      ({ method, path }) => method === 'POST' && path.startsWith('/queue'),
    );
    expect(posts).toHaveLength(1);
    expect(bench.vendor.charges()).toHaveLength(charges);
  });

  test('nobody that listens never left, and costs nothing', async () => {
    const bench = await openBench();
    const body = await bench.ready(bench.body());
    await bench.vendor.refuse(300);
    expect(await bench.fal.submit(body, bench.context)).toMatchObject({
      status: 'rejected',
      failure: { class: 'unavailable', billed: 'no', message: expect.stringContaining('ECONNREFUSED') },
    });
    await bench.vendor.isBack();
  });

  test('a vendor who repeats the key to us does not bring it into a message', async () => {
    const bench = await openBench();
    await bench.vendor.faults({ fault: 'leaky' });
    const answer = JSON.stringify(await bench.send());
    expect(answer).toContain('[FAL_KEY]');
    expect(answer).not.toContain(KEY);
  });

  test('a storage that is away is sent nowhere', async () => {
    const bench = await openBench();
    await bench.vendor.faults({ fault: 'away', on: 'upload', times: 9 });
    expect(await bench.fal.upload?.(bench.body(), bench.context)).toMatchObject({
      status: 'failed',
      failure: {
        class: 'unavailable',
        billed: 'no',
        message: expect.stringContaining('could not be uploaded: fal is down'),
      },
    });
  });
});

describe('a job that', () => {
  test.each([
    ['moderated', { class: 'moderation', billed: 'unknown', suspect: 'the first frame' }],
    ['failed_charged', { class: 'provider_failed', billed: 'unknown' }],
    ['failed_free', { class: 'provider_failed', billed: 'no' }],
    ['busy_free', { class: 'unavailable', billed: 'no' }],
    ['empty', { class: 'provider_failed', billed: 'unknown' }],
    ['lost', { class: 'lost', billed: 'unknown' }],
  ] as const)('is %s fails in its own way', async (fault, failure) => {
    const bench = await openBench();
    await bench.vendor.faults({ fault });
    expect(await bench.settled(await bench.accepted())).toMatchObject({ status: 'failed', failure });
  });

  test.each(['poll_errors', 'backwards', 'result_gone'])('meets %s is done all the same', async (fault) => {
    const bench = await openBench();
    await bench.vendor.faults({ fault });
    expect(await bench.settled(await bench.accepted())).toMatchObject({ status: 'done' });
  });

  test('is stuck stays pending', async () => {
    const bench = await openBench();
    await bench.vendor.faults({ fault: 'stuck' });
    const operation = await bench.accepted();
    for (let asked = 0; asked < 4; asked += 1)
      expect(await bench.fal.poll(operation, bench.context)).toMatchObject({ status: 'pending' });
  });

  test('is cancelled before it began costs nothing', async () => {
    const bench = await openBench();
    await bench.vendor.faults({ fault: 'stuck' });
    const operation = await bench.accepted();
    await bench.fal.cancel(operation, bench.context);
    expect(await bench.settled(operation)).toMatchObject({ status: 'failed' });
  });
});

describe('a file that', () => {
  const fetched = async (bench: Bench) => {
    const operation = await bench.accepted();
    await bench.settled(operation);
    const file = join(bench.folder, 'take.mp4');
    return { answer: await bench.fal.download(operation, file, bench.context), file, operation };
  };

  test('has expired is asked for once more, at a new address', async () => {
    const bench = await openBench();
    await bench.vendor.faults({ fault: 'expired' });
    expect((await fetched(bench)).answer).toMatchObject({ status: 'stored', mediaType: 'video/mp4' });
  });

  test.each([
    ['never_there', 'no address any more'],
    ['file_html', 'is not a picture, video or sound'],
    ['file_truncated', 'broke off before its end'],
  ])('is %s is not taken, and the job is kept', async (fault, says) => {
    const bench = await openBench();
    await bench.vendor.faults({ fault });
    const { answer } = await fetched(bench);
    expect(answer).toMatchObject({
      status: 'failed',
      failure: { class: 'unavailable', message: expect.stringContaining(says) },
    });
  });

  test('broke off is whole when it is fetched again', async () => {
    const bench = await openBench();
    await bench.vendor.faults({ fault: 'file_truncated' });
    const { operation, file } = await fetched(bench);
    await bench.fal.download(operation, file, bench.context);
    expect(await bench.fal.download(operation, file, bench.context)).toMatchObject({ status: 'stored' });
    expect((await readFile(file)).length).toBeGreaterThan(1_000);
  });
});

describe('a submission without an answer', () => {
  const lostAnswer = async (fault: string) => {
    const bench = await openBench();
    await bench.vendor.faults({ fault });
    const body = await bench.ready(bench.body());
    expect(await bench.fal.submit(body, bench.context)).toMatchObject({ status: 'ambiguous' });
    return { bench, body };
  };
  const lookFor = async (
    { fal, context }: Bench,
    body: Parameters<typeof sent>[0],
    tries = 40,
  ): Promise<ReconcileOutcome> => {
    for (let asked = 1; ; asked += 1) {
      const answer = await fal.reconcile(sent(body), context);
      if (answer.status !== 'pending' || asked === tries) return answer;
    }
  };

  test('is found by its very input once it is finished, and its file is the one that was paid', async () => {
    const { bench, body } = await lostAnswer('reset_after');
    const found = await lookFor(bench, body, 500);
    expect(found).toMatchObject({ status: 'found', operation: { id: bench.vendor.charges()[0]?.job } });
  });

  test('is found although the list is late', async () => {
    const bench = await openBench();
    await bench.vendor.faults({ fault: 'late_listed' });
    const body = await bench.ready(bench.body());
    const answer = await bench.fal.submit(body, bench.context);
    if (answer.status !== 'accepted') throw new Error('refused');
    await bench.settled(answer.operation);
    expect(await bench.fal.reconcile(sent(body), bench.context)).toMatchObject({ status: 'pending' });
    expect(await lookFor(bench, body)).toEqual({ status: 'found', operation: answer.operation });
  });
});

describe('what cannot be found', () => {
  const unkept = async () => {
    const bench = await openBench();
    await bench.vendor.faults({ fault: 'not_kept' });
    const body = await bench.ready(bench.body());
    const answer = await bench.fal.submit(body, bench.context);
    if (answer.status !== 'accepted') throw new Error('refused');
    await bench.settled(answer.operation);
    return { bench, body };
  };

  test('is waited for as long as a job can be running by the vendor’s clock, whatever ours says, and then absent', async () => {
    const bench = await openBench();
    await bench.vendor.faults({ fault: 'reset_before' });
    const body = await bench.ready(bench.body());
    await bench.fal.submit(body, bench.context);
    expect(await bench.fal.reconcile(sent(body), bench.context)).toMatchObject({ status: 'pending' });
    // Our own clock says that this was sent a day ago.
    const yesterday = { ...sent(body), intentMs: sent(body).intentMs - 24 * HOUR_MS };
    expect(await bench.fal.reconcile(yesterday, bench.context)).toMatchObject({ status: 'pending' });
    await bench.vendor.clock(59 * 60_000);
    expect(await bench.fal.reconcile(sent(body), bench.context)).toMatchObject({ status: 'pending' });
    await bench.vendor.clock(61 * 60_000);
    // The computer may have slept between the first word about it and the request.
    const late = { ...sent(body), leadMs: 2 * 60_000 };
    expect(await bench.fal.reconcile(late, bench.context)).toMatchObject({ status: 'pending' });
    expect(await bench.fal.reconcile(sent(body), bench.context)).toEqual({ status: 'absent' });
  });

  test('is unknown where a vendor does not say what time it is, and never absent', async () => {
    const bench = await openBench();
    await bench.vendor.hideTime();
    await bench.vendor.faults({ fault: 'reset_before' });
    const body = await bench.ready(bench.body());
    expect(body['askedMs']).toBeNull();
    expect(await bench.fal.submit(body, bench.context)).toMatchObject({ status: 'ambiguous' });
    expect(await bench.fal.reconcile(sent(body), bench.context)).toMatchObject({ status: 'unknown' });
  });

  test('is never absent while a job of that time is listed without its input, unless that is somebody’s', async () => {
    const { bench, body } = await unkept();
    await bench.vendor.clock(61 * 60_000);
    expect(await bench.fal.reconcile(sent(body), bench.context)).toEqual({
      status: 'unknown',
      message: 'a request of that time is listed whose input is not kept there.',
    });
    const context = { ...bench.context, isTaken: () => Promise.resolve(true) };
    expect(await bench.fal.reconcile(sent(body), context)).toEqual({ status: 'absent' });
  });

  test('is unknown where nobody noted when it was sent', async () => {
    const bench = await openBench();
    const body = { ...(await bench.ready(bench.body(started()))), askedMs: null };
    await bench.vendor.clock(90 * 60_000);
    expect(await bench.fal.reconcile(sent(body), bench.context)).toMatchObject({ status: 'unknown' });
  });

  test('is never another submission’s job, though it looks the same', async () => {
    const bench = await openBench();
    const body = await bench.ready(bench.body());
    const operation = await bench.fal.submit(body, bench.context);
    if (operation.status !== 'accepted') throw new Error('refused');
    await bench.settled(operation.operation);
    const context = { ...bench.context, isTaken: () => Promise.resolve(true) };
    expect(await bench.fal.reconcile(sent(body), context)).toMatchObject({ status: 'pending' });
    expect(await bench.fal.reconcile(sent(body), bench.context)).toMatchObject({ status: 'found' });
  });
});

test('whether there is a job is told by one answer', async () => {
  const bench = await openBench();
  const body = await bench.ready(bench.body());
  const answer = await bench.fal.submit(body, bench.context);
  if (answer.status !== 'accepted') throw new Error('refused');
  const { operation } = answer;
  expect(await bench.fal.hasJob?.(operation, bench.context)).toBe(true);
  const other = await bench.ready(bench.body(started({ prompt: 'Somebody else waits.' })));
  await bench.settled(operation);
  expect(await bench.fal.hasJob?.(operation, { ...bench.context, body })).toBe(true);
  expect(await bench.fal.hasJob?.(operation, { ...bench.context, body: other }), 'of other words').toBe(false);
  const nobodys = { ...operation, id: '00000000-0000-0000-0000-000000000000' };
  expect(await bench.fal.hasJob?.(nobodys, bench.context)).toBe(false);
  await bench.vendor.faults({ fault: 'poll_errors' });
  expect(await bench.fal.hasJob?.(await bench.accepted(bench.body()), bench.context)).toBeNull();
});
