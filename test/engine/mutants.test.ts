import { rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Provider } from '../../src/providers/contract.ts';
import { openWorkspace } from '../../src/store/workspace.ts';
import { expectHonest } from '../support/honest.ts';
import { createMortal } from '../support/mortal.ts';
import { openStage } from '../support/open-stage.ts';
import { planOf } from '../support/small-plan.ts';
import { chargesFor, type Stage, type StageOptions } from '../support/stage.ts';
import type { Fate } from '../support/fake-provider.ts';

/**
 * Worlds that are broken on purpose, through the provider or the database: the judges of the other tests must notice
 * each of them. A judge that lets one pass is no judge.
 */
type Mutant = {
  readonly name: string;
  /** SQL that breaks a promise of the store from within. */
  readonly sql?: string;
  readonly provider?: (provider: Provider) => Provider;
  readonly fate?: Fate;
  /** Where a first render dies before a second one is judged. */
  readonly dies?: string;
  readonly spoil?: (stage: Stage) => Promise<unknown>;
  readonly noticedBy: string;
};

const MUTANTS: readonly Mutant[] = [
  { name: 'nothing is broken', noticedBy: 'nobody' },
  {
    name: 'a client library repeats the POST',
    provider: (provider) => ({
      ...provider,
      submit: async (body, context) => {
        await provider.submit(body, context);
        return provider.submit(body, context);
      },
    }),
    noticedBy: 'every attempt is sent once',
  },
  {
    name: 'that sending had begun is forgotten',
    sql: `create trigger forgetful after update on attempt when new.status = 'sending'
          begin update attempt set status = 'intent' where id = new.id; end`,
    dies: 'submit.after',
    noticedBy: 'every attempt is sent once',
  },
  {
    name: 'a provider denies a job that it has',
    fate: { submit: 'unanswered' },
    provider: (provider) => ({ ...provider, reconcile: async () => ({ status: 'absent' }) }),
    noticedBy: 'one charge',
  },
  {
    name: 'costs are forgotten',
    sql: `create trigger generous after update on attempt when new.cost_micros > 0
          begin update attempt set cost_micros = 0 where id = new.id; end`,
    noticedBy: 'spent what was charged',
  },
  {
    name: 'effects stay in the outbox when they are carried out',
    sql: `create trigger sticky after delete on outbox begin insert into outbox values (old.id, old.machine_id, old.kind, old.params, old.not_before_ms); end`,
    noticedBy: 'nothing is left to do for a machine that is done',
  },
  {
    name: 'an event is lost',
    sql: `create trigger leaky after insert on event when new.seq = 9 begin delete from event where seq = 9; end`,
    noticedBy: 'events without gaps',
  },
  {
    name: 'intents are not kept',
    sql: `create trigger careless after update on attempt when new.status = 'settled' begin delete from attempt where id = new.id; end`,
    noticedBy: 'nothing is sent without a row',
  },
  {
    name: 'a stored take has no bytes',
    spoil: (stage) => rm(join(stage.workspace, 'blobs'), { recursive: true }),
    noticedBy: 'ENOENT',
  },
];

test.each(MUTANTS)('when $name, it is noticed: $noticedBy', async (mutant) => {
  const judging = judge(mutant);
  if (mutant.noticedBy === 'nobody') await judging;
  else await expect(judging).rejects.toThrow(mutant.noticedBy);
});

async function judge({ sql, provider, fate = {}, dies, spoil }: Mutant): Promise<void> {
  const plan = planOf([{ id: 'a' }, { id: 'b' }]);
  const world: StageOptions = {
    fate: ({ shot, nth }) => (shot === 'a' && nth === 1 ? fate : {}),
    ...(provider === undefined ? {} : { wrap: provider }),
  };
  const mortal = createMortal((_passed, point) => point !== null && point === dies);
  const first = await openStage({ ...world, hook: mortal.hook, clock: mortal.clock });
  await (await openWorkspace(first.workspace))[Symbol.asyncDispose]();
  if (sql !== undefined) {
    const db = new DatabaseSync(join(first.workspace, 'longtake.db'));
    db.exec(sql);
    db.close();
  }
  if (dies !== undefined) await first.render(plan).catch(() => {});
  const next = await openStage({ ...world, folder: first.folder });
  const result = await next.render(plan);
  await spoil?.(next);
  await expectHonest(next);
  for (const shot of ['a', 'b']) expect(chargesFor(next, shot), 'one charge').toBe(1);
  expect(result.spentMicros, 'spent what was charged').toBe(2_000_000);
}
