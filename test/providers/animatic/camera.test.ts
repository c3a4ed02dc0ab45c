import { beforeAll, describe, expect, it } from 'vitest';
import { ANGLES, MOVES, type Move, SHOT_SIZES } from '../../../src/model/camera.ts';
import { MARA, TOM, picture } from './setup.ts';
import { countHue, difference, paint, shift } from './pixels.ts';

/** A coat of a colour that no landscape has: it can be found and measured. */
const MAGENTA = 0.9;
const ROSE = { ...MARA, id: 'rose', name: 'Rose', wardrobe: 'long closed magenta coat' };
const OUTSIDE = picture({
  place: { id: 'pass', look: 'mountain pass, a lighthouse far behind' },
  heading: 'EXT. PASS - DAY',
  time: 'day',
  figures: [ROSE],
  framing: { size: 'medium-wide', angle: 'eye', lensMm: null },
  slate: null,
});
const FRAMES = [0, 20, 48, 95];

describe('the camera', () => {
  const takes = new Map<Move, readonly Buffer[]>();
  beforeAll(async () => {
    for (const move of MOVES) takes.set(move, await paint({ ...OUTSIDE, camera: { move, speed: 'medium' } }, FRAMES));
  });
  const frame = (move: Move, index: number): Buffer => takes.get(move)![index]!;
  const first = (move: Move): Buffer => frame(move, 0);
  const last = (move: Move): Buffer => frame(move, FRAMES.length - 1);

  it('moves so that no two words look alike', () => {
    for (const [index, one] of MOVES.entries()) {
      for (const other of MOVES.slice(index + 1)) {
        const most = Math.max(...FRAMES.map((_, at) => difference(frame(one, at), frame(other, at))));
        expect(most, `${one} and ${other}`).toBeGreaterThan(1.2);
      }
    }
  });

  it.each([
    ['pan_left', 'x', 1],
    ['pan_right', 'x', -1],
    ['truck_left', 'x', 1],
    ['truck_right', 'x', -1],
    ['tilt_up', 'y', 1],
    ['tilt_down', 'y', -1],
    ['pedestal_up', 'y', 1],
    ['pedestal_down', 'y', -1],
  ] as const)('%s moves what is seen along %s, the other way', (move, axis, sign) => {
    // From a fifth to the half: so much of the figure is still in the picture.
    const gone = countHue(frame(move, 2), MAGENTA)[axis] - countHue(frame(move, 1), MAGENTA)[axis];
    expect(gone * sign).toBeGreaterThan(3);
  });

  it.each([
    ['dolly_in', 1.3, 4],
    ['zoom_in', 1.3, 6],
    ['dolly_out', 0.1, 0.8],
    ['zoom_out', 0.1, 0.8],
    ['dolly_zoom', 0.85, 1.15],
    ['static', 0.95, 1.05],
    ['orbit_left', 0.6, 1.3],
  ] as const)('%s makes the figure grow by the right measure', (move, least, most) => {
    const growth = countHue(last(move), MAGENTA).count / countHue(first(move), MAGENTA).count;
    expect(growth).toBeGreaterThan(least);
    expect(growth).toBeLessThan(most);
  });

  it('keeps the figure in place in an orbit while the background goes the other way than in its mirror', () => {
    for (const move of ['orbit_left', 'orbit_right'] as const) {
      expect(Math.abs(countHue(last(move), MAGENTA).x - countHue(first(move), MAGENTA).x)).toBeLessThan(12);
    }
    expect(difference(last('orbit_left'), first('orbit_right'))).toBeLessThan(
      difference(last('orbit_left'), last('orbit_right')),
    );
  });

  it('shows parallax when it trucks and none when it pans', async () => {
    const empty = { ...OUTSIDE, framing: { ...OUTSIDE.framing, size: 'wide' as const } };
    const run = async (move: Move): Promise<number> => {
      const [from, to] = await paint({ ...empty, camera: { move, speed: 'slow' } }, [36, 60]);
      const figure = countHue(to!, MAGENTA).x - countHue(from!, MAGENTA).x;
      return Math.abs(figure - shift(from!, to!).right);
    };
    expect(await run('truck_left')).toBeGreaterThan((await run('pan_left')) + 1);
  });

  it('goes farther the faster it is told to', async () => {
    const sizes: number[] = [];
    for (const speed of ['slow', 'medium', 'fast'] as const) {
      const [end] = await paint({ ...OUTSIDE, camera: { move: 'zoom_in', speed } }, [95]);
      sizes.push(countHue(end!, MAGENTA).count);
    }
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(new Set(sizes).size).toBe(3);
  });

  it('frames every size and angle differently, tighter sizes closer', async () => {
    const shots: { name: string; pixels: Buffer }[] = [];
    for (const size of SHOT_SIZES) {
      const [pixels] = await paint(
        {
          ...OUTSIDE,
          figures: [ROSE, TOM],
          props: [{ id: 'key', look: null }],
          framing: { size, angle: 'eye', lensMm: null },
        },
        [0],
      );
      shots.push({ name: size, pixels: pixels! });
    }
    for (const angle of ANGLES.filter((known) => known !== 'eye')) {
      const [pixels] = await paint(
        { ...OUTSIDE, figures: [ROSE, TOM], framing: { size: 'wide', angle, lensMm: null } },
        [0],
      );
      shots.push({ name: angle, pixels: pixels! });
    }
    for (const [index, one] of shots.entries()) {
      for (const other of shots.slice(index + 1)) {
        expect(difference(one.pixels, other.pixels), `${one.name} and ${other.name}`).toBeGreaterThan(1);
      }
    }
    const area = (name: string): number => countHue(shots.find((shot) => shot.name === name)!.pixels, MAGENTA).count;
    expect(area('extreme-wide')).toBeLessThan(area('wide'));
    expect(area('wide')).toBeLessThan(area('medium-wide'));
    expect(area('medium-wide')).toBeLessThan(area('medium'));
  });

  it('changes perspective with the lens and keeps the figure as large', async () => {
    const [wide] = await paint({ ...OUTSIDE, framing: { size: 'medium-wide', angle: 'eye', lensMm: 20 } }, [0]);
    const [long] = await paint({ ...OUTSIDE, framing: { size: 'medium-wide', angle: 'eye', lensMm: 75 } }, [0]);
    expect(difference(wide!, long!)).toBeGreaterThan(5);
    const growth = countHue(long!, MAGENTA).count / countHue(wide!, MAGENTA).count;
    expect(growth).toBeGreaterThan(0.75);
    expect(growth).toBeLessThan(1.3);
  });
});
