import { lighten, type Rgb } from '../../color.ts';
import { wall } from '../buildings.ts';
import { goal, pitchLines, stands } from '../crowd-things.ts';
import { cactus, crater, railing, rock } from '../outdoor-things.ts';
import { bush, reeds, tree, type TreeKind } from '../plants.ts';
import { BLUE, scatterTrees, type Build, GREEN, patch, wholeGround } from './recipe.ts';

/** A field: also what stands where words say nothing. */
export const field: Build = (words, random, seed) => {
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

function isSnowy(words: string): boolean {
  return /snow|\bice\b|\bicy\b|glacier|winter|\bski/u.test(words);
}

/** Places under an open sky. */
export const COUNTRY: Readonly<Record<string, Build>> = {
  field,
  road: (words, random, seed) => ({
    ...field(words, random, seed),
    ground: [
      wholeGround('grass'),
      patch('asphalt', -300, 300, -1.7, 1.9, 0.002),
      patch('sand', -300, 300, -2, -1.7, 0.002),
    ],
    things: [
      ...[-14, -8.5, -3, 2.6, 8, 13.5].map((x) =>
        tree('pine', { x, y: 0, z: 4.4 + random.range(-0.3, 0.3) }, 6.5, seed),
      ),
      railing({ x: -30, y: 0, z: 7 }, { x: 30, y: 0, z: 7.4 }, 0.9, [132, 102, 76], 2),
      ...[-5, -1.8, 1.6, 4.8].map((x) => reeds({ x, y: 0, z: 2.7 }, 14, 0.35, [120, 152, 84], seed)),
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
  mountains: (words, random, seed) => ({
    land: [
      { kind: 'mountains', distance: 420, height: 150, color: isSnowy(words) ? [176, 192, 214] : [128, 146, 170] },
      { kind: 'mountains', distance: 240, height: 62, color: isSnowy(words) ? [196, 208, 224] : [108, 124, 138] },
      { kind: 'pines', distance: 80, height: 9, color: [66, 96, 84] },
    ],
    ground: [wholeGround(isSnowy(words) ? 'snow' : 'grass')],
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
  moon: (words) => ({
    land: [
      { kind: 'mountains', distance: 260, height: 34, color: [122, 122, 126] },
      { kind: 'dunes', distance: 90, height: 8, color: [146, 146, 148] },
    ],
    ground: [wholeGround('rock')],
    things: [
      {
        at: { x: 0, y: 0, z: 900 },
        draw: ({ pen, light }) => {
          const globe = { x: 260, y: 330, z: 820 };
          pen.glow(globe, 150, [150, 190, 240], 0.35);
          pen.ball(globe, 84, /asteroid|mars/u.test(words) ? 'rgb(196,120,84)' : 'rgb(70,124,190)');
          pen.ball({ ...globe, x: globe.x - 26, y: globe.y + 18, z: 819 }, 34, light.css([104, 150, 96]));
          pen.ball({ ...globe, x: globe.x + 30, y: globe.y - 30, z: 819 }, 24, light.css([112, 152, 100]));
          pen.limb(
            { ...globe, x: globe.x - 60, y: globe.y - 8, z: 818 },
            { ...globe, x: globe.x + 40, y: globe.y + 8, z: 818 },
            5,
            3,
            'rgba(255,255,255,0.8)',
          );
        },
      },
      ...[
        [-3, 3.4, 1.3],
        [3.4, 5.2, 1.9],
        [-5.4, 8, 2.4],
        [1.6, 9.4, 1.6],
        [-1.9, -0.9, 0.5],
      ].map(([x = 0, z = 0, size = 1]) => crater({ x, y: 0, z }, size)),
      rock({ x: 2.6, y: 0, z: 2.2 }, 0.5, [134, 134, 136]),
      rock({ x: -4.6, y: 0, z: 5.2 }, 0.9, [128, 128, 130]),
    ],
  }),
  pitch: (_words, _random, seed) => ({
    land: [{ kind: 'trees', distance: 70, height: 9, color: [86, 118, 78] }],
    ground: [wholeGround('grass')],
    things: [...stands(19, seed), pitchLines(), goal({ x: 0, y: 0, z: 12.1 })],
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
};
