import { chandelier, poolWater, ringRopes } from '../hall-things.ts';
import { carCabin } from '../car-cabin.ts';
import { ceilingLamp } from '../fires.ts';
import { mat } from '../furniture.ts';
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
