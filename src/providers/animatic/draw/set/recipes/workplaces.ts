import { ceilingLamp, tableLamp } from '../fires.ts';
import { counter, panel, plant, rug, shelves, table } from '../furniture.ts';
import { type Furnishing, LOW_TABLE } from './furnishing.ts';
import { bed, chair, stool } from '../seats.ts';
import { board, door } from '../wall-things.ts';

/** Rooms that people work in. */
export const WORKPLACES: Readonly<Record<string, Furnishing>> = {
  office: {
    look: { wall: [190, 196, 200], floor: 'stone', floorColor: [110, 118, 128], outside: 'city', height: 2.8 },
    windows: [{ x: -1.1, low: 0.9, width: 3, height: 1.5, panes: 4 }],
    table: { x: 1.3, y: 0.78, z: 1 },
    things: (room, _random, seed) => [
      table({ x: 1.3, y: 0, z: 1 }, 1.8, 0.8, { color: [168, 132, 96] }),
      panel({ x: 1.6, y: 0.78, z: 1.2 }, 0.6, 0.42, [60, 64, 70], seed),
      chair({ x: 1.3, y: 0, z: 1.9 }, [60, 66, 78]),
      shelves({ x: 2.7, y: 0, z: room.back - 0.02 }, 1.3, 1.9, 'books', seed),
      plant({ x: -3, y: 0, z: 2.4 }),
      ceilingLamp({ x: 0.4, y: 2.2, z: 1.2 }, room.height, [90, 96, 104]),
    ],
  },
  lab: {
    look: { wall: [202, 212, 214], wallKind: 'tiles', floor: 'stone', floorColor: [170, 184, 186] },
    windows: [{ x: 2.2, low: 1.2, width: 1.4, height: 0.9 }],
    table: LOW_TABLE,
    things: (room, _random, seed) => [
      panel({ x: -2.6, y: 0, z: 2.5 }, 1.4, 2, [124, 138, 146], seed),
      shelves({ x: -0.6, y: 1.3, z: room.back - 0.02 }, 1.7, 1, 'jars', seed),
      counter({ x: -0.1, y: 0, z: 2.5 }, 3, 0.92, [224, 228, 226], [120, 134, 140]),
      table({ x: 1.2, y: 0, z: 0.9 }, 1.6, 0.7, { color: [190, 200, 202] }),
      ceilingLamp({ x: 0.2, y: 2.3, z: 1.2 }, room.height, [170, 184, 190]),
    ],
  },
  hospital: {
    bed: { x: -1.6, y: 0, z: 1.7 },
    look: { wall: [206, 220, 214], wallKind: 'tiles', floor: 'stone', floorColor: [188, 200, 196] },
    windows: [{ x: 1.6, low: 1, width: 1.6, height: 1.2 }],
    things: (room, _random, seed) => [
      bed({ x: -1.6, y: 0, z: 2 }, [150, 190, 196]),
      panel({ x: 0.1, y: 0.8, z: 2.6 }, 0.5, 0.5, [206, 212, 212], seed),
      table({ x: 0.1, y: 0, z: 2.6 }, 0.6, 0.5, { color: [212, 216, 214] }),
      door(3, room.back, [150, 172, 176]),
      ceilingLamp({ x: 0, y: 2.4, z: 1 }, room.height, [210, 220, 220]),
    ],
  },
  workshop: {
    look: { wall: [186, 160, 130], wallKind: 'brick', floor: 'stone', height: 3.1 },
    windows: [{ x: 1.5, low: 1, width: 1.7, height: 1.3, panes: 3 }],
    table: { x: 1.3, y: 0.86, z: 1 },
    things: (room, _random, seed) => [
      shelves({ x: -0.9, y: 0.6, z: room.back - 0.02 }, 1.9, 1.8, 'pots', seed),
      table({ x: 1.3, y: 0, z: 1 }, 1.6, 0.8, { height: 0.8 }),
      stool({ x: -1.6, y: 0, z: 1 }, [142, 104, 70]),
      ceilingLamp({ x: 0.5, y: 2.1, z: 1.1 }, room.height, [70, 84, 92]),
      door(3, room.back, [112, 84, 62]),
    ],
  },
  classroom: {
    look: { wall: [206, 204, 178], floor: 'planks' },
    windows: [{ x: 2.6, low: 1, width: 1.4, height: 1.4 }],
    table: LOW_TABLE,
    things: (room) => [
      board(-0.6, 1.7, room.back, 3, 1.3, [52, 84, 70]),
      ...[-2.2, 0, 2.2].flatMap((x) => [table({ x, y: 0, z: 1.7 }, 1, 0.5), chair({ x, y: 0, z: 1.2 })]),
    ],
  },
  library: {
    look: { wall: [124, 92, 70], wallKind: 'wood', height: 3.3 },
    windows: [{ x: 0, low: 0.9, width: 1.2, height: 1.9 }],
    table: LOW_TABLE,
    things: (room, _random, seed) => [
      ...[-2.9, -1.4, 1.5, 3].map((x) => shelves({ x, y: 0, z: room.back - 0.02 }, 1.36, 3, 'books', seed)),
      rug({ x: 0, y: 0, z: 0.4 }, 2, 1, [96, 64, 72]),
      table({ x: 1.2, y: 0, z: 0.9 }, 1.5, 0.7, { color: [112, 74, 54] }),
      tableLamp({ x: 1.7, y: 0.8, z: 1 }, [110, 150, 110]),
    ],
  },
  spaceship: {
    look: { wall: [112, 124, 140], wallKind: 'metal', floor: 'iron', outside: 'stars', height: 2.7 },
    windows: [{ x: 0, low: 1, width: 3.6, height: 1.1, panes: 3 }],
    table: { x: 1.3, y: 0.95, z: 1.2 },
    things: (room, _random, seed) => [
      panel({ x: -2.6, y: 0, z: 2.4 }, 1.5, 1.7, [92, 104, 122], seed),
      panel({ x: 2.6, y: 0, z: 2.4 }, 1.5, 1.7, [92, 104, 122], seed),
      panel({ x: 0, y: 0, z: 2.5 }, 2.6, 0.85, [108, 120, 138], seed),
      panel({ x: 1.4, y: 0, z: 1.2 }, 0.9, 0.95, [120, 132, 150], seed),
      ceilingLamp({ x: 0, y: 2.3, z: 1 }, room.height, [150, 170, 190]),
    ],
  },
};
