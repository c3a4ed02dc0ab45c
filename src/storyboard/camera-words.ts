import { z } from 'zod';

import { ANGLES, MOVES, SHOT_SIZES, SPEEDS } from '../model/camera.ts';
import type { CameraMove, Framing } from '../model/camera.ts';
import { didYouMean, listWords } from './did-you-mean.ts';
import { leaf } from './leaf.ts';
import type { Word } from './leaf.ts';
import { quote } from './quote.ts';
import type { Rule } from './rule.ts';

const MIN_LENS_MM = 4;
const MAX_LENS_MM = 2000;
const EXPECTED_CAMERA = `a move (${listWords(MOVES)}) and a speed (${listWords(SPEEDS)}), such as \`dolly_in slow\``;
const ANY_FRAME = [...SHOT_SIZES, ...ANGLES];

/** `close-up eye 85mm`: any of size, angle and lens, each at most once. */
export function framing(): Rule<Framing> {
  const word = `(?:${ANY_FRAME.join('|')}|\\d{1,4}mm)`;
  return leaf({
    schema: z.union([z.enum(SHOT_SIZES), z.string().regex(new RegExp(`^${word}(?: +${word}){0,2}$`))]),
    expected: `any of size (${listWords(SHOT_SIZES)}), angle (${listWords(ANGLES)}) and lens (such as \`35mm\`)`,
    read(line) {
      const found: { size: Framing['size']; angle: Framing['angle']; lensMm: number | null } = {
        size: null,
        angle: null,
        lensMm: null,
      };
      for (const part of line.text.matchAll(/\S+/g)) {
        const [text] = part;
        const size = SHOT_SIZES.find((known) => known === text);
        const angle = ANGLES.find((known) => known === text);
        const lens = /^(\d{1,4})mm$/.exec(text);
        const at = [part.index, text.length] as const;
        if (size !== undefined && found.size === null) found.size = size;
        else if (angle !== undefined && found.angle === null) found.angle = angle;
        else if (lens !== null && found.lensMm === null) {
          found.lensMm = Number(lens[1]);
          if (found.lensMm < MIN_LENS_MM || found.lensMm > MAX_LENS_MM) {
            return line.wrong({
              code: 'out_of_range',
              message: `no lens has ${quote(text)}`,
              expected: `a lens from ${MIN_LENS_MM}mm to ${MAX_LENS_MM}mm`,
              part: at,
            });
          }
        } else return wrongFrameWord(line, text, at, size !== undefined || angle !== undefined || lens !== null);
      }
      return found;
    },
  });
}

/** `dolly_in slow`: a move, and its speed when it is not medium. */
export function camera(): Rule<CameraMove> {
  const written = MOVES.flatMap((move) => [move, ...SPEEDS.map((speed) => `${move} ${speed}`)]);
  return leaf({
    schema: z.enum(written),
    expected: EXPECTED_CAMERA,
    read(line) {
      const [moveText = '', speedText = 'medium', ...rest] = line.text.split(' ');
      const move = MOVES.find((known) => known === moveText);
      const speed = SPEEDS.find((known) => known === speedText);
      if (move !== undefined && speed !== undefined && rest.length === 0) return { move, speed };
      const isMoveWrong = move === undefined;
      return line.wrong({
        code: 'unknown_camera_word',
        message: `${line.name} does not know ${quote(isMoveWrong ? line.text : line.text.slice(moveText.length).trim())}`,
        fix: isMoveWrong ? moveFix(line.text) : didYouMean(speedText, SPEEDS),
        expected: isMoveWrong ? EXPECTED_CAMERA : listWords(SPEEDS),
        ...(isMoveWrong ? {} : { part: [moveText.length + 1, line.text.length - moveText.length - 1] as const }),
      });
    },
  });
}

/** What crews and models call our moves. */
const OTHER_MOVES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'push in': 'dolly_in',
    'push out': 'dolly_out',
    'pull out': 'dolly_out',
    'pull back': 'dolly_out',
    'track left': 'truck_left',
    'track right': 'truck_right',
    'jib up': 'crane_up',
    'jib down': 'crane_down',
    'arc left': 'orbit_left',
    'arc right': 'orbit_right',
    tracking: 'follow',
    locked: 'static',
    still: 'static',
    none: 'static',
  }),
);

function moveFix(text: string): string | null {
  const words = text.toLowerCase().split(/[\s_-]+/);
  const speed = SPEEDS.find((known) => words.includes(known));
  const moveWords = words.filter((word) => word !== speed).join(' ');
  const suffix = speed === undefined ? '' : ` ${speed}`;
  const other = OTHER_MOVES.get(moveWords);
  if (other !== undefined) return `did you mean \`${other}${suffix}\`?`;
  const meant = didYouMean(moveWords, MOVES);
  return meant === null ? null : meant.replace('`?', `${suffix}\`?`);
}

const OTHER_SIZES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ews: 'extreme-wide',
    els: 'extreme-wide',
    ws: 'wide',
    ls: 'wide',
    full: 'wide',
    mws: 'medium-wide',
    cowboy: 'medium-wide',
    ms: 'medium',
    mid: 'medium',
    mcu: 'medium-close-up',
    cu: 'close-up',
    close: 'close-up',
    closeup: 'close-up',
    ecu: 'extreme-close-up',
    ots: 'over-the-shoulder',
    top: 'overhead',
    '2-shot': 'two-shot',
  }),
);

function wrongFrameWord(line: Word, text: string, part: readonly [number, number], isRepeated: boolean): null {
  if (isRepeated) {
    return line.wrong({
      code: 'repeated_frame_word',
      message: `${line.name} has two words for one thing: ${quote(text)} is too many`,
      expected: 'at most one size, one angle and one lens',
      part,
    });
  }
  const other = OTHER_SIZES.get(text.toLowerCase());
  return line.wrong({
    code: 'unknown_frame_word',
    message: `${line.name} does not know ${quote(text)}`,
    fix: /^\d{1,4}m?$/.test(text)
      ? `did you mean \`${text.replace('m', '')}mm\`?`
      : other === undefined
        ? didYouMean(text, ANY_FRAME)
        : `did you mean \`${other}\`?`,
    part,
  });
}
