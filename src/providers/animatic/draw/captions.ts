import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Picture } from '../../../model/generation.ts';
import type { Size } from '../../../model/storyboard.ts';
import { type Fps, toTimecode } from '../../../model/time.ts';
import { openFonts } from './fonts.ts';

const INK = 'rgba(16,18,28,0.62)';
const PAPER = '#f6f1e6';

/** A small name beside a figure: a dot of its colour and its name, kept inside the picture. */
export function drawNameTag(
  context: SKRSContext2D,
  size: Size,
  name: string,
  color: string,
  x: number,
  y: number,
): void {
  const fonts = openFonts();
  const letters = Math.max(9, size.height * 0.022);
  const words = shorten(fonts.fit(name), 28);
  context.save();
  prepare(context, fonts.css(letters, 700));
  const wide = context.measureText(words).width + letters * 2.1;
  const high = letters * 1.65;
  const left = Math.min(Math.max(x - wide / 2, letters * 0.5), size.width - wide - letters * 0.5);
  const top = Math.min(Math.max(y - high / 2, letters * 0.5), size.height - high - letters * 0.5);
  context.beginPath();
  context.roundRect(left, top, wide, high, high / 2);
  context.fillStyle = INK;
  context.fill();
  context.beginPath();
  context.arc(left + letters * 0.95, top + high / 2, letters * 0.34, 0, Math.PI * 2);
  context.fillStyle = color;
  context.fill();
  context.lineWidth = Math.max(1, letters * 0.08);
  context.strokeStyle = 'rgba(255,255,255,0.75)';
  context.stroke();
  context.fillStyle = PAPER;
  context.fillText(words, left + letters * 1.55, top + high * 0.53);
  context.restore();
}

/** The corner slate: shot, take where there are several, and running time of the take. */
export function drawSlate(
  context: SKRSContext2D,
  size: Size,
  slate: NonNullable<Picture['slate']>,
  frame: number,
  fps: Fps,
): void {
  const fonts = openFonts();
  const letters = Math.max(8, size.height * 0.021);
  const time = toTimecode(frame, fps);
  const take = slate.take === null ? '' : ` · take ${slate.take}`;
  const shot = `${shorten(fonts.fit(slate.shot), 24)}${take}`;
  context.save();
  prepare(context, fonts.css(letters, 700));
  const shotWide = context.measureText(shot).width;
  context.font = fonts.css(letters, 400);
  const digit = context.measureText('0').width;
  const timeWide = digit * 9.4;
  const pad = letters * 0.6;
  const [left, top] = [letters, size.height - letters * 2.75];
  const wide = shotWide + timeWide + pad * 3;
  context.beginPath();
  context.roundRect(left, top, wide, letters * 1.75, letters * 0.32);
  context.fillStyle = 'rgba(12,14,22,0.55)';
  context.fill();
  context.fillStyle = PAPER;
  context.font = fonts.css(letters, 700);
  context.fillText(shot, left + pad, top + letters * 0.92);
  context.font = fonts.css(letters, 400);
  context.fillStyle = 'rgba(246,241,230,0.8)';
  // Each sign in its own cell: the digits do not dance.
  let x = left + pad * 2 + shotWide;
  for (const sign of time) {
    const cell = sign === ':' ? digit * 0.46 : digit;
    context.textAlign = 'center';
    context.fillText(sign, x + cell / 2, top + letters * 0.92);
    x += cell;
  }
  context.restore();
}

export function prepare(context: SKRSContext2D, font: string): void {
  context.lang = 'en';
  context.font = font;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
}

export function shorten(text: string, length: number): string {
  const signs = Array.from(text);
  return signs.length <= length ? text : `${signs.slice(0, length - 1).join('')}…`;
}
