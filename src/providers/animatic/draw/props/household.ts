import { lighten } from '../color.ts';
import type { PropEntry } from './brush.ts';

/** What kitchens, desks and nurseries have. Sketches live in a box from -0.5 to 0.5. */
export const HOUSEHOLD: readonly PropEntry[] = [
  {
    words: /\bpans?\b|\bwok\b|skillet/u,
    size: 0.5,
    color: [84, 88, 96],
    sketch: (b, c) => {
      b.line(
        [
          [0.1, 0.02],
          [0.48, -0.14],
        ],
        0.07,
        [70, 54, 46],
      );
      b.oval(-0.16, 0.1, 0.34, 0.13, lighten(c, -0.2));
      b.oval(-0.16, 0.05, 0.34, 0.13, c);
      b.oval(-0.16, 0.06, 0.28, 0.09, lighten(c, -0.35));
    },
  },
  {
    words: /gavel|hammer|mallet/u,
    size: 0.36,
    color: [132, 84, 52],
    sketch: (b, c) => {
      b.line(
        [
          [-0.02, -0.1],
          [0.16, 0.48],
        ],
        0.08,
        lighten(c, 0.15),
      );
      b.round(-0.4, -0.36, 0.72, 0.3, 0.07, c);
      for (const x of [-0.34, 0.2]) b.round(x, -0.39, 0.07, 0.36, 0.02, [206, 166, 84]);
    },
  },
  {
    words: /teddy|plush|stuffed|\bdoll\b|soft toy/u,
    size: 0.34,
    color: [170, 122, 78],
    sketch: (b, c) => {
      for (const side of [-1, 1]) {
        b.oval(side * 0.2, -0.4, 0.09, 0.09, lighten(c, -0.1));
        b.oval(side * 0.27, 0.08, 0.09, 0.17, lighten(c, -0.08), side * -0.5);
        b.oval(side * 0.17, 0.38, 0.12, 0.1, lighten(c, -0.08));
      }
      b.oval(0, 0.14, 0.24, 0.27, c);
      b.oval(0, 0.16, 0.15, 0.18, lighten(c, 0.3));
      b.oval(0, -0.24, 0.23, 0.21, c);
      b.oval(0, -0.17, 0.11, 0.08, lighten(c, 0.35));
      b.oval(0, -0.2, 0.04, 0.03, [40, 32, 32]);
      for (const side of [-1, 1]) b.oval(side * 0.09, -0.28, 0.025, 0.03, [40, 32, 32]);
    },
  },
  {
    words: /laptop|computer|\btablet\b|keyboard/u,
    size: 0.42,
    color: [150, 156, 166],
    sketch: (b, c) => {
      b.round(-0.38, -0.36, 0.76, 0.52, 0.03, lighten(c, -0.3));
      b.round(-0.34, -0.32, 0.68, 0.44, 0.02, [116, 178, 204]);
      for (const y of [-0.24, -0.14, -0.04])
        b.line(
          [
            [-0.28, y],
            [0.1 - y, y],
          ],
          0.025,
          [226, 240, 246],
        );
      b.path(
        [
          [-0.4, 0.18],
          [0.4, 0.18],
          [0.48, 0.34],
          [-0.48, 0.34],
        ],
        c,
      );
    },
  },
  {
    words: /basket|hamper/u,
    size: 0.42,
    color: [186, 142, 88],
    sketch: (b, c) => {
      b.line(
        [
          [-0.34, -0.04],
          [-0.26, -0.4],
          [0, -0.48],
          [0.26, -0.4],
          [0.34, -0.04],
        ],
        0.05,
        lighten(c, -0.15),
      );
      b.path(
        [
          [-0.44, -0.06],
          [0.44, -0.06],
          [0.34, 0.42],
          [-0.34, 0.42],
        ],
        c,
      );
      for (const y of [0.06, 0.18, 0.3])
        b.line(
          [
            [-0.4 + y * 0.2, y],
            [0.4 - y * 0.2, y],
          ],
          0.025,
          lighten(c, -0.25),
        );
      b.round(-0.47, -0.1, 0.94, 0.09, 0.04, lighten(c, 0.15));
    },
  },
  {
    words: /spoon|\bfork\b|ladle|spatula|whisk|chopsticks/u,
    size: 0.3,
    color: [188, 192, 200],
    sketch: (b, c) => {
      b.line(
        [
          [0, -0.12],
          [0, 0.48],
        ],
        0.06,
        c,
      );
      b.oval(0, -0.28, 0.13, 0.2, lighten(c, 0.1));
      b.oval(-0.02, -0.27, 0.08, 0.14, lighten(c, -0.2));
    },
  },
  {
    words: /\bpen\b|pencil|paint ?brush|\bquill\b|chalk/u,
    size: 0.2,
    color: [60, 84, 128],
    sketch: (b, c) => {
      b.line(
        [
          [-0.28, 0.28],
          [0.36, -0.36],
        ],
        0.09,
        c,
      );
      b.path(
        [
          [-0.26, 0.2],
          [-0.2, 0.28],
          [-0.44, 0.44],
        ],
        [44, 40, 40],
      );
      b.line(
        [
          [0.24, -0.24],
          [0.38, -0.38],
        ],
        0.1,
        lighten(c, 0.4),
      );
    },
  },
  {
    words: /\beggs?\b/u,
    size: 0.1,
    color: [240, 226, 204],
    sketch: (b, c) => {
      b.oval(0, 0.04, 0.34, 0.42, c);
      b.oval(-0.1, -0.1, 0.1, 0.14, lighten(c, 0.5));
    },
  },
  {
    words: /pizza|burger|sandwich/u,
    size: 0.28,
    color: [222, 170, 96],
    sketch: (b, c) => {
      b.oval(0, 0.1, 0.46, 0.2, lighten(c, -0.15));
      b.oval(0, 0.04, 0.46, 0.2, c);
      b.oval(0, 0.02, 0.38, 0.15, [206, 86, 60]);
      for (const [x, y] of [
        [-0.2, 0],
        [0.1, -0.04],
        [0.2, 0.06],
        [-0.02, 0.08],
      ] as const)
        b.oval(x, y, 0.06, 0.035, [240, 222, 150]);
    },
  },
];
