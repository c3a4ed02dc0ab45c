import { ceilingLamp, stove, tableLamp } from '../fires.ts';
import { counter, mat, plant, rug, shelves, table } from '../furniture.ts';
import { type Furnishing, LOW_TABLE, ONE_WINDOW } from './furnishing.ts';
import { bed, chair, sofa } from '../seats.ts';
import { door, picture } from '../wall-things.ts';

/** Rooms that people live in. */
export const HOMES: Readonly<Record<string, Furnishing>> = {
  room: {
    look: {},
    windows: ONE_WINDOW,
    things: (room, _random, seed) => [
      door(-2.4, room.back, [142, 104, 76]),
      picture(-0.7, 1.75, room.back, 0.8, 0.6, seed),
      rug({ x: 0, y: 0, z: 0.4 }, 1.9, 1, [150, 84, 76]),
      ceilingLamp({ x: -0.5, y: 2.1, z: 1.4 }, room.height),
      chair({ x: 2.5, y: 0, z: 1.9 }),
    ],
  },
  kitchen: {
    look: { wall: [206, 208, 190], wallKind: 'tiles', floor: 'stone', height: 2.5 },
    windows: [{ x: 1.1, low: 1.1, width: 1.1, height: 0.9 }],
    table: LOW_TABLE,
    things: (room, _random, seed) => [
      stove({ x: -2.2, y: 0, z: 2.4 }, room.height),
      counter({ x: 1.4, y: 0, z: 2.6 }, 2.6, 0.88, [142, 158, 146], [196, 178, 150]),
      shelves({ x: -0.6, y: 1.35, z: room.back - 0.02 }, 1.3, 0.85, 'jars', seed),
      table({ x: 1.2, y: 0, z: 0.9 }, 1.7, 0.8, { cloth: [188, 84, 78] }),
      chair({ x: 2.3, y: 0, z: 1.3 }),
      ceilingLamp({ x: 0.6, y: 1.75, z: 0.9 }, room.height),
    ],
  },
  living_room: {
    look: { wall: [204, 190, 168], wallKind: 'paper' },
    windows: [{ x: 1.5, low: 0.8, width: 1.6, height: 1.5 }],
    table: { x: -0.5, y: 0.46, z: 0.9 },
    bed: { x: -1.6, y: -0.1, z: 2 },
    things: (room, _random, seed) => [
      rug({ x: 0, y: 0, z: 0.5 }, 2.1, 1.1, [130, 70, 74]),
      sofa({ x: -1.6, y: 0, z: 2.2 }, [92, 122, 122]),
      table({ x: -0.5, y: 0, z: 1 }, 1, 0.5, { height: 0.4 }),
      shelves({ x: 3, y: 0, z: room.back - 0.02 }, 1.1, 2.1, 'books', seed),
      picture(-1.6, 1.85, room.back, 0.9, 0.65, seed),
      tableLamp({ x: 0.1, y: 0.75, z: 2.6 }, [232, 206, 160]),
      table({ x: 0.1, y: 0, z: 2.6 }, 0.5, 0.4),
      plant({ x: 0.75, y: 0, z: 2.5 }),
    ],
  },
  bedroom: {
    look: { wall: [176, 184, 194], wallKind: 'paper' },
    bed: { x: -1.6, y: 0, z: 1.8 },
    windows: [{ x: 1.7, low: 0.95, width: 1.3, height: 1.35 }],
    things: (room, _random, seed) => [
      rug({ x: 0.6, y: 0, z: 0.4 }, 1.6, 0.9, [120, 100, 130]),
      bed({ x: -1.6, y: 0, z: 2.1 }, [92, 110, 150]),
      table({ x: 0.1, y: 0, z: 2.5 }, 0.5, 0.4),
      tableLamp({ x: 0.1, y: 0.8, z: 2.5 }, [240, 206, 150]),
      picture(-1.5, 1.85, room.back, 0.7, 0.5, seed),
      counter({ x: 3, y: 0, z: 2.6 }, 0.9, 1.9, [140, 106, 80], [120, 88, 66]),
    ],
  },
  hallway: {
    look: { wall: [196, 184, 164], wallKind: 'paper', halfWidth: 1.7, back: 8, height: 2.8 },
    windows: [{ x: 0, low: 1, width: 0.9, height: 1.3 }],
    things: (room, _random, seed) => [
      mat(-0.7, 0.7, -9, 7.6, [142, 66, 66]),
      ...[1.5, 4.5].flatMap((z) => [
        ceilingLamp({ x: 0, y: 2.3, z }, room.height),
        tableLamp({ x: -1.5, y: 0.8, z: z + 0.8 }, [236, 206, 150]),
      ]),
      ...[1.4, 3.6].map((z) => counter({ x: 1.55, y: 0, z }, 0.25, 2.05, [130, 94, 70], [150, 112, 84])),
      table({ x: -1.45, y: 0, z: 2.3 }, 0.4, 0.6),
      picture(-0.9, 1.7, room.back, 0.4, 0.5, seed),
    ],
  },
  hut: {
    look: { wall: [164, 122, 86], wallKind: 'wood', height: 2.6 },
    windows: [{ x: 1.6, low: 1.05, width: 1.3, height: 1 }],
    table: LOW_TABLE,
    things: (room, _random, seed) => [
      table({ x: 1.2, y: 0, z: 0.9 }, 1.6, 0.8),
      stove({ x: -2.7, y: 0, z: 2.3 }, room.height),
      shelves({ x: 3, y: 0.9, z: room.back - 0.02 }, 1, 1.1, 'jars', seed),
      tableLamp({ x: 1.8, y: 0.8, z: 1.1 }, [220, 180, 120]),
    ],
  },
  tent: {
    look: { wall: [196, 170, 122], wallKind: 'paper', floor: 'earth', height: 2.3, halfWidth: 2.4 },
    bed: { x: -1.2, y: 0, z: 1.9 },
    windows: [{ x: 0, low: 0.1, width: 0.9, height: 1.7, panes: 1 }],
    things: () => [
      bed({ x: -1.2, y: 0, z: 2.2 }, [120, 112, 80]),
      tableLamp({ x: 1.5, y: 0.5, z: 2 }, [230, 190, 120]),
    ],
  },
  cellar: {
    look: { wall: [118, 114, 112], wallKind: 'stone', floor: 'stone', height: 2.5 },
    windows: [{ x: 1.9, low: 1.7, width: 0.8, height: 0.45 }],
    things: (room, _random, seed) => [
      door(-2.4, room.back, [84, 66, 54]),
      shelves({ x: 0, y: 0, z: room.back - 0.02 }, 1.6, 1.7, 'jars', seed),
      ceilingLamp({ x: -0.4, y: 1.9, z: 1 }, room.height, [60, 60, 64]),
    ],
  },
};
