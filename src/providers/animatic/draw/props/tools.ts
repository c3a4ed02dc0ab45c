import { lighten } from '../color.ts';
import type { PropEntry } from './brush.ts';

/** What is worked with, and the rest. Sketches live in a box from -0.5 to 0.5. */
export const TOOLS: readonly PropEntry[] = [
  {
    words: /\brope\b|cord|chain|net\b/u,
    size: 0.5,
    color: [190, 158, 108],
    sketch: (b, c) => {
      for (const [x, y, r] of [
        [0, 0.12, 0.36],
        [0.02, 0.02, 0.3],
        [-0.02, -0.08, 0.24],
      ] as const) {
        b.oval(x, y, r, r * 0.42, c);
        b.oval(x, y, r * 0.72, r * 0.26, lighten(c, -0.42));
      }
      b.line(
        [
          [0.2, -0.02],
          [0.4, -0.26],
          [0.3, -0.46],
        ],
        0.08,
        lighten(c, 0.1),
      );
    },
  },
  {
    words: /\bbox(es)?\b|parcel|package|chest|casket|crate|gift|present\b/u,
    size: 0.36,
    color: [150, 154, 160],
    sketch: (b, c, t) => {
      b.round(-0.46, -0.22, 0.92, 0.62, 0.03, c);
      b.path(
        [
          [-0.46, -0.22],
          [-0.34, -0.4],
          [0.34, -0.4],
          [0.46, -0.22],
        ],
        lighten(c, 0.2),
      );
      b.line(
        [
          [-0.4, 0.1],
          [0.4, 0.1],
        ],
        0.015,
        lighten(c, -0.3),
      );
      b.oval(0.3, -0.06, 0.06, 0.06, Math.sin(t * 5) > 0 ? [120, 236, 150] : [54, 96, 66]);
      b.round(-0.34, -0.12, 0.36, 0.12, 0.02, lighten(c, -0.35));
    },
  },
  {
    words: /\bsign\b|placard|board\b|banner/u,
    size: 0.6,
    color: [220, 196, 150],
    sketch: (b, c) => {
      b.round(-0.03, -0.1, 0.06, 0.6, 0.01, [120, 84, 58]);
      b.round(-0.44, -0.44, 0.88, 0.46, 0.03, c);
      for (const y of [-0.32, -0.2, -0.08])
        b.line(
          [
            [-0.34, y],
            [y === -0.08 ? 0.1 : 0.34, y],
          ],
          0.04,
          lighten(c, -0.5),
        );
    },
  },
  {
    words: /\bhat\b|\bcap\b|crown/u,
    size: 0.3,
    color: [90, 76, 68],
    sketch: (b, c) => {
      b.oval(0, 0.22, 0.48, 0.12, lighten(c, -0.1));
      b.path(
        [
          [-0.26, 0.2],
          [-0.22, -0.24],
          [0, -0.32],
          [0.22, -0.24],
          [0.26, 0.2],
        ],
        c,
      );
      b.path(
        [
          [-0.26, 0.2],
          [-0.25, 0.08],
          [0.25, 0.08],
          [0.26, 0.2],
        ],
        lighten(c, -0.4),
      );
    },
  },
  {
    words: /guitar|violin|cello|fiddle|lute/u,
    size: 0.9,
    color: [176, 110, 62],
    sketch: (b, c) => {
      b.round(-0.03, -0.48, 0.06, 0.6, 0.01, [84, 58, 44]);
      b.oval(0, 0.02, 0.15, 0.15, c);
      b.oval(0, 0.26, 0.21, 0.21, c);
      b.oval(0, 0.1, 0.07, 0.07, lighten(c, -0.6));
      b.line(
        [
          [0, -0.44],
          [0, 0.3],
        ],
        0.01,
        [236, 230, 214],
      );
    },
  },
  {
    words: /\bcane\b|stick|staff|wand|oar|broom/u,
    size: 0.9,
    color: [118, 82, 56],
    sketch: (b, c) => {
      b.line(
        [
          [0.1, -0.4],
          [0.04, -0.49],
          [-0.04, -0.44],
          [-0.02, -0.3],
          [0, 0.5],
        ],
        0.04,
        c,
      );
    },
  },
];
