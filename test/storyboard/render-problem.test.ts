import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';

import type { LocatedProblem } from '../../src/model/problem.ts';
import { problemToText } from '../../src/storyboard/render-problem.ts';
import { read, withTop } from './film-text.ts';

function first(text: string): LocatedProblem {
  const [problem] = read(text).problems;
  if (problem === undefined) throw new Error('no problem');
  return problem;
}

/** Free keys, to make a line long. */
function keys(to: number, from = 0): string {
  return Array.from({ length: to - from }, (_, index) => `x-${from + index}: 1`).join(', ');
}

/** The text above the carets, by terminal columns. */
function marked(problem: LocatedProblem): string {
  const rows = problem.frame.split('\n');
  const index = rows.findIndex((row) => /\| *\^+$/.test(row));
  const [line = '', carets = ''] = [rows[index - 1], rows[index]];
  const from = stringWidth(carets.slice(0, carets.indexOf('^')));
  const to = stringWidth(carets);
  let column = 0;
  let text = '';
  for (const character of line) {
    if (column >= from && column < to) text += character;
    column += stringWidth(character);
  }
  return text;
}

describe('a problem as text', () => {
  test('has place, message, lines, what was expected and what to do', () => {
    expect(problemToText(first(withTop('fit: croop')), { color: false }))
      .toBe(`film.yaml:2:6: error: \`fit\` cannot be \`croop\` [unknown_word]
    1 | longtake: 1
  > 2 | fit: croop
      |      ^^^^^
    3 | scenes: [{id: s1, shots: [{id: a, action: x}]}]
  expected: \`crop\` or \`pad\`
  fix: did you mean \`crop\`?`);
  });

  test('colours change nothing but colours', () => {
    const problem = first(withTop('fit: croop'));
    const escape = String.fromCharCode(27);
    const painted = problemToText(problem, { color: true });
    expect(painted).toContain(`${escape}[31m`);
    expect(painted.replaceAll(new RegExp(`${escape}\\[\\d+m`, 'g'), '')).toBe(problemToText(problem, { color: false }));
  });

  test('carets stand under their text behind tabs, emoji and wide characters', () => {
    const problems = [
      first(withTop('models: {video: [fal:a,\t"日本 🎬"]}')),
      first(withTop('defaults: { "x-日本🎬": ok, fit: crop }')),
      first(withTop('models: {video: ["a",\t\t"b c"]}')),
    ];
    expect(problems.map(marked)).toEqual(['"日本 🎬"', 'fit', '"b c"']);
    expect(problems.map((problem) => problem.column)).toEqual([25, 26, 24]);
  });

  test('a long line is cut around the place', () => {
    const problem = first(withTop(`models: {${keys(500)}, video: "b c", ${keys(900, 500)}}`));
    expect(marked(problem)).toBe('"b c"');
    expect(Math.max(...problem.frame.split('\n').map((row) => stringWidth(row)))).toBeLessThan(130);
  });

  test('characters that steer a terminal or reorder a line are named instead', () => {
    const text = problemToText(first(withTop('fit: "\u202ecrop\u2066 \u001b[2J"')), { color: false });
    expect(text).toContain('<U+202E>crop<U+2066> <U+001B>[2J');
    // oxlint-disable-next-line no-control-regex -- these must not come through
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  });
});
