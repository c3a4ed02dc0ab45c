import { describe, expect, test } from 'vitest';
import { toId, type TaskId } from '../../src/model/ids.ts';
import type { Plan } from '../../src/model/plan.ts';
import { failureOf } from '../machines/charts.ts';
import type { Fate, Job } from '../support/fake-provider.ts';
import { expectHonest } from '../support/honest.ts';
import { openStage } from '../support/open-stage.ts';
import { planOf, type ShotSpec } from '../support/small-plan.ts';
import type { Stage } from '../support/stage.ts';

const REFUSED = failureOf('moderation', { message: 'No.', billed: 'yes', advice: null });
const B = toId<TaskId>('take:b');
const SHOTS: readonly ShotSpec[] = [{ id: 'a' }, { id: 'b' }];

const withB = (b: Partial<ShotSpec>): readonly ShotSpec[] =>
  SHOTS.map((shot) => (shot.id === 'b' ? { ...shot, ...b } : shot));
const sentFor = (stage: Stage, shot: string): readonly string[] =>
  stage.provider.posts().flatMap((post) => (post.shot === shot ? `${post.kind} ${post.model} ${post.nth}` : []));
const refusesFirst = ({ shot, nth }: Job): Fate => (shot === 'b' && nth === 1 ? { poll: REFUSED } : {});

/** One shot alone, as `retake` has it made. */
async function renderAlone(stage: Stage, plan: Plan, task: TaskId) {
  const { plan: alone, limits } = await stage.engine.limit(plan, [task]);
  return stage.render(alone, { limits });
}

describe('content that a provider refused', () => {
  test('is not sent again by the next renders, which say so and keep the books', async () => {
    const stage = await openStage({ fate: refusesFirst });
    const plan = planOf(SHOTS);
    expect(await stage.render(plan)).toMatchObject({ status: 'incomplete', spentMicros: 2_000_000 });
    for (const _ of [1, 2]) {
      const again = await stage.render(plan);
      expect(again).toMatchObject({ status: 'incomplete', spentMicros: 2_000_000, reservedMicros: 0 });
      expect(again.failures).toMatchObject([
        {
          task: 'take:b',
          state: 'failed',
          failure: {
            class: 'moderation',
            billed: 'no',
            message: 'Take 1 was refused for its content, so the same is not sent again: No.',
            advice: '`longtake retake` sends it once more all the same.',
          },
        },
      ]);
    }
    expect(sentFor(stage, 'b')).toEqual(['video fake:one 1']);
    expect((await stage.engine.takes(plan, B)).map(({ number }) => number)).toEqual([1]);
    const outlook = await stage.engine.outlook(plan);
    expect(outlook.costMicros).toBe(0);
    expect(outlook.tasks.find(({ task }) => task === B)?.reason).toBe(
      'fake:one refused its content: it is not sent again as it is',
    );
    await expectHonest(stage);
  });

  test('is sent again by a retake, once', async () => {
    const stage = await openStage({ fate: ({ shot }) => (shot === 'b' ? { submit: REFUSED } : {}) });
    await stage.render(planOf(SHOTS));
    const wish = { override: null, takes: 1 };
    const { locked } = await stage.engine.askFor(planOf(SHOTS), B, wish);
    const retake = planOf(withB({ select: { take: locked.take } }));
    expect((await stage.engine.outlook(retake)).costMicros).toBe(1_000_000);
    await renderAlone(stage, retake, B);
    await stage.render(retake);
    expect(sentFor(stage, 'b')).toHaveLength(2);
    expect(await stage.engine.askFor(retake, B, wish)).toMatchObject({ kind: 'new', locked: { take: 3 } });
  });

  test('is sent when the storyboard says something else, and when it says the first again only with a retake', async () => {
    const stage = await openStage({ fate: refusesFirst });
    await stage.render(planOf(SHOTS));
    expect(await stage.render(planOf(withB({ action: 'else' })))).toMatchObject({ status: 'done' });
    expect(await stage.render(planOf(SHOTS))).toMatchObject({ status: 'incomplete' });
    expect(sentFor(stage, 'b')).toHaveLength(2);
  });

  test('is sent over another picture', async () => {
    const stage = await openStage({
      fate: ({ kind, nth }) => (kind === 'video' && nth === 1 ? { submit: REFUSED } : {}),
    });
    await stage.render(planOf([{ id: 'b', keyframe: 'dawn' }]));
    const other = planOf([{ id: 'b', keyframe: 'dusk' }]);
    expect((await stage.engine.outlook(other)).costMicros).toBe(other.costMicros);
    expect(await stage.render(other)).toMatchObject({ status: 'done' });
  });

  test('goes to the next model where that is allowed, without asking the first again', async () => {
    const stage = await openStage({
      fate: ({ model, nth }) =>
        model === 'fake:one' ? { submit: REFUSED } : nth === 1 ? { poll: failureOf('provider_failed') } : {},
    });
    const plan = planOf([{ id: 'b', ladder: ['fake:one', 'fake:two'] }], { onModeration: 'next_model' });
    await stage.render(plan);
    expect((await stage.engine.outlook(plan)).costMicros).toBe(1_000_000);
    expect(await stage.render(plan)).toMatchObject({ status: 'done' });
    expect(sentFor(stage, 'b')).toEqual(['video fake:one 1', 'video fake:two 1', 'video fake:two 2']);
    await expectHonest(stage);
  });

  test('is not sent with the seeds of further takes either', async () => {
    const stage = await openStage({ slots: 1, fate: refusesFirst });
    const plan = planOf([{ id: 'b', takes: 3 }]);
    expect(await stage.render(plan)).toMatchObject({ status: 'incomplete' });
    const { failures } = await stage.render(plan);
    expect(sentFor(stage, 'b')).toEqual(['video fake:one 1']);
    expect(failures[0]?.failure?.message).toBe(
      'Take 1 was refused for its content, so the same is not sent again: No.',
    );
  });

  test('in a picture that a shot begins with is sent again by a retake of that shot', async () => {
    const stage = await openStage({
      fate: ({ kind, nth }) => (kind === 'image' && nth === 1 ? { submit: REFUSED } : {}),
    });
    const plan = planOf([{ id: 'b', keyframe: 'dawn' }]);
    await stage.render(plan);
    expect((await stage.render(plan)).failures).toMatchObject([{ kind: 'keyframe', failure: { class: 'moderation' } }]);
    const { locked } = await stage.engine.askFor(plan, B, { override: null, takes: 1 });
    const retake = planOf([{ id: 'b', keyframe: 'dawn', select: { take: locked.take } }]);
    expect(await renderAlone(stage, retake, B)).toMatchObject({ status: 'done' });
    expect(sentFor(stage, 'b')).toEqual(['image fake:one 1', 'image fake:one 2', 'video fake:one 1']);
  });

  test('that is held and then sent again by a person is sent, whatever was said to a later take', async () => {
    const stage = await openStage({
      safety: 'none',
      fate: ({ nth }) => (nth === 1 ? { submit: 'unanswered' } : nth === 2 ? { submit: REFUSED } : {}),
    });
    const plan = planOf([{ id: 'b', takes: 2 }]);
    await stage.render(plan);
    const [held] = await stage.engine.held('film');
    if (held === undefined) throw new Error('nothing is held');
    await stage.engine.settle('film', held.id, { action: 'resubmit' }, new AbortController().signal);
    await stage.render(plan);
    expect(sentFor(stage, 'b')).toHaveLength(3);
  });
});
