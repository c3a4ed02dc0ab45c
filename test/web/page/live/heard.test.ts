import { describe, expect, test } from 'vitest';
import type { FilmEvent, Render } from '../../../../src/web/page/api/contract.ts';
import { createHeard } from '../../../../src/web/page/live/heard.ts';

describe('an answer that was read before something happened', () => {
  test('does not take back what was shown since', () => {
    const heard = createHeard();
    heard.remember([money(7, 10), money(8, 15)]);
    heard.remember([{ type: 'render.changed', render: 'r', atMs: 0, seq: 9, state: 'done' }]);
    expect(heard.bringUpToDate(answer('7', 10))).toMatchObject({ spentMicros: 15, state: 'done' });
    expect(heard.bringUpToDate(answer('8', 16))).toMatchObject({ spentMicros: 16, state: 'done' });
  });

  test('is left as it is when it knows all of it, and of a server that counts anew', () => {
    const heard = createHeard();
    heard.remember([money(8, 15), { type: 'task.progress', render: 'r', atMs: 0, seq: null, done: 0.5 }]);
    const newer = answer('8', 20);
    expect(heard.bringUpToDate(newer)).toBe(newer);
    heard.forget();
    const anew = answer('2', 0);
    expect(heard.bringUpToDate(anew)).toBe(anew);
  });
});

function money(seq: number, spentMicros: number): FilmEvent {
  return { type: 'money.changed', render: 'r', atMs: 0, seq, spentMicros };
}

function answer(lastEvent: string, spentMicros: number): Render {
  return { state: 'running', shotList: [], spentMicros, reservedMicros: 0, lastEvent } as unknown as Render;
}
