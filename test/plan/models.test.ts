import { describe, expect, test } from 'vitest';
import type { Join, Shot, Storyboard } from '../../src/model/storyboard.ts';
import { lengthMsFor } from '../../src/plan/abilities.ts';
import { errorAt, warningAt, withoutConsequences } from '../../src/plan/problems.ts';
import { unreadyModels } from '../../src/plan/ready.ts';
import {
  MODELS,
  castId,
  characterOf,
  codes,
  compile,
  frames,
  modelRef,
  shotOf,
  shotPlan,
  storyboardOf,
  task,
} from './storyboards.ts';

const NONE = storyboardOf([]).models;
const FILM_FPS = { num: 24, den: 1 };
function film(video: readonly string[], shots: readonly Shot[], rest: Partial<Storyboard> = {}) {
  return storyboardOf(shots, { models: { ...NONE, video: video.map(modelRef) }, ...rest });
}
const length = (seconds: number) => ({ duration: frames(seconds * 24) });

describe('under the film', () => {
  const bed = { source: { kind: 'prompt', prompt: 'wind' }, levelDb: -24, duckDb: 0, fadeFrames: 48 } as const;
  const beds = (music: readonly string[], seconds: number) =>
    compile(
      storyboardOf([shotOf('a', length(seconds))], {
        models: { ...NONE, music: music.map(modelRef) },
        audio: { music: bed, ambience: bed, loudnessLufs: null },
      }),
    );

  test('a model of sound effects makes the sound of the place, and leaves the music to the next', () => {
    const { plan, problems } = beds(['elevenlabs:sound-effects', 'elevenlabs:music'], 15);
    expect(problems).toEqual([]);
    const rungs = (id: string) => task(plan, id).ladder.map(({ model, lengthMs }) => [model, lengthMs]);
    expect(rungs('music:music')).toEqual([['elevenlabs:music', 15_000]]);
    expect(rungs('music:ambience')).toEqual([
      ['elevenlabs:sound-effects', 15_000],
      ['elevenlabs:music', 15_000],
    ]);
    expect(task(plan, 'music:music').ladder[0]?.reason).toBe(
      'first that can: elevenlabs:sound-effects cannot play music',
    );
  });

  test('it is asked for all it can where the film is longer, and says that it is played again', () => {
    const { plan } = beds(['elevenlabs:sound-effects', 'elevenlabs:music'], 90);
    expect(task(plan, 'music:ambience').ladder[0]).toMatchObject({
      lengthMs: 30_000,
      reason: 'named in the ladder; 30s long, played again until the film ends',
    });
  });

  test('it alone cannot play, and one that can is named', () => {
    const { problems } = beds(['elevenlabs:sound-effects'], 15);
    expect(problems[0]).toMatchObject({
      message: 'No model in the ladder can make the music: elevenlabs:sound-effects cannot play music',
    });
  });
});

describe('the length asked of a model', () => {
  test.each([
    ['its own step', 'fal:kling-v3-pro', 5, 5000],
    ['its shortest', 'fal:kling-v3-pro', 1, 3000],
    ['the next step', 'fal:veo3.1', 5, 6000],
    ['exactly what is needed where any length goes', 'animatic', 2.5, 2500],
  ])('is %s', (_, model, seconds, lengthMs) => {
    const { plan, problems } = compile(film([model], [shotOf('a', length(seconds))]));
    expect(problems).toEqual([]);
    expect(shotPlan(plan, 'a').ladder[0]?.lengthMs).toBe(lengthMs);
  });

  test('of 5 s is enough for 120 frames at 23.976, which are 5.005 s', () => {
    const fps = { num: 24_000, den: 1001 };
    const { plan } = compile(film(['fal:kling-v3-pro'], [shotOf('a', { duration: frames(120) })], { fps }));
    expect(shotPlan(plan, 'a').ladder[0]?.lengthMs).toBe(5000);
  });

  const whole = { kind: 'range', minMs: 1500, maxMs: 9500 } as const;
  test.each([
    ['are rounded up', whole, 60, FILM_FPS, 3000],
    ['are kept where they are whole', whole, 72, FILM_FPS, 3000],
    ['are no shorter than the shortest', whole, 12, FILM_FPS, 2000],
    ['are no longer than the longest', whole, 228, FILM_FPS, null],
    ['are enough by the house’s rounding', whole, 120, { num: 24_000, den: 1001 }, 5000],
    ['are rounded up where any length goes', null, 30, FILM_FPS, 2000],
  ] as const)('of whole seconds %s', (_, lengths, count, fps, lengthMs) => {
    const [facts] = MODELS;
    if (facts === undefined) throw new Error('no registry');
    expect(lengthMsFor({ ...facts, lengths, lengthStepMs: 1000 }, count, fps)).toBe(lengthMs);
  });

  test('counts what is cut off the take', () => {
    const trim = { headFrames: 6, tailFrames: 6 };
    const { plan } = compile(film(['fal:kling-v3-pro'], [shotOf('a', { ...length(5), trim })]));
    expect(shotPlan(plan, 'a').takeFrames).toBe(132);
    expect(shotPlan(plan, 'a').ladder[0]?.lengthMs).toBe(6000);
    expect(shotPlan(plan, 'a').ladder[0]?.reason).toBe(
      'named in the storyboard; asked for 6s, its nearest at or above 5.5s',
    );
  });

  test('beyond what a model can names one that can', () => {
    const { problems } = compile(film(['fal:kling-v3-pro'], [shotOf('a', length(25))]));
    expect(codes(problems)).toEqual(['model_cannot']);
    expect(problems[0]?.message).toBe(
      'No model in the ladder can shoot a: fal:kling-v3-pro makes at most 15s and 25s are needed',
    );
    expect(problems[0]?.fix).toBe('write `model: runway:seedance2_5`, the nearest that can');
  });

  test('names no model that this version cannot shoot with, though it is nearer', () => {
    const { problems } = compile(film(['runway:gen4.5'], [shotOf('a', length(12))]));
    expect(problems[0]?.fix).toBe('write `model: runway:seedance2_5`, the nearest that can');
  });

  test('of a bridge names the film’s ladder: a shot’s own model does not shoot it', () => {
    const out: Join = { kind: 'bridge', frames: 48, prompt: 'On.' };
    const shots = [shotOf('a', { ...length(5), out, model: [modelRef('fal:kling-v3-pro')] }), shotOf('b', length(5))];
    const { problems } = compile(film(['runway:gen4.5'], shots));
    expect(codes(problems)).toEqual(['model_cannot']);
    const ladder = /^write `models: \{video: \[(runway:gen4\.5, \S+)\]\}`, the nearest that can$/u.exec(
      problems[0]?.fix ?? '',
    );
    expect(ladder).not.toBeNull();
    expect(codes(compile(film((ladder?.[1] ?? '').split(', '), shots)).problems)).toEqual([]);
  });

  test('beyond what any model can asks for two shots', () => {
    const { problems } = compile(film(['fal:kling-v3-pro'], [shotOf('a', length(90))]));
    expect(problems[0]?.fix).toBe('make two shots of it');
  });
});

describe('a ladder', () => {
  const image = { start: { kind: 'image', file: 'start.png' } } as const;

  test('leaves out the rungs that cannot, and says so', () => {
    const shots = [shotOf('a', { ...image, end: { kind: 'image', file: 'end.png' } })];
    const { plan, problems } = compile(film(['runway:gen4.5', 'fal:kling-v3-pro'], shots));
    expect(problems).toEqual([]);
    expect(shotPlan(plan, 'a').ladder.map((rung) => rung.model)).toEqual(['fal:kling-v3-pro']);
    expect(shotPlan(plan, 'a').ladder[0]?.reason).toContain('runway:gen4.5 cannot end on a given last frame');
    expect(plan.statements.map((statement) => statement.text).join('\n')).toContain('left out of the ladder');
  });

  test('without native extend refuses `start: extend` and names the nearest choices', () => {
    const { problems } = compile(
      film(['fal:kling-v3-pro'], [shotOf('a', image), shotOf('b', { start: { kind: 'extend' } })]),
    );
    expect(codes(problems)).toEqual(['model_cannot']);
    expect(problems[0]?.fix).toContain('`start: continue`');
    expect(problems[0]?.fix).toMatch(/`model: fal:[a-z0-9.-]+`, the nearest that can/);
  });

  test('is the shot’s own before the film’s, and the command line’s before both', () => {
    const storyboard = film(['fal:kling-v3-pro'], [shotOf('a'), shotOf('b', { model: [modelRef('fal:veo3.1')] })]);
    const first = (options: object) => compile(storyboard, options).plan.shots.map((shot) => shot.ladder[0]?.model);
    expect(first({})).toEqual(['fal:kling-v3-pro', 'fal:veo3.1']);
    expect(first({ overrides: { model: modelRef('runway:gen4.5') } })).toEqual(['runway:gen4.5', 'runway:gen4.5']);
    expect(first({ preview: true })).toEqual(['animatic', 'animatic']);
  });

  test('keeps the options of its animatic in a preview', () => {
    const ref = { ...modelRef('animatic'), text: 'animatic?fail=moderation', options: { fail: 'moderation' } };
    const { plan } = compile(storyboardOf([shotOf('a')], { models: { ...NONE, video: [ref] } }), { preview: true });
    expect(shotPlan(plan, 'a').ladder[0]?.ref.options).toEqual({ fail: 'moderation' });
  });

  test('of `auto` is the cheapest ready model of a known price, with the reason', () => {
    const { plan, problems } = compile(film(['auto'], [shotOf('a')]), {
      unset: new Set(['replicate', 'runway', 'gemini']),
    });
    expect(problems).toEqual([]);
    const [first] = shotPlan(plan, 'a').ladder;
    expect(first).toMatchObject({
      model: 'fal:ltx-2-19b',
      ref: { text: 'fal:ltx-2-19b', provider: 'fal', model: 'ltx-2-19b' },
    });
    expect(first?.reason).toMatch(/auto: the cheapest of \d+ that can, \$[\d.]+; asked for 6s/u);
  });

  test('of `auto` keeps within its ceiling and to its provider, and is drawn here where no key is set', () => {
    const auto = (options: Readonly<Record<string, string>>, unset: readonly string[] = []) => {
      const ref = { ...modelRef('auto'), options };
      const storyboard = storyboardOf([shotOf('a')], { models: { ...NONE, video: [ref] } });
      const { plan, problems } = compile(storyboard, { unset: new Set(unset) });
      return { ladder: shotPlan(plan, 'a').ladder, problems };
    };
    expect(auto({ prefer: 'fal', max: '0.45' }).ladder[0]?.reason).toContain('of fal that can');
    expect(auto({ max: '0.01' }).ladder[0]).toMatchObject({
      model: 'animatic',
      reason: expect.stringContaining('`max`'),
    });
    expect(auto({}, ['fal', 'replicate', 'runway', 'gemini']).ladder[0]).toMatchObject({
      model: 'animatic',
      reason: expect.stringContaining('no key is set for fal'),
    });
    expect(auto({ cheap: 'yes' }).problems[0]?.message).toContain('auto does not know `cheap`');
  });

  test('never sends a card, a still or footage away', () => {
    const shots = [
      shotOf('card', { card: 'Fin', ...length(2) }),
      shotOf('still', { still: true, ...length(2) }),
      shotOf('clip', { clip: 'footage.mp4', ...length(2) }),
    ];
    const { plan, problems } = compile(film(['fal:kling-v3-pro'], shots));
    expect(problems).toEqual([]);
    expect(plan.shots.map((shot) => shot.ladder.map((rung) => rung.model))).toEqual([
      ['animatic'],
      ['animatic'],
      ['clip'],
    ]);
    expect(plan.costMicros).toBe(0);
    expect(plan.shots.every((shot) => shot.picture.slate === null)).toBe(true);
  });

  test('of a restyled clip must take footage as short as it is, which nobody can make longer', () => {
    const shots = [shotOf('a', { clip: 'footage.mp4', restyle: 'as a woodcut' })];
    const of = (ms: number) =>
      compile(film(['fal:kling-o3-pro-edit'], shots), { clipsMs: new Map([['footage.mp4', ms]]) }).problems;
    expect(of(2000)[0]?.message).toContain('works over footage of 3s and more, and this is 2s long');
    expect(of(3000)).toEqual([]);
  });

  test('of a restyled clip must be able to restyle', () => {
    const shots = [shotOf('a', { clip: 'footage.mp4', restyle: 'as a woodcut' })];
    expect(codes(compile(film(['runway:gen4.5'], shots)).problems)).toEqual(['model_cannot']);
    expect(shotPlan(compile(film(['runway:aleph2'], shots)).plan, 'a').ladder[0]?.model).toBe('runway:aleph2');
    expect(shotPlan(compile(film([], shots)).plan, 'a').ladder[0]?.model).toBe('clip');
  });
});

describe('a model that longtake does not know', () => {
  test.each([
    ['a slip of the pen', 'fal:kling-v3-por', 'did you mean fal:kling-v3-pro?'],
    ['nothing like any', 'acme:zzzzzzzzzzzzzzzzzzzzz', null],
  ])('is a problem once for the whole film: %s', (_, id, fix) => {
    const { plan, problems } = compile(film([id], [shotOf('a'), shotOf('b')]));
    expect(problems.map((problem) => [problem.code, problem.path, problem.fix])).toEqual([
      ['unknown_model', ['models', 'video'], fix],
    ]);
    expect(plan.shots.map((shot) => shot.ladder[0]?.model)).toEqual(['animatic', 'animatic']);
  });

  test('in this medium says in which it is known', () => {
    const { problems } = compile(film(['fal:nano-banana'], [shotOf('a')]));
    expect(problems[0]?.message).toBe('fal:nano-banana is an image model, not a video model');
  });
});

describe('a model that its vendor retires', () => {
  test('is an error from that day on, and names another', () => {
    const { problems } = compile(film(['openai:sora-2'], [shotOf('a')]), { todayIso: '2026-11-22' });
    expect(problems.map((problem) => [problem.code, problem.severity])).toEqual([['model_retired', 'error']]);
    expect(problems[0]?.message).toBe('openai:sora-2 was shut down on 2026-09-24');
  });

  test('is a warning in the two months before, and nothing but a note before that', () => {
    const storyboard = film(['google:veo-3.1-generate-preview'], [shotOf('a', length(4))]);
    const soon = compile(storyboard, { todayIso: '2026-10-21T10:00:00Z' });
    expect(soon.problems.map((problem) => [problem.code, problem.severity])).toEqual([['model_retires', 'warning']]);
    expect(soon.problems[0]?.message).toContain('on 2026-10-22, in 1 day');
    const early = compile(storyboard, { todayIso: '2026-01-01' });
    expect(early.problems).toEqual([]);
    expect(early.plan.statements.map((statement) => statement.text)).toContain(
      'google:veo-3.1-generate-preview is served until 2026-10-22',
    );
  });
});

describe('prices', () => {
  test('are the first rung’s, for every take', () => {
    const { plan } = compile(film(['fal:kling-v3-pro', 'runway:gen4.5'], [shotOf('a', { ...length(5), takes: 3 })]));
    expect(task(plan, 'take:a').ladder.map((rung) => rung.costMicros)).toEqual([560_000, 600_000]);
    expect(plan.costMicros).toBe(3 * 560_000);
  });

  test('of larger pictures are those of a film of that size, and what is charged by steps is rounded up', () => {
    const at = (width: number, height: number): number | undefined => {
      const storyboard = { ...film(['fal:veo3.1'], [shotOf('a', length(4))]), size: { width, height } };
      return shotPlan(compile(storyboard).plan, 'a').ladder[0]?.costMicros;
    };
    expect([at(1280, 720), at(1920, 1080), at(3840, 2160)]).toEqual([800_000, 800_000, 1_600_000]);
    const bed = { source: { kind: 'prompt', prompt: 'cello' }, levelDb: -24, duckDb: 0, fadeFrames: 48 } as const;
    const scored = storyboardOf([shotOf('a', length(10))], {
      models: { ...NONE, music: [modelRef('fal:elevenlabs-music')] },
      audio: { music: bed, ambience: null, loudnessLufs: null },
    });
    expect(compile(scored).plan.costMicros).toBe(800_000);
  });

  test('that nobody knows are said and not counted', () => {
    const models = { ...NONE, image: [modelRef('fal:flux-2')] };
    const { plan } = compile(storyboardOf([shotOf('a', { start: { kind: 'keyframe' } })], { models }));
    expect(plan.costMicros).toBe(0);
    expect(plan.statements).toContainEqual({
      kind: 'warning',
      shot: null,
      text: 'prices of fal:flux-2 are not known: what they cost is not in the total',
    });
  });
});

test('models without an adapter are planned and listed, so that `render` can refuse them', () => {
  const storyboard = film(['runway:hailuo3'], [shotOf('a', { with: [castId('mara')] }), shotOf('b', { card: 'Fin' })], {
    characters: [characterOf('mara')],
  });
  const { plan } = compile(storyboard);
  expect(unreadyModels(plan)).toEqual([{ model: 'runway:hailuo3', tasks: ['take:a'] }]);
  expect(plan.statements.map((statement) => statement.text)[0]).toContain('no adapter for runway:hailuo3 (1 task)');
  expect(unreadyModels(compile(storyboard, { preview: true }).plan)).toEqual([]);
});

test('what a model cannot do is no mistake of its own where the shot has another', () => {
  const at = (code: string, ...path: readonly (string | number)[]) => errorAt({ code, path, message: code });
  const cannot = at('model_cannot', 'scenes', 0, 'shots', 0);
  const other = at('model_cannot', 'scenes', 0, 'shots', 1);
  const missing = at('missing_file', 'scenes', 0, 'shots', 0, 'perform');
  expect(withoutConsequences([cannot, other], [missing])).toEqual([other]);
  expect(withoutConsequences([cannot], [warningAt({ code: 'slip', path: missing.path, message: '' })])).toEqual([
    cannot,
  ]);
});
