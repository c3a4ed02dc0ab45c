import { describe, expect, test } from 'vitest';
import type { Join, MusicSpec } from '../../src/model/storyboard.ts';
import { inPlayOrder } from '../../src/plan/play-order.ts';
import {
  castId,
  characterOf,
  codes,
  compile,
  frames,
  line,
  modelRef,
  shotId,
  shotOf,
  storyboardOf,
  task,
} from './storyboards.ts';

const joined = (out: Join) =>
  compile(storyboardOf([shotOf('a', { out, duration: frames(48) }), shotOf('b', { duration: frames(48) })])).plan;

test('are listed as the film plays, whatever is made first', () => {
  const bridge: Join = { kind: 'bridge', frames: 24, prompt: 'the door opens' };
  const { plan } = compile(
    storyboardOf([shotOf('a', { start: { kind: 'text' }, out: bridge }), shotOf('b'), shotOf('c')]),
  );
  const takes = inPlayOrder(plan).flatMap(({ id, kind }) => (kind === 'take' ? id : []));
  expect(takes).toEqual(['take:a', 'take:a.b', 'take:b', 'take:c']);
});

describe('a join', () => {
  test.each<Join>([
    { kind: 'dissolve', frames: 12 },
    { kind: 'wipe', frames: 12, direction: 'circle' },
    { kind: 'fade', frames: 13, color: 'white' },
    { kind: 'morph', frames: 12 },
  ])('of kind $kind is a seam that waits for both shots', (out) => {
    const plan = joined(out);
    expect(plan.joins[0]).toMatchObject({ index: 0, from: 'a', to: 'b', join: out, task: 'seam:a.b' });
    expect(task(plan, 'seam:a.b')).toMatchObject({ join: 0, needs: ['conform:a', 'conform:b'] });
    expect(task(plan, 'film').needs).toContain('seam:a.b');
  });

  test('that is a cut has no task', () => {
    const plan = joined({ kind: 'cut' });
    expect(plan.joins[0]?.task).toBeNull();
    expect(plan.tasks.some((one) => one.kind === 'seam')).toBe(false);
  });

  test('that is a bridge is a take between the two, with its own conform', () => {
    const plan = joined({ kind: 'bridge', frames: 96, prompt: 'Through the door.' });
    expect(plan.film.frames).toBe(48 + 96 + 48);
    expect(plan.joins[0]?.task).toBe('conform:a.b');
    expect(task(plan, 'take:a.b')).toMatchObject({
      kind: 'take',
      shot: null,
      join: 0,
      needs: ['conform:a', 'conform:b'],
    });
    expect(task(plan, 'take:a.b').request?.inputs).toEqual([
      { as: 'start', role: 'continue', from: { kind: 'task', task: 'conform:a', part: 'last' } },
      { as: 'end', role: 'match', from: { kind: 'task', task: 'conform:b', part: 'first' } },
    ]);
    expect(task(plan, 'take:a.b').request?.request).toMatchObject({
      kind: 'video',
      frames: 96,
      picture: { kind: 'bridge', between: ['a', 'b'], slate: { shot: 'a > b' } },
    });
    expect(task(plan, 'conform:a.b').needs).toEqual(['take:a.b']);
  });

  test('that is a bridge is fitted in as the storyboard says, whatever its shots say', () => {
    const out = { kind: 'bridge', frames: 48, prompt: 'On.' } as const;
    const { plan } = compile(storyboardOf([shotOf('a', { out, fit: 'crop' }), shotOf('b')], { fit: 'pad' }));
    expect(plan.film.fit).toBe('pad');
    expect(task(plan, 'conform:a.b').parts).toMatchObject({ fit: 'pad' });
  });

  test('to a shot that is called `in` is not taken for a fade in', () => {
    const fade = { kind: 'fade', color: 'black', frames: 6 } as const;
    const { plan } = compile(
      storyboardOf([shotOf('a', { in: fade, out: { kind: 'dissolve', frames: 6 } }), shotOf('in', { out: fade })]),
    );
    const seams = plan.tasks.filter((one) => one.kind === 'seam').map((one) => one.id);
    expect(seams).toEqual(['seam:a.in', 'seam:in.out', 'seam:a.shot-in']);
    expect(plan.joins[0]?.task).toBe('seam:a.shot-in');
  });
});

test('a fade at a shot’s own edge is a seam of that shot alone', () => {
  const fade = { kind: 'fade', color: 'black', frames: 12 } as const;
  const { plan } = compile(storyboardOf([shotOf('a', { in: fade, out: fade })]));
  for (const id of ['seam:a.in', 'seam:a.out']) {
    expect(task(plan, id)).toMatchObject({ kind: 'seam', shot: 'a', join: null, needs: ['conform:a'] });
  }
});

describe('speech', () => {
  const mara = characterOf('mara', { name: 'Mara', voice: 'low-calm-female' });
  const say = [
    line('Is it mine?', { who: 'mara' }),
    line('It always was.', { who: 'mara', place: 'off', notes: 'tired' }),
    line('And so it was.'),
  ];
  const shots = [shotOf('z'), shotOf('a', { say, with: [castId('mara')], trim: { headFrames: 6, tailFrames: 0 } })];
  const { plan } = compile(storyboardOf(shots, { characters: [mara] }));

  test('is a voice task per line, which the sound waits for', () => {
    expect(plan.speech.map((one) => [one.task, one.name, one.place, one.notes, one.voice])).toEqual([
      ['voice:a.1', 'Mara', 'on', null, 'low-calm-female'],
      ['voice:a.2', 'Mara', 'off', 'tired', 'low-calm-female'],
      ['voice:a.3', 'Narrator', 'on', null, null],
    ]);
    expect(new Set(task(plan, 'sound').needs)).toEqual(
      new Set(['conform:z', 'conform:a', 'voice:a.1', 'voice:a.2', 'voice:a.3']),
    );
  });

  test('is asked for as long as its slot', () => {
    const [first] = plan.speech;
    const request = task(plan, 'voice:a.1').request?.request;
    expect(request).toMatchObject({ kind: 'voice', who: 'mara', words: 'Is it mine?' });
    expect(request?.kind === 'voice' ? request.lengthMs : 0).toBe(Math.ceil(((first?.frames ?? 0) * 1000) / 24));
  });

  test('is seen in the picture in frames of the take', () => {
    const { speech } = plan.shots[1]?.picture ?? {};
    const film = plan.speech.map((one) => one.fromFrame - 120 + 6);
    expect(speech?.map((one) => [one.who, one.fromFrame, one.onScreen])).toEqual([
      ['mara', film[0], true],
      ['mara', film[1], false],
      ['narrator', film[2], false],
    ]);
  });
});

describe('music', () => {
  const bed = (source: MusicSpec['source']): MusicSpec => ({ source, levelDb: -24, duckDb: 8, fadeFrames: 48 });
  const film = (seconds: number) =>
    compile(
      storyboardOf([shotOf('a', { duration: frames(seconds * 24) })], {
        audio: {
          music: bed({ kind: 'prompt', prompt: 'slow cello' }),
          ambience: bed({ kind: 'file', file: 'score.flac' }),
          loudnessLufs: null,
        },
        models: { ...storyboardOf([]).models, music: [modelRef('elevenlabs:music')] },
      }),
    ).plan;

  test('is made where a prompt is given, and laid as it is where a file is', () => {
    const plan = film(5);
    expect(plan.music.map((one) => [one.role, one.source.kind, one.levelDb, one.fadeFrames])).toEqual([
      ['music', 'task', -24, 48],
      ['ambience', 'file', -24, 48],
    ]);
    expect(plan.tasks.filter((one) => one.kind === 'music').map((one) => one.id)).toEqual(['music:music']);
    expect(task(plan, 'sound').needs).toContain('music:music');
  });

  test('is asked for in steps of 15 s, so that a longer shot does not buy it again', () => {
    expect(task(film(5), 'music:music').fingerprint).toBe(task(film(14), 'music:music').fingerprint);
    expect(task(film(16), 'music:music').fingerprint).not.toBe(task(film(14), 'music:music').fingerprint);
    expect(task(film(16), 'music:music').request?.request).toMatchObject({ kind: 'music', lengthMs: 30_000 });
    expect(film(14).costMicros).toBe(150_000);
  });
});

describe('statements', () => {
  const texts = (...args: Parameters<typeof compile>) =>
    compile(...args).plan.statements.map((statement) => statement.text);

  test('name everything that this version leaves undone', () => {
    const storyboard = storyboardOf(
      [
        shotOf('a', { lipsync: true, say: [line('Oh.')] }),
        shotOf('b', { perform: 'footage.mp4', finish: [{ kind: 'upscale', factor: 2 }] }),
        shotOf('c', { clip: 'footage.mp4', restyle: 'as a woodcut' }),
      ],
      {
        captions: { file: ['srt'], burn: false },
        label: { text: 'AI-generated', firstFrames: null },
        audio: {
          music: { source: { kind: 'prompt', prompt: 'cello' }, levelDb: -24, duckDb: 8, fadeFrames: 0 },
          ambience: null,
          loudnessLufs: -14,
        },
      },
    );
    expect(texts(storyboard)).toEqual([
      '`lipsync` (a) is not carried out by this version: lips are not synced to the voice',
      '`perform` (b) is not carried out by this version: the shot is made without the performance',
      '`restyle` (c) is not carried out by this version: the clip is used as it is',
      '`finish` (b) is not carried out by this version: takes are neither upscaled nor smoothed beyond the film’s own size and rate',
      '`captions` is not carried out by this version: no caption files are written and nothing is burned in',
      '`label` is not carried out by this version: the film is not labelled',
      '`audio: loudness` is not carried out by this version: the mix keeps the levels it was given',
      '`audio: duck` is not carried out by this version: music keeps its level under speech',
    ]);
  });

  test('are none for a film that is all drawn', () => {
    expect(texts(storyboardOf([shotOf('a', { action: 'Rain.' })]))).toEqual([]);
  });

  test('warn of drawings that go to a paid model', () => {
    const storyboard = storyboardOf([shotOf('a', { with: [castId('mara')] })], {
      characters: [characterOf('mara')],
      models: { ...storyboardOf([]).models, video: [modelRef('fal:kling-v3-pro')] },
    });
    expect(texts(storyboard)).toContain(
      'keyframes are drawings of the animatic and go to a paid video model: name `models: image`',
    );
    expect(texts(storyboard, { preview: true })).toEqual([]);
  });

  test('say whose name reaches a model alone, and when a bound last frame is trimmed off', () => {
    const storyboard = storyboardOf(
      [
        shotOf('a', {
          with: [castId('tom')],
          duration: frames(100),
          start: { kind: 'image', file: 'start.png' },
          end: { kind: 'image', file: 'end.png' },
        }),
      ],
      {
        characters: [characterOf('tom', { look: null })],
        models: { ...storyboardOf([]).models, video: [modelRef('fal:kling-v3-pro')] },
      },
    );
    expect(texts(storyboard)).toContain(
      'tom without `look` or `refs`: only the name reaches a model, in each shot anew',
    );
    expect(texts(storyboard)).toContain(
      "a: the model's take is longer than the shot, so its bound last frame is trimmed off",
    );
  });
});

test('a storyboard without shots is a problem and still a plan', () => {
  const { plan, problems } = compile(storyboardOf([]));
  expect(codes(problems)).toEqual(['no_shots']);
  expect(plan.film).toMatchObject({ frames: 0, segments: [] });
  expect(plan.tasks.map((one) => one.id)).toEqual(['sound', 'film']);
});

test('every paid task has a request, and every derived one has none', () => {
  const { plan } = compile(
    storyboardOf([shotOf('a', { with: [castId('mara')], say: [line('Oh.')], was: shotId('old') })], {
      characters: [characterOf('mara')],
    }),
  );
  for (const one of plan.tasks) {
    const isPaid = ['keyframe', 'take', 'voice', 'music'].includes(one.kind);
    expect([one.id, one.request !== null, one.ladder.length > 0]).toEqual([one.id, isPaid, isPaid]);
    expect(one.weightMs).toBeGreaterThan(0);
  }
});
