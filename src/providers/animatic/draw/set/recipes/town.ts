import type { Rgb } from '../../color.ts';
import { block, house, wall } from '../buildings.ts';
import { stall } from '../crowd-things.ts';
import { barrel, bench, crate, neonSign, lamppost, lampString, mast, railing } from '../outdoor-things.ts';
import { bush, tree } from '../plants.ts';
import { BLUE, type Build, GREEN, patch, STONE, wholeGround } from './recipe.ts';
import type { Stage, Thing } from '../stage.ts';
import { car, track } from '../vehicles.ts';

/** Places that people built. */
export const TOWN: Readonly<Record<string, Build>> = {
  street: (words, random, seed) => ({
    land: [{ kind: 'skyline', distance: 160, height: 70, color: [112, 118, 136] }],
    ground: [patch('stone', -300, 300, -40, 900), patch('asphalt', -3.1, 3.1, -40, 400, 0.001)],
    things: [
      ...[-1, 1].flatMap((side) =>
        [0, 1, 2, 3, 4, 5].map((index) => {
          const color = random.pick<Rgb>(
            [176, 128, 106],
            [150, 140, 134],
            [188, 168, 140],
            [124, 122, 134],
            [164, 108, 92],
          );
          return block(
            { x: side * random.range(8.2, 9), y: 0, z: -2 + index * 7.6 },
            8,
            random.range(8, 19),
            7.2,
            color,
            seed,
          );
        }),
      ),
      ...[2.5, 10, 18].flatMap((z) => [lamppost({ x: -3.7, y: 0, z }), lamppost({ x: 3.7, y: 0, z: z + 3 })]),
      ...(/empty|deserted|village/u.test(words)
        ? []
        : [car({ x: -2.4, y: 0, z: 12 }, [176, 72, 62]), car({ x: 2.6, y: 0, z: 20 }, [70, 104, 140])]),
    ],
  }),
  rooftop: (_words, random, seed) => ({
    land: [
      { kind: 'skyline', distance: 220, height: 90, color: [104, 114, 140] },
      { kind: 'skyline', distance: 90, height: 26, color: [96, 98, 116] },
    ],
    landBase: -18,
    ground: [patch('stone', -60, 60, -30, 4.4), patch('asphalt', -200, 200, 30, 600, -18)],
    things: [
      wall(-30, 30, 4.2, 0.8, [156, 132, 118], seed),
      crate({ x: 3, y: 0, z: 3 }, 1.3, [150, 156, 162]),
      mast({ x: -3.4, y: 0, z: 3.4 }, 3.6),
      {
        at: { x: 5.4, y: 0, z: 3 },
        draw: ({ pen, light }) => {
          for (const x of [-0.6, 0.6])
            pen.line({ x: 5.4 + x, y: 0, z: 3 }, { x: 5.4 + x, y: 1.4, z: 3 }, 0.1, light.css([88, 74, 66]));
          pen.pillar({ x: 5.4, y: 1.4, z: 3 }, 1.7, 0.95, 0.95, light.shade([140, 104, 80]));
          pen.pillar({ x: 5.4, y: 3.1, z: 3 }, 0.7, 1.05, 0.05, light.shade([108, 84, 70]));
        },
      },
      crate({ x: random.range(-2.6, -2.2), y: 0, z: 2.6 }, 0.6, [166, 92, 70]),
    ],
  }),
  square: (_words, random, seed) => ({
    land: [{ kind: 'village', distance: 60, height: 10, color: [168, 132, 116] }],
    ground: [wholeGround('cobbles')],
    things: [
      ...[-10.5, -5.2, 0.3, 5.8, 11.2].map((x) =>
        house(
          { x, y: 0, z: 13 + random.range(-0.6, 0.6) },
          5,
          random.range(4.6, 7),
          random.pick<Rgb>([214, 168, 126], [198, 138, 112], [222, 196, 156], [176, 152, 140]),
          seed,
        ),
      ),
      ...[-1, 1].map((side) => house({ x: side * 12, y: 0, z: 6 }, 5, 6, [206, 170, 138], seed)),
      lamppost({ x: -3.4, y: 0, z: 4.4 }),
      lamppost({ x: 4.8, y: 0, z: 7 }),
      tree('round', { x: -6.2, y: 0, z: 8 }, 5, seed),
      bench({ x: 3.3, y: 0, z: 3.4 }),
    ],
  }),
  market: (_words, random, seed) => ({
    land: [{ kind: 'village', distance: 60, height: 10, color: [168, 132, 116] }],
    ground: [wholeGround('cobbles')],
    things: [
      ...[-10.5, -5.2, 0.3, 5.8, 11.2].map((x) =>
        house(
          { x, y: 0, z: 15 + random.range(-0.6, 0.6) },
          5,
          random.range(4.6, 7),
          random.pick<Rgb>([214, 168, 126], [198, 138, 112], [222, 196, 156], [176, 152, 140]),
          seed,
        ),
      ),
      ...[-6, -2.9, 0.3, 3.4, 6.6].map((x, index) =>
        stall(
          { x, y: 0, z: 4.6 + (index % 2) * 0.8 },
          random.pick<Rgb>([196, 70, 60], [70, 118, 104], [214, 150, 60], [80, 104, 150]),
          seed,
        ),
      ),
      stall({ x: -4.6, y: 0, z: 8.6 }, [150, 80, 110], seed),
      stall({ x: 4.8, y: 0, z: 9 }, [90, 128, 76], seed),
      lampString({ x: -7, y: 3.7, z: 4 }, { x: 7, y: 3.7, z: 4.4 }, 16),
      crate({ x: 2.4, y: 0, z: 2.2 }, 0.5),
      barrel({ x: -2.5, y: 0, z: 2.4 }),
    ],
  }),
  village: (_words, random, seed) => ({
    land: [
      { kind: 'hills', distance: 180, height: 34, color: GREEN },
      { kind: 'village', distance: 60, height: 7, color: [180, 154, 132] },
    ],
    ground: [wholeGround('earth')],
    things: [
      ...[-8.6, -4.4, 4.6, 9].map((x, index) =>
        house(
          { x, y: 0, z: 8 + (index % 2) * 4 },
          random.range(3.6, 4.6),
          3,
          random.pick<Rgb>([226, 208, 178], [206, 174, 142], [188, 160, 140]),
          seed,
        ),
      ),
      tree('round', { x: 1.2, y: 0, z: 15 }, 6, seed),
      railing({ x: -9, y: 0, z: 5 }, { x: -2.5, y: 0, z: 5 }, 0.8, [132, 102, 76], 0.6),
      barrel({ x: 2.5, y: 0, z: 3 }),
      bush({ x: 3.4, y: 0, z: 4 }, 0.7, [216, 96, 96]),
    ],
  }),
  bridge: (_words, _random, _seed) => ({
    land: [
      { kind: 'skyline', distance: 210, height: 46, color: BLUE },
      { kind: 'village', distance: 90, height: 9, color: [146, 130, 130] },
    ],
    landBase: -6,
    sea: { near: 1.5, y: -6 },
    ground: [patch('planks', -60, 60, -3, 1.8)],
    things: [
      railing({ x: -30, y: 0, z: 1.7 }, { x: 30, y: 0, z: 1.7 }, 1.1),
      lamppost({ x: -3.2, y: 0, z: 1.5 }),
      lamppost({ x: 4.2, y: 0, z: 1.5 }),
    ],
  }),
  platform: (_words, _random, seed) => ({
    land: [
      { kind: 'hills', distance: 190, height: 26, color: GREEN },
      { kind: 'village', distance: 60, height: 7, color: [160, 140, 128] },
    ],
    ground: [wholeGround('earth'), patch('rock', -200, 200, 3, 6.6, -0.6), patch('stone', -200, 200, -40, 2.4)],
    things: [
      track(4.6, -0.6),
      wall(-60, 60, 7.4, 0.7, STONE, seed),
      ...[-5.5, 0.4, 6.3].map((x) => lamppost({ x, y: 0, z: 1.9 }, 3)),
      bench({ x: -2.7, y: 0, z: 1.5 }),
    ],
  }),
  yard: (_words, random, seed) => ({
    land: [{ kind: 'hills', distance: 150, height: 22, color: GREEN }],
    ground: [wholeGround('earth')],
    things: [
      house({ x: -5.4, y: 0, z: 7.5 }, 5.4, 3.2, [206, 182, 150], seed),
      wall(-2.4, 18, 8.4, 1.6, [170, 132, 108], seed),
      tree('round', { x: 5.2, y: 0, z: 10 }, 5, seed),
      barrel({ x: -2.3, y: 0, z: 4 }),
      crate({ x: 3.4, y: 0, z: 4.4 }, 0.8),
      bush({ x: random.range(4.2, 5), y: 0, z: 6 }, 0.7),
    ],
  }),
  alley: (words, random, seed) => ({
    land: [{ kind: 'skyline', distance: 120, height: 60, color: [96, 100, 122] }],
    ground: [wholeGround('asphalt')],
    things: [
      ...[-1, 1].flatMap((side) =>
        [0, 1, 2].map((index) =>
          block(
            { x: side * 6.2, y: 0, z: 1.5 + index * 7.4 },
            7.2,
            random.range(9, 14),
            7.2,
            random.pick<Rgb>([122, 98, 92], [104, 100, 112], [136, 112, 96]),
            seed,
          ),
        ),
      ),
      block({ x: 0, y: 0, z: 24 }, 9, 12, 6, [112, 96, 98], seed),
      ...(/neon/u.test(words)
        ? ([
            [-2.3, 2.6, 4, [240, 80, 150]],
            [2.3, 3.2, 6.5, [80, 200, 236]],
            [-2.3, 3.6, 10, [250, 200, 80]],
          ] as const)
        : []
      ).map(([x, y, z, color]) => neonSign({ x, y, z }, color)),
      barrel({ x: -2, y: 0, z: 3 }, [84, 88, 94]),
      crate({ x: 2, y: 0, z: 3.6 }, 0.7),
      lamppost({ x: 2.2, y: 0, z: 9 }),
    ],
  }),
  graveyard: (_words, random, seed) => ({
    land: [
      { kind: 'hills', distance: 150, height: 22, color: [96, 110, 104] },
      { kind: 'pines', distance: 50, height: 9, color: [66, 84, 80] },
    ],
    ground: [wholeGround('grass')],
    things: [
      ...Array.from({ length: 9 }, (_, index): Thing => {
        const at = { x: -6 + (index % 5) * 3 + random.range(-0.5, 0.5), y: 0, z: 2.6 + Math.floor(index / 5) * 3 };
        return {
          at,
          draw: ({ pen, light }: Stage) => {
            pen.box(at, 0.6, 0.75, 0.16, light.shade(STONE, at.z));
            pen.ball({ ...at, y: 0.74, z: at.z - 0.06 }, 0.3, light.css(STONE, at.z));
          },
        };
      }),
      tree('bare', { x: 4.6, y: 0, z: 5 }, 5, seed),
      railing({ x: -14, y: 0, z: 9 }, { x: 14, y: 0, z: 9 }, 1.3, [60, 62, 70], 0.5),
    ],
  }),
};
