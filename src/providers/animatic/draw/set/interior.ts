import { type Random, createRandom } from '../../random.ts';
import { type Rgb, findColor } from '../color.ts';
import type { Light } from '../light.ts';
import { createSky } from '../sky.ts';
import type { Vec } from '../view.ts';
import {
  bed,
  ceilingLamp,
  chair,
  counter,
  kiln,
  mat,
  panel,
  plant,
  rug,
  shelves,
  sofa,
  stool,
  stove,
  table,
  tableLamp,
} from './furniture.ts';
import type { PlaceWords } from './place.ts';
import { type RoomLook, createRoom, drawWindow } from './room.ts';
import type { StageSet, Thing } from './stage.ts';
import { board, charts, clock, dials, door, fireplace, mirror, picture, stainedGlass } from './wall-things.ts';

type WindowSpec = {
  readonly x: number;
  readonly low: number;
  readonly width: number;
  readonly height: number;
  readonly panes?: number;
};
type Recipe = {
  readonly look: Partial<RoomLook>;
  readonly windows: readonly WindowSpec[];
  readonly things: (room: RoomLook, random: Random, seed: string) => readonly Thing[];
  readonly table?: Vec;
};

const PLAIN: RoomLook = {
  wall: [214, 200, 178],
  wallKind: 'plaster',
  floor: 'planks',
  floorColor: null,
  halfWidth: 3.7,
  back: 3,
  height: 2.9,
  outside: 'land',
};
const ONE_WINDOW: readonly WindowSpec[] = [{ x: 1.3, low: 1, width: 1.5, height: 1.25 }];
const LOW_TABLE: Vec = { x: 1.2, y: 0.8, z: 0.9 };

/** A room: walls, windows to the world outside, furniture by what the words name. */
export function createInterior(place: PlaceWords, light: Light): StageSet {
  const recipe = RECIPES[place.kind] ?? RECIPES.room;
  const random = createRandom(`interior ${place.seed}`);
  const look = { ...PLAIN, ...recipe?.look, ...fromWords(place.words) };
  const sky = createSky(light, place.seed);
  const shell = createRoom(look, light, place.seed);
  const windows = windowsOf(recipe?.windows ?? ONE_WINDOW, place.words);
  return {
    isInterior: true,
    depthMetres: 6.5,
    heightMetres: look.height,
    props: { table: recipe?.table ?? null },
    backdrop: (stage) => {
      shell(stage);
      for (const window of windows)
        drawWindow(stage, look, sky, window.x, window.low, window.width, window.height, window.panes);
    },
    things: [...(recipe?.things(look, random, place.seed) ?? []), ...named(place, look)],
  };
}

function fromWords(words: string): Partial<RoomLook> {
  const wallColor = findColor(words.match(/([a-z-]+(?: [a-z-]+)?) (?:walls?|wallpaper)/u)?.[1] ?? '');
  return {
    ...(wallColor === null ? {} : { wall: wallColor }),
    ...(/wooden|log|timber|panel/u.test(words)
      ? { wallKind: 'wood' as const, ...(wallColor === null ? { wall: [164, 122, 86] satisfies Rgb } : {}) }
      : {}),
    ...(/brick/u.test(words) ? { wallKind: 'brick' as const } : {}),
    ...(/\bsea\b|ocean|harbou?r|lighthouse|coast|beach/u.test(words) ? { outside: 'sea' as const } : {}),
    ...(/city|downtown|skyline|skyscraper|apartment/u.test(words) ? { outside: 'city' as const } : {}),
  };
}

function windowsOf(given: readonly WindowSpec[], words: string): readonly WindowSpec[] {
  if (/no windows|windowless/u.test(words)) return [];
  const first = given[0];
  if (/one (lit |small )?window|single window/u.test(words) && first !== undefined) return [first];
  return given;
}

function named(place: PlaceWords, look: RoomLook): readonly Thing[] {
  const { words } = place;
  const z = look.back;
  const things: Thing[] = [];
  const add = (pattern: RegExp, make: () => Thing): void => {
    if (pattern.test(words)) things.push(make());
  };
  add(/clock/u, () => clock(-0.2, look.height - 0.62, z, 0.34));
  add(/charts?|maps?(?![a-z])|paper charts/u, () => charts(-1.4, 1.65, z, 3, place.seed));
  add(/dials?|gauges?|instruments/u, () => dials(-1.4, 2.3, z, 3));
  add(/mirror/u, () => mirror(-0.6, 1.75, z, 3.2, 1));
  add(/fireplace|hearth/u, () => fireplace(-1.6, z));
  add(/kiln|oven|furnace/u, () => kiln({ x: -2.5, y: 0, z: 2.2 }));
  add(/plant(?![a-z])|fern|palm/u, () => plant({ x: 2.9, y: 0, z: 2.3 }));
  add(/piano/u, () => counter({ x: -2.4, y: 0, z: 2.4 }, 1.5, 1.15, [44, 40, 44], [60, 56, 60]));
  add(/blackboard|chalkboard/u, () => board(-0.4, 1.7, z, 2.6, 1.2, [52, 78, 68]));
  return things;
}

const RECIPES: Readonly<Partial<Record<PlaceWords['kind'], Recipe>>> = {
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
  train: {
    look: { wall: [142, 96, 72], wallKind: 'wood', halfWidth: 5, back: 1.7, height: 2.3, floor: 'planks' },
    windows: [-3, -1, 1, 3].map((x) => ({ x, low: 0.95, width: 1.35, height: 0.95, panes: 1 })),
    things: (room) => [
      ...[-3, -1, 1, 3].flatMap((x) => [counter({ x, y: 0, z: 1.35 }, 1.1, 0.46, [70, 98, 92], [84, 116, 108])]),
      ...[-2, 0, 2].map((x) => counter({ x, y: 0, z: 1.5 }, 0.12, 1.35, [110, 76, 56], [140, 100, 74])),
      ...[-2, 2].map((x) => ceilingLamp({ x, y: 2, z: 0.8 }, room.height, [176, 140, 84])),
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
  classroom: {
    look: { wall: [206, 204, 178], floor: 'planks' },
    windows: [{ x: 2.6, low: 1, width: 1.4, height: 1.4 }],
    table: LOW_TABLE,
    things: (room) => [
      board(-0.6, 1.7, room.back, 3, 1.3, [52, 84, 70]),
      ...[-2.2, 0, 2.2].flatMap((x) => [table({ x, y: 0, z: 1.7 }, 1, 0.5), chair({ x, y: 0, z: 1.2 })]),
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
  car: {
    look: {
      wall: [70, 76, 88],
      wallKind: 'metal',
      halfWidth: 1.5,
      back: 1.4,
      height: 1.6,
      floor: 'iron',
      outside: 'city',
    },
    windows: [{ x: 0, low: 0.75, width: 2.4, height: 0.65, panes: 1 }],
    things: () => [counter({ x: 0, y: 0, z: 1 }, 2.6, 0.6, [92, 74, 66], [110, 90, 80])],
  },
  tent: {
    look: { wall: [196, 170, 122], wallKind: 'paper', floor: 'earth', height: 2.3, halfWidth: 2.4 },
    windows: [{ x: 0, low: 0.1, width: 0.9, height: 1.7, panes: 1 }],
    things: () => [
      bed({ x: -1.2, y: 0, z: 2.2 }, [120, 112, 80]),
      tableLamp({ x: 1.5, y: 0.5, z: 2 }, [230, 190, 120]),
    ],
  },
};
