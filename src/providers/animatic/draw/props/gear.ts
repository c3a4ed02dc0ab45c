import { lighten } from '../color.ts';
import { PAPER, type PropEntry } from './brush.ts';

/** What people play, work and fight with. Sketches live in a box from -0.5 to 0.5. */
export const GEAR: readonly PropEntry[] = [
  {
    words: /football|soccer/u,
    isTelling: true,
    size: 0.24,
    color: [242, 240, 234],
    sketch: (b) => {
      b.oval(0, 0, 0.46, 0.46, [242, 240, 234]);
      const patch = (x: number, y: number, radius: number): void =>
        b.path(
          Array.from({ length: 5 }, (_, index) => {
            const turn = (index / 5) * Math.PI * 2 - Math.PI / 2;
            return [x + Math.cos(turn) * radius, y + Math.sin(turn) * radius] as const;
          }),
          [34, 36, 42],
        );
      patch(0, 0, 0.15);
      for (let index = 0; index < 5; index += 1) {
        const turn = (index / 5) * Math.PI * 2 - Math.PI / 2;
        const [x, y] = [Math.cos(turn), Math.sin(turn)];
        b.line(
          [
            [x * 0.15, y * 0.15],
            [x * 0.3, y * 0.3],
          ],
          0.02,
          [60, 62, 70],
        );
        patch(x * 0.37, y * 0.37, 0.085);
      }
    },
  },
  {
    words: /microphone|\bmic\b/u,
    size: 0.26,
    color: [60, 62, 70],
    sketch: (b, c) => {
      b.path(
        [
          [-0.07, -0.1],
          [0.07, -0.1],
          [0.045, 0.48],
          [-0.045, 0.48],
        ],
        c,
      );
      b.oval(0, -0.28, 0.17, 0.2, [150, 154, 162]);
      for (const y of [-0.36, -0.28, -0.2])
        b.line(
          [
            [-0.14, y],
            [0.14, y],
          ],
          0.015,
          [96, 100, 108],
        );
    },
  },
  {
    words: /shovel|\bspade\b|\brake\b|pitchfork|\bhoe\b/u,
    size: 1.05,
    color: [126, 130, 138],
    sketch: (b, c) => {
      b.line(
        [
          [0, -0.44],
          [0, 0.2],
        ],
        0.035,
        [150, 112, 74],
      );
      b.line(
        [
          [-0.07, -0.46],
          [0.07, -0.46],
        ],
        0.04,
        [150, 112, 74],
      );
      b.path(
        [
          [-0.11, 0.16],
          [0.11, 0.16],
          [0.1, 0.38],
          [0, 0.5],
          [-0.1, 0.38],
        ],
        c,
      );
    },
  },
  {
    words: /wrench|spanner|screwdriver|pliers|\bdrill\b/u,
    size: 0.3,
    color: [150, 154, 162],
    sketch: (b, c) => {
      b.line(
        [
          [-0.2, 0.32],
          [0.16, -0.22],
        ],
        0.1,
        c,
      );
      b.oval(0.22, -0.3, 0.17, 0.17, c);
      b.path(
        [
          [0.2, -0.32],
          [0.44, -0.5],
          [0.48, -0.28],
        ],
        PAPER,
      );
      b.oval(-0.24, 0.38, 0.1, 0.1, lighten(c, -0.2));
    },
  },
  {
    words: /bicycle|\bbike\b/u,
    size: 1.5,
    color: [176, 66, 58],
    sketch: (b, c) => {
      for (const x of [-0.3, 0.3]) {
        const rim = Array.from({ length: 25 }, (_, index): readonly [number, number] => {
          const turn = (index / 24) * Math.PI * 2;
          return [x + Math.cos(turn) * 0.19, 0.2 + Math.sin(turn) * 0.19];
        });
        b.line(rim, 0.025, [50, 50, 56]);
        for (let spoke = 0; spoke < 4; spoke += 1) {
          const turn = (spoke / 4) * Math.PI;
          const [dx, dy] = [Math.cos(turn) * 0.18, Math.sin(turn) * 0.18];
          b.line(
            [
              [x - dx, 0.2 - dy],
              [x + dx, 0.2 + dy],
            ],
            0.006,
            [160, 162, 170],
          );
        }
      }
      b.line(
        [
          [-0.3, 0.2],
          [-0.14, -0.06],
          [0.2, -0.08],
        ],
        0.03,
        c,
      );
      b.line(
        [
          [-0.14, -0.06],
          [-0.04, 0.2],
          [0.2, -0.08],
        ],
        0.03,
        c,
      );
      b.line(
        [
          [-0.3, 0.2],
          [-0.04, 0.2],
        ],
        0.025,
        c,
      );
      b.line(
        [
          [0.3, 0.2],
          [0.2, -0.08],
          [0.18, -0.18],
        ],
        0.03,
        c,
      );
      b.line(
        [
          [0.1, -0.2],
          [0.28, -0.18],
        ],
        0.03,
        [50, 50, 56],
      );
      b.round(-0.22, -0.13, 0.15, 0.05, 0.02, [50, 44, 44]);
    },
  },
  {
    words: /skate ?board|surf ?board|snow ?board|\bskis?\b/u,
    isTelling: true,
    size: 0.8,
    color: [196, 96, 72],
    sketch: (b, c) => {
      b.line(
        [
          [-0.48, 0.3],
          [-0.38, 0.38],
          [0.38, 0.38],
          [0.48, 0.3],
        ],
        0.06,
        c,
      );
      for (const x of [-0.28, 0.28]) b.oval(x, 0.45, 0.05, 0.05, [60, 62, 70]);
    },
  },
  {
    words: /shield/u,
    size: 0.6,
    color: [150, 52, 54],
    sketch: (b, c) => {
      b.path(
        [
          [-0.4, -0.44],
          [0, -0.5],
          [0.4, -0.44],
          [0.38, 0.08],
          [0, 0.5],
          [-0.38, 0.08],
        ],
        [206, 170, 96],
      );
      b.path(
        [
          [-0.33, -0.38],
          [0, -0.43],
          [0.33, -0.38],
          [0.31, 0.06],
          [0, 0.41],
          [-0.31, 0.06],
        ],
        c,
      );
      b.round(-0.05, -0.4, 0.1, 0.78, 0.01, [226, 200, 140]);
      b.round(-0.31, -0.16, 0.62, 0.1, 0.01, [226, 200, 140]);
    },
  },
  {
    words: /trumpet|saxophone|trombone|bugle|\bhorn\b/u,
    size: 0.6,
    color: [214, 168, 70],
    sketch: (b, c) => {
      b.line(
        [
          [-0.46, -0.1],
          [0.2, -0.1],
        ],
        0.05,
        c,
      );
      b.line(
        [
          [-0.2, -0.1],
          [-0.24, 0.12],
          [0.1, 0.14],
          [0.12, -0.1],
        ],
        0.045,
        lighten(c, -0.12),
      );
      b.path(
        [
          [0.18, -0.13],
          [0.48, -0.3],
          [0.48, 0.1],
          [0.18, -0.07],
        ],
        c,
      );
      for (const x of [-0.12, -0.04, 0.04])
        b.line(
          [
            [x, -0.24],
            [x, 0.06],
          ],
          0.04,
          lighten(c, 0.25),
        );
      b.oval(-0.47, -0.1, 0.03, 0.06, lighten(c, -0.2));
    },
  },
];
