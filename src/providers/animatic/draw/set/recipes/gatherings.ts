import { ceilingLamp, tableLamp, fireplace } from '../fires.ts';
import { counter, mat, shelves, table } from '../furniture.ts';
import { flag, wallBanner } from '../crowd-things.ts';
import type { Furnishing } from './furnishing.ts';
import { stool } from '../seats.ts';
import { board, door, picture, stainedGlass } from '../wall-things.ts';

/** Rooms where strangers meet. */
export const GATHERINGS: Readonly<Record<string, Furnishing>> = {
  bar: {
    look: { wall: [122, 74, 66], wallKind: 'wood', outside: 'city', height: 3 },
    windows: [{ x: 2.6, low: 0.9, width: 1.3, height: 1.5 }],
    table: { x: -0.5, y: 1.08, z: 1.7 },
    things: (room, _random, seed) => [
      shelves({ x: -1.2, y: 1.25, z: room.back - 0.02 }, 3, 1.2, 'jars', seed),
      counter({ x: -0.8, y: 0, z: 1.9 }, 4.6, 1, [104, 66, 54], [188, 146, 96]),
      ...[-2.4, -1.4, 0.9].map((x) => stool({ x, y: 0, z: 1.25 }, [190, 62, 56])),
      ...[-2, -0.4, 1.2].map((x) => ceilingLamp({ x, y: 2.15, z: 1.7 }, room.height, [150, 58, 50])),
      table({ x: 2.6, y: 0, z: 1.5 }, 0.7, 0.7),
    ],
  },
  hall: {
    look: { wall: [196, 176, 142], wallKind: 'stone', floor: 'stone', halfWidth: 5.5, back: 5, height: 4.6 },
    windows: [
      { x: 2.6, low: 1.5, width: 1.5, height: 2.2 },
      { x: -3, low: 1.5, width: 1.5, height: 2.2 },
    ],
    table: { x: -1.6, y: 1.12, z: 2.6 },
    things: (room, _random, seed) => [
      counter({ x: -1.8, y: 0, z: 3.2 }, 3, 1.06, [142, 98, 66], [206, 166, 88]),
      board(-0.2, 3.2, room.back, 1.8, 0.9, [46, 60, 62]),
      door(4.3, room.back, [116, 78, 58]),
      ...[-4.4, 4.4].map((x) => ceilingLamp({ x: x * 0.5, y: 3.1, z: 2.4 }, room.height, [176, 140, 84])),
      counter({ x: 3, y: 0, z: 3.4 }, 1.8, 0.45, [122, 86, 62], [142, 104, 76]),
      shelves({ x: -4.6, y: 0, z: room.back - 0.02 }, 1.2, 1.8, 'books', seed),
    ],
  },
  courtroom: {
    look: { wall: [150, 108, 76], wallKind: 'wood', halfWidth: 5, back: 4.6, height: 4, outside: 'city' },
    windows: [
      { x: -3.4, low: 1.5, width: 1.2, height: 1.9 },
      { x: 3.4, low: 1.5, width: 1.2, height: 1.9 },
    ],
    table: { x: 1.9, y: 0.9, z: 1.4 },
    things: (room, _random, seed) => [
      picture(0, 2.7, room.back, 0.9, 0.9, seed),
      counter({ x: 0, y: 0, z: 4 }, 3.4, 1.5, [112, 74, 52], [136, 92, 62]),
      counter({ x: 0, y: 0, z: 3.3 }, 4.6, 0.5, [126, 84, 58], [146, 100, 70]),
      flag({ x: -2.5, y: 0, z: 3.9 }, [150, 52, 56]),
      flag({ x: 2.3, y: 0, z: 3.9 }, [52, 76, 128]),
      counter({ x: -3.4, y: 0, z: 2.4 }, 1.8, 1, [120, 80, 56], [142, 98, 68]),
      counter({ x: 2.2, y: 0, z: 1.6 }, 1.7, 0.8, [132, 90, 62], [156, 110, 76]),
      ...[-2, 2].map((x) => ceilingLamp({ x, y: 3.1, z: 2 }, room.height, [196, 160, 96])),
    ],
  },
  castle: {
    look: { wall: [142, 134, 124], wallKind: 'stone', floor: 'stone', halfWidth: 5.2, back: 6, height: 5 },
    windows: [
      { x: -3.3, low: 2, width: 0.8, height: 2, panes: 2 },
      { x: 3.3, low: 2, width: 0.8, height: 2, panes: 2 },
    ],
    table: { x: 2, y: 0.8, z: 1.6 },
    things: (room) => [
      fireplace(0, room.back),
      wallBanner(-1.9, 4.2, room.back, [140, 40, 46]),
      wallBanner(1.9, 4.2, room.back, [44, 66, 118]),
      mat(-0.9, 0.9, -9, 5.4, [122, 44, 48]),
      table({ x: -3.2, y: 0, z: 2.8 }, 1.1, 2.4, { color: [112, 78, 54] }),
      table({ x: 3.2, y: 0, z: 2.8 }, 1.1, 2.4, { color: [112, 78, 54] }),
      ...[-2.4, 2.4].map((x) => ceilingLamp({ x, y: 3.6, z: 2.6 }, room.height, [70, 66, 64])),
    ],
  },
  church: {
    look: { wall: [168, 160, 150], wallKind: 'stone', floor: 'stone', halfWidth: 4.6, back: 7, height: 6.4 },
    windows: [],
    things: (room) => [
      ...[-3.2, 0, 3.2].map((x) => stainedGlass(x, 1.3, room.back, x === 0 ? 3.3 : 2.8)),
      counter({ x: 0, y: 0, z: 6 }, 1.8, 1, [210, 204, 190], [236, 230, 216]),
      tableLamp({ x: -0.6, y: 1.07, z: 6 }, [240, 210, 150]),
      tableLamp({ x: 0.6, y: 1.07, z: 6 }, [240, 210, 150]),
      mat(-0.6, 0.6, -9, 6.6, [140, 58, 60]),
      ...[1.6, 2.9, 4.2].flatMap((z) =>
        [-2.5, 2.5].map((x) => counter({ x, y: 0, z }, 2.4, 0.75, [112, 78, 58], [134, 96, 70])),
      ),
    ],
  },
  stage: {
    look: { wall: [96, 34, 40], wallKind: 'paper', back: 4, height: 5, halfWidth: 5 },
    windows: [],
    things: (room) => [
      ...Array.from({ length: 12 }, (_, index) =>
        counter(
          { x: -4.6 + index * 0.84, y: 0, z: 3.8 + (index % 2) * 0.06 },
          0.8,
          room.height,
          index % 2 === 0 ? [140, 36, 44] : [116, 28, 38],
          [140, 36, 44],
        ),
      ),
      ...[-2.2, 0, 2.2].map((x) => ceilingLamp({ x, y: 3.9, z: 1.2 }, room.height, [50, 50, 56])),
    ],
  },
  train: {
    look: { wall: [142, 96, 72], wallKind: 'wood', halfWidth: 5, back: 1.7, height: 2.3, floor: 'planks' },
    windows: [-3, -1, 1, 3].map((x) => ({ x, low: 0.95, width: 1.35, height: 0.95, panes: 1 })),
    things: (room) => [
      ...[-3, -1, 1, 3].flatMap((x) => [counter({ x, y: 0, z: 1.35 }, 1.1, 0.46, [70, 98, 92], [84, 116, 108])]),
      ...[-2, 0, 2].map((x) => counter({ x, y: 0, z: 1.5 }, 0.12, 1.35, [110, 76, 56], [140, 100, 74])),
      ...[-2, 2].map((x) => ceilingLamp({ x, y: 2, z: 0.8 }, room.height, [176, 140, 84])),
    ],
  },
};
