import { chandelier, poolWater, ringRopes } from '../hall-things.ts';
import { carCabin } from '../car-cabin.ts';
import { ceilingLamp } from '../fires.ts';
import { counter, mat, shelves } from '../furniture.ts';
import type { Furnishing } from './furnishing.ts';
import { chair } from '../seats.ts';
import { mirror } from '../wall-things.ts';

/** Where people swim, dance, box and drive. */
export const HALLS: Readonly<Record<string, Furnishing>> = {
  ballroom: {
    look: { wall: [214, 188, 142], wallKind: 'paper', floor: 'planks', halfWidth: 6, back: 5.5, height: 5 },
    windows: [-4.2, -1.4, 1.4, 4.2].map((x) => ({ x, low: 0.7, width: 1.1, height: 3, panes: 2 })),
    things: (room) => [
      mirror(0, 2.2, room.back, 1.1, 2.4),
      ...[-2.8, 2.8].map((x) => mirror(x, 2.2, room.back, 0.9, 2.4)),
      ...[-5, -3.6, 3.6, 5].map((x) => chair({ x, y: 0, z: 4.8 }, [150, 62, 66])),
      chandelier({ x: 0, y: 3.5, z: 2.2 }, room.height),
      ...[-3, 3].map((x) => chandelier({ x, y: 3.6, z: 3.4 }, room.height)),
    ],
  },
  ring: {
    look: { wall: [52, 52, 64], wallKind: 'plaster', floor: 'iron', halfWidth: 8, back: 8, height: 5 },
    windows: [],
    things: (room, _random, seed) => [
      mat(-2.7, 2.7, -2.6, 2.6, [188, 182, 170]),
      ...ringRopes(2.7, 2.6, seed),
      ...[-1.6, 1.6].map((x) => ceilingLamp({ x, y: 3.7, z: 0.8 }, room.height, [210, 206, 190])),
    ],
  },
  pool: {
    look: {
      wall: [196, 220, 224],
      wallKind: 'tiles',
      floor: 'stone',
      floorColor: [206, 214, 210],
      halfWidth: 8,
      back: 9,
      height: 4.6,
    },
    windows: [-4.5, 0, 4.5].map((x) => ({ x, low: 1.6, width: 3, height: 1.8, panes: 3 })),
    water: { x: 0, y: -0.04, z: 2 },
    things: (room) => [
      poolWater(),
      ...[-3.5, 3.5].map((x) => ceilingLamp({ x, y: 3.9, z: 3 }, room.height, [220, 228, 230])),
    ],
  },
  bathroom: {
    look: { wall: [192, 212, 214], wallKind: 'tiles', floor: 'stone', floorColor: [206, 212, 210], height: 2.6 },
    windows: [{ x: 2, low: 1.4, width: 0.8, height: 0.7 }],
    things: (room) => [
      mirror(-0.7, 1.7, room.back, 0.9, 1),
      counter({ x: -0.7, y: 0, z: 2.7 }, 1.1, 0.82, [176, 190, 190], [240, 242, 240]),
      counter({ x: 1.9, y: 0, z: 2.4 }, 1.8, 0.5, [236, 240, 240], [246, 248, 248]),
      ceilingLamp({ x: -0.4, y: 2.1, z: 1.2 }, room.height, [220, 226, 226]),
    ],
  },
  supermarket: {
    look: { wall: [226, 228, 220], floor: 'stone', floorColor: [214, 214, 206], halfWidth: 5, back: 8, height: 3.6 },
    windows: [],
    things: (room, _random, seed) => [
      ...[2.2, 4.6, 7].flatMap((z) => [-3.4, 3.4].map((x) => shelves({ x, y: 0, z }, 3, 2, 'jars', `${seed} ${z}`))),
      shelves({ x: 0, y: 0, z: room.back - 0.1 }, 3.4, 2.1, 'pots', seed),
      ...[-1.6, 1.6].map((x) => ceilingLamp({ x, y: 3, z: 2.5 }, room.height, [220, 224, 220])),
    ],
  },
  gym: {
    look: { wall: [124, 134, 146], floor: 'planks', halfWidth: 5, back: 5, height: 3.6, outside: 'city' },
    windows: [{ x: 3.6, low: 1.1, width: 1.8, height: 1.6, panes: 2 }],
    things: (room) => [
      ...[-3, -1, 1].map((x) => mirror(x, 1.5, room.back, 1.8, 2)),
      counter({ x: -3.2, y: 0, z: 3.4 }, 2.2, 0.5, [52, 54, 62], [86, 90, 98]),
      counter({ x: 3, y: 0, z: 3 }, 1.6, 0.42, [150, 52, 52], [170, 66, 62]),
      ...[-1.6, 1.6].map((x) => ceilingLamp({ x, y: 3, z: 2 }, room.height, [210, 214, 218])),
    ],
  },
  car: {
    look: {
      wall: [70, 76, 88],
      wallKind: 'metal',
      halfWidth: 1.5,
      back: 1.4,
      height: 1.75,
      floor: 'iron',
      outside: 'city',
    },
    windows: [{ x: 0, low: 0.92, width: 2.3, height: 0.6, panes: 1 }],
    things: () => carCabin(),
  },
};
