import { describe, expect, test } from 'vitest';

import { firstShot, listProblems, read, withShot, withShots, withTop } from './film-text.ts';

describe('shorthands become the model', () => {
  test('lengths are exact frames of the film’s rate', () => {
    const frames = (duration: string, fps: string): unknown =>
      read(`longtake: 1\nfps: ${fps}\nscenes: [{id: s, shots: [{id: a, action: x, duration: ${duration}}]}]`).storyboard
        ?.scenes[0]?.shots[0]?.duration;
    expect(frames('5s', '24')).toEqual({ kind: 'frames', frames: 120 });
    expect(frames('1.5s', '24')).toEqual({ kind: 'frames', frames: 36 });
    expect(frames('5', '25')).toEqual({ kind: 'frames', frames: 125 });
    expect(frames('120f', '30')).toEqual({ kind: 'frames', frames: 120 });
    expect(frames('1s', '24000/1001')).toEqual({ kind: 'frames', frames: 24 });
    expect(frames('100s', '24000/1001')).toEqual({ kind: 'frames', frames: 2398 });
  });

  test('duration auto is kept for a shot that speaks', () => {
    expect(firstShot(withShot('duration: auto\nsay: "mara: Hello."')).duration).toEqual({ kind: 'auto' });
  });

  test.each([
    ['cut', { kind: 'cut' }],
    ['dissolve 1s', { kind: 'dissolve', frames: 24 }],
    ['dissolve', { kind: 'dissolve', frames: 24 }],
    ['wipe left 12f', { kind: 'wipe', direction: 'left', frames: 12 }],
    ['wipe circle', { kind: 'wipe', direction: 'circle', frames: 24 }],
    ['fade', { kind: 'fade', color: 'black', frames: 24 }],
    ['fade white 0.5s', { kind: 'fade', color: 'white', frames: 12 }],
    ['morph', { kind: 'morph', frames: 48 }],
    ['bridge 4s: what happens', { kind: 'bridge', frames: 96, prompt: 'what happens' }],
    ['bridge: what: happens', { kind: 'bridge', frames: 96, prompt: 'what: happens' }],
    ['"bridge 2s: the sea, at night"', { kind: 'bridge', frames: 48, prompt: 'the sea, at night' }],
    ['\n  bridge 2s: the sea', { kind: 'bridge', frames: 48, prompt: 'the sea' }],
    ['{bridge 2s: the sea}', { kind: 'bridge', frames: 48, prompt: 'the sea' }],
  ])('out: %s', (written, join) => {
    expect(firstShot(withShot(`out: ${written}`)).out).toEqual(join);
  });

  test('a bridge written plainly inside a flow map', () => {
    const text = withShots('{id: a, out: bridge 4s: the sea, action: x}', '{id: b, action: y}');
    expect(firstShot(text)).toMatchObject({ out: { kind: 'bridge', prompt: 'the sea' }, action: 'x' });
  });

  test('frame takes size, angle and lens in any order', () => {
    expect(firstShot(withShot('frame: 85mm low close-up')).frame).toEqual({
      size: 'close-up',
      angle: 'low',
      lensMm: 85,
    });
    expect(firstShot(withShot('frame: dutch')).frame).toEqual({ size: null, angle: 'dutch', lensMm: null });
  });

  test('camera has medium speed when none is given', () => {
    expect(firstShot(withShot('camera: dolly_in slow')).camera).toEqual({ move: 'dolly_in', speed: 'slow' });
    expect(firstShot(withShot('camera: static')).camera).toEqual({ move: 'static', speed: 'medium' });
  });

  test('speech has a speaker, a place and notes, and each line its own line in the file', () => {
    const parsed = read(
      withShot(
        'say: |\n  tom: Is it mine, now?\n\n  mara (off, tired, slow): Wait: it always was.\n  narrator (over): No.',
      ),
    );
    const say = parsed.storyboard?.scenes[0]?.shots[0]?.say ?? [];
    expect(say.map(({ who, words, place, notes }) => ({ who, words, place, notes }))).toEqual([
      { who: 'tom', words: 'Is it mine, now?', place: 'on', notes: null },
      { who: 'mara', words: 'Wait: it always was.', place: 'off', notes: 'tired, slow' },
      { who: 'narrator', words: 'No.', place: 'over', notes: null },
    ]);
    const lines = say.map(
      (line) =>
        parsed.locate({ code: 'x', severity: 'error', path: line.path, message: 'x', expected: null, fix: null }).line,
    );
    expect(lines).toEqual([15, 17, 18]);
  });

  test('starts and ends', () => {
    const shots = read(
      withShots(
        '{id: a, action: x, start: image refs/a b.png, end: image c.png}',
        '{id: b, action: x, start: match a, end: next}',
        '{id: c, action: x, start: text, end: match a}',
      ),
    ).storyboard?.scenes[0]?.shots;
    expect(shots?.map((shot) => [shot.start, shot.end])).toEqual([
      [
        { kind: 'image', file: 'refs/a b.png' },
        { kind: 'image', file: 'c.png' },
      ],
      [{ kind: 'match', shot: 'a' }, { kind: 'next' }],
      [{ kind: 'text' }, { kind: 'match', shot: 'a' }],
    ]);
  });

  test('models are one or a ladder, with options', () => {
    const { storyboard } = read(
      withTop('models: {video: [fal:kling-v3-pro, "animatic?fail=s1a:moderation&after=2"], voice: animatic}'),
    );
    expect(storyboard?.models.video).toEqual([
      { text: 'fal:kling-v3-pro', provider: 'fal', model: 'kling-v3-pro', options: {} },
      {
        text: 'animatic?fail=s1a:moderation&after=2',
        provider: 'animatic',
        model: null,
        options: { fail: 's1a:moderation', after: '2' },
      },
    ]);
    expect(storyboard?.models.voice).toMatchObject([{ provider: 'animatic' }]);
    expect(storyboard?.models.image).toBeNull();
  });

  test('finish, trim, motion and raw', () => {
    const shot = firstShot(
      withShot(
        'finish: [upscale 2, smooth 48]\ntrim: {head: 6f}\nmotion: [{region: [0, .5, 0.5, 0.5], path: [[0, 0], [1, 1]]}]\nraw: {fal: {cfg: 0.5, on: true, id: 007, list: [1, no, "2"], none: null}}',
      ),
    );
    expect(shot).toMatchObject({
      finish: [
        { kind: 'upscale', factor: 2 },
        { kind: 'smooth', fps: 48 },
      ],
      trim: { headFrames: 6, tailFrames: 0 },
      motion: [
        {
          region: [0, 0.5, 0.5, 0.5],
          path: [
            [0, 0],
            [1, 1],
          ],
        },
      ],
      raw: { fal: { cfg: 0.5, on: true, id: '007', list: [1, 'no', '2'], none: null } },
    });
  });

  test('labels are a text or a map', () => {
    expect(read(withTop('label: AI-generated')).storyboard?.label).toEqual({ text: 'AI-generated', firstFrames: null });
    expect(read(withTop('label: {text: AI, first: 3s}')).storyboard?.label).toEqual({ text: 'AI', firstFrames: 72 });
  });

  test('money is millionths', () => {
    expect(read(withTop('budget: 12 USD')).storyboard?.budgetMicros).toBe(12_000_000);
    expect(read(withTop('budget: 0.35 USD')).storyboard?.budgetMicros).toBe(350_000);
  });

  test('a character is called by its id, capitalised, and wears a default', () => {
    const { storyboard } = read(
      withTop('characters: {old-mara: {wardrobe: red coat, color: "#ABC"}, tom: {name: "Tom \\"T\\" 100%"}}'),
    );
    expect(storyboard?.characters).toMatchObject([
      { id: 'old-mara', name: 'Old Mara', wardrobe: { default: 'red coat' }, color: '#aabbcc' },
      { id: 'tom', name: 'Tom "T" 100%', wardrobe: {}, color: null },
    ]);
  });
});

describe('scalars are read from their source text', () => {
  test.each(['no', 'off', '2', '007', '1e3', 'yes', '0x1F', '12:30', '2001-01-01', '.5', 'True'])(
    'title: %s',
    (word) => {
      expect(read(withTop(`title: ${word}`)).storyboard?.title).toBe(word);
    },
  );

  test('an id may be a number', () => {
    expect(firstShot(withShots('{id: 007, action: x}')).id).toBe('007');
  });

  test('names keep quotes, percent signs, colons, emoji and right-to-left text', () => {
    const name = `"%s": 🎬 مرحبا ${'👩‍🚀'} O'Hara`;
    const { storyboard, problems } = read(withTop(`characters: {a: {name: ${JSON.stringify(name)}}}`));
    expect(problems).toEqual([]);
    expect(storyboard?.characters[0]?.name).toBe(name);
  });
});

describe('anchors', () => {
  test('merge keys take over what a shot does not say itself', () => {
    const text = `longtake: 1
x-base: &base {action: They wait., duration: 2s}
x-close: &close {frame: close-up, duration: 3s}
scenes:
  - id: s
    shots:
      - {<<: *base, id: a}
      - {id: b, <<: [*close, *base]}
      - {id: c, <<: *base, duration: 4s}
`;
    const shots = read(text).storyboard?.scenes[0]?.shots ?? [];
    expect(read(text).problems).toEqual([]);
    expect(shots.map((shot) => shot.duration)).toEqual([48, 72, 96].map((frames) => ({ kind: 'frames', frames })));
    expect(shots[1]).toMatchObject({ action: 'They wait.', frame: { size: 'close-up' } });
  });

  test('keys that begin with x- are free everywhere', () => {
    expect(listProblems(withTop('x-any: {thing: [1, {2: 3}]}\ncharacters: {x-note: 3, mara: {x-b: c}}'))).toEqual([]);
  });
});

describe('a best effort', () => {
  test('wrong values become null or their default, and the rest is kept', () => {
    const { storyboard } = read(
      withShot('duration: 1:30\nframe: wyde\nwith: [mara, bob]\nstart: match zz\naction: fine'),
    );
    expect(storyboard?.scenes[0]?.shots[0]).toMatchObject({
      duration: null,
      frame: null,
      with: ['mara'],
      start: null,
      action: 'fine',
    });
  });

  test('shots without a good id are kept under ids of no one else', () => {
    const ids = read(withShots('{action: x}', '{id: B, action: x}', '{id: c, action: x}', '{id: c, action: x}'))
      .storyboard?.scenes.flatMap((scene) => scene.shots)
      .map((shot) => shot.id);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(4);
  });

  test.each(['', '[', 'x', 'longtake: 1', 'longtake: 1\nscenes: []', 'a: 1\n---\nb: 1'])(
    'nothing usable comes of %j',
    (text) => {
      const { storyboard, problems } = read(text);
      expect(storyboard).toBeNull();
      expect(problems.length).toBeGreaterThan(0);
    },
  );
});

describe('locate', () => {
  const parsed = read(withShot('action: They wait.\nwith: [mara]'));
  const at = (path: readonly (string | number)[], atKey = false): string => {
    const { line, column, length } = parsed.locate({
      code: 'x',
      severity: 'error',
      path,
      atKey,
      message: 'x',
      expected: null,
      fix: null,
    });
    return `${line}:${column}+${length}`;
  };

  test('points at values, keys and items', () => {
    expect(at(['scenes', 0, 'shots', 0, 'action'])).toBe('14:17+10');
    expect(at(['scenes', 0, 'shots', 0, 'action'], true)).toBe('14:9+6');
    expect(at(['scenes', 0, 'shots', 0, 'with', 0])).toBe('15:16+4');
  });

  test('falls back to the nearest thing above', () => {
    expect(at(['scenes', 0, 'shots', 0, 'duration'])).toBe('12:9+1');
    expect(at(['scenes', 9])).toBe('7:1+6');
    expect(at(['nothing', 'here'])).toBe('1:1+1');
    expect(at([])).toBe('1:1+11');
  });
});
