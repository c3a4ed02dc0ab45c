import { lighten } from '../color.ts';
import { FLAME, PAPER, type PropEntry } from './brush.ts';

/** What stands on a table, and flowers. Sketches live in a box from -0.5 to 0.5. */
export const TABLEWARE: readonly PropEntry[] = [
  {
    words: /\bcups?\b|\bmugs?\b|teacup|coffee|\btea\b/u,
    size: 0.14,
    color: [224, 220, 208],
    sketch: (b, c, t) => {
      b.oval(0.36, 0.04, 0.16, 0.18, lighten(c, -0.16));
      b.oval(0.36, 0.04, 0.09, 0.11, [90, 80, 80]);
      b.path(
        [
          [-0.38, -0.2],
          [0.38, -0.2],
          [0.28, 0.42],
          [-0.28, 0.42],
        ],
        c,
      );
      b.oval(0, -0.2, 0.38, 0.1, lighten(c, -0.1));
      b.oval(0, -0.19, 0.32, 0.07, [110, 72, 46]);
      b.line(
        [
          [-0.1, -0.3],
          [-0.06 + 0.05 * Math.sin(t * 2), -0.42],
          [-0.1, -0.54],
        ],
        0.03,
        [240, 240, 240],
      );
    },
  },
  {
    words: /bottle|flask|potion|wine\b|perfume/u,
    size: 0.3,
    color: [66, 110, 86],
    sketch: (b, c) => {
      b.round(-0.18, -0.12, 0.36, 0.6, 0.07, c);
      b.round(-0.07, -0.44, 0.14, 0.36, 0.03, c);
      b.round(-0.08, -0.5, 0.16, 0.09, 0.03, [150, 104, 66]);
      b.round(-0.14, 0.08, 0.28, 0.24, 0.02, PAPER);
      b.line(
        [
          [-0.12, -0.06],
          [-0.12, 0.42],
        ],
        0.035,
        lighten(c, 0.4),
      );
    },
  },
  {
    words: /\bglass\b|goblet|chalice/u,
    size: 0.2,
    color: [196, 216, 222],
    sketch: (b, c) => {
      b.path(
        [
          [-0.26, -0.46],
          [0.26, -0.46],
          [0.16, 0.02],
          [-0.16, 0.02],
        ],
        c,
      );
      b.path(
        [
          [-0.22, -0.22],
          [0.22, -0.22],
          [0.15, 0],
          [-0.15, 0],
        ],
        [170, 56, 62],
      );
      b.round(-0.03, 0.02, 0.06, 0.36, 0.01, c);
      b.oval(0, 0.42, 0.22, 0.05, c);
    },
  },
  {
    words: /\bbowls?\b|\bpot\b|vase|clay|urn/u,
    size: 0.24,
    color: [92, 124, 168],
    sketch: (b, c) => {
      b.path(
        [
          [-0.46, -0.2],
          [0.46, -0.2],
          [0.34, 0.18],
          [0.16, 0.36],
          [-0.16, 0.36],
          [-0.34, 0.18],
        ],
        c,
      );
      b.path(
        [
          [-0.42, -0.04],
          [0.42, -0.04],
          [0.39, 0.07],
          [-0.39, 0.07],
        ],
        [240, 238, 230],
      );
      b.oval(0, -0.2, 0.46, 0.1, lighten(c, 0.2));
      b.oval(0, -0.19, 0.39, 0.07, lighten(c, -0.35));
    },
  },
  {
    words: /\bcan\b|watering|bucket|kettle|teapot|jug/u,
    size: 0.34,
    color: [140, 150, 156],
    sketch: (b, c) => {
      b.line(
        [
          [-0.14, -0.14],
          [-0.42, -0.34],
        ],
        0.07,
        lighten(c, -0.1),
      );
      b.line(
        [
          [0.2, -0.16],
          [0.44, -0.06],
          [0.38, 0.22],
          [0.2, 0.28],
        ],
        0.05,
        lighten(c, -0.2),
      );
      b.path(
        [
          [-0.24, -0.2],
          [0.22, -0.2],
          [0.26, 0.42],
          [-0.28, 0.42],
        ],
        c,
      );
      b.oval(-0.01, -0.2, 0.23, 0.06, lighten(c, -0.35));
      b.line(
        [
          [-0.16, -0.1],
          [-0.18, 0.36],
        ],
        0.04,
        lighten(c, 0.3),
      );
    },
  },
  {
    words: /\bapples?\b|fruit|orange\b|pear\b/u,
    size: 0.1,
    color: [196, 48, 42],
    sketch: (b, c) => {
      b.oval(-0.14, 0.04, 0.28, 0.36, c);
      b.oval(0.14, 0.04, 0.28, 0.36, lighten(c, -0.1));
      b.oval(-0.18, -0.1, 0.07, 0.1, lighten(c, 0.5));
      b.line(
        [
          [0, -0.24],
          [0.05, -0.46],
        ],
        0.05,
        [90, 64, 44],
      );
      b.oval(0.18, -0.38, 0.14, 0.06, [98, 148, 74], -0.4);
    },
  },
  {
    words: /\bcake\b|\bpie\b|birthday|bread|loaf/u,
    size: 0.36,
    color: [238, 214, 196],
    glow: FLAME,
    sketch: (b, c, t) => {
      b.oval(0, 0.42, 0.5, 0.08, [226, 226, 230]);
      b.round(-0.42, -0.02, 0.84, 0.42, 0.06, c);
      b.path(
        [
          [-0.42, 0.04],
          [-0.42, -0.02],
          [0.42, -0.02],
          [0.42, 0.04],
          [0.3, 0.16],
          [0.18, 0.06],
          [0.04, 0.18],
          [-0.12, 0.06],
          [-0.28, 0.16],
        ],
        [206, 96, 110],
      );
      b.oval(0, -0.03, 0.42, 0.09, [220, 112, 124]);
      for (const x of [-0.24, -0.08, 0.08, 0.24]) {
        b.round(x - 0.02, -0.26, 0.04, 0.22, 0.01, [240, 236, 220]);
        b.oval(x + 0.008 * Math.sin(t * 9 + x * 20), -0.33, 0.03, 0.06, FLAME);
      }
    },
  },
  {
    words: /flower|rose\b|bouquet|tulip|daisy/u,
    size: 0.4,
    color: [206, 74, 92],
    sketch: (b, c) => {
      b.line(
        [
          [0, 0.48],
          [0.02, -0.1],
        ],
        0.035,
        [84, 130, 72],
      );
      b.oval(0.12, 0.18, 0.14, 0.05, [96, 146, 82], -0.5);
      b.oval(-0.1, 0.28, 0.14, 0.05, [84, 130, 72], 0.5);
      for (let petal = 0; petal < 6; petal += 1)
        b.oval(
          0.02 + Math.cos(petal * 1.047) * 0.14,
          -0.24 + Math.sin(petal * 1.047) * 0.14,
          0.13,
          0.1,
          lighten(c, petal % 2 === 0 ? 0.08 : -0.06),
          petal * 1.047,
        );
      b.oval(0.02, -0.24, 0.09, 0.09, [236, 196, 86]);
    },
  },
];
