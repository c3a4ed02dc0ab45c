import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layBed } from '../../src/engine/lay-bed.ts';

const fps = { num: 24, den: 1 };

describe('a bed', () => {
  test('as long as the film is played once', () => {
    expect(layBed({ filmFrames: 240, ownFrames: 240, edgeFrames: 48, fps })).toEqual([
      { fromFrame: 0, frames: 240, fadeInFrames: 48, fadeOutFrames: 48 },
    ]);
  });

  test('that lacks a frame or two, as coded sound may, is played once: its fade hides the end', () => {
    expect(layBed({ filmFrames: 240, ownFrames: 238, edgeFrames: 48, fps })).toHaveLength(1);
    expect(layBed({ filmFrames: 240, ownFrames: 238, edgeFrames: 0, fps }).length).toBeGreaterThan(1);
  });

  test('that is shorter is played again, and goes over into itself for a second', () => {
    expect(layBed({ filmFrames: 24 * 70, ownFrames: 24 * 30, edgeFrames: 48, fps })).toEqual([
      { fromFrame: 0, frames: 576, fadeInFrames: 48, fadeOutFrames: 24 },
      { fromFrame: 552, frames: 576, fadeInFrames: 24, fadeOutFrames: 24 },
      { fromFrame: 1104, frames: 576, fadeInFrames: 24, fadeOutFrames: 48 },
    ]);
  });

  test('without sound is laid once, and stays silent', () => {
    expect(layBed({ filmFrames: 240, ownFrames: 0, edgeFrames: 0, fps })).toHaveLength(1);
  });

  test('covers every frame of any film, and no piece asks for more than there is', () => {
    const lengths = fc.record({
      filmFrames: fc.integer({ min: 1, max: 5_000 }),
      ownFrames: fc.integer({ min: 4, max: 2_000 }),
    });
    fc.assert(
      fc.property(lengths, ({ filmFrames, ownFrames }) => {
        const places = layBed({ filmFrames, ownFrames, edgeFrames: 0, fps });
        let until = 0;
        for (const { fromFrame, frames, fadeInFrames } of places) {
          const isThere = frames > 0 && (places.length === 1 || frames <= ownFrames);
          if (fromFrame + fadeInFrames !== until || !isThere) return false;
          until = fromFrame + frames;
        }
        return until === filmFrames;
      }),
    );
  });
});
