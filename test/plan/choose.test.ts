import { describe, expect, test } from 'vitest';
import { toLockHash, type LockedTake } from '../../src/model/lock.ts';
import { askForTake, chooseTake, type Wish } from '../../src/plan/choose.ts';
import type { KnownTake } from '../../src/plan/known-take.ts';
import { planStatus } from '../../src/plan/status.ts';
import { FILM, compileText } from './incremental-film.ts';
import { modelRef, task } from './storyboards.ts';

const AT_REST = { isBrokenOff: false, preview: false };
const BROKEN_OFF = { isBrokenOff: true, preview: false };
const PLAIN: Wish = { override: null, takes: 1 };
const was = compileText(FILM).plan;
const f = task(was, 'take:f');
const told = toLockHash(f.fingerprint);

function takeOf(number: number, rest: Partial<KnownTake> = {}): KnownTake {
  const { id, fingerprint, parts } = f;
  const sha = String(number).repeat(64);
  return { task: id, number, fingerprint, parts, model: 'fal:kling-v3-pro', state: 'stored', sha, ...rest };
}
function lockedOf(rest: Partial<LockedTake> = {}): LockedTake {
  return { take: 2, for: told, file: null, instead: null, takes: 1, override: null, ...rest };
}
const planWith = (locked: LockedTake, text = FILM) => compileText(text, new Map([['f', locked]])).plan;
const statusWith = (locked: LockedTake, takes: readonly KnownTake[], text = FILM) => {
  const plan = planWith(locked, text);
  return planStatus(plan, { takes }).find((status) => status.task === f.id);
};

describe('asking for a take', () => {
  test('asks for the number after the newest, whatever became of that', () => {
    const takes = [takeOf(1), takeOf(2, { state: 'failed', sha: null })];
    expect(askForTake(f, takes, PLAIN, AT_REST)).toEqual({
      kind: 'new',
      locked: lockedOf({ take: 3, instead: '1'.repeat(16) }),
    });
  });

  test('goes on with what was asked for and is not done, and asks for no more', () => {
    const asked = task(planWith(lockedOf()), 'take:f');
    for (const takes of [[takeOf(1)], [takeOf(1), takeOf(2, { state: 'live', sha: null })]])
      expect(askForTake(asked, takes, PLAIN, AT_REST)).toMatchObject({ kind: 'going_on', locked: { take: 2 } });
    const done = [takeOf(1), takeOf(2)];
    expect(askForTake(asked, done, PLAIN, BROKEN_OFF)).toMatchObject({ kind: 'going_on', locked: { take: 2 } });
    expect(askForTake(asked, done, PLAIN, AT_REST)).toMatchObject({ kind: 'new', locked: { take: 3 } });
  });

  test('for something else is another take, unless nothing was begun yet', () => {
    const asked = task(planWith(lockedOf()), 'take:f');
    const other: Wish = { takes: 1, override: { prompt: 'two hands', model: null, seed: null } };
    expect(askForTake(asked, [takeOf(1)], other, AT_REST)).toMatchObject({ kind: 'changed', locked: { take: 2 } });
    const begun = [takeOf(1), takeOf(2, { state: 'live', sha: null })];
    expect(askForTake(asked, begun, other, AT_REST)).toMatchObject({ kind: 'new', locked: { take: 3 } });
  });
});

describe('choosing a take', () => {
  test('takes one that is stored, of whatever words and model', () => {
    const takes = [takeOf(1, { fingerprint: 'earlier', model: 'animatic' }), takeOf(2)];
    const chosen = chooseTake(f, takes, 1);
    expect(chosen.locked).toEqual(lockedOf({ take: 1, file: '1'.repeat(16) }));
    expect(statusWith(lockedOf({ take: 1, file: '1'.repeat(16) }), takes)).toMatchObject({
      verdict: 'reuse',
      reason: 'take 1 of 2, chosen',
      take: 1,
    });
  });

  test('refuses one that is not', () => {
    const takes = [takeOf(1, { state: 'failed', sha: null }), takeOf(2, { state: 'held', sha: null })];
    expect([1, 2, 3].map((number) => chooseTake(f, takes, number).refused)).toEqual(['failed', 'held', 'unknown']);
  });

  test('that a retake asked for leaves the retake as it is, with what it was told', () => {
    const asked = task(planWith(lockedOf()), 'take:f');
    expect(chooseTake(asked, [takeOf(1), takeOf(2)], 2)).toEqual({ locked: null, refused: null });
  });
});

describe('what is locked for a shot', () => {
  test('makes the take that was asked for, with its price, and nothing else', () => {
    expect(statusWith(lockedOf(), [takeOf(1)])).toMatchObject({
      verdict: 'make',
      reason: 'retake: take 2',
      costMicros: 448_000,
      take: 1,
    });
    expect(statusWith(lockedOf(), [takeOf(1), takeOf(2)])).toMatchObject({ verdict: 'reuse', take: 2 });
  });

  test('says prompt, model and seed in the storyboard’s stead, of the take alone', () => {
    const override = { prompt: 'two hands', model: modelRef('fal:wan-v2.7'), seed: 12 };
    const plan = planWith(lockedOf({ override }));
    const asked = task(plan, 'take:f');
    expect(asked.fingerprint).toBe(f.fingerprint);
    expect(asked.ladder.map(({ model }) => model)).toEqual(['fal:wan-v2.7']);
    expect(asked.request?.request).toMatchObject({ seed: 12, picture: { action: 'two hands' } });
    expect(asked.request?.request).toMatchObject({ prompt: expect.stringContaining('two hands') });
    expect(task(plan, 'keyframe:f')).toEqual(task(was, 'keyframe:f'));
    expect(plan.fingerprint).not.toBe(was.fingerprint);
  });

  test('no longer counts when the storyboard says something else of the shot, and says so', () => {
    const plan = planWith(lockedOf(), FILM.replace('They shake hands.', 'They dance.'));
    expect(task(plan, 'take:f').select).toBeNull();
    expect(plan.statements.map(({ text }) => text).join()).toContain(
      'take 2 of f was asked for when the storyboard said something else',
    );
    const note = FILM.replace('the beginning', 'a beginning');
    expect(task(planWith(lockedOf(), note), 'take:f').select).not.toBeNull();
  });

  test('follows a shot that is renamed', () => {
    const renamed = planWith(lockedOf(), FILM.replace('{id: f,', '{id: ff, was: f,'));
    expect(task(renamed, 'take:ff').select).toMatchObject({ take: 2 });
  });

  test('for a shot that the film does not have is left alone and told of', () => {
    const plan = compileText(FILM, new Map([['zz', lockedOf()]])).plan;
    expect(plan.statements.map(({ text }) => text).join()).toContain('takes of zz, which the film does not have');
  });

  test('is satisfied by no take of another model, nor by an earlier one', () => {
    expect(statusWith(lockedOf(), [takeOf(1), takeOf(2, { model: 'animatic' })])?.verdict).toBe('make');
    expect(statusWith(lockedOf({ take: 3 }), [takeOf(1), takeOf(2)])?.verdict).toBe('make');
  });

  test('binds the end of a retake to the frame that the next shot starts from, where a model can', () => {
    const a = toLockHash(task(was, 'take:a').fingerprint);
    const bound = (text: string) => {
      const plan = compileText(text, new Map([['a', lockedOf({ for: a })]])).plan;
      return task(plan, 'take:a').select?.bind ?? null;
    };
    expect(bound(FILM)).toMatchObject({ next: 'take:b' });
    expect(bound(FILM.replace('start: continue, ', ''))).toBeNull();
  });
});
