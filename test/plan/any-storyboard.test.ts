import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Join, Shot, ShotEnd, ShotStart, Storyboard } from '../../src/model/storyboard.ts';
import {
  castId,
  characterOf,
  compile,
  line,
  modelRef,
  placeOf,
  sceneOf,
  setupOf,
  shotId,
  shotOf,
  storyboardOf,
} from './storyboards.ts';

/** Whatever a storyboard says, right or wrong, its plan is a whole film and a graph that can be worked off. */
const id = fc.integer({ min: 0, max: 9 }).map((number) => shotId(`s${number}`));
const length = fc.integer({ min: 0, max: 40 });
const start: fc.Arbitrary<ShotStart | null> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 3, arbitrary: fc.constant<ShotStart>({ kind: 'continue' }) },
  fc.constantFrom<ShotStart>(
    { kind: 'keyframe' },
    { kind: 'text' },
    { kind: 'extend' },
    { kind: 'image', file: 'start.png' },
  ),
  fc.option(id, { nil: null }).map((shot): ShotStart => ({ kind: 'match', shot })),
);
const end: fc.Arbitrary<ShotEnd | null> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  fc.constantFrom<ShotEnd>({ kind: 'next' }, { kind: 'image', file: 'end.png' }),
  id.map((shot): ShotEnd => ({ kind: 'match', shot })),
);
const out: fc.Arbitrary<Join | null> = fc.oneof(
  fc.constant(null),
  fc.constant<Join>({ kind: 'cut' }),
  length.map((frames): Join => ({ kind: 'dissolve', frames })),
  length.map((frames): Join => ({ kind: 'wipe', direction: 'up', frames })),
  length.map((frames): Join => ({ kind: 'fade', color: 'black', frames })),
  length.map((frames): Join => ({ kind: 'morph', frames })),
  length.map((frames): Join => ({ kind: 'bridge', frames, prompt: 'on' })),
);
const shot: fc.Arbitrary<Partial<Shot>> = fc.record(
  {
    start,
    end,
    out,
    in: fc.option(
      length.map((frames) => ({ kind: 'fade' as const, color: 'white' as const, frames })),
      { nil: null },
    ),
    duration: fc.oneof(
      fc.integer({ min: 0, max: 500 }).map((frames) => ({ kind: 'frames' as const, frames })),
      fc.constant({ kind: 'auto' as const }),
    ),
    setup: fc.constantFrom(null, castId('close'), castId('wide')),
    place: fc.constantFrom(null, castId('room'), castId('yard')),
    with: fc.constantFrom(null, [], [castId('mara')], [castId('mara'), castId('nobody')]),
    card: fc.constantFrom(null, null, null, 'Fin'),
    clip: fc.constantFrom(null, null, null, 'footage.mp4'),
    still: fc.constantFrom(false, false, true),
    takes: fc.constantFrom(null, 1, 3),
    trim: fc.option(fc.record({ headFrames: length, tailFrames: length }), { nil: null }),
    say: fc.array(
      fc.lorem({ maxCount: 12 }).map((words) => line(words)),
      { maxLength: 3 },
    ),
    model: fc.constantFrom(
      null,
      null,
      ...['fal:kling-v3-pro', 'runway:gen4.5', 'auto', 'fal:none'].map((text) => [modelRef(text)]),
    ),
  },
  { requiredKeys: [] },
);
const storyboard: fc.Arbitrary<Storyboard> = fc
  .tuple(fc.array(shot, { minLength: 1, maxLength: 10 }), fc.integer({ min: 1, max: 4 }))
  .map(([drawn, anchorEvery]) => {
    const shots = drawn.map((rest, index) => shotOf(`s${index}`, rest));
    const half = Math.ceil(shots.length / 2);
    return storyboardOf([], {
      characters: [characterOf('mara')],
      places: [placeOf('room'), placeOf('yard')],
      setups: [setupOf('close', { with: [castId('mara')] }), setupOf('wide')],
      defaults: { ...storyboardOf([]).defaults, anchorEvery },
      scenes: [sceneOf('one', shots.slice(0, half)), sceneOf('two', shots.slice(half), { place: castId('yard') })],
    });
  });

test('segments are contiguous and add up, and every task comes after what it needs', () => {
  fc.assert(
    fc.property(storyboard, (written) => {
      const { plan } = compile(written);
      let cursor = 0;
      for (const segment of plan.film.segments) {
        expect(segment.fromFrame).toBe(cursor);
        expect(segment.frames).toBeGreaterThan(0);
        cursor += segment.frames;
      }
      expect(cursor).toBe(plan.film.frames);
      for (const one of plan.shots) {
        expect(one.bodyFrames).toBeGreaterThan(0);
        expect(one.frames).toBe(one.headFrames + one.bodyFrames + one.tailFrames);
        expect(one.takeFrames).toBe(one.skipHeadFrames + one.frames + one.skipTailFrames);
        expect(one.ladder.length).toBeGreaterThan(0);
      }
      const done = new Set<string>();
      for (const task of plan.tasks) {
        expect(done.has(task.id)).toBe(false);
        for (const need of task.needs) expect(done.has(need)).toBe(true);
        for (const input of task.request?.inputs ?? []) {
          if (input.from.kind === 'task') expect(task.needs).toContain(input.from.task);
        }
        done.add(task.id);
      }
      expect(plan.tasks.at(-1)?.id).toBe('film');
    }),
    { numRuns: 300 },
  );
});

test('a preview of any storyboard can be made here: no rung that is not ready, nothing to pay', () => {
  fc.assert(
    fc.property(storyboard, (written) => {
      const { plan } = compile(written, { preview: true });
      expect(plan.costMicros).toBe(0);
      for (const task of plan.tasks) expect(task.ladder.every((rung) => rung.ready)).toBe(true);
    }),
  );
});

test('the same storyboard is the same plan, and the plan is plain JSON', () => {
  fc.assert(
    fc.property(storyboard, (written) => {
      const first = compile(written);
      expect(compile(structuredClone(written))).toEqual(first);
      expect(JSON.parse(JSON.stringify(first.plan))).toEqual(first.plan);
    }),
    { numRuns: 50 },
  );
});

test('notes, titles and captions never make anything again', () => {
  fc.assert(
    fc.property(storyboard, fc.string(), (written, text) => {
      const noted: Storyboard = {
        ...written,
        captions: { file: ['srt'], burn: true },
        scenes: written.scenes.map((scene) => ({
          ...scene,
          note: text,
          shots: scene.shots.map((one) => ({ ...one, note: text })),
        })),
      };
      const prints = (film: Storyboard) => compile(film).plan.tasks.map((task) => [task.id, task.fingerprint]);
      expect(prints(noted)).toEqual(prints(written));
    }),
    { numRuns: 50 },
  );
});
