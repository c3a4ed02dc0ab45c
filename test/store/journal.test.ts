import { describe, expect, test } from 'vitest';
import { toId, type AttemptId } from '../../src/model/ids.ts';
import {
  beginSending,
  findAttempt,
  hasOperation,
  holdAttempt,
  saveOperation,
  settleAttempt,
  sumLedger,
} from '../../src/store/journal.ts';
import { listOpenAttempts } from '../../src/store/open-attempts.ts';
import { failureOf } from '../machines/charts.ts';
import { NOW_MS, openDatabase, putIntent, putMachine, putRender, putTake } from '../support/database.ts';

async function openAttempt() {
  const db = await openDatabase();
  const render = await putRender(db);
  const machine = await putMachine(db, render);
  const take = await putTake(db, machine.id);
  return { db, render, take, machine: machine.id, attempt: await putIntent(db, render, take) };
}
const SENDING = { body: {}, leadMs: 0 };
const billed = { billed: 'yes', costMicros: 800_000, failure: null } as const;
const free = { billed: 'no', costMicros: 800_000, failure: failureOf('moderation') } as const;

describe('the journal', () => {
  test('allows sending exactly once, however many ask', async () => {
    const { db, attempt } = await openAttempt();
    const answers = await Promise.all(Array.from({ length: 8 }, () => beginSending(db, attempt, SENDING)));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await beginSending(db, attempt, SENDING)).toBe(false);
    expect(await findAttempt(db, attempt)).toMatchObject({ status: 'sending' });
    expect(await beginSending(db, toId<AttemptId>('a_none'), SENDING)).toBe(false);
  });

  test.each(['submitted', 'held', 'settled'] as const)('allows no sending of an attempt that is %s', async (status) => {
    const { db, attempt } = await openAttempt();
    if (status === 'submitted') await saveOperation(db, attempt, { job: 1 }, NOW_MS);
    if (status === 'held') await holdAttempt(db, attempt, failureOf('lost'));
    if (status === 'settled') await settleAttempt(db, attempt, free, NOW_MS);
    expect(await findAttempt(db, attempt)).toMatchObject({ status });
    expect(await beginSending(db, attempt, SENDING)).toBe(false);
  });

  test('refuses a second open attempt of a take: the database itself does', async () => {
    const { db, render, take, attempt } = await openAttempt();
    await expect(putIntent(db, render, take)).rejects.toThrow('UNIQUE');
    await holdAttempt(db, attempt, failureOf('lost'));
    await expect(putIntent(db, render, take), 'a held one is open').rejects.toThrow('UNIQUE');
    await settleAttempt(db, attempt, free, NOW_MS);
    await putIntent(db, render, take);
  });

  test('keeps what the provider called the job', async () => {
    const { db, attempt, take } = await openAttempt();
    expect(await hasOperation(db, take)).toBe(false);
    await beginSending(db, attempt, { body: { prompt: 'sent' }, leadMs: 7 });
    await saveOperation(db, attempt, { job: 'j1', at: [1, null] }, NOW_MS + 5);
    expect(await findAttempt(db, attempt)).toMatchObject({
      status: 'submitted',
      operation: { job: 'j1', at: [1, null] },
      submittedMs: NOW_MS + 5,
      body: { prompt: 'sent' },
      leadMs: 7,
    });
    expect(await hasOperation(db, take)).toBe(true);
    await holdAttempt(db, attempt, failureOf('timed_out'));
    expect(await hasOperation(db, take), 'a held job is still known by name').toBe(true);
  });

  test('is settled once: what comes later changes nothing', async () => {
    const { db, attempt, render } = await openAttempt();
    await settleAttempt(db, attempt, billed, NOW_MS);
    await settleAttempt(db, attempt, free, NOW_MS + 1);
    await holdAttempt(db, attempt, failureOf('lost'));
    await saveOperation(db, attempt, { job: 2 }, NOW_MS);
    expect(await findAttempt(db, attempt)).toMatchObject({ status: 'settled', operation: null });
    expect(await sumLedger(db, { render })).toEqual({ spentMicros: 800_000, reservedMicros: 0 });
  });

  test('reserves money from the intent on, and gives it back only when nothing was billed', async () => {
    const { db, attempt, render } = await openAttempt();
    const ledger = () => sumLedger(db, { film: 'film' });
    expect(await ledger()).toEqual({ spentMicros: 0, reservedMicros: 1_000_000 });
    await beginSending(db, attempt, SENDING);
    await holdAttempt(db, attempt, failureOf('lost'));
    expect(await ledger()).toEqual({ spentMicros: 0, reservedMicros: 1_000_000 });
    await settleAttempt(db, attempt, free, NOW_MS);
    expect(await ledger()).toEqual({ spentMicros: 0, reservedMicros: 0 });
    const unsure = await putIntent(db, render, await putTake(db, (await putMachine(db, render)).id, 2));
    await settleAttempt(db, unsure, { ...billed, billed: 'unknown' }, NOW_MS);
    expect(await ledger(), 'what may have been billed is counted').toEqual({ spentMicros: 800_000, reservedMicros: 0 });
  });

  test('adds up by film and by render', async () => {
    const { db, render } = await openAttempt();
    const later = await putRender(db, 'film', NOW_MS + 1);
    const other = await putRender(db, 'other', NOW_MS + 2);
    for (const [home, film, number] of [
      [later, 'film', 2],
      [other, 'other', 1],
    ] as const) {
      const take = await putTake(db, (await putMachine(db, home)).id, number, film);
      await settleAttempt(db, await putIntent(db, home, take, 5, film), { ...billed, costMicros: 7 }, NOW_MS);
    }
    expect(await sumLedger(db, { film: 'film' })).toEqual({ spentMicros: 7, reservedMicros: 1_000_000 });
    expect(await sumLedger(db, { render })).toEqual({ spentMicros: 0, reservedMicros: 1_000_000 });
    expect(await sumLedger(db, { render: later })).toEqual({ spentMicros: 7, reservedMicros: 0 });
    expect(await sumLedger(db, { film: 'other' })).toEqual({ spentMicros: 7, reservedMicros: 0 });
    expect(await sumLedger(db, { film: 'nothing' })).toEqual({ spentMicros: 0, reservedMicros: 0 });
  });

  test('tells what is open at providers, and for a while what was let go of without knowing its end', async () => {
    const { db, render, attempt, machine } = await openAttempt();
    const open = { id: attempt, provider: 'fake', machine, render };
    expect(await listOpenAttempts(db, NOW_MS)).toMatchObject([{ ...open, isFollowed: true }]);
    await beginSending(db, attempt, SENDING);
    const loose = { ...open, isFollowed: false };
    expect(await listOpenAttempts(db, NOW_MS)).toMatchObject([loose]);
    await settleAttempt(db, attempt, { billed: 'unknown', costMicros: 5, failure: null }, NOW_MS);
    expect(await listOpenAttempts(db, 0)).toMatchObject([loose]);
    expect(await listOpenAttempts(db, NOW_MS + 86_400_000)).toEqual([]);
  });

  test.each([
    ['was cancelled without a word may be at work', failureOf('cancelled', { billed: 'unknown', mayRunOn: true }), 1],
    ['its provider says that it stopped is over', failureOf('cancelled', { billed: 'unknown' }), 0],
    ['failed there is over, whatever it cost', failureOf('provider_failed', { billed: 'unknown' }), 0],
  ])('a job that %s', async (_what, failure, count) => {
    const { db, attempt } = await openAttempt();
    await beginSending(db, attempt, SENDING);
    await saveOperation(db, attempt, { job: '1' }, NOW_MS);
    await settleAttempt(db, attempt, { billed: 'unknown', costMicros: 5, failure }, NOW_MS);
    expect(await listOpenAttempts(db, 0)).toHaveLength(count);
  });

  test('has nothing open where it is known what became of it', async () => {
    const { db, attempt } = await openAttempt();
    await settleAttempt(db, attempt, free, NOW_MS);
    expect(await listOpenAttempts(db, 0)).toEqual([]);
  });

  test('keeps every take’s number its own', async () => {
    const { db, render } = await openAttempt();
    const { id } = await putMachine(db, render);
    await expect(putTake(db, id, 1)).rejects.toThrow('UNIQUE');
  });
});
