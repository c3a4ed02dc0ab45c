import { describe, expect, test } from 'vitest';

import { fixStoryboard } from '../../src/storyboard/fix.ts';
import { listProblems, withTop } from './film-text.ts';

describe('check --fix', () => {
  test.each([
    [
      'quotes colours',
      'characters:\n  a: {color: #d9a21b}\n  b:\n    color: #fff',
      'characters:\n  a: {color: "#d9a21b"}\n  b:\n    color: "#fff"',
    ],
    ['quotes values with a colon', "style: film: it's 35mm  # kept", 'style: "film: it\'s 35mm"  # kept'],
    [
      'quotes values with a colon in flow maps',
      'places: {a: {look: big: room}, b: {look: x}}',
      "places: {a: {look: 'big: room'}, b: {look: x}}",
    ],
    ['writes exact rates', 'fps: 23.976   # film', 'fps: 24000/1001   # film'],
    ['writes true and false', 'captions: {file: [srt], burn: no}', 'captions: {file: [srt], burn: false}'],
    ['leaves a bridge alone', 'defaults: {out: bridge 4s: the sea}', 'defaults: {out: bridge 4s: the sea}'],
    ['leaves a comment that looks like a colour alone', 'style: x\n# color: #fff', 'style: x\n# color: #fff'],
    ['leaves texts alone', 'style: |\n  color: #fff\n  a: b: c', 'style: |\n  color: #fff\n  a: b: c'],
  ])('%s', (_name, before, after) => {
    expect(fixStoryboard(withTop(before)).text).toBe(withTop(after));
  });

  test('gives scenes and shots ids that nobody has, and keeps every other byte', () => {
    const before = `# a film
scenes:
  # the first
  - heading: "INT. ROOM"   # spaced
    shots:
      - action: one
      - {action: two}
      - id: s1c
        action: three
      - action: four

  - id: s1
    shots:
    - { action:  five }
`;
    const { text, changes } = fixStoryboard(before);
    expect(text).toBe(`# a film
longtake: 1
scenes:
  # the first
  - id: s1-2
    heading: "INT. ROOM"   # spaced
    shots:
      - id: s1-2a
        action: one
      - {id: s1-2b, action: two}
      - id: s1c
        action: three
      - id: s1-2d
        action: four

  - id: s1
    shots:
    - {id: s1a,  action:  five }
`);
    expect(changes.map((change) => change.line)).toEqual([2, 4, 6, 7, 10, 14]);
    expect(listProblems(text)).toEqual([]);
  });

  test('replaces tabs in the indentation', () => {
    const before = 'longtake: 1\nscenes:\n- id: s\n\tshots:\n\t- id: a\n\t\taction: "x\ty"\n';
    const { text } = fixStoryboard(before);
    expect(listProblems(before)).not.toEqual([]);
    expect(listProblems(text)).toEqual([]);
    expect(text).toContain('"x\ty"');
  });

  test('keeps a byte-order mark and Windows line ends', () => {
    const before = `\ufeff${withTop('fps: 29.97\ntitle: a: b').replaceAll('\n', '\r\n')}`;
    const after = `\ufeff${withTop("fps: 30000/1001\ntitle: 'a: b'").replaceAll('\n', '\r\n')}`;
    expect(fixStoryboard(before).text).toBe(after);
  });

  test('does not touch a sound storyboard', () => {
    expect(fixStoryboard(withTop('style: "#fff"'))).toEqual({ text: withTop('style: "#fff"'), changes: [] });
  });

  test('does not give an id to a shot that is an alias', () => {
    const text = 'longtake: 1\nx-shot: &shot {action: x}\nscenes: [{id: s, shots: [*shot, {id: b, action: y}]}]\n';
    expect(fixStoryboard(text).text).toBe(text);
  });
});

test('around a bracket that is not closed nothing is mended', () => {
  const text = withTop('title: a: b\nmodels: {video: [a:b\nstyle: c: d');
  expect(fixStoryboard(text)).toEqual({ text, changes: [] });
  expect(listProblems(text)).toEqual(['2:8 colon_in_value', '3:17 unclosed_bracket']);
});
