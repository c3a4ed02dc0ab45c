import type { SKRSContext2D } from '@napi-rs/canvas';
import { type Rgb, findColor, lighten, mix, toCss, toRgb } from './color.ts';
import { openFonts } from './fonts.ts';
import type { Light } from './light.ts';
import type { Pen } from './pen.ts';
import type { Vec } from './view.ts';

/** A prop by its words: how large it is and how it is drawn, upright, its middle at the origin, in metres, y down. */
export type Prop = {
  readonly id: string;
  readonly sizeMetres: number;
  readonly draw: (context: SKRSContext2D, shade: (color: Rgb) => Rgb, timeS: number) => void;
  /** Lights its surroundings. */
  readonly glow: Rgb | null;
};

type Sketch = (brush: Brush, color: Rgb, timeS: number) => void;
type Brush = {
  readonly path: (points: readonly (readonly [number, number])[], color: Rgb) => void;
  readonly oval: (x: number, y: number, radiusX: number, radiusY: number, color: Rgb, turn?: number) => void;
  readonly round: (x: number, y: number, width: number, height: number, radius: number, color: Rgb) => void;
  readonly line: (points: readonly (readonly [number, number])[], width: number, color: Rgb) => void;
  readonly text: (text: string, x: number, y: number, size: number, color: Rgb) => void;
};
type Entry = {
  readonly words: RegExp;
  readonly size: number;
  readonly color: Rgb;
  readonly sketch: Sketch;
  readonly glow?: Rgb;
};

const PAPER: Rgb = [238, 228, 204];
const FLAME: Rgb = [255, 190, 90];

/** What can be drawn; sizes in metres, sketches in a box from -0.5 to 0.5. */
const CATALOGUE: readonly Entry[] = [
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
  {
    words: /umbrella|parasol/u,
    size: 1,
    color: [60, 70, 96],
    sketch: (b, c) => {
      b.line(
        [
          [0, -0.3],
          [0, 0.42],
          [0.06, 0.48],
          [0.12, 0.42],
        ],
        0.025,
        [104, 74, 52],
      );
      b.path(
        [
          [-0.5, -0.08],
          [-0.4, -0.3],
          [-0.2, -0.44],
          [0, -0.48],
          [0.2, -0.44],
          [0.4, -0.3],
          [0.5, -0.08],
          [0.34, -0.14],
          [0.17, -0.07],
          [0, -0.14],
          [-0.17, -0.07],
          [-0.34, -0.14],
        ],
        c,
      );
      b.path(
        [
          [0, -0.48],
          [0.17, -0.07],
          [0, -0.14],
          [-0.17, -0.07],
        ],
        lighten(c, 0.14),
      );
    },
  },
  {
    words: /suitcase|luggage|trunk\b|briefcase|\bbag\b|satchel|backpack/u,
    size: 0.55,
    color: [142, 92, 60],
    sketch: (b, c) => {
      b.line(
        [
          [-0.12, -0.24],
          [-0.12, -0.36],
          [0.12, -0.36],
          [0.12, -0.24],
        ],
        0.05,
        lighten(c, -0.4),
      );
      b.round(-0.48, -0.26, 0.96, 0.66, 0.06, c);
      b.round(-0.34, -0.26, 0.08, 0.66, 0.01, lighten(c, -0.3));
      b.round(0.26, -0.26, 0.08, 0.66, 0.01, lighten(c, -0.3));
      b.round(-0.06, -0.02, 0.12, 0.09, 0.02, [214, 176, 96]);
    },
  },
  {
    words: /\bgun\b|pistol|revolver|rifle/u,
    size: 0.3,
    color: [70, 74, 82],
    sketch: (b, c) => {
      b.round(-0.48, -0.22, 0.8, 0.2, 0.03, c);
      b.path(
        [
          [0.08, -0.04],
          [0.34, -0.1],
          [0.46, 0.36],
          [0.24, 0.4],
        ],
        [104, 70, 50],
      );
      b.line(
        [
          [0, 0],
          [0.02, 0.12],
          [0.16, 0.12],
        ],
        0.03,
        c,
      );
      b.line(
        [
          [-0.46, -0.18],
          [0.28, -0.18],
        ],
        0.03,
        lighten(c, 0.3),
      );
    },
  },
  {
    words: /sword|knife|dagger|blade|axe/u,
    size: 0.8,
    color: [196, 204, 212],
    sketch: (b, c) => {
      b.path(
        [
          [-0.045, 0.2],
          [-0.045, -0.4],
          [0, -0.5],
          [0.045, -0.4],
          [0.045, 0.2],
        ],
        c,
      );
      b.path(
        [
          [0, 0.2],
          [0, -0.5],
          [0.045, -0.4],
          [0.045, 0.2],
        ],
        lighten(c, -0.25),
      );
      b.round(-0.16, 0.19, 0.32, 0.05, 0.02, [206, 166, 80]);
      b.round(-0.03, 0.23, 0.06, 0.2, 0.02, [104, 66, 48]);
      b.oval(0, 0.46, 0.045, 0.045, [206, 166, 80]);
    },
  },
  {
    words: /phone|telephone|radio\b|walkie/u,
    size: 0.18,
    color: [52, 56, 66],
    sketch: (b, c) => {
      b.round(-0.26, -0.48, 0.52, 0.96, 0.08, c);
      b.round(-0.22, -0.4, 0.44, 0.74, 0.03, [120, 182, 206]);
      b.round(-0.16, -0.3, 0.26, 0.1, 0.03, [232, 244, 248]);
      b.round(-0.08, -0.1, 0.24, 0.1, 0.03, [170, 218, 226]);
      b.oval(0, 0.41, 0.04, 0.04, lighten(c, 0.3));
    },
  },
  {
    words: /camera/u,
    size: 0.2,
    color: [58, 58, 64],
    sketch: (b, c) => {
      b.round(-0.46, -0.2, 0.92, 0.56, 0.06, c);
      b.round(-0.2, -0.32, 0.36, 0.14, 0.03, lighten(c, 0.1));
      b.oval(0, 0.08, 0.22, 0.22, lighten(c, 0.3));
      b.oval(0, 0.08, 0.15, 0.15, [60, 90, 120]);
      b.oval(-0.05, 0.02, 0.05, 0.05, [210, 226, 236]);
    },
  },
  {
    words: /watch|clock|compass|medal|coin|ring\b|locket/u,
    size: 0.14,
    color: [206, 166, 86],
    sketch: (b, c, t) => {
      b.oval(0, -0.4, 0.09, 0.09, lighten(c, -0.2));
      b.oval(0, 0.04, 0.4, 0.4, c);
      b.oval(0, 0.04, 0.32, 0.32, [246, 240, 226]);
      b.line(
        [
          [0, 0.04],
          [Math.sin(t * 0.5) * 0.22, 0.04 - Math.cos(t * 0.5) * 0.22],
        ],
        0.03,
        [170, 54, 48],
      );
      b.line(
        [
          [0, 0.04],
          [-0.12, -0.06],
        ],
        0.04,
        [50, 46, 50],
      );
    },
  },
  {
    words: /kite/u,
    size: 0.9,
    color: [196, 62, 56],
    sketch: (b, c, t) => {
      b.path(
        [
          [0, -0.48],
          [0.32, -0.1],
          [0, 0.34],
          [-0.32, -0.1],
        ],
        c,
      );
      b.path(
        [
          [0, -0.48],
          [0.32, -0.1],
          [0, -0.1],
        ],
        [222, 176, 72],
      );
      b.path(
        [
          [0, 0.34],
          [0.32, -0.1],
          [0, -0.1],
        ],
        [62, 104, 168],
      );
      b.path(
        [
          [0, 0.34],
          [-0.32, -0.1],
          [0, -0.1],
        ],
        [238, 234, 224],
      );
      b.line(
        [
          [0, 0.34],
          [0.06 * Math.sin(t * 4), 0.42],
          [-0.06 * Math.sin(t * 4 + 1), 0.5],
        ],
        0.02,
        c,
      );
    },
  },
  {
    words: /balloon/u,
    size: 0.7,
    color: [234, 234, 232],
    sketch: (b, c, t) => {
      b.line(
        [
          [0, 0.16],
          [0.03 * Math.sin(t * 2), 0.5],
        ],
        0.012,
        [120, 110, 104],
      );
      b.oval(0, -0.16, 0.3, 0.34, c);
      b.path(
        [
          [-0.05, 0.21],
          [0.05, 0.21],
          [0, 0.15],
        ],
        lighten(c, -0.2),
      );
      b.oval(-0.11, -0.28, 0.07, 0.11, lighten(c, 0.6), 0.4);
    },
  },
  {
    words: /\bball\b|globe|orb\b/u,
    size: 0.26,
    color: [200, 84, 62],
    sketch: (b, c) => {
      b.oval(0, 0, 0.46, 0.46, c);
      b.path(
        [
          [-0.42, -0.12],
          [0.42, -0.12],
          [0.45, 0.1],
          [-0.45, 0.1],
        ],
        [240, 234, 220],
      );
      b.oval(-0.16, -0.22, 0.09, 0.06, lighten(c, 0.6));
    },
  },
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

/** The prop that its id and look describe; what nobody knows is a parcel with its name on a label. */
export function createProp(id: string, look: string | null): Prop {
  const words = `${id.replaceAll(/[_-]/gu, ' ')} ${look ?? ''}`.toLowerCase();
  const byName = CATALOGUE.find((entry) => entry.words.test(id.replaceAll(/[_-]/gu, ' ').toLowerCase()));
  const found = byName ?? CATALOGUE.find((entry) => entry.words.test(words));
  const color = findColor(`${(look ?? '').split(/\b(?:on|with|in)\b/u)[0] ?? ''} `) ?? found?.color ?? [176, 138, 96];
  const sketch: Sketch =
    found?.sketch ??
    ((brush, own) => {
      brush.round(-0.48, -0.36, 0.96, 0.8, 0.05, own);
      brush.round(-0.06, -0.36, 0.12, 0.8, 0, lighten(own, -0.25));
      brush.round(-0.4, -0.1, 0.8, 0.3, 0.03, PAPER);
      brush.text(id.replaceAll(/[_-]/gu, ' '), 0, 0.05, 0.17, [60, 50, 46]);
    });
  const large = /\b(huge|giant|large|big|tall)\b/u.test(words) ? 1.5 : /\b(tiny|small|little)\b/u.test(words) ? 0.8 : 1;
  const size = (found?.size ?? 0.36) * large;
  return {
    id,
    sizeMetres: size,
    glow: found?.glow ?? null,
    draw: (context, shade, timeS) => {
      context.save();
      context.scale(size, size);
      sketch(createBrush(context, shade), color, timeS);
      context.restore();
    },
  };
}

/** The first thing in a text that can be drawn: for an insert that names no prop. */
export function propInWords(words: string): string | null {
  return (
    CATALOGUE.map((entry) => words.toLowerCase().match(entry.words)?.[0] ?? null).find((word) => word !== null) ?? null
  );
}

export function drawProp(pen: Pen, light: Light, prop: Prop, at: Vec, timeS: number): void {
  if (prop.glow !== null && light.lamps) pen.glow(at, 1.6 + prop.sizeMetres * 2, prop.glow, 0.55);
  const isBright = prop.glow !== null;
  const shade = (color: Rgb): Rgb => {
    const lit = light.shade(color, Math.max(0, at.z));
    return isBright ? mix(lit, color, 0.4) : lit;
  };
  pen.cutout(at, (context) => prop.draw(context, shade, timeS));
}

export function colorOf(hex: string): Rgb {
  return toRgb(hex);
}

function createBrush(context: SKRSContext2D, shade: (color: Rgb) => Rgb): Brush {
  const fill = (color: Rgb): void => {
    context.fillStyle = toCss(shade(color));
    context.fill();
  };
  const trace = (points: readonly (readonly [number, number])[]): void => {
    context.beginPath();
    points.forEach(([x, y], index) => (index === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
  };
  /** Through the middles of the segments, so that cords and handles bend. */
  const curve = (points: readonly (readonly [number, number])[]): void => {
    if (points.length < 4) {
      trace(points);
      return;
    }
    context.beginPath();
    points.forEach(([x, y], index) => {
      const next = points[index + 1];
      if (index === 0) context.moveTo(x, y);
      else if (next === undefined) context.lineTo(x, y);
      else context.quadraticCurveTo(x, y, (x + next[0]) / 2, (y + next[1]) / 2);
    });
  };
  return {
    path: (points, color) => {
      trace(points);
      context.closePath();
      fill(color);
    },
    oval: (x, y, radiusX, radiusY, color, turn = 0) => {
      context.beginPath();
      context.ellipse(x, y, radiusX, radiusY, turn, 0, Math.PI * 2);
      fill(color);
    },
    round: (x, y, width, height, radius, color) => {
      context.beginPath();
      context.roundRect(x, y, width, height, radius);
      fill(color);
    },
    line: (points, width, color) => {
      curve(points);
      context.lineWidth = width;
      context.lineCap = 'round';
      context.lineJoin = 'round';
      context.strokeStyle = toCss(shade(color));
      context.stroke();
    },
    text: (text, x, y, size, color) => {
      const fonts = openFonts();
      const words = fonts.fit(text).slice(0, 14);
      context.save();
      context.translate(x, y);
      // Letters are set large and scaled down: tiny font sizes lose their shapes.
      context.scale(size / 40, size / 40);
      context.font = fonts.css(40, 700);
      context.lang = 'en';
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      context.fillStyle = toCss(shade(color));
      const fit = Math.min(1, ((0.74 / size) * 40) / Math.max(1, context.measureText(words).width));
      context.scale(fit, fit);
      context.fillText(words, 0, 0);
      context.restore();
    },
  };
}
