import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Picture } from '../../../model/generation.ts';
import type { Size } from '../../../model/storyboard.ts';
import { createRandom, wander } from '../random.ts';
import { prepare } from './captions.ts';
import { type Rgb, findColor, fromHsl, lighten, toCss } from './color.ts';
import { openFonts } from './fonts.ts';
import { smooth } from './view.ts';

/** A title card: layered paper hills under a low light, the words set large and balanced over them. */
export function createCard(picture: Picture, size: Size): (context: SKRSContext2D, timeS: number) => void {
  const title = (picture.title ?? picture.heading ?? '').trim();
  const random = createRandom(`card ${picture.style ?? ''}`);
  const base = findColor(picture.style ?? '') ?? fromHsl(random.range(0.52, 0.64), 0.34, 0.3);
  const deep = lighten(base, -0.62);
  const layers = Array.from({ length: 4 }, (_, index) => ({
    color: lighten(base, -0.2 - index * 0.14),
    height: 0.3 - index * 0.055,
    phase: random.range(0, 9),
    rate: random.range(1.1, 2.3),
  }));
  const lines = layOut(title, size);
  return (context, timeS) => {
    const { width, height } = size;
    const sky = context.createLinearGradient(0, 0, 0, height);
    sky.addColorStop(0, toCss(deep));
    sky.addColorStop(0.62, toCss(lighten(base, -0.28)));
    sky.addColorStop(1, toCss(lighten(base, 0.16)));
    context.fillStyle = sky;
    context.fillRect(0, 0, width, height);
    drawGlow(context, size, lighten([255, 206, 142], 0.1));
    for (const layer of layers) drawHill(context, size, layer, timeS);
    drawLines(context, size, lines, deep, smooth(timeS, -0.4, 0.6));
  };
}

type Line = { readonly text: string; readonly letters: number };
type Hill = { readonly color: Rgb; readonly height: number; readonly phase: number; readonly rate: number };

/** Wraps the words into lines of even length, as large as they fit. */
function layOut(title: string, size: Size): readonly Line[] {
  const fonts = openFonts();
  const text = fonts.fit(title);
  const fits = (line: string, letters: number): boolean => estimate(line) * letters <= size.width * 0.82;
  for (let letters = size.height * 0.115; letters > 7; letters *= 0.92) {
    const lines = wrap(text, (line) => fits(line, letters));
    if (lines !== null && lines.length * letters * 1.28 <= size.height * 0.66)
      return balance(lines, text, letters, fits).map((line) => ({ text: line, letters }));
  }
  return [{ text: Array.from(text).slice(0, 60).join(''), letters: 8 }];
}

/** Width in letter sizes: Chinese and emoji are square, others about half as wide. */
function estimate(line: string): number {
  return Array.from(line).reduce(
    (sum, sign) => sum + ((sign.codePointAt(0) ?? 0) > 0x2e80 ? 1.06 : /[A-ZМШЩЖЮWM@%]/u.test(sign) ? 0.7 : 0.56),
    0,
  );
}

function wrap(text: string, fits: (line: string) => boolean): string[] | null {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(/\s+/u).filter((part) => part !== '')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (fits(longer)) line = longer;
      else {
        if (line !== '') lines.push(line);
        line = word;
        if (!fits(word)) {
          const pieces = breakWord(word, fits);
          if (pieces === null) return null;
          lines.push(...pieces.slice(0, -1));
          line = pieces.at(-1) ?? '';
        }
      }
    }
    lines.push(line);
  }
  return lines;
}

/** Only writing without spaces is broken inside a word. */
function breakWord(word: string, fits: (line: string) => boolean): string[] | null {
  const signs = Array.from(word);
  if (signs.length < 24 && !/[\u3040-\u9fff]/u.test(word)) return null;
  const pieces: string[] = [];
  let piece = '';
  for (const sign of signs) {
    if (!fits(piece + sign)) {
      if (piece === '') return null;
      pieces.push(piece);
      piece = '';
    }
    piece += sign;
  }
  return [...pieces, piece];
}

function balance(
  lines: readonly string[],
  text: string,
  letters: number,
  fits: (line: string, letters: number) => boolean,
): readonly string[] {
  if (lines.length < 2 || text.includes('\n')) return lines;
  const target = (estimate(text) / lines.length) * 1.12;
  const even = wrap(text, (line) => estimate(line) <= target && fits(line, letters));
  return even !== null && even.length === lines.length ? even : lines;
}

function drawLines(context: SKRSContext2D, size: Size, lines: readonly Line[], shadow: Rgb, appeared: number): void {
  const fonts = openFonts();
  const first = lines[0];
  if (first === undefined) return;
  const step = first.letters * 1.28;
  const top = size.height * 0.46 - ((lines.length - 1) * step) / 2;
  context.save();
  context.globalAlpha = appeared;
  lines.forEach((line, index) => {
    prepare(context, fonts.css(line.letters, 700));
    context.textAlign = 'center';
    const y = top + index * step + (1 - appeared) * line.letters * 0.2;
    context.fillStyle = toCss(shadow, 0.5);
    context.fillText(line.text, size.width / 2 + line.letters * 0.03, y + line.letters * 0.06);
    context.fillStyle = '#f8f1e2';
    context.fillText(line.text, size.width / 2, y);
  });
  const rule = Math.min(size.width * 0.16, first.letters * 3) * appeared;
  const y = top + (lines.length - 1) * step + first.letters * 1.05;
  context.beginPath();
  context.roundRect(size.width / 2 - rule / 2, y, rule, Math.max(1, size.height * 0.004), size.height * 0.002);
  context.fillStyle = 'rgba(255,206,142,0.85)';
  context.fill();
  context.restore();
}

function drawGlow(context: SKRSContext2D, { width, height }: Size, color: Rgb): void {
  const radius = height * 0.95;
  const glow = context.createRadialGradient(width / 2, height * 0.86, 0, width / 2, height * 0.86, radius);
  glow.addColorStop(0, toCss(color, 0.55));
  glow.addColorStop(0.3, toCss(color, 0.2));
  glow.addColorStop(1, toCss(color, 0));
  context.fillStyle = glow;
  context.fillRect(0, 0, width, height);
}

function drawHill(context: SKRSContext2D, { width, height }: Size, hill: Hill, timeS: number): void {
  context.beginPath();
  context.moveTo(0, height);
  for (let step = 0; step <= 40; step += 1) {
    const part = step / 40;
    const y =
      hill.height * (0.7 + 0.3 * Math.sin(part * hill.rate * 5 + hill.phase + timeS * 0.05)) +
      0.012 * wander(Math.floor(hill.phase * 9), part * 12);
    context.lineTo(part * width, height * (1 - y));
  }
  context.lineTo(width, height);
  context.closePath();
  context.fillStyle = toCss(hill.color);
  context.fill();
}
