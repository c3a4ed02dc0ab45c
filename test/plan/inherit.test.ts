import { describe, expect, test } from 'vitest';
import {
  castId,
  characterOf,
  compile,
  frames,
  placeOf,
  propOf,
  sceneOf,
  setupOf,
  shotOf,
  shotPlan,
  storyboardOf,
} from './storyboards.ts';

const framing = (rest: object) => ({ size: null, angle: null, lensMm: null, ...rest });
const none = storyboardOf([]).defaults;

describe('what a shot does not say', () => {
  const scene = sceneOf(
    's1',
    [
      shotOf('plain'),
      shotOf('camera', { setup: castId('close') }),
      shotOf('own', {
        setup: castId('close'),
        frame: framing({ angle: 'low' }),
        light: 'candle',
        place: castId('yard'),
        with: [castId('tom'), castId('key')],
        time: 'dawn',
      }),
    ],
    { place: castId('room'), light: 'lamps', time: 'night', with: [castId('mara'), castId('tom')] },
  );
  const { plan } = compile(
    storyboardOf([], {
      scenes: [scene],
      characters: [characterOf('mara'), characterOf('tom')],
      places: [placeOf('room'), placeOf('yard')],
      props: [propOf('key')],
      setups: [
        setupOf('close', {
          frame: framing({ size: 'close-up', lensMm: 85 }),
          camera: { move: 'dolly_in', speed: 'slow' },
          light: 'low-key',
          with: [castId('mara')],
        }),
      ],
      defaults: { ...none, frame: framing({ size: 'wide' }), camera: { move: 'handheld', speed: 'medium' } },
    }),
  );
  const seen = (id: string) => {
    const { picture } = shotPlan(plan, id);
    return {
      who: [...picture.figures.map((figure) => figure.id), ...picture.props.map((prop) => prop.id)].join(' '),
      place: picture.place?.id,
      time: picture.time,
      light: picture.light,
      frame: `${picture.framing.size} ${picture.framing.angle} ${picture.framing.lensMm}`,
      camera: `${picture.camera.move} ${picture.camera.speed}`,
    };
  };

  test('comes from its scene and from `defaults`', () => {
    expect(seen('plain')).toEqual({
      who: 'mara tom',
      place: 'room',
      time: 'night',
      light: 'lamps',
      frame: 'wide eye null',
      camera: 'handheld medium',
    });
  });

  test('comes from its set-up first', () => {
    expect(seen('camera')).toEqual({
      who: 'mara',
      place: 'room',
      time: 'night',
      light: 'low-key',
      frame: 'close-up eye 85',
      camera: 'dolly_in slow',
    });
  });

  test('is replaced by what it says, a frame part by part', () => {
    expect(seen('own')).toEqual({
      who: 'tom key',
      place: 'yard',
      time: 'dawn',
      light: 'candle',
      frame: 'close-up low 85',
      camera: 'dolly_in slow',
    });
  });

  test('is written down with its source', () => {
    expect(shotPlan(plan, 'camera').defaults).toEqual([
      'place: room (scene s1)',
      'with: mara (set-up close)',
      'time: night (scene s1)',
      'light: low-key (set-up close)',
      'duration: 5s',
      'takes: 1',
      'out: cut',
      'frame: close-up eye (set-up close)',
      'camera: dolly_in slow',
      'fit: crop',
      'native_audio: mix',
      'start: keyframe',
    ]);
  });
});

test('a wardrobe is the shot’s, else the scene’s, else the default', () => {
  const mara = characterOf('mara', { wardrobe: { default: 'coat', home: 'jumper', ball: 'gown' } });
  const scene = sceneOf(
    's1',
    [shotOf('a'), shotOf('b', { wardrobe: { mara: 'ball' } }), shotOf('c', { wardrobe: { mara: 'default' } })],
    { with: [castId('mara')], wardrobe: { mara: 'home' } },
  );
  const other = sceneOf('s2', [shotOf('d')], { with: [castId('mara')] });
  const { plan } = compile(storyboardOf([], { scenes: [scene, other], characters: [mara] }));
  expect(plan.shots.map((shot) => shot.picture.figures[0]?.wardrobe)).toEqual(['jumper', 'gown', 'coat', 'coat']);
});

test('takes asked for on the command line win, but a card is drawn once', () => {
  const shots = [shotOf('a', { takes: 3 }), shotOf('b'), shotOf('c', { card: 'Fin', duration: frames(24) })];
  const { plan } = compile(storyboardOf(shots), { overrides: { takes: 2 } });
  expect(plan.shots.map((shot) => shot.takes)).toEqual([2, 2, 1]);
});

test('a scene’s style replaces the film’s', () => {
  const scenes = [sceneOf('s1', [shotOf('a')]), sceneOf('s2', [shotOf('b')], { style: 'charcoal' })];
  const { plan } = compile(storyboardOf([], { scenes, style: '35mm' }));
  expect(plan.shots.map((shot) => shot.picture.style)).toEqual(['35mm', 'charcoal']);
});

describe('colours', () => {
  const colorsOf = (ids: readonly string[], given: Readonly<Record<string, string>> = {}) => {
    const characters = ids.map((id) => characterOf(id, { color: given[id] ?? null }));
    const { plan } = compile(storyboardOf([shotOf('a', { with: ids.map(castId) })], { characters }));
    return Object.fromEntries(shotPlan(plan, 'a').picture.figures.map((figure) => [figure.id, figure.color]));
  };
  const many = Array.from({ length: 30 }, (_, index) => `c${index}`);

  test('are given, or differ within a film', () => {
    expect(colorsOf(['mara'], { mara: '#d9a21b' })).toEqual({ mara: '#d9a21b' });
    const colors = Object.values(colorsOf(many));
    expect(new Set(colors).size).toBe(30);
    expect(colors.every((color) => /^#[0-9a-f]{6}$/.test(color))).toBe(true);
  });

  test('stay when somebody joins the cast after them', () => {
    expect(colorsOf([...many, 'late'])).toMatchObject(colorsOf(many));
  });
});

test('the slate names shot, scene and film frame, and can be switched off', () => {
  const storyboard = storyboardOf([shotOf('a'), shotOf('b', { trim: { headFrames: 6, tailFrames: 0 } })]);
  expect(shotPlan(compile(storyboard).plan, 'b').picture.slate).toEqual({ shot: 'b', scene: 's1', take: null });
  const bare = compile(storyboard, { overrides: { slate: false } }).plan;
  expect(bare.shots.map((shot) => shot.picture.slate)).toEqual([null, null]);
});
