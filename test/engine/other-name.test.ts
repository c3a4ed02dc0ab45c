import { expect, test } from 'vitest';
import { openStage } from '../support/open-stage.ts';
import { planOf } from '../support/small-plan.ts';
import type { Stage } from '../support/stage.ts';

const SHOTS = [{ id: 'a' }, { id: 'b' }];

async function reasons(stage: Stage, plan: ReturnType<typeof planOf>): Promise<readonly string[]> {
  return (await stage.engine.outlook(plan)).tasks.map(({ reason }) => reason);
}

test('a storyboard whose file got another name says where the takes of its shots are', async () => {
  const stage = await openStage();
  const film = planOf(SHOTS);
  const renamed = (name: string) => planOf([{ id: 'a' }, { id: 'b', action: 'else' }], { name });
  expect(await reasons(stage, renamed('renamed'))).toEqual(['new', 'new']);
  await stage.render(film);
  expect(await reasons(stage, renamed('renamed'))).toEqual([
    `new; ${film.name} has it as take 1: takes are kept by the name of the file`,
    'new',
  ]);
  expect(await reasons(stage, renamed(film.name))).toEqual(['1 take stored', expect.stringMatching(/^action/u)]);
});
