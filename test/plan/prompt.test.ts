import { describe, expect, test } from 'vitest';
import { MOVES } from '../../src/model/camera.ts';
import { cameraPhrase } from '../../src/plan/prompt.ts';
import {
  castId,
  characterOf,
  compile,
  modelRef,
  placeOf,
  propOf,
  sceneOf,
  shotOf,
  shotPlan,
  storyboardOf,
  task,
} from './storyboards.ts';

const LOOK = 'woman about 60, "silver" braid,  grey eyes';
const mara = characterOf('mara', {
  look: LOOK,
  wardrobe: { default: 'yellow oilskin coat', home: 'navy sweater' },
  refs: { left: 'left.png', front: 'front.png' },
});
const storyboard = storyboardOf([], {
  style: '35mm film, muted teal',
  avoid: 'text, watermark',
  characters: [mara],
  places: [placeOf('room', { look: 'round lamp room', refs: ['room.png'] })],
  props: [propOf('key', { look: 'heavy brass key' })],
  models: { video: [modelRef('fal:kling-v3-pro')], image: [modelRef('fal:nano-banana')], voice: null, music: null },
  scenes: [
    sceneOf(
      's1',
      [
        shotOf('a', {
          frame: { size: 'close-up', angle: 'low', lensMm: 85 },
          camera: { move: 'dolly_in', speed: 'slow' },
          light: 'low-key',
          with: [castId('mara'), castId('key')],
          action: 'She lifts the key!',
          sound: 'wind',
        }),
        shotOf('b', { action: 'Mara leaves', wardrobe: { mara: 'home' } }),
        shotOf('c', { prompt: 'an empty doorway', action: 'not this' }),
        shotOf('d', { start: { kind: 'text' }, model: [modelRef('runway:gen4.5')] }),
      ],
      { place: castId('room'), time: 'night', with: [castId('mara')] },
    ),
  ],
});
const { plan } = compile(storyboard);

test('a prompt has style, who, place and light, frame, action, camera and avoid, in that order', () => {
  expect(shotPlan(plan, 'a').prompt).toBe(
    `35mm film, muted teal. Mara: ${LOOK}, wearing yellow oilskin coat. key: heavy brass key. round lamp room, night, low-key. ` +
      'Close-up, from a low angle, 85 mm lens. She lifts the key! Sound: wind. ' +
      'The camera pushes in towards the subject, slowly. Avoid: text, watermark.',
  );
});

test('a look is byte for byte the same in every shot', () => {
  for (const id of ['a', 'b', 'c', 'd']) expect(shotPlan(plan, id).prompt).toContain(LOOK);
  expect(shotPlan(plan, 'b').prompt).toContain('wearing navy sweater');
});

test('`prompt` replaces the action and nothing else', () => {
  expect(shotPlan(plan, 'c').prompt).toContain('an empty doorway.');
  expect(shotPlan(plan, 'c').prompt).not.toContain('not this');
  expect(shotPlan(plan, 'c').prompt).toContain(LOOK);
});

test('what to avoid travels in a field of its own', () => {
  const request = task(plan, 'take:a').request?.request;
  expect(request).toMatchObject({ kind: 'video', avoid: 'text, watermark' });
  expect(JSON.stringify(request)).not.toContain('Avoid:');
});

test('a keyframe is the same picture without movement, and its references are named in order', () => {
  const { request, inputs } = task(plan, 'keyframe:a').request ?? {};
  const prompt = request !== undefined && 'prompt' in request ? request.prompt : '';
  expect(prompt).toContain(LOOK);
  expect(prompt).not.toContain('pushes in');
  expect(prompt).toContain('Reference images: 1 Mara, 2 the room.');
  expect(inputs).toEqual([
    {
      as: 'reference',
      of: 'mara',
      view: 'front',
      from: { kind: 'file', file: 'front.png', sha256: 'hash of front.png' },
    },
    { as: 'reference', of: 'room', view: null, from: { kind: 'file', file: 'room.png', sha256: 'hash of room.png' } },
  ]);
});

test('references of a model that takes none are said to be words only', () => {
  expect(task(plan, 'take:d').request?.inputs).toHaveLength(2);
  expect(plan.statements.map((statement) => statement.text)).toContain(
    'runway:gen4.5 takes no reference images: the looks of d reach it as words only',
  );
});

describe('a camera word', () => {
  const shooting = (...models: readonly string[]) =>
    compile(
      storyboardOf([
        shotOf('a', {
          camera: { move: 'dolly_in', speed: 'fast' },
          model: models.map(modelRef),
          start: { kind: 'text' },
          duration: { kind: 'frames', frames: 144 },
        }),
      ]),
    ).plan;

  test('is a native field where the model has one, and then not in the prompt', () => {
    const shot = shotPlan(shooting('fal:ltx-2-19b'), 'a');
    expect(shot.cameraAs).toEqual({ kind: 'native' });
    expect(shot.prompt).not.toContain('camera');
  });

  test('stays in the prompt while a later rung needs it', () => {
    const shot = shotPlan(shooting('fal:ltx-2-19b', 'fal:ltx-2.3'), 'a');
    expect(shot.cameraAs).toEqual({ kind: 'native' });
    expect(shot.prompt).toContain('The camera pushes in towards the subject, fast.');
  });

  test('is a fixed phrase elsewhere, and the plan says so', () => {
    const plan = shooting('fal:ltx-2.3');
    expect(shotPlan(plan, 'a').cameraAs).toEqual({
      kind: 'words',
      phrase: 'The camera pushes in towards the subject, fast',
    });
    expect(plan.statements).toContainEqual({
      kind: 'words',
      shot: null,
      text: 'fal:ltx-2.3 has no field for the camera: dolly_in is sent as a fixed phrase',
    });
  });

  test('has a phrase of its own for every move', () => {
    expect(new Set(MOVES.map((move) => cameraPhrase(move, 'medium'))).size).toBe(MOVES.length);
    expect(cameraPhrase('static', 'slow')).toBe(cameraPhrase('static', 'fast'));
  });
});

test('motion paths become words for a model that takes none', () => {
  const motion = [
    {
      region: [0, 0, 0.2, 0.2],
      path: [
        [0.1, 0.1],
        [0.5, 0.1],
      ],
    },
    { region: [0.4, 0.7, 0.2, 0.3], path: [[0.5, 0.8]] },
  ] as const;
  const shooting = (model: string) => compile(storyboardOf([shotOf('a', { motion, model: [modelRef(model)] })])).plan;
  const paid = shooting('fal:kling-v3-pro');
  expect(shotPlan(paid, 'a').prompt).toContain('What is at the upper left of the frame moves right.');
  expect(shotPlan(paid, 'a').prompt).toContain('What is at the lower middle of the frame moves a little.');
  expect(paid.statements.map((statement) => statement.text)).toContain(
    'fal:kling-v3-pro takes no motion paths: `motion` (a) is sent as words',
  );
  expect(shotPlan(shooting('animatic'), 'a').prompt).not.toContain('What is at');
});
