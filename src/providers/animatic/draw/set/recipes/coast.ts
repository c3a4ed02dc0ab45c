import { beam, house } from '../buildings.ts';
import { barrel, crate, lamppost, mast, railing, rock } from '../outdoor-things.ts';
import { reeds, tree } from '../plants.ts';
import { coral, seaweed, underwaterLight } from '../water.ts';
import { BLUE, type Build, GREEN, patch } from './recipe.ts';
import { boat } from '../vehicles.ts';

/** Places by the sea. */
export const COAST: Readonly<Record<string, Build>> = {
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
  underwater: (_words, random, seed) => ({
    land: [
      { kind: 'hills', distance: 30, height: 5, color: [70, 110, 120] },
      { kind: 'hills', distance: 16, height: 2.2, color: [96, 130, 120] },
    ],
    ground: [patch('sand', -200, 200, -40, 400)],
    things: [
      ...underwaterLight(seed),
      rock({ x: -3.6, y: 0, z: 4 }, 1.5, [120, 112, 118]),
      rock({ x: 4.2, y: 0, z: 5.4 }, 1.9, [112, 106, 116]),
      ...[-4.4, -2.6, -1.5, 1.7, 2.9, 4.6].map((x) =>
        coral({ x, y: 0, z: random.range(1.4, 4) }, random.range(0.6, 1.2), seed),
      ),
      ...[-5.2, -2, 2.3, 5.4].map((x) => seaweed({ x, y: 0, z: random.range(1, 3.4) }, random.range(1.4, 2.6), seed)),
      coral({ x: -1.7, y: 0, z: -1.1 }, 0.4, seed),
      seaweed({ x: 2.2, y: 0, z: -1.2 }, 0.8, seed),
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
};
