import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runProcess } from '../../src/base/process.ts';
import type { HeldTake, SettleHeld } from '../../src/engine/api.ts';
import { toId, type AttemptId, type MachineId, type TaskId } from '../../src/model/ids.ts';
import { findMachine } from '../../src/store/machines.ts';
import type { Database } from '../../src/store/sqlite.ts';
import { listWishes } from '../../src/store/wishes.ts';
import { failureOf } from '../machines/charts.ts';
import { expectHonest } from '../support/honest.ts';
import { openStage } from '../support/open-stage.ts';
import { planOf } from '../support/small-plan.ts';
import { chargesFor, statesOf, type Stage, type StageOptions } from '../support/stage.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const plan = planOf([{ id: 'a' }, { id: 'b' }]);
const never = new AbortController().signal;
const JOB = 'video 1 of a with fake:one';
const SETTLE = {
  adopt: { action: 'adopt', job: JOB },
  resubmit: { action: 'resubmit' },
  abandon: { action: 'abandon' },
} as const satisfies Record<string, SettleHeld>;

/** Shot a was sent, charged, and nobody heard of it; the provider cannot say. */
const unanswered: StageOptions = {
  safety: 'none',
  fate: ({ shot, nth }) => (shot === 'a' && nth === 1 ? { submit: 'unanswered' } : {}),
};

async function held(options: StageOptions = unanswered, film = plan): Promise<{ stage: Stage; take: HeldTake }> {
  const stage = await openStage(options);
  await stage.render(film);
  const [take] = await stage.engine.held('film');
  if (take === undefined) throw new Error('nothing is held');
  return { stage, take };
}

describe('what is held', () => {
  test('is told with what it may have cost, since when, and what can be done', async () => {
    const { stage, take } = await held();
    expect(take).toMatchObject({
      task: 'take:a',
      shot: 'a',
      number: 1,
      provider: 'fake',
      model: 'fake:one',
      why: 'unanswered',
      billed: 'unknown',
      mayCostMicros: 1_000_000,
      againMicros: 1_000_000,
      isPriced: true,
      canBeAsked: false,
      actions: ['adopt', 'resubmit', 'abandon'],
    });
    expect(take.sentMs).toBeLessThanOrEqual(take.heldMs);
    expect(await stage.engine.held('another film')).toEqual([]);
  });

  test('tells how its answer was lost and why nobody can tell, also after it was asked for once more', async () => {
    const { stage, take } = await held();
    const told = 'fake may or may not have accepted this take: no answer came. It cannot tell: it has no list of jobs';
    expect(take.message).toBe(told);
    await stage.render(plan);
    expect((await stage.engine.held('film'))[0]?.message).toBe(told);
  });

  test('says where nobody knows a price', async () => {
    const { take } = await held({ ...unanswered, unpriced: ['fake:one'] });
    expect(take.isPriced).toBe(false);
  });

  test('cannot be adopted where no job of its kind has a name', async () => {
    const { take } = await held({ ...unanswered, hasNames: false });
    expect(take.actions).toEqual(['resubmit', 'abandon']);
  });

  test.each([true, false])('is asked for again only where it can be listed: %s', async (hasNames) => {
    const { take } = await held({
      safety: 'lookup',
      hasNames,
      fate: ({ shot }) => (shot === 'a' ? { submit: 'unanswered', reconcile: 'unknown' } : {}),
    });
    expect(take.canBeAsked).toBe(hasNames);
  });

  test('is nothing where nothing was rendered', async () => {
    expect(await (await openStage()).engine.held('film')).toEqual([]);
  });

  test.each([
    ['a job that takes too long', { poll: 'stuck' }, 'overdue', 'unknown', ['resubmit', 'abandon']],
    [
      'a job that its provider knows no more',
      { poll: failureOf('lost', { billed: 'unknown' }) },
      'lost',
      'unknown',
      ['resubmit', 'abandon'],
    ],
    ['a file that does not come', { brokenDownloads: 99 }, 'not_downloaded', 'yes', ['resubmit', 'abandon']],
  ] as const)('is also %s', async (_what, fate, why, billed, actions) => {
    const { take } = await held({ maxRunMs: 5_000, fate: ({ shot }) => (shot === 'a' ? fate : {}) });
    expect(take).toMatchObject({ why, billed, mayCostMicros: 1_000_000, canBeAsked: true, actions });
  });
});

describe('a held take', () => {
  test('that a person finds is adopted: the next render fetches it and pays nothing', async () => {
    const { stage, take } = await held();
    expect(await stage.engine.settle('film', take.id, SETTLE.adopt, never)).toMatchObject({
      action: 'adopt',
      spentMicros: 1_000_000,
      reservedMicros: 1_000_000,
    });
    expect(await stage.engine.held('film')).toEqual([]);
    expect((await stage.engine.status('film')).latest?.film?.isPartial, 'nothing is cut by it').toBe(true);
    expect(await stage.render(plan)).toMatchObject({ status: 'done', spentMicros: 2_000_000, reservedMicros: 0 });
    expect(statesOf(stage, 'take:a').slice(0, 2)).toEqual(['downloading', 'gating']);
    expect(stage.provider.posts()).toHaveLength(2);
    await expectHonest(stage);
  });

  test('is sent again at a person’s word: once, under a new name, and both count', async () => {
    const { stage, take } = await held();
    expect(await stage.engine.settle('film', take.id, SETTLE.resubmit, never)).toMatchObject({
      spentMicros: 2_000_000,
      reservedMicros: 0,
    });
    expect(stage.provider.posts(), 'nothing is sent by the word itself').toHaveLength(2);
    expect(await stage.render(plan)).toMatchObject({ status: 'done', spentMicros: 3_000_000, reservedMicros: 0 });
    expect(chargesFor(stage, 'a')).toBe(2);
    const attempts = await stage.read((db) =>
      db.selectFrom('attempt').select(['billed', 'status']).where('body', 'like', '%"shot":"a"%').execute(),
    );
    expect(attempts).toEqual([
      { billed: 'unknown', status: 'settled' },
      { billed: 'yes', status: 'settled' },
    ]);
    await expectHonest(stage);
  });

  test('that is sent again and gets lost again is held again', async () => {
    const { stage, take } = await held({
      safety: 'none',
      fate: ({ shot }) => (shot === 'a' ? { submit: 'unanswered' } : {}),
    });
    await stage.engine.settle('film', take.id, SETTLE.resubmit, never);
    await stage.render(plan);
    const again = await stage.engine.held('film');
    expect(again).toMatchObject([{ task: 'take:a', number: 1 }]);
    expect(again[0]?.id).not.toBe(take.id);
    expect(chargesFor(stage, 'a')).toBe(2);
  });

  test('that is given up counts as spent; the next render shoots the shot anew', async () => {
    const { stage, take } = await held();
    expect(await stage.engine.settle('film', take.id, SETTLE.abandon, never)).toMatchObject({
      spentMicros: 2_000_000,
      reservedMicros: 0,
    });
    const [gone] = await stage.read((db) =>
      db.selectFrom('take').select(['state', 'failure']).where('task', '=', 'take:a').execute(),
    );
    expect(gone).toMatchObject({ state: 'failed', failure: expect.stringContaining('"billed":"unknown"') });
    await expectHonest(stage);
    expect(await stage.render(plan)).toMatchObject({ status: 'done', spentMicros: 3_000_000 });
    await expectHonest(stage);
    const takes = await stage.engine.takes(plan, null);
    expect(takes.map(({ task, costMicros }) => [task, costMicros])).toEqual([
      ['take:a', 1_000_000],
      ['take:a', 1_000_000],
      ['take:b', 1_000_000],
    ]);
  });

  test('that was sent once more cost what both came to', async () => {
    const { stage, take } = await held();
    await stage.engine.settle('film', take.id, SETTLE.resubmit, never);
    await stage.render(plan);
    const [again] = await stage.engine.takes(plan, toId<TaskId>('take:a'));
    expect(again).toMatchObject({ number: 1, state: 'stored', costMicros: 2_000_000 });
  });

  test('that is made and paid for counts as that when it is given up', async () => {
    const { stage, take } = await held({ fate: ({ shot }) => (shot === 'a' ? { brokenDownloads: 99 } : {}) });
    await stage.engine.settle('film', take.id, SETTLE.abandon, never);
    const [attempt] = await stage.read((db) =>
      db.selectFrom('attempt').select(['billed', 'cost_micros']).where('id', '=', take.id).execute(),
    );
    expect(attempt).toEqual({ billed: 'yes', cost_micros: 1_000_000 });
  });

  test('that is to be sent again is not where the money is used up', async () => {
    const film = planOf([{ id: 'a' }, { id: 'b' }], { budgetMicros: 2_500_000 });
    const { stage, take } = await held(unanswered, film);
    await stage.engine.settle('film', take.id, SETTLE.resubmit, never);
    const result = await stage.render(film);
    expect(result.failures).toMatchObject([{ task: 'take:a', failure: { class: 'budget' } }]);
    expect(stage.provider.posts()).toHaveLength(2);
  });

  test('that the storyboard no longer asks for is not sent again, whatever was said', async () => {
    const { stage, take } = await held();
    await stage.engine.settle('film', take.id, SETTLE.resubmit, never);
    await stage.render(planOf([{ id: 'b' }]));
    expect(chargesFor(stage, 'a')).toBe(1);
    expect(await stage.engine.held('film')).toEqual([]);
    await expectHonest(stage);
  });
});

describe('in a render that was interrupted', () => {
  /** Shot a is held, b is at its provider, and what needs a was passed by. */
  async function interrupted(maxCostMicros: number | null) {
    const stage = await openStage({
      slots: 2,
      safety: 'none',
      fate: ({ shot, nth }) =>
        shot === 'a' && nth === 1 ? { submit: 'unanswered' } : shot === 'b' ? { pending: 3 } : {},
    });
    const stop = new AbortController();
    await stage.render(plan, {
      maxCostMicros,
      stop: stop.signal,
      onEvent: (event) => {
        if (event.type === 'task.changed' && event.task === 'conform:a' && event.state === 'skipped') stop.abort();
      },
    });
    expect((await stage.engine.status('film')).latest?.state).toBe('paused');
    const [take] = await stage.engine.held('film');
    return { stage, take: take! };
  }

  test.each([
    ['adopt', 1],
    ['resubmit', 2],
    ['abandon', 2],
  ] as const)('%s lets the very next render complete the film', async (action, charges) => {
    const { stage, take } = await interrupted(null);
    await stage.engine.settle('film', take.id, SETTLE[action], never);
    expect(await stage.render(plan)).toMatchObject({ status: 'done', spentMicros: (1 + charges) * 1_000_000 });
    expect([chargesFor(stage, 'a'), chargesFor(stage, 'b')]).toEqual([charges, 1]);
    await expectHonest(stage);
  });

  test('its ceiling is not begun anew: what may have been spent is spent', async () => {
    const { stage, take } = await interrupted(2_500_000);
    await stage.engine.settle('film', take.id, SETTLE.abandon, never);
    const result = await stage.render(plan);
    expect(result).toMatchObject({
      status: 'incomplete',
      failures: [{ task: 'take:a', failure: { class: 'budget' } }],
    });
    expect(chargesFor(stage, 'a')).toBe(1);
    expect(await stage.render(plan, { maxCostMicros: 1_000_000 })).toMatchObject({ status: 'done' });
  });
});

describe('is not settled, and nothing changes, when', () => {
  test.each([
    ['there is no such job', 'video 9 of a with fake:one', 'job_unknown'],
    ['that is no job', 'nonsense', 'job_unknown'],
    ['the job is another take’s', 'video 1 of b with fake:one', 'job_taken'],
  ])('%s', async (_what, job, code) => {
    const { stage, take } = await held();
    await expect(stage.engine.settle('film', take.id, { action: 'adopt', job }, never)).rejects.toMatchObject({ code });
    expect(await stage.engine.held('film')).toEqual([take]);
  });

  test('the job is another take’s, in whose handle it is asked for in other words', async () => {
    const { stage } = await held({
      ...unanswered,
      fate: () => ({ submit: 'unanswered' }),
      wrap: (provider) => ({
        ...provider,
        toOperation: (job, { body }) => ({ id: job, job, endpoint: JSON.stringify(body['shot']) }),
      }),
    });
    const [first, second] = await stage.engine.held('film');
    if (first === undefined || second === undefined) throw new Error('two are held');
    const adopt = { action: 'adopt', job: 'video 1 of a with fake:one' } as const;
    await stage.engine.settle('film', first.id, adopt, never);
    await expect(stage.engine.settle('film', second.id, adopt, never)).rejects.toMatchObject({ code: 'job_taken' });
    expect(await stage.engine.held('film')).toEqual([second]);
  });

  test('the provider cannot be asked whether it has the job', async () => {
    const { take, stage } = await held();
    const next = await openStage({
      folder: stage.folder,
      safety: 'none',
      fate: ({ shot }) => (shot === 'a' ? { poll: 'throws' } : {}),
    });
    await expect(next.engine.settle('film', take.id, SETTLE.adopt, never)).rejects.toMatchObject({
      code: 'provider_unreachable',
    });
    expect(await next.engine.held('film')).toEqual([take]);
  });

  test('it is not held any more', async () => {
    const { stage, take } = await held();
    await stage.engine.settle('film', take.id, SETTLE.abandon, never);
    for (const wish of Object.values(SETTLE))
      await expect(stage.engine.settle('film', take.id, wish, never)).rejects.toMatchObject({ code: 'not_held' });
    await expect(stage.engine.settle('film', toId<AttemptId>('a_0'), SETTLE.abandon, never)).rejects.toMatchObject({
      code: 'not_held',
    });
  });

  test('its job is known already', async () => {
    const { stage, take } = await held({
      maxRunMs: 5_000,
      fate: ({ shot }) => (shot === 'a' ? { poll: 'stuck' } : {}),
    });
    await expect(stage.engine.settle('film', take.id, SETTLE.adopt, never)).rejects.toMatchObject({
      code: 'cannot_be_settled',
    });
  });
});

describe('while a render is under way', () => {
  /** Shot a is held while the answer to b's POST is on its way; it comes when a is settled. */
  async function settleMeanwhile(wish: SettleHeld) {
    const answered = Promise.withResolvers<void>();
    const stage = await openStage({
      slots: 2,
      safety: 'none',
      fate: ({ shot, nth }) =>
        shot === 'a' && nth === 1 ? { submit: 'unanswered' } : shot === 'b' ? { answer: answered.promise } : {},
    });
    const others = await openStage({ folder: stage.folder, safety: 'none' });
    const settle = async (): Promise<unknown> => {
      const [take] = await others.engine.held('film');
      return others.engine.settle('film', take!.id, wish, never);
    };
    const settling: Promise<unknown>[] = [];
    const result = await stage.render(plan, {
      onEvent: (event) => {
        if (event.type !== 'task.changed' || event.task !== 'take:a' || event.state !== 'held') return;
        if (settling.length === 0) settling.push(settle().finally(() => answered.resolve()));
      },
    });
    return { stage, result, settled: await settling[0] };
  }

  test.each([
    ['adopt', 1, 2_000_000],
    ['resubmit', 2, 3_000_000],
  ] as const)(
    '%s is done by the process that renders, and the film is complete with the next one',
    async (action, charges, spentMicros) => {
      const { stage, result, settled } = await settleMeanwhile(SETTLE[action]);
      expect(settled).toMatchObject({ action });
      expect(statesOf(stage, 'take:a').at(-1)).toBe('stored');
      expect(result).toMatchObject({ status: 'incomplete', spentMicros, reservedMicros: 0 });
      await expectHonest(stage);
      expect(await stage.render(plan)).toMatchObject({ status: 'done', spentMicros });
      expect(chargesFor(stage, 'a')).toBe(charges);
      await expectHonest(stage);
    },
  );

  test('it is abandoned by the process that renders', async () => {
    const { stage, result } = await settleMeanwhile(SETTLE.abandon);
    expect(result).toMatchObject({ status: 'incomplete', spentMicros: 2_000_000, reservedMicros: 0 });
    expect(result.failures).toMatchObject([{ task: 'take:a', state: 'failed', failure: { class: 'cancelled' } }]);
    await expectHonest(stage);
  });
});

describe('while another process renders', () => {
  const program = join(import.meta.dirname, '../support/render-and-wait.ts');

  async function rendering() {
    const folder = await temporaryFolder();
    const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    const stage = await openStage({ folder, safety: 'none' });
    const [take] = await stage.engine.held('film');
    return { child, stage, take: take!, exit: once(child, 'exit') };
  }

  test('it is settled there, at once, and the film is complete with the next render', async () => {
    const { stage, take, exit } = await rendering();
    const settled = await stage.engine.settle('film', take.id, SETTLE.adopt, never);
    expect(settled).toMatchObject({ action: 'adopt' });
    expect(
      await stage.read(async (db) => (await findMachine(db, toId<MachineId>(await machineOf(db))))?.value),
    ).not.toContain('held');
    await writeFile(join(stage.folder, 'go'), '');
    expect(await exit).toEqual([0, null]);
    const next = await openStage({ folder: stage.folder, safety: 'none' });
    expect(await next.render(plan)).toMatchObject({ status: 'done', spentMicros: 2_000_000, reservedMicros: 0 });
    expect(chargesFor(next, 'a')).toBe(1);
    await expectHonest(next);
  });

  test('that is killed before it hears of it, whoever asked does it', async () => {
    const { child, stage, take, exit } = await rendering();
    await stopAtRest(child, stage);
    const settling = stage.engine.settle('film', take.id, SETTLE.abandon, never);
    await until(() => stage.read(async (db) => (await listWishes(db, 'film')).length > 0));
    child.kill('SIGKILL');
    await exit;
    expect(await settling).toMatchObject({ action: 'abandon' });
    expect(await stage.read((db) => listWishes(db, 'film'))).toEqual([]);
    expect(await stage.engine.held('film')).toEqual([]);
    const next = await openStage({ folder: stage.folder, safety: 'lookup' });
    expect(await next.render(plan)).toMatchObject({ status: 'done', reservedMicros: 0 });
    await expectHonest(next);
  });

  async function machineOf(db: Database): Promise<string> {
    const { machine_id } = await db
      .selectFrom('take')
      .select('machine_id')
      .where('task', '=', 'take:a')
      .executeTakeFirstOrThrow();
    return machine_id;
  }
});

/** Stops a process where it is not writing: nobody could leave it a wish. */
async function stopAtRest(child: ChildProcess, stage: Stage): Promise<void> {
  for (;;) {
    child.kill('SIGSTOP');
    let free = 0;
    for (let turn = 0; turn < 5; turn += 1) {
      await setImmediate();
      if (mayWrite(stage)) free += 1;
    }
    if (free === 5) return;
    child.kill('SIGCONT');
    await setImmediate();
  }
}

function mayWrite({ workspace }: Stage): boolean {
  const db = new DatabaseSync(join(workspace, 'longtake.db'), { timeout: 0 });
  try {
    db.exec('begin immediate; rollback');
    return true;
  } catch {
    return false;
  } finally {
    db.close();
  }
}

/** Real processes take real time; it is asked as often as the event loop turns. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await setImmediate();
}

describe('a process that is killed while it settles', () => {
  const program = join(import.meta.dirname, '../support/settle-and-die.ts');
  const adopted = JSON.stringify({ action: 'adopt', operation: { job: JOB } });

  test.each([
    ['adopt', adopted, { charges: 1, journal: 5 }],
    ['resubmit', JSON.stringify(SETTLE.resubmit), { charges: 2, journal: 4 }],
    ['abandon', JSON.stringify(SETTLE.abandon), { charges: 2, journal: 4 }],
  ] as const)(
    '(%s) leaves all of it or nothing, also between the journal and the take',
    async (_action, settlement, { charges, journal }) => {
      const { stage, take } = await held();
      const settle = (nth: number) =>
        runProcess(process.execPath, [program, stage.workspace, take.id, settlement, String(nth)]);
      const before = await stage.read((db) => db.selectFrom('attempt').selectAll().execute());
      for (const nth of [journal, journal + 1, journal + 2, journal + 4]) {
        const { exitCode } = await settle(nth);
        expect(exitCode === null || exitCode === 137, `killed before statement ${nth}`).toBe(true);
        expect(await stage.engine.held('film')).toEqual([take]);
        expect(await stage.read((db) => db.selectFrom('attempt').selectAll().execute())).toEqual(before);
      }
      const { stdout } = await settle(1000);
      expect(Number(stdout), 'statements that there are').toBeGreaterThan(journal + 4);
      expect(await stage.engine.held('film')).toEqual([]);
      const next = await openStage({ folder: stage.folder, safety: 'none' });
      expect(await next.render(plan)).toMatchObject({
        status: 'done',
        spentMicros: (1 + charges) * 1_000_000,
        reservedMicros: 0,
      });
      expect(chargesFor(next, 'a')).toBe(charges);
      await expectHonest(next);
    },
  );
});
