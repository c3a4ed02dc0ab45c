import { describe, expect, test } from 'vitest';
import type { PlannedShot, PlannedTask } from '../../../../src/web/page/api/contract.ts';
import { groupByScene, sortByPlay } from '../../../../src/web/page/storyboard/plan-order.ts';

const SHOTS = [shot('a', 's1', 'INT. ROOM'), shot('b', 's1', 'INT. ROOM'), shot('c', 's2', null)];
/** As they are started: the longest way to the film first. */
const TASKS = [
  task('take:c', 'c'),
  task('music:theme', null),
  task('take:a.b', null),
  task('take:b', 'b'),
  task('take:a', 'a'),
];

describe('the rows of a plan', () => {
  test('stand as the film plays, a bridge behind its first shot, and what belongs to no shot at the end', () => {
    expect(sortByPlay(TASKS, SHOTS).map(({ id }) => id)).toEqual([
      'take:a',
      'take:a.b',
      'take:b',
      'take:c',
      'music:theme',
    ]);
  });

  test('are grouped by scene, under its heading or its id', () => {
    const takes = sortByPlay(TASKS, SHOTS).filter(({ id }) => id.startsWith('take:'));
    expect(
      groupByScene(takes, SHOTS).map(({ heading, rows }) => [heading, rows.map(({ task: { id } }) => id)]),
    ).toEqual([
      ['INT. ROOM', ['take:a', 'take:a.b', 'take:b']],
      ['s2', ['take:c']],
    ]);
  });
});

function shot(id: string, scene: string, heading: string | null): PlannedShot {
  return { id, scene, heading, fromFrame: 0, frames: 24, model: null, reason: '', costMicros: 0, prompt: '' };
}

function task(id: string, of: string | null): PlannedTask {
  const kind = id.split(':')[0] ?? '';
  return { id, kind, title: id, shot: of, verdict: 'make', reason: 'new', costMicros: 0, isPriced: true, take: null };
}
