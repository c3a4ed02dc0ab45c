import { lighten } from '../color.ts';
import { FLAME, type PropEntry } from './brush.ts';

/** Keys and what gives light. Sketches live in a box from -0.5 to 0.5. */
export const LIGHTS: readonly PropEntry[] = [
  {
    words: /\bkeys?\b/u,
    size: 0.2,
    color: [200, 156, 70],
    sketch: (b, c) => {
      b.line(
        [
          [0.02, -0.36],
          [-0.2, -0.5],
          [-0.32, -0.2],
          [-0.12, 0.05],
          [-0.3, 0.3],
        ],
        0.05,
        [176, 50, 46],
      );
      b.oval(0, -0.26, 0.2, 0.2, c);
      b.oval(0, -0.26, 0.1, 0.1, lighten(c, -0.55));
      b.round(-0.05, -0.08, 0.1, 0.56, 0.03, c);
      b.round(0.03, 0.24, 0.2, 0.08, 0.02, c);
      b.round(0.03, 0.38, 0.15, 0.08, 0.02, c);
      b.round(-0.03, -0.06, 0.03, 0.5, 0.01, lighten(c, 0.35));
    },
  },
  {
    words: /lantern|storm lamp|oil lamp/u,
    size: 0.36,
    color: [92, 84, 78],
    glow: FLAME,
    sketch: (b, c, t) => {
      b.line(
        [
          [-0.2, -0.26],
          [-0.12, -0.46],
          [0.12, -0.46],
          [0.2, -0.26],
        ],
        0.04,
        c,
      );
      b.round(-0.22, -0.3, 0.44, 0.1, 0.03, c);
      b.round(-0.2, -0.2, 0.4, 0.5, 0.06, [255, 214, 140]);
      b.oval(0, 0.1, 0.08, 0.14 + 0.02 * Math.sin(t * 11), [255, 246, 214]);
      b.line(
        [
          [-0.2, -0.2],
          [-0.2, 0.3],
        ],
        0.03,
        c,
      );
      b.line(
        [
          [0.2, -0.2],
          [0.2, 0.3],
        ],
        0.03,
        c,
      );
      b.line(
        [
          [0, -0.2],
          [0, 0.3],
        ],
        0.02,
        c,
      );
      b.round(-0.26, 0.3, 0.52, 0.16, 0.04, lighten(c, -0.1));
    },
  },
  {
    words: /candle|torch|match(?![a-z])/u,
    size: 0.26,
    color: [238, 228, 204],
    glow: FLAME,
    sketch: (b, c, t) => {
      b.round(-0.1, -0.12, 0.2, 0.56, 0.04, c);
      b.oval(0, 0.44, 0.26, 0.06, [168, 132, 74]);
      b.path(
        [
          [-0.08, -0.16],
          [0.02 * Math.sin(t * 9), -0.46],
          [0.08, -0.16],
        ],
        FLAME,
      );
      b.oval(0, -0.18, 0.05, 0.08, [255, 246, 220]);
    },
  },
  {
    words: /\blamp\b|light bulb|flashlight/u,
    size: 0.42,
    color: [196, 150, 76],
    glow: FLAME,
    sketch: (b, c) => {
      b.path(
        [
          [-0.36, 0.02],
          [-0.2, -0.44],
          [0.2, -0.44],
          [0.36, 0.02],
        ],
        [250, 222, 160],
      );
      b.round(-0.04, 0.02, 0.08, 0.34, 0.02, c);
      b.round(-0.22, 0.36, 0.44, 0.09, 0.03, c);
    },
  },
];
