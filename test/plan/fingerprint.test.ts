import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/base/json.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Character, Shot, Storyboard } from '../../src/model/storyboard.ts';
import { describeChange, fingerprinted, fingerprintParts, sorted } from '../../src/plan/fingerprint.ts';
import {
  castId,
  characterOf,
  compile,
  frames,
  line,
  modelRef,
  placeOf,
  sceneOf,
  setupOf,
  shotId,
  shotOf,
  storyboardOf,
  task,
} from './storyboards.ts';

const MARA: Partial<Character> = {
  look: 'woman about 60',
  wardrobe: { default: 'coat', home: 'jumper' },
  refs: { front: 'front.png' },
  voice: 'low',
};
const SAYS: Partial<Shot> = {
  with: [castId('mara')],
  action: 'She waits.',
  say: [line('Is it mine?', { who: 'mara' })],
  camera: { move: 'pan_left', speed: 'slow' },
  frame: { size: 'wide', angle: 'low', lensMm: 28 },
  duration: frames(96),
};

type Edit = {
  readonly shot?: Partial<Shot>;
  readonly mara?: Partial<Character>;
  readonly film?: Partial<Storyboard>;
  readonly before?: readonly Shot[];
  readonly after?: readonly Shot[];
};

/** A film whose middle shot is looked at. */
function film({ shot = {}, mara = {}, film: rest = {}, before = [], after = [] }: Edit = {}): Plan {
  const looked = shotOf('b', { ...SAYS, ...shot });
  const shots = [shotOf('a', { with: [castId('mara')] }), ...before, looked, ...after, shotOf('z')];
  return compile(
    storyboardOf([], {
      style: '35mm',
      avoid: 'text',
      characters: [characterOf('mara', { ...MARA, ...mara }), characterOf('tom')],
      places: [placeOf('room'), placeOf('yard')],
      setups: [setupOf('close')],
      scenes: [sceneOf('s1', shots, { place: castId('room'), time: 'night', heading: 'INT. ROOM' })],
      ...rest,
    }),
  ).plan;
}
const print = (plan: Plan, id: string): string => task(plan, id).fingerprint;
const was = film();

describe('a take’s fingerprint', () => {
  test.each<[what: string, edit: Edit, words: string]>([
    ['the action', { shot: { action: 'She runs.' } }, 'action: She waits. → She runs.'],
    ['the prompt', { shot: { prompt: 'an empty room, seen from above' } }, 'prompt added'],
    ['the duration', { shot: { duration: frames(120) } }, 'frames: 96 → 120'],
    ['the trim', { shot: { trim: { headFrames: 6, tailFrames: 0 } } }, 'frames: 96 → 102'],
    ['the camera', { shot: { camera: { move: 'pan_left', speed: 'fast' } } }, 'camera: pan_left slow → pan_left fast'],
    [
      'the frame',
      { shot: { frame: { size: 'wide', angle: 'low', lensMm: 35 } } },
      'frame: wide low 28mm → wide low 35mm',
    ],
    ['the light', { shot: { light: 'candle' } }, 'light added'],
    ['the time', { shot: { time: 'dawn' } }, 'time: night → dawn'],
    ['the place', { shot: { place: castId('yard') } }, 'place: room → yard'],
    ['who is in it', { shot: { with: [castId('mara'), castId('tom')] } }, 'with: mara → mara, tom'],
    ['her look', { mara: { look: 'woman about 70' } }, 'look of mara: woman about 60 → woman about 70'],
    ['her wardrobe', { mara: { wardrobe: { default: 'cape' } } }, 'wardrobe of mara: coat → cape'],
    ['what she wears here', { shot: { wardrobe: { mara: 'home' } } }, 'wardrobe of mara: coat → jumper'],
    ['her reference images', { mara: { refs: { front: 'left.png' } } }, 'references of mara changed'],
    ['the style', { film: { style: 'charcoal' } }, 'style: 35mm → charcoal'],
    ['what to avoid', { film: { avoid: null } }, 'avoid removed'],
    ['the seed', { shot: { seed: 8 } }, 'seed: 7 → 8'],
    ['the film’s size', { film: { size: { width: 640, height: 360 } } }, 'size: 1280x720 → 640x360'],
    ['the sound', { shot: { sound: 'wind' } }, 'sound added'],
    ['the start', { shot: { start: { kind: 'text' } } }, 'start: keyframe → text'],
    ['a start image', { shot: { start: { kind: 'image', file: 'start.png' } } }, 'start changed'],
    ['the end', { shot: { end: { kind: 'match', shot: shotId('a') } } }, 'end added'],
    ['who speaks in the picture', { shot: { say: [] } }, 'speaks removed'],
    ['the motion', { shot: { motion: [{ region: [0, 0, 1, 1], path: [[0, 0]] }] } }, 'motion added'],
    ['raw options', { shot: { raw: { fal: { cfg: 1 } } } }, 'raw added'],
    ['that it is a still', { shot: { still: true } }, 'kind: take → still'],
  ])('changes with %s, and says so', (_, edit, words) => {
    const is = film(edit);
    expect(print(is, 'take:b')).not.toBe(print(was, 'take:b'));
    const changes = describeChange(fingerprintParts(task(was, 'take:b')), fingerprintParts(task(is, 'take:b')));
    expect(changes.filter((change) => isSaid(change, words))).toHaveLength(1);
  });

  test.each<[what: string, edit: Edit]>([
    ['a note', { shot: { note: 'think again' } }],
    ['the number of takes', { shot: { takes: 4 } }],
    ['a join that inserts', { shot: { out: { kind: 'morph', frames: 24 } } }],
    ['a join that overlaps', { shot: { out: { kind: 'dissolve', frames: 12 } } }],
    ['a fade in', { shot: { in: { kind: 'fade', color: 'black', frames: 12 } } }],
    ['its fit and its own sound', { shot: { fit: 'pad', nativeAudio: 'mute' } }],
    ['its model', { shot: { model: [modelRef('fal:kling-v3-pro')] } }],
    ['the words that are spoken', { shot: { say: [line('Is it yours?', { who: 'mara' })] } }],
    ['lips that are synced over it', { shot: { lipsync: true } }],
    ['a finish', { shot: { finish: [{ kind: 'upscale', factor: 2 }] } }],
    ['a colour of previews', { mara: { color: '#112233' } }],
    ['an outfit that is not worn', { mara: { wardrobe: { default: 'coat', home: 'jumper', ball: 'gown' } } }],
    [
      'the title, captions, label and loudness',
      {
        film: {
          title: 'Other',
          captions: { file: ['srt'], burn: false },
          label: { text: 'AI', firstFrames: null },
          audio: { music: null, ambience: null, loudnessLufs: -14 },
        },
      },
    ],
    ['the film’s models', { film: { models: { ...storyboardOf([]).models, video: [modelRef('fal:wan-v2.7')] } } }],
    ['a shot before it', { before: [shotOf('new', { with: [castId('tom')] })] }],
    ['a shot after it', { after: [shotOf('new')] }],
    [
      'writing its defaults down',
      { shot: { time: 'night', place: castId('room'), takes: 1, start: { kind: 'keyframe' } } },
    ],
  ])('stays with %s', (_, edit) => {
    expect(print(film(edit), 'take:b')).toBe(print(was, 'take:b'));
  });

  test('stays when its shot is renamed, and so does its seed', () => {
    const renamed = film({ shot: { id: shotId('new'), was: shotId('b') } });
    expect(print(renamed, 'take:new')).toBe(print(was, 'take:b'));
    expect(task(renamed, 'take:new').was).toBe('take:b');
    expect(task(renamed, 'keyframe:new').was).toBe('keyframe:b');
    expect(task(renamed, 'voice:new.1').was).toBe('voice:b.1');
    expect(task(renamed, 'take:new').request?.request.seed).toBe(task(was, 'take:b').request?.request.seed);
  });

  test('is the same for two shots that say the same: they are told apart by their task', () => {
    const twins = film({ after: [shotOf('c', SAYS)] });
    expect(print(twins, 'take:c')).toBe(print(twins, 'take:b'));
    expect(task(twins, 'take:c').request?.request.seed).not.toBe(task(twins, 'take:b').request?.request.seed);
  });

  test('does not move with the anchor of its chain', () => {
    const link = (id: string) => shotOf(id, { with: [castId('mara')], start: { kind: 'continue' }, action: id });
    const chain = ['p', 'q', 'r', 's'].map(link);
    const before = film({ after: chain });
    const after = film({ after: [link('o'), ...chain] });
    expect(before.shots.find((shot) => shot.id === 's')?.start.kind).toBe('anchor');
    expect(after.shots.find((shot) => shot.id === 's')?.start.kind).toBe('continue');
    for (const id of ['p', 'q', 'r', 's']) expect(print(after, `take:${id}`)).toBe(print(before, `take:${id}`));
  });
});

/** A short value is said with what it was and is, a long one by its name. */
function isSaid(change: string, words: string): boolean {
  return change === words || change === `${words.split(':')[0]} changed`;
}

describe('other fingerprints', () => {
  test('of a keyframe do not know length, camera or sound', () => {
    const edits: Partial<Shot>[] = [
      { duration: frames(48) },
      { camera: { move: 'static', speed: 'medium' } },
      { sound: 'wind' },
      { say: [] },
      { takes: 2 },
    ];
    for (const shot of edits) expect(print(film({ shot }), 'keyframe:b')).toBe(print(was, 'keyframe:b'));
    expect(print(film({ shot: { action: 'She runs.' } }), 'keyframe:b')).not.toBe(print(was, 'keyframe:b'));
  });

  test('of a line know its words, its notes and its voice', () => {
    const say = (words: string, notes: string | null = null) => ({
      shot: { say: [line(words, { who: 'mara', notes })] },
    });
    const prints = [
      was,
      film(say('Is it yours?')),
      film(say('Is it mine?', 'tired')),
      film({ mara: { voice: 'high' } }),
    ];
    expect(new Set(prints.map((plan) => print(plan, 'voice:b.1'))).size).toBe(4);
    expect(print(film({ shot: { duration: frames(200) } }), 'voice:b.1')).toBe(print(was, 'voice:b.1'));
  });

  test('of a seam know the join, and those of its neighbours’ conforms how they are cut', () => {
    const dissolve = (count: number) => film({ shot: { out: { kind: 'dissolve', frames: count } } });
    const [six, seven] = [dissolve(6), dissolve(7)];
    for (const id of ['seam:b.z', 'conform:b', 'conform:z', 'sound', 'film'])
      expect(print(six, id)).not.toBe(print(seven, id));
    expect(print(six, 'conform:a')).toBe(print(seven, 'conform:a'));
    expect(six.fingerprint).not.toBe(seven.fingerprint);
  });

  test('of the film stay with a note', () => {
    expect(film({ shot: { note: 'later' } }).fingerprint).toBe(was.fingerprint);
  });
});

test('a fingerprint does not know the order of its parts, nor those that are absent', () => {
  const value: fc.Arbitrary<Json> = fc.oneof(fc.string(), fc.integer(), fc.constant(null));
  const name = fc.string({ minLength: 1 }).filter((text) => text !== '__proto__');
  fc.assert(
    fc.property(fc.dictionary(name, value), fc.dictionary(name, value), (flat, nested) => {
      const parts = { ...flat, raw: sorted(nested) };
      const { fingerprint } = fingerprinted(parts);
      const reversed = Object.fromEntries(Object.entries(parts).toReversed());
      expect(fingerprinted(reversed).fingerprint).toBe(fingerprint);
      const present = Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== null));
      expect(fingerprinted(present).fingerprint).toBe(fingerprint);
      expect(fingerprinted({ ...parts, 'one more': 1 }).fingerprint).not.toBe(fingerprint);
    }),
  );
  expect(sorted({ b: { z: 1, a: [{ y: 1, x: 2 }] }, a: 1 })).toEqual({ a: 1, b: { a: [{ x: 2, y: 1 }], z: 1 } });
  expect(JSON.stringify(sorted({ b: { z: 1, a: 2 }, a: 1 }))).toBe('{"a":1,"b":{"a":2,"z":1}}');
});
