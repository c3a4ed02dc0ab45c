import { type Random, createRandom } from '../../random.ts';
import { type Rgb, findColor, lighten } from '../color.ts';
import type { Light } from '../light.ts';
import { createSky } from '../sky.ts';
import { beam, block, house, lighthouse, wall } from './buildings.ts';
import { type GroundKind, type Patch, createPatch, createSea, drawFoam, wholeGround } from './ground.ts';
import { type Strip, createLand } from './land.ts';
import {
  barrel,
  bench,
  boat,
  cactus,
  car,
  crate,
  fountain,
  lamppost,
  lampString,
  mast,
  railing,
  rock,
  track,
} from './outdoor-things.ts';
import type { PlaceWords } from './place.ts';
import { bush, reeds, tree, type TreeKind } from './plants.ts';
import type { Stage, StageSet, Thing } from './stage.ts';

type Recipe = {
  readonly land: readonly Strip[];
  /** Height of the far land's foot: below zero where the set stands high. */
  readonly landBase?: number;
  readonly sea?: { readonly near: number; readonly y: number };
  readonly foam?: number;
  readonly ground: readonly Patch[];
  readonly things: readonly Thing[];
};
type Build = (words: string, random: Random, seed: string) => Recipe;

const GREEN: Rgb = [104, 134, 84];
const BLUE: Rgb = [104, 124, 146];
const STONE: Rgb = [158, 150, 142];

/** An outdoor place: sky, far land, ground or sea, and what stands there. */
export function createExterior(place: PlaceWords, light: Light): StageSet {
  const random = createRandom(`exterior ${place.seed}`);
  const recipe = (RECIPES[place.kind] ?? field)(place.words, random, place.seed);
  const sky = createSky(light, place.seed);
  const land = createLand(recipe.land, light, place.seed, recipe.landBase ?? 0);
  const sea = recipe.sea === undefined ? null : createSea(light, place.seed, recipe.sea.near, recipe.sea.y);
  const patches = recipe.ground.map((patch) => createPatch(patch, light, place.seed));
  return {
    isInterior: false,
    depthMetres: 60,
    heightMetres: 60,
    props: { table: null },
    backdrop: (stage) => {
      sky.draw(stage.pen, stage.timeS);
      land(stage);
      sea?.(stage);
      for (const patch of patches) patch(stage);
      if (recipe.foam !== undefined) drawFoam(stage, recipe.foam, recipe.sea?.y ?? 0);
    },
    things: [...recipe.things, ...named(place)],
  };
}

/** Things a place's words ask for beside what its kind always has. */
function named(place: PlaceWords): readonly Thing[] {
  const { words, seed } = place;
  const things: Thing[] = [];
  const add = (pattern: RegExp, make: () => Thing | readonly Thing[]): void => {
    if (pattern.test(words)) things.push(...[make()].flat());
  };
  add(/apple tree/u, () =>
    tree(
      /winter/u.test(words) ? 'bare' : /spring|blossom/u.test(words) ? 'blossom' : 'apple',
      { x: -1.9, y: 0, z: 2.6 },
      4.4,
      seed,
    ),
  );
  add(/bench/u, () => bench({ x: -1.9, y: 0, z: 1.5 }));
  add(/fountain/u, () => fountain({ x: 2.6, y: 0, z: 5 }));
  add(/mast|antenna|wind cups|anemometer/u, () => mast({ x: 2.2, y: 0, z: 3 }, 5.5));
  add(/iron rings?/u, () => ringBolts());
  add(/lighthouse/u, () => {
    if (place.kind === 'gallery') return [];
    if (place.kind === 'jetty' || place.kind === 'harbour' || place.kind === 'beach') {
      return [rock({ x: 8.3, y: -0.95, z: 21.6 }, 4.2), lighthouse({ x: 8, y: 0.6, z: 22 }, 12)];
    }
    return place.kind === 'cliff' ? lighthouse({ x: 4.6, y: 0, z: 3.7 }, 8.5) : lighthouse({ x: 8, y: 0, z: 22 }, 12);
  });
  add(/small wooden boat|rowing boat|\bboat\b/u, () =>
    place.kind === 'boat' ? [] : boat({ x: -4.3, y: -0.75, z: 2.6 }),
  );
  add(/paper lamps|lanterns|string lights|fairy lights/u, () => [
    lampString({ x: -6, y: 4, z: 4 }, { x: 0, y: 3.6, z: 3 }, 9),
    lampString({ x: 0, y: 3.6, z: 3 }, { x: 6.5, y: 4.2, z: 4.5 }, 9),
  ]);
  add(/street ?lamp|lamp ?post|gas ?lamp/u, () => lamppost({ x: -2.7, y: 0, z: 2 }));
  add(/well(?![a-z])/u, () => barrel({ x: 2.4, y: 0, z: 2 }, STONE));
  add(/rocks|boulders/u, () => [rock({ x: 3, y: 0, z: 2.6 }, 0.8), rock({ x: -3.4, y: 0, z: 3.5 }, 1.1)]);
  add(/barrel/u, () => barrel({ x: 2.1, y: 0, z: 1.8 }));
  add(/crates?/u, () => crate({ x: 2.4, y: 0, z: 1.6 }, 0.8));
  add(/\bcar\b|taxi/u, () =>
    place.kind === 'street' ? [] : car({ x: 3.4, y: 0, z: 3.4 }, findColor(words) ?? [150, 70, 62]),
  );
  return things;
}

function ringBolts(): readonly Thing[] {
  return [-1.3, 1.5].map((x) => barrel({ x, y: 0, z: 2.2 }, [74, 78, 86]));
}

function scatterTrees(
  random: Random,
  kind: TreeKind,
  count: number,
  area: { near: number; far: number; clear: number; wide: number },
  height: number,
  seed: string,
): readonly Thing[] {
  return Array.from({ length: count }, (_, index) => {
    const z = area.near + ((area.far - area.near) * (index + random.next() * 0.8)) / count;
    const side = index % 2 === 0 ? -1 : 1;
    const x = side * (area.clear + random.next() * area.wide + z * 0.12);
    return tree(kind, { x, y: 0, z }, height * random.range(0.8, 1.25), seed);
  });
}

const patch = (kind: GroundKind, left: number, right: number, near: number, far: number, y = 0): Patch => ({
  kind,
  left,
  right,
  near,
  far,
  y,
});

const field: Build = (words, random, seed) => {
  const isWheat = /wheat|corn|barley|harvest|golden/u.test(words);
  const blades: Rgb = isWheat ? [214, 176, 92] : [120, 152, 84];
  return {
    land: [
      { kind: 'hills', distance: 220, height: 34, color: BLUE },
      { kind: 'hills', distance: 110, height: 15, color: GREEN },
      { kind: 'trees', distance: 60, height: 5, color: [86, 118, 76] },
    ],
    ground: [wholeGround('grass')],
    things: [
      tree('round', { x: 6.5, y: 0, z: 14 }, 6, seed),
      railing({ x: -14, y: 0, z: 7 }, { x: 14, y: 0, z: 8 }, 0.9, [132, 102, 76], 2),
      ...[9, 6.5, 4.5].flatMap((z) =>
        [-6, -3, 3, 6, 0].map((x) =>
          reeds({ x: x + random.range(-1, 1), y: 0, z }, 16, isWheat ? 0.9 : 0.35, blades, seed),
        ),
      ),
      reeds({ x: -1.7, y: 0, z: -1.5 }, 12, isWheat ? 0.8 : 0.3, lighten(blades, -0.25), seed),
      reeds({ x: 1.9, y: 0, z: -1.7 }, 12, isWheat ? 0.8 : 0.3, lighten(blades, -0.25), seed),
    ],
  };
};

const RECIPES: Readonly<Partial<Record<PlaceWords['kind'], Build>>> = {
  field,
  beach: (words, random, seed) => ({
    land: [{ kind: 'cliffs', distance: 150, height: 22, color: [120, 128, 122] }],
    sea: { near: 6, y: -0.05 },
    foam: 6.2,
    ground: [patch('sand', -200, 200, -40, 7.2)],
    things: [
      ...(/palm|tropic|island|lagoon/u.test(words)
        ? [tree('palm', { x: -4.2, y: 0, z: 3.8 }, 5, seed), tree('palm', { x: 5.2, y: 0, z: 5 }, 4.4, seed)]
        : []),
      rock({ x: 5.6, y: -0.1, z: 7 }, 1.1),
      rock({ x: -6.5, y: -0.1, z: 9 }, 1.6),
      ...[-5, -3.9, 4.2, 5.4].map((x) => reeds({ x, y: 0, z: 2.2 + random.next() }, 14, 0.6, [164, 160, 98], seed)),
      reeds({ x: 2.4, y: 0, z: -1.9 }, 9, 0.6, [132, 128, 84], seed),
    ],
  }),
  cliff: (words, random, seed) => ({
    land: [{ kind: 'cliffs', distance: 260, height: 26, color: [124, 136, 132] }],
    landBase: -30,
    sea: { near: 4.6, y: -30 },
    ground: [patch('grass', -200, 200, -40, 4.6)],
    things: [
      ...(/lighthouse/u.test(words) ? [] : [house({ x: -9, y: 0, z: 3.4 }, 3.4, 2.4, [230, 222, 206], seed)]),
      ...[-6, -3.4, 3.1, 5.2, 0.4].map((x) =>
        reeds({ x, y: 0, z: 3.4 + random.next() }, 14, 0.45, [128, 148, 88], seed),
      ),
      rock({ x: 3.9, y: 0, z: 3.4 }, 0.7),
      reeds({ x: -2.1, y: 0, z: -1.8 }, 10, 0.35, [88, 112, 66], seed),
    ],
  }),
  jetty: (_words, _random, seed) => ({
    land: [{ kind: 'cliffs', distance: 130, height: 15, color: [122, 130, 128] }],
    sea: { near: -40, y: -0.9 },
    ground: [patch('stone', -2.6, 2.6, -40, 13)],
    things: [
      barrel({ x: 1.9, y: 0, z: 3.4 }),
      crate({ x: -2, y: 0, z: 4.2 }, 0.7),
      lamppost({ x: 2.2, y: 0, z: 6.4 }, 2.8),
      rock({ x: -7, y: -0.9, z: 12 }, 1.7),
      rock({ x: -4.6, y: -0.9, z: 9 }, 0.9),
      reeds({ x: 40, y: -5, z: 60 }, 1, 0.1, GREEN, seed),
    ],
  }),
  harbour: (_words, _random, seed) => ({
    land: [
      { kind: 'hills', distance: 240, height: 30, color: BLUE },
      { kind: 'village', distance: 70, height: 7, color: [176, 150, 134] },
    ],
    sea: { near: 4, y: -0.8 },
    ground: [patch('stone', -100, 100, -40, 4)],
    things: [
      boat({ x: -3.2, y: -0.75, z: 5.4 }, 3.4, [60, 104, 122]),
      boat({ x: 3.6, y: -0.75, z: 7 }, 3, [168, 76, 60]),
      ...[-3.2, 3.6].map((x, index) => mast({ x, y: -0.4, z: index === 0 ? 5.4 : 7 }, 5, false)),
      crate({ x: 2.6, y: 0, z: 2.6 }, 0.8),
      crate({ x: 3.2, y: 0, z: 2.9 }, 0.6),
      barrel({ x: -2.4, y: 0, z: 2.7 }),
      lamppost({ x: -4.4, y: 0, z: 3.2 }),
      house({ x: -12, y: 0, z: 1 }, 5, 4, [200, 150, 120], seed),
    ],
  }),
  boat: () => ({
    land: [{ kind: 'hills', distance: 320, height: 18, color: BLUE }],
    sea: { near: -40, y: -0.5 },
    ground: [patch('planks', -2.4, 2.4, -3, 2, -0.02)],
    things: [
      railing({ x: -2.4, y: 0, z: 2 }, { x: 2.4, y: 0, z: 2 }, 0.5, [132, 92, 62], 1.2),
      mast({ x: 2, y: 0, z: 1.4 }, 6, false),
      barrel({ x: -1.9, y: 0, z: 1.5 }),
    ],
  }),
  gallery: () => ({
    land: [{ kind: 'cliffs', distance: 340, height: 30, color: [110, 122, 130] }],
    landBase: -28,
    sea: { near: 2, y: -28 },
    ground: [patch('iron', -30, 30, -30, 1.6)],
    things: [
      railing({ x: -12, y: 0, z: 1.45 }, { x: 12, y: 0, z: 1.45 }, 1.1, [64, 70, 78]),
      {
        at: { x: -4.4, y: 0, z: 1.2 },
        draw: (stage) => {
          const { pen, light } = stage;
          pen.pillar({ x: -5.6, y: -2, z: 2.4 }, 3.1, 1.9, 1.9, light.shade([228, 224, 214]));
          pen.pillar(
            { x: -5.6, y: 1.1, z: 2.4 },
            1.9,
            1.75,
            1.75,
            light.lamps ? [246, 206, 132] : light.shade([150, 178, 190]),
          );
          for (let bar = 0; bar < 6; bar += 1)
            pen.line(
              { x: -7 + bar * 0.56, y: 1.1, z: 0.7 },
              { x: -7 + bar * 0.56, y: 3, z: 0.7 },
              0.05,
              light.css([60, 62, 68]),
            );
          pen.pillar({ x: -5.6, y: 3, z: 2.4 }, 1.1, 2.1, 0.2, light.shade([120, 58, 50]));
          if (light.lamps) {
            pen.glow({ x: -5.6, y: 2, z: 2.4 }, 4.5, [255, 210, 130], 0.6);
            beam(stage, { x: -5.6, y: 2, z: 2.4 }, stage.timeS * 0.5 + 0.35, 40);
          }
        },
      },
    ],
  }),
  forest: (words, random, seed) => {
    const kind: TreeKind = /pine|fir|spruce|snow|winter/u.test(words)
      ? 'pine'
      : /autumn|fall/u.test(words)
        ? 'autumn'
        : /dead|bare/u.test(words)
          ? 'bare'
          : 'round';
    return {
      land: [
        { kind: 'hills', distance: 160, height: 34, color: [92, 122, 110] },
        { kind: kind === 'pine' ? 'pines' : 'trees', distance: 46, height: 15, color: [78, 110, 82] },
        { kind: kind === 'pine' ? 'pines' : 'trees', distance: 28, height: 10, color: [66, 98, 70] },
      ],
      ground: [wholeGround(/snow|winter/u.test(words) ? 'snow' : 'earth')],
      things: [
        ...scatterTrees(random, kind, 14, { near: 2.6, far: 22, clear: 2, wide: 5 }, 8, seed),
        ...Array.from({ length: 8 }, (_, index) =>
          bush(
            { x: (index % 2 === 0 ? -1 : 1) * random.range(1.7, 5), y: 0, z: random.range(1.4, 9) },
            random.range(0.4, 0.8),
            null,
            [74, 106, 66],
          ),
        ),
        reeds({ x: -1.9, y: 0, z: -1.6 }, 12, 0.5, [58, 84, 54], seed),
        reeds({ x: 2, y: 0, z: -1.9 }, 12, 0.5, [58, 84, 54], seed),
      ],
    };
  },
  mountains: (_words, random, seed) => ({
    land: [
      { kind: 'mountains', distance: 420, height: 150, color: [128, 146, 170] },
      { kind: 'mountains', distance: 240, height: 62, color: [108, 124, 138] },
      { kind: 'pines', distance: 80, height: 9, color: [66, 96, 84] },
    ],
    ground: [wholeGround('grass')],
    things: [
      ...scatterTrees(random, 'pine', 6, { near: 5, far: 18, clear: 3.5, wide: 6 }, 5, seed),
      rock({ x: 2.9, y: 0, z: 2.4 }, 0.9),
      rock({ x: -3.3, y: 0, z: 3.6 }, 1.3),
      rock({ x: -2.2, y: 0, z: -1.6 }, 0.4),
    ],
  }),
  desert: (_words, random) => ({
    land: [
      { kind: 'mountains', distance: 380, height: 52, color: [184, 132, 104] },
      { kind: 'dunes', distance: 140, height: 24, color: [222, 180, 126] },
      { kind: 'dunes', distance: 60, height: 8, color: [216, 174, 116] },
    ],
    ground: [wholeGround('sand')],
    things: [
      cactus({ x: 3.4, y: 0, z: 4 }, 2.6),
      cactus({ x: -5.4, y: 0, z: 9 }, 3),
      rock({ x: -3, y: 0, z: 3 }, 0.8, [190, 138, 104]),
      rock({ x: 6, y: 0, z: 10 }, 1.8, [182, 128, 98]),
      rock({ x: random.range(1.6, 2.4), y: 0, z: -1.6 }, 0.3, [170, 122, 92]),
    ],
  }),
  snow: (_words, random, seed) => ({
    land: [
      { kind: 'mountains', distance: 400, height: 120, color: [164, 180, 202] },
      { kind: 'hills', distance: 150, height: 22, color: [214, 224, 236] },
      { kind: 'pines', distance: 70, height: 9, color: [92, 116, 120] },
    ],
    ground: [wholeGround('snow')],
    things: [
      ...scatterTrees(random, 'pine', 8, { near: 4, far: 18, clear: 2.8, wide: 6 }, 5, seed),
      rock({ x: 2.7, y: 0, z: 2.6 }, 0.6, [220, 226, 234]),
    ],
  }),
  planet: () => ({
    land: [
      { kind: 'mountains', distance: 300, height: 60, color: [150, 104, 96] },
      { kind: 'dunes', distance: 90, height: 12, color: [172, 116, 98] },
    ],
    ground: [wholeGround('rock')],
    things: [
      {
        at: { x: -200, y: 0, z: 800 },
        draw: ({ pen, light }) => {
          pen.ball({ x: -180, y: 190, z: 790 }, 90, light.css([206, 150, 130], 60));
          pen.disc({ x: -180, y: 190, z: 780 }, 160, 40, light.css([228, 196, 160], 90));
        },
      },
      rock({ x: 3, y: 0, z: 3 }, 0.9, [160, 108, 96]),
      rock({ x: -3.6, y: 0, z: 5 }, 1.5, [150, 100, 92]),
    ],
  }),
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
  garden: (words, random, seed) => ({
    land: [
      { kind: 'hills', distance: 160, height: 24, color: GREEN },
      { kind: 'trees', distance: 44, height: 9, color: [88, 120, 78] },
    ],
    ground: [wholeGround(/winter/u.test(words) ? 'snow' : 'grass'), patch('stone', 0.2, 1.7, -6, 7, 0.004)],
    things: [
      wall(-16, 16, 8, 2, [176, 116, 92], seed),
      tree(/winter/u.test(words) ? 'bare' : 'round', { x: 5.2, y: 0, z: 6.4 }, 4.6, seed),
      ...Array.from({ length: 9 }, (_, index) =>
        bush(
          { x: -7 + index * 1.8, y: 0, z: 6.9 },
          random.range(0.5, 0.8),
          /winter|autumn/u.test(words)
            ? null
            : random.pick<Rgb>([214, 92, 104], [236, 200, 96], [190, 140, 210], [240, 236, 226]),
          /winter/u.test(words) ? [150, 146, 138] : [84, 124, 70],
        ),
      ),
      ...[-2.6, 2.7].map((x) => reeds({ x, y: 0, z: -1.6 }, 12, 0.3, [78, 112, 60], seed)),
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
  hilltop: (_words, _random, seed) => ({
    land: [
      { kind: 'mountains', distance: 420, height: 96, color: [136, 148, 172] },
      { kind: 'hills', distance: 230, height: 40, color: BLUE },
      { kind: 'hills', distance: 120, height: 12, color: GREEN },
    ],
    landBase: -16,
    ground: [patch('grass', -60, 60, -40, 9)],
    things: [
      rock({ x: -3.3, y: 0, z: 3.4 }, 0.7),
      rock({ x: 4.4, y: 0, z: 6 }, 1),
      ...[-5, -2.6, 3.2, 5.4].map((x) => reeds({ x, y: 0, z: 4.4 }, 14, 0.4, [150, 154, 92], seed)),
      reeds({ x: 2, y: 0, z: -1.8 }, 10, 0.4, [110, 116, 70], seed),
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
