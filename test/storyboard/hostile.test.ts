import { describe, expect, test } from 'vitest';

import { listProblems, read, withTop } from './film-text.ts';

/** Levels of anchors, each nine times the one before. */
function laughs(levels: number): string {
  const lines = ['x-l0: &l0 "ha ha ha ha"'];
  for (let level = 1; level <= levels; level += 1) {
    lines.push(`x-l${level}: &l${level} [${Array.from({ length: 9 }, () => `*l${level - 1}`).join(', ')}]`);
  }
  return lines.join('\n');
}

function bigFilm(shots: number): string {
  const lines = Array.from({ length: shots }, (_, index) => `      - {id: s${index}, action: They wait.}`);
  return ['longtake: 1', 'scenes:', '  - id: s', '    shots:', ...lines].join('\n');
}

describe('hostile files', () => {
  test('aliases are bounded by what they expand to', () => {
    expect(listProblems(withTop(laughs(5)))).toEqual([]);
    const codes = read(withTop(laughs(12))).problems.map((problem) => problem.code);
    expect(codes).toEqual(['aliases_too_big']);
  });

  test('many aliases of a small thing are fine', () => {
    const shots = Array.from({ length: 2000 }, (_, index) => `{id: s${index}, <<: *base}`).join(', ');
    expect(listProblems(`longtake: 1\nx-base: &base {action: x}\nscenes: [{id: s, shots: [${shots}]}]`)).toEqual([]);
  });

  test.each([
    ['brackets', '['.repeat(200_000)],
    ['braces', '{a: '.repeat(100_000)],
    ['dashes', '- '.repeat(200_000)],
    ['closed brackets', `${'['.repeat(5000)}${']'.repeat(5000)}`],
    ['indentation', Array.from({ length: 2000 }, (_, index) => `${' '.repeat(index)}a:`).join('\n')],
  ])('nesting of %s ends in words', (_name, text) => {
    expect(read(text).problems.map((problem) => problem.code)).toContain('nested_too_deeply');
  });

  test('a film of 10,000 shots is read whole, one more is refused', () => {
    const most = read(bigFilm(10_000));
    expect(most.problems).toEqual([]);
    expect(most.storyboard?.scenes[0]?.shots).toHaveLength(10_000);
    expect(listProblems(bigFilm(10_001))).toEqual(['5:7 too_many']);
  });

  test('hundreds of thousands of keys are refused before they cost anything', () => {
    expect(read('a: 1\n'.repeat(400_000)).problems.map((problem) => problem.code)).toEqual(['storyboard_too_big']);
  });

  test('ten thousand problems on one endless line stay cheap, and more are not kept', () => {
    const keys = Array.from({ length: 11_000 }, (_, index) => `k${index}: 1`).join(', ');
    const { problems } = read(`longtake: 1\nscenes: [{id: s, shots: [{id: a, ${keys}}]}]`);
    expect(problems).toHaveLength(10_000);
    expect(Math.max(...problems.map((problem) => problem.frame.length))).toBeLessThan(500);
  });

  test('a text of a megabyte is refused in words', () => {
    expect(listProblems(withTop(`title: ${'x'.repeat(1_000_000)}`))).toEqual(['2:8 text_too_long']);
  });

  test('files that are not UTF-8 are refused where they stop being it', () => {
    expect(listProblems(new Uint8Array([0x61, 0x3a, 0x0a, 0x62, 0xff]))).toEqual(['2:2 not_utf8']);
    expect(listProblems(Buffer.from('a: wom\xe4n', 'latin1'))).toEqual(['1:7 not_utf8']);
    expect(listProblems(Buffer.from('longtake: 1', 'utf16le'))).toEqual(['1:1 not_utf8']);
    expect(listProblems(Buffer.from('\ufefflongtake: 1', 'utf16le'))).toEqual(['1:1 not_utf8']);
    expect(listProblems(new Uint8Array(16 * 1024 * 1024 + 1).fill(0x20))).toEqual(['1:1 file_too_big']);
  });

  test('the line ends of the oldest Macs are fine, and lines are counted by them', () => {
    expect(listProblems('longtake: 1\rtitel: x\rscenes: [{id: s, shots: [{id: a, action: x}]}]\r')).toEqual([
      '2:1 unknown_key',
    ]);
  });

  test('a byte-order mark and Windows line ends are fine', () => {
    const text = withTop('title: Hello').replaceAll('\n', '\r\n');
    expect(listProblems(Buffer.from(`\ufeff${text}`))).toEqual([]);
    expect(read(Buffer.from(`\ufeff${text}`)).storyboard?.title).toBe('Hello');
    expect(listProblems(Buffer.from(`\ufeff${text.replace('title', 'titel')}`))).toEqual(['2:1 unknown_key']);
  });

  test.each(['\0', '\u0007', '\u001b[31m', '\u0085', '\ud800', '\ufffe'])(
    'the character %j is refused',
    (character) => {
      expect(listProblems(withTop(`title: "a${character}b"`))).toEqual(['2:8 control_character']);
    },
  );

  test('nothing of Object’s own is taken for a key, a word or an id', () => {
    for (const word of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const codes = read(
        withTop(
          `${word}: {a: b}\nmodels: {${word}: x}\ndefaults: {camera: ${word}, frame: ${word}, out: ${word}}\nfps: ${word}`,
        ),
      ).problems.map((problem) => problem.code);
      expect(codes).toEqual([
        'unknown_key',
        'unknown_key',
        'unknown_camera_word',
        'unknown_frame_word',
        'unknown_join',
        'bad_rate',
      ]);
    }
    expect(Object.hasOwn(Object.prototype, 'a')).toBe(false);
  });
});
