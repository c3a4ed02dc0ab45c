import { describe, expect, test } from 'vitest';
import { toId, type TaskId } from '../../src/model/ids.ts';
import type { ModelFacts } from '../../src/model/model-facts.ts';
import type { Plan, Task } from '../../src/model/plan.ts';
import { takeAndFinishes } from '../../src/films/shot-task.ts';
import { compilePlan } from '../../src/plan/compile.ts';
import type { KnownTake } from '../../src/plan/known-take.ts';
import { limitPlan } from '../../src/plan/limit.ts';
import { withFiles } from '../../src/plan/over.ts';
import { usedTake } from '../../src/plan/select.ts';
import { planStatus } from '../../src/plan/status.ts';
import { parseStoryboard } from '../../src/storyboard/parse.ts';
import { MODELS } from './storyboards.ts';

const FILM = `longtake: 1
size: 1280x720
models:
  video: fal:kling-v3-pro
  voice: elevenlabs:multilingual-v2
  upscale: fal:seedvr-upscale
  smooth: [fal:rife, runway:enhance_frame_rate]
defaults: {duration: 4s}
scenes:
  - id: s
    shots:
      - id: a
        start: text
        action: She speaks.
        say: |
          mara: Late.
          mara (off): Very.
        lipsync: true
        finish: [upscale 2, smooth 48, upscale 3]
      - {id: b, start: continue, action: She goes.}
`.replace('defaults:', 'characters: {mara: {look: a woman}}\ndefaults:');

function planOf(
  text: string,
  preview = false,
  models: readonly ModelFacts[] = MODELS,
): { readonly plan: Plan; readonly errors: readonly string[] } {
  const { storyboard } = parseStoryboard({ file: 'film.yaml', name: 'film', text });
  if (storyboard === null) throw new Error('no storyboard');
  const { plan, problems } = compilePlan({
    storyboard,
    assets: [],
    models,
    preview,
    todayIso: '2026-11-30',
  });
  return { plan, errors: problems.filter(({ severity }) => severity === 'error').map(({ fix }) => fix ?? '') };
}

const id = (text: string): TaskId => toId<TaskId>(text);
const task = (plan: Plan, name: string): Task => {
  const found = plan.tasks.find((one) => one.id === name);
  if (found === undefined) throw new Error(`no task ${name}`);
  return found;
};

/** Takes of everything, each finish over the takes beneath it. */
function takesOf(plan: Plan, number = 1, known: readonly KnownTake[] = []): readonly KnownTake[] {
  const takes = [...known];
  const files = new Map<TaskId, string | null>();
  for (const unbound of plan.tasks) {
    if (unbound.request === null) continue;
    const bound = withFiles(unbound, (one) => files.get(one) ?? null);
    if (
      usedTake(
        bound,
        takes.filter((take) => take.task === bound.id),
      ) === null
    )
      takes.push({
        task: bound.id,
        number,
        fingerprint: bound.fingerprint,
        parts: bound.parts,
        model: bound.ladder[0]?.model ?? '',
        state: 'stored',
        sha: `${bound.id} ${number}`,
        over: (bound.over?.files ?? []).flatMap((file) => file ?? []),
      });
    files.set(
      bound.id,
      usedTake(
        bound,
        takes.filter((take) => take.task === bound.id),
      )?.sha ?? null,
    );
  }
  return takes;
}

const toMake = (plan: Plan, takes: readonly KnownTake[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    planStatus(plan, { takes }).flatMap((one) => (one.verdict === 'make' ? [[one.task, one.reason]] : [])),
  );

describe('what is done to a take', () => {
  const { plan, errors } = planOf(FILM);

  test('is a chain of paid tasks, lips first, and the film is cut from the last', () => {
    expect(errors).toEqual([]);
    const finish = plan.tasks.filter(({ kind }) => kind === 'finish');
    expect(finish.map((one) => [one.id, one.title, one.needs])).toEqual([
      ['finish:a.lipsync', 'a: lips', ['take:a', 'voice:a.1']],
      ['finish:a.upscale', 'a: upscale 2', ['finish:a.lipsync']],
      ['finish:a.smooth', 'a: smooth 48', ['finish:a.upscale']],
      ['finish:a.upscale2', 'a: upscale 3', ['finish:a.smooth']],
    ]);
    expect(task(plan, 'conform:a').needs).toEqual(['finish:a.upscale2']);
    // The next shot goes on from what is on the screen.
    expect(task(plan, 'take:b').needs).toEqual(['conform:a']);
  });

  test('is shot with what the storyboard names for it, and lips, which it does not name, with the cheapest that can', () => {
    const [lips] = task(plan, 'finish:a.lipsync').ladder;
    expect([lips?.model, lips?.reason]).toEqual(['fal:sync-lipsync-v2', expect.stringContaining('auto: ')]);
    expect(lips?.costMicros).toBe(4 * 50_000);
    expect(task(plan, 'finish:a.smooth').ladder.map(({ model }) => model)).toEqual([
      'fal:rife',
      'runway:enhance_frame_rate',
    ]);
  });

  test('asks only for the lines of those who are seen, where they are heard', () => {
    const inputs = task(plan, 'finish:a.lipsync').request?.inputs ?? [];
    expect(inputs.filter(({ as }) => as === 'line')).toHaveLength(1);
  });

  test('without a known price and without a name is an error that says what to write', () => {
    const unpriced = MODELS.map((facts) => ({ ...facts, price: { kind: 'unknown' } as const }));
    expect(planOf(FILM.replace('  upscale: fal:seedvr-upscale\n', ''), false, unpriced).errors).toEqual(
      Array.from({ length: 2 }, () => expect.stringContaining('write `models: {upscale: fal:')),
    );
  });

  test('costs nothing in a preview, or in a film that is drawn', () => {
    for (const one of [planOf(FILM, true), planOf(FILM.replace('fal:kling-v3-pro', 'animatic'))])
      expect(one.plan.tasks.filter(({ kind }) => kind === 'finish')).toEqual([]);
  });

  test('makes no take stale when it changes, and is made anew from where it changed', () => {
    const takes = takesOf(plan);
    expect(toMake(plan, takes)).toEqual({});
    const changed = planOf(FILM.replace('smooth 48', 'smooth 60')).plan;
    expect(Object.keys(toMake(changed, takes))).toEqual(['finish:a.smooth', 'finish:a.upscale2']);
    const none = planOf(FILM.replace('        lipsync: true\n', '').replace(/ {8}finish: .*\n/u, '')).plan;
    expect(toMake(none, takes)).toEqual({});
  });

  test('is made again of another take, and only then', () => {
    const takes = takesOf(plan);
    const second = { ...takes.find((one) => one.task === id('take:a')), number: 2, sha: 'take two' } as KnownTake;
    expect(toMake(plan, [...takes, second])).toEqual({
      'finish:a.lipsync': 'made over another take',
      'finish:a.upscale': 'made over another take',
      'finish:a.smooth': 'made over another take',
      'finish:a.upscale2': 'made over another take',
    });
    const all = takesOf(plan, 2, [...takes, second]);
    expect(toMake(plan, all)).toEqual({});
    // Both are kept: whichever take is used has its own.
    expect(all.filter(({ task: one }) => one === id('finish:a.upscale'))).toHaveLength(2);
  });

  test('is made with a retake, and left out where nothing is bought: the film then shows the take as it was shot', () => {
    const takes = takesOf(plan);
    const second = { ...takes.find((one) => one.task === id('take:a')), number: 2, sha: 'take two' } as KnownTake;
    const retake = limitPlan(plan, [...takes, second], [id('take:a')]);
    expect(retake.limits.left).toEqual([]);
    expect(retake.limits.also).toEqual([
      'finish:a.lipsync',
      'finish:a.upscale',
      'finish:a.smooth',
      'finish:a.upscale2',
    ]);
    const cut = limitPlan(plan, [...takes, second], []);
    expect(cut.limits.left).toHaveLength(4);
    expect(task(cut.plan, 'conform:a').needs).toEqual(['take:a']);
  });

  test('stays with a take that is kept although the storyboard says something else by now', () => {
    const takes = takesOf(plan);
    const changed = planOf(FILM.replace('She speaks.', 'She shouts.')).plan;
    const { limits, plan: cut } = limitPlan(changed, takes, []);
    expect(limits.left).toEqual([]);
    expect(limits.kept.map((one) => one.task)).toContain('finish:a.upscale2');
    expect(task(cut, 'conform:a').needs).toEqual(['finish:a.upscale2']);
  });
});

describe('an avatar', () => {
  const text = FILM.replace('  upscale:', '  lipsync: fal:omnihuman-v1.5\n  image: fal:nano-banana\n  upscale:')
    .replace('start: text', 'start: keyframe\n        with: [mara]')
    .replace('upscale 2, smooth 48, upscale 3', 'upscale 2');

  test('is the take itself, of keyframe and voice, and there is nothing to sync', () => {
    const { plan, errors } = planOf(text);
    expect(errors).toEqual([]);
    const take = task(plan, 'take:a');
    expect(take.ladder.map(({ model }) => model)).toEqual(['fal:omnihuman-v1.5']);
    expect(take.needs).toEqual(['keyframe:a', 'voice:a.1']);
    expect(plan.tasks.filter(({ kind }) => kind === 'finish').map((one) => one.id)).toEqual(['finish:a.upscale']);
  });

  test('says other words in another take', () => {
    const [was, is] = [planOf(text).plan, planOf(text.replace('Late.', 'Early.')).plan];
    expect(toMake(is, takesOf(was))).toMatchObject({ 'take:a': expect.stringContaining('lipsync changed') });
  });
});

test('a ceiling over one more take is over all that is done to it too', () => {
  const { plan } = planOf(FILM);
  expect(takeAndFinishes(plan, id('take:a'))).toEqual([
    'take:a',
    'finish:a.lipsync',
    'finish:a.upscale',
    'finish:a.smooth',
    'finish:a.upscale2',
  ]);
  expect(takeAndFinishes(plan, id('take:b'))).toEqual(['take:b']);
});
