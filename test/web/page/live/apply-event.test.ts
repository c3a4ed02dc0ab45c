import { describe, expect, test } from 'vitest';
import type { FilmEvent, Render, Shot } from '../../../../src/web/page/api/contract.ts';
import { applyEvent, needsRefresh } from '../../../../src/web/page/live/apply-event.ts';

const before = {
  state: 'paused',
  shotList: [shot('a'), shot('b')],
  spentMicros: 0,
  reservedMicros: 0,
} as unknown as Render;

describe('an event', () => {
  test('changes the one shot that it names, and leaves the others the same objects', () => {
    const after = applyEvent(
      before,
      event('task.changed', { task: 'take:b', kind: 'take', shot: 'b', state: 'polling' }),
    );
    expect(after.shotList[1]).toMatchObject({ state: 'polling', done: null });
    expect(after.shotList[0]).toBe(before.shotList[0]);
  });

  test('of a conform that waits says nothing of a take that is at work', () => {
    const after = applyEvent(
      before,
      event('task.changed', { task: 'conform:b', kind: 'conform', shot: 'b', state: 'waiting' }),
    );
    expect(after).toBe(before);
  });

  test('of a take that is stored leaves the shot waiting: it is ready when its conform is', () => {
    const stored = event('task.changed', { task: 'take:b', kind: 'take', shot: 'b', state: 'stored' });
    expect(applyEvent(before, stored).shotList[1]).toMatchObject({ state: 'waiting' });
    const ready = event('task.changed', { task: 'conform:b', kind: 'conform', shot: 'b', state: 'stored' });
    expect([stored, ready].reduce(applyEvent, before).shotList[1]).toMatchObject({ state: 'stored' });
  });

  test('of a keyframe leaves the word of its shot', () => {
    expect(
      applyEvent(before, event('task.changed', { task: 'keyframe:b', kind: 'keyframe', shot: 'b', state: 'stored' })),
    ).toBe(before);
  });

  test('of progress moves the bar and asks for nothing', () => {
    const progress = event('task.progress', { task: 'take:a', shot: 'a', done: 0.5 });
    expect(applyEvent(before, progress).shotList[0]?.done).toBe(0.5);
    expect(needsRefresh(progress)).toBe(false);
  });

  test('of a shot that the page does not know changes nothing', () => {
    expect(applyEvent(before, event('task.changed', { task: 'take:z', shot: 'z', state: 'polling' }))).toBe(before);
  });

  test('of the render sets its word, and only to one that there is', () => {
    expect(applyEvent(before, event('render.changed', { state: 'running' })).state).toBe('running');
    expect(applyEvent(before, event('render.changed', { state: '<b>' })).state).toBe('paused');
  });

  test('of money sets what is spent and what is reserved', () => {
    const after = applyEvent(before, event('money.changed', { spentMicros: 5, reservedMicros: 7 }));
    expect(after).toMatchObject({ spentMicros: 5, reservedMicros: 7 });
  });
});

function event(type: string, rest: Partial<FilmEvent>): FilmEvent {
  return { type, render: 'r', atMs: 0, ...rest };
}

function shot(id: string): Shot {
  return { id, state: 'waiting', done: 0.1, model: null, failure: null } as unknown as Shot;
}
