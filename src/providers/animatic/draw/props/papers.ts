import { lighten } from '../color.ts';
import { PAPER, type PropEntry } from './brush.ts';

/** Letters, tickets, maps and books. Sketches live in a box from -0.5 to 0.5. */
export const PAPERS: readonly PropEntry[] = [
  {
    words: /letter|envelope|telegram/u,
    size: 0.26,
    color: PAPER,
    sketch: (b, c) => {
      b.round(-0.48, -0.32, 0.96, 0.64, 0.03, c);
      b.line(
        [
          [-0.46, -0.3],
          [0, 0.06],
          [0.46, -0.3],
        ],
        0.025,
        lighten(c, -0.3),
      );
      b.line(
        [
          [-0.46, 0.3],
          [-0.14, -0.04],
        ],
        0.015,
        lighten(c, -0.2),
      );
      b.line(
        [
          [0.46, 0.3],
          [0.14, -0.04],
        ],
        0.015,
        lighten(c, -0.2),
      );
      b.oval(0, 0.06, 0.1, 0.1, [70, 96, 160]);
      b.oval(-0.01, 0.05, 0.06, 0.06, [96, 124, 190]);
    },
  },
  {
    words: /ticket|stamp|card\b|photograph|photo\b|polaroid/u,
    size: 0.16,
    color: [226, 190, 128],
    sketch: (b, c) => {
      b.round(-0.48, -0.26, 0.96, 0.52, 0.04, c);
      b.oval(-0.48, 0, 0.07, 0.07, lighten(c, -0.6));
      b.oval(0.48, 0, 0.07, 0.07, lighten(c, -0.6));
      b.line(
        [
          [-0.3, -0.1],
          [0.3, -0.1],
        ],
        0.04,
        lighten(c, -0.45),
      );
      b.line(
        [
          [-0.3, 0.04],
          [0.16, 0.04],
        ],
        0.03,
        lighten(c, -0.35),
      );
      b.line(
        [
          [-0.3, 0.14],
          [0.22, 0.14],
        ],
        0.03,
        lighten(c, -0.35),
      );
      b.line(
        [
          [0.34, -0.26],
          [0.34, 0.26],
        ],
        0.015,
        lighten(c, -0.4),
      );
    },
  },
  {
    words: /chart|\bmap\b|plan(?![a-z])|blueprint|poster/u,
    size: 0.5,
    color: PAPER,
    sketch: (b, c) => {
      b.path(
        [
          [-0.48, -0.3],
          [-0.16, -0.36],
          [0.16, -0.28],
          [0.48, -0.34],
          [0.48, 0.3],
          [0.16, 0.36],
          [-0.16, 0.28],
          [-0.48, 0.34],
        ],
        c,
      );
      b.path(
        [
          [-0.16, -0.36],
          [0.16, -0.28],
          [0.16, 0.36],
          [-0.16, 0.28],
        ],
        lighten(c, -0.08),
      );
      b.line(
        [
          [-0.4, 0.16],
          [-0.2, -0.04],
          [0.04, 0.1],
          [0.38, -0.18],
        ],
        0.025,
        [190, 70, 58],
      );
      b.oval(0.38, -0.18, 0.04, 0.04, [190, 70, 58]);
      b.line(
        [
          [-0.42, -0.1],
          [-0.24, -0.2],
          [-0.06, -0.12],
        ],
        0.02,
        [92, 132, 150],
      );
    },
  },
  {
    words: /\bbook\b|diary|journal|notebook|bible|logbook|ledger/u,
    size: 0.28,
    color: [142, 62, 58],
    sketch: (b, c) => {
      b.round(-0.38, -0.46, 0.76, 0.92, 0.04, c);
      b.round(0.3, -0.42, 0.07, 0.84, 0.02, PAPER);
      b.round(-0.38, -0.46, 0.12, 0.92, 0.03, lighten(c, -0.3));
      b.round(-0.16, -0.26, 0.38, 0.16, 0.02, [220, 180, 96]);
    },
  },
  {
    words: /newspaper|paper\b|page|note\b|document|contract/u,
    size: 0.3,
    color: PAPER,
    sketch: (b, c) => {
      b.round(-0.36, -0.46, 0.72, 0.92, 0.02, c);
      for (let line = 0; line < 7; line += 1)
        b.line(
          [
            [-0.28, -0.32 + line * 0.11],
            [line % 3 === 2 ? 0.1 : 0.28, -0.32 + line * 0.11],
          ],
          0.022,
          lighten(c, -0.45),
        );
    },
  },
];
