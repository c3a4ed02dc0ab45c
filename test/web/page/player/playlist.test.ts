import { describe, expect, test } from 'vitest';
import type { Shot } from '../../../../src/web/page/api/contract.ts';
import { indexAt, toStrip, toTakesList } from '../../../../src/web/page/player/playlist.ts';

describe('the list of takes', () => {
  test('gives the picture of an overlap to the later shot, and of a gap to the earlier one', () => {
    const list = toTakesList({ shotList: [shot('a', 0, 72), shot('b', 48, 72), shot('c', 140, 60)], frames: 200 });
    expect(list.map(({ key, fromFrame, toFrame }) => [key, fromFrame, toFrame])).toEqual([
      ['a', 0, 48],
      ['b', 48, 140],
      ['c', 140, 200],
    ]);
  });

  test('shows the keyframe where there is no take', () => {
    const [one] = toTakesList({ shotList: [{ ...shot('a', 0, 72), video: null, keyframe: '/k' }], frames: 72 });
    expect(one).toMatchObject({ video: null, picture: '/k' });
  });
});

describe('a shot without a take', () => {
  const drawing = { thumbnail: '/d.jpg', video: '/d' };

  test('is played from what the animatic drew of it', () => {
    const bare = { ...shot('a', 0, 72), video: null, thumbnail: null, keyframe: '/k', drawing };
    expect(toTakesList({ shotList: [bare], frames: 72 })[0]).toMatchObject({ video: '/d', picture: '/d.jpg' });
  });

  test('that has one is not', () => {
    const shotOnce = { ...shot('a', 0, 72), video: '/v', thumbnail: '/t', drawing };
    expect(toTakesList({ shotList: [shotOnce], frames: 72 })[0]).toMatchObject({ video: '/v', picture: '/t' });
  });
});

describe('the pictures of the timeline', () => {
  const filmOf = (count: number) => ({
    frames: count * 48,
    shotList: Array.from({ length: count }, (_, index) => ({
      ...shot(`s${index}`, index * 48, 48),
      video: '/v',
      thumbnail: `/${index}.jpg`,
    })),
  });

  test('are one for each shot that has one', () => {
    const film = filmOf(3);
    const [first, ...rest] = film.shotList;
    const bare = { ...(first as Shot), video: null, thumbnail: null, keyframe: null };
    const { pictures, isDense } = toStrip({ ...film, shotList: [bare, ...rest] });
    expect(isDense).toBe(false);
    expect(pictures.map(({ picture, fromFrame, toFrame }) => [picture, fromFrame, toFrame])).toEqual([
      ['/1.jpg', 48, 96],
      ['/2.jpg', 96, 144],
    ]);
  });

  test('of a long film are so many that they can be seen, from its beginning to its end', () => {
    const { pictures, isDense } = toStrip(filmOf(1000));
    expect(isDense).toBe(true);
    expect(pictures).toHaveLength(16);
    expect(pictures[0]).toMatchObject({ fromFrame: 0, picture: '/31.jpg' });
    expect(pictures.at(-1)).toMatchObject({ toFrame: 48_000, picture: '/968.jpg' });
  });
});

describe('the item of a frame', () => {
  const items = [{ fromFrame: 0 }, { fromFrame: 48 }, { fromFrame: 140 }];
  test.each([
    [-5, 0],
    [0, 0],
    [47, 0],
    [48, 1],
    [139, 1],
    [140, 2],
    [9999, 2],
  ])('of frame %i is item %i', (frame, index) => {
    expect(indexAt(items, frame)).toBe(index);
  });

  test('of an empty list is none', () => {
    expect(indexAt([], 0)).toBe(-1);
  });
});

function shot(id: string, fromFrame: number, frames: number): Shot {
  return {
    id,
    scene: 's',
    index: 0,
    fromFrame,
    frames,
    durationMs: frames * 40,
    title: id,
    action: null,
    prompt: '',
    say: [],
    camera: null,
    frame: null,
    kind: 'shot',
    state: 'stored',
    done: null,
    take: 1,
    takesCount: 1,
    model: null,
    costMicros: 0,
    failure: null,
    isStale: false,
    thumbnail: null,
    video: '/v',
    videoFromMs: 0,
    drawing: null,
    keyframe: null,
    gates: [],
    out: null,
    seam: null,
  };
}
