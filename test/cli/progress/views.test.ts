import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { RenderEvent } from '../../../src/engine/api.ts';
import { createPaint } from '../../../src/cli/paint.ts';
import { ASCII_GLYPHS, UNICODE_GLYPHS, type Glyphs } from '../../../src/cli/progress/glyphs.ts';
import { liveView } from '../../../src/cli/progress/live-view.ts';
import { plainLines } from '../../../src/cli/progress/plain-view.ts';
import { emptyProgress, progressReducer } from '../../../src/cli/progress/progress-state.ts';
import { resultSummary } from '../../../src/cli/progress/result-summary.ts';
import { at, changed, failureOf, resultOf, shotStored, START_MS, started } from './recording.ts';
import { toId, type TaskId } from '../../../src/model/ids.ts';

const SHOTS = ['s1a', 's1b', 's2a', 's2b'];
const MIDDLE: readonly RenderEvent[] = [
  started(SHOTS),
  ...shotStored(4000, 's1a'),
  changed(4100, 'keyframe:s1b', 'stored'),
  changed(4200, 'take:s1b', 'polling'),
  at(4300, { type: 'task.progress', task: toId<TaskId>('take:s1b'), done: 0.62 }),
  changed(4400, 'take:s2a', 'failed', failureOf()),
  at(4500, { type: 'money.changed', spentMicros: 400_000, reservedMicros: 1_200_000 }),
];

function show(
  events: readonly RenderEvent[],
  columns: number,
  options: { rows?: number; glyphs?: Glyphs; color?: boolean } = {},
) {
  const state = events.reduce(progressReducer, emptyProgress);
  return liveView(state, {
    columns,
    rows: options.rows ?? 24,
    nowMs: START_MS + 42_000,
    fps: { num: 24, den: 1 },
    paint: createPaint(options.color ?? false),
    glyphs: options.glyphs ?? UNICODE_GLYPHS,
  });
}

describe('the picture on a terminal', () => {
  test('has a line per shot with what it does now, and the money and time in its head', () => {
    expect(show(MIDDLE, 80).split('\n')).toEqual([
      'The Last Keeper  0:10 · 4 shots',
      ' 43%  1/4  spent $0.40 · reserved $1.20 · 0:42 · about 0:55 left'.trim(),
      '',
      '✓  s1a  stored',
      '●  s1b  polling  ━━━━━━━━━━┄┄┄┄┄┄  62%  take 1  animatic',
      '✗  s2a  failed   moderation: the provider refused the picture',
      '○  s2b  waiting',
      '   joins 0/3',
    ]);
  });

  test.each([40, 80, 120])('no line is wider than %i columns, with and without colour', (columns) => {
    for (const color of [false, true]) {
      for (const line of show(MIDDLE, columns, { color }).split('\n'))
        expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    }
  });

  test('with more shots than rows, running and failed ones keep their lines and the rest is counted', () => {
    const many = Array.from({ length: 60 }, (_, index) => `s${index + 1}`);
    const text = show(
      [
        started(many),
        ...many.slice(0, 41).flatMap((shot) => shotStored(100, shot)),
        changed(200, 'take:s42', 'polling'),
        changed(200, 'take:s50', 'failed', failureOf()),
      ],
      80,
      { rows: 12 },
    );
    const lines = text.split('\n');
    expect(lines.length).toBeLessThan(12);
    expect(text).toContain('s42');
    expect(text).toContain('s50');
    expect(text).toContain('41 stored, 17 waiting');
  });

  test('wide characters, emoji and right-to-left titles stay within the terminal', () => {
    const title = '灯台守の最後の夜 👨‍👩‍👧‍👦🔥 שומר המגדלור האחרון '.repeat(3);
    for (const columns of [40, 80]) {
      const [head = ''] = show([started(SHOTS, title)], columns).split('\n');
      expect(stringWidth(head)).toBeLessThanOrEqual(columns);
      expect(head).toContain('4 shots');
    }
  });

  test('a title cannot move the cursor or turn the line round', () => {
    const [head = ''] = show([started(SHOTS, 'A\u001B[2J\u202E\nB\u0007')], 80).split('\n');
    expect(head).toMatch(/^A\[2J B {2}/u);
  });

  test('a terminal without Unicode gets ASCII only', () => {
    const text = show([started(SHOTS, 'Der Wächter 守'), ...MIDDLE.slice(1)], 80, { glyphs: ASCII_GLYPHS });
    // oxlint-disable-next-line no-control-regex -- the whole of ASCII is meant
    expect(text).toMatch(/^[\u0000-\u007F]*$/u);
    expect(text).toContain('W?chter');
  });

  test('says that a render stops, and no longer when it would be done', () => {
    const [, numbers = ''] = show([...MIDDLE, at(4600, { type: 'render.changed', state: 'stopping' })], 80).split('\n');
    expect(numbers).toContain('stopping');
    expect(numbers).not.toContain('left');
  });

  test('a terminal of one row and ten columns survives', () => {
    const text = show(MIDDLE, 10, { rows: 1 });
    for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(10);
  });
});

describe('the lines in a log', () => {
  function log(events: readonly RenderEvent[]): readonly string[] {
    let state = emptyProgress;
    return events.flatMap((event) => {
      const next = progressReducer(state, event);
      const lines = plainLines(state, event, next, { num: 24, den: 1 });
      state = next;
      return lines;
    });
  }

  test('are one for each change that matters, and none for progress and money', () => {
    expect(
      log([
        ...MIDDLE,
        ...shotStored(9000, 's1b'),
        changed(9100, 'sound', 'mixing'),
        changed(9900, 'film', 'assembling'),
      ]),
    ).toEqual([
      'The Last Keeper: begins, 4 shots, 0:10',
      '1/4  s1a  stored',
      's2a: failed, moderation: the provider refused the picture',
      '2/4  s1b  stored',
      'sound: mixing',
      'film: assembling',
    ]);
  });

  test('say that a render stops, and nothing of how it ends: the summary does', () => {
    expect(
      log([
        started(SHOTS),
        at(5, { type: 'render.changed', state: 'stopping' }),
        at(6, { type: 'render.changed', state: 'incomplete' }),
      ]).slice(1),
    ).toEqual(['stopping: no new work; what is in flight is saved']);
  });

  test('hold no control characters, so that a log is text', () => {
    const lines = log([
      started(SHOTS, 'A\u001B[31mB'),
      at(5, { type: 'render.warned', code: 'x', message: 'slow\u0007' }),
    ]);
    // oxlint-disable-next-line no-control-regex -- these are what must not pass
    expect(lines.join('')).not.toMatch(/[\u0000-\u001F]/u);
  });
});

describe('the summary', () => {
  const view = {
    paint: createPaint(false),
    glyphs: UNICODE_GLYPHS,
    columns: 80,
    again: 'longtake render film.yaml',
    file: 'film.yaml',
    showPath: (path: string) => path.replace('/films/', ''),
  };

  test('of a complete film names the film, its length and size, the poster and the sheet', () => {
    expect(resultSummary(resultOf(), view)).toEqual([
      '✓ film complete  14 made · 8.4 s · free',
      '  film    film.mp4  0:10 · 240 frames · 4.3 MB',
      '  poster  film.jpg',
      '  sheet   film.sheet.jpg',
    ]);
  });

  test('of a film that was complete already says that nothing was made', () => {
    expect(resultSummary(resultOf({ status: 'unchanged' }), view)[0]).toBe(
      '✓ film complete  nothing has changed, nothing was made',
    );
  });

  test('of an incomplete film says for each failure which shot, which class, whether it cost, and what to do', () => {
    const text = resultSummary(
      resultOf({
        status: 'incomplete',
        failures: [
          {
            task: toId<TaskId>('take:s2a'),
            kind: 'take',
            shot: null,
            title: 's2a',
            state: 'failed',
            failure: failureOf({ billed: 'unknown' }),
            meanwhile: null,
          },
        ],
      }),
      view,
    ).join('\n');
    expect(text).toContain('✗ s2a  moderation');
    expect(text).toContain('Suspected: character mara.');
    expect(text).toContain('Whether it was billed is not known.');
    expect(text).toContain('Change the action, or let the next model try.');
    expect(text).toContain('longtake render film.yaml');
  });
});
