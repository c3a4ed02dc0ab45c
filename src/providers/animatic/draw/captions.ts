import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Picture } from '../../../model/generation.ts';
import type { Size } from '../../../model/storyboard.ts';
import { type Fps, toTimecode } from '../../../model/time.ts';
import { openFonts } from './fonts.ts';

const INK = 'rgba(16,18,28,0.62)';
const PAPER = '#f6f1e6';

/** A name beside a figure: where its middle would best be. */
export type NameTag = { readonly name: string; readonly color: string; readonly x: number; readonly y: number };

/**
 * Small names beside figures, each a dot of the figure's colour and its name, inside the picture. The first keep their
 * places; a later one that would cover another moves up, or down where there is no room.
 */
export function drawNameTags(context: SKRSContext2D, size: Size, tags: readonly NameTag[]): void {
  const fonts = openFonts();
  const letters = Math.max(9, Math.min(size.height, size.width) * 0.022);
  const high = letters * 1.65;
  const edge = letters * 0.5;
  context.save();
  prepare(context, fonts.css(letters, 700));
  const taken: Box[] = [];
  for (const tag of tags) {
    const words = shorten(fonts.fit(tag.name), 28);
    const wide = Math.min(size.width - edge * 2, context.measureText(words).width + letters * 2.1);
    const box = findRoom(
      {
        left: Math.min(Math.max(tag.x - wide / 2, edge), size.width - wide - edge),
        top: Math.min(Math.max(tag.y - high / 2, edge), size.height - high - edge),
        wide,
        high,
      },
      taken,
      { least: edge, most: size.height - high - edge },
    );
    taken.push(box);
    drawTag(context, box, letters, words, tag.color);
  }
  context.restore();
}

type Box = { readonly left: number; readonly top: number; readonly wide: number; readonly high: number };

function findRoom(box: Box, taken: readonly Box[], tops: { readonly least: number; readonly most: number }): Box {
  const isFree = (place: Box): boolean => !taken.some((other) => overlaps(place, other));
  for (let step = 0; step <= taken.length * 2; step += 1) {
    for (const way of [-1, 1]) {
      const top = box.top + way * step * box.high * 0.55;
      if (top >= tops.least && top <= tops.most && isFree({ ...box, top })) return { ...box, top };
    }
  }
  return box;
}

function overlaps(a: Box, b: Box): boolean {
  return (
    a.left < b.left + b.wide &&
    b.left < a.left + a.wide &&
    a.top < b.top + b.high * 1.05 &&
    b.top < a.top + a.high * 1.05
  );
}

function drawTag(
  context: SKRSContext2D,
  { left, top, wide, high }: Box,
  letters: number,
  words: string,
  color: string,
): void {
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
  context.fillText(words, left + letters * 1.55, top + high * 0.53, wide - letters * 2);
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
