import type { SKRSContext2D } from '@napi-rs/canvas';
import { type Rgb, lighten, toCss } from '../color.ts';
import { type HeadMap, fillCap, visibleLine } from './head-map.ts';
import type { HatKind } from './wardrobe.ts';

/** What is worn on the head, in head units. */
export function drawHat(context: SKRSContext2D, map: HeadMap, kind: HatKind, color: Rgb): void {
  const fill = (shade: number): void => {
    context.fillStyle = toCss(lighten(color, shade));
  };
  const level = (elevation: number, radius: number): ReturnType<typeof visibleLine> =>
    visibleLine(map, () => elevation, radius);
  const fromAbove = map.pitch < -0.95;
  switch (kind) {
    case 'knit': {
      fill(0);
      if (fromAbove) ball(context, 0, 0, 1.1);
      else fillCap(context, level(0.42, 1.1), 1.14, 'above');
      const top = map.at(0, Math.PI / 2, 1.3);
      band(context, level(0.38, 1.13), 0.26, lighten(color, 0.2));
      fill(0.32);
      ball(context, top.x, top.y, 0.27);
      return;
    }
    case 'hijab': {
      const slide = Math.sin(map.yaw);
      const facing = Math.max(0, Math.cos(map.yaw));
      fill(0);
      context.beginPath();
      context.ellipse(0, 0.02, 1.16, 1.24, 0, 0, Math.PI * 2);
      // The face looks out of it.
      if (Math.cos(map.yaw) > -0.15)
        context.ellipse(slide * 0.42, 0.16, Math.max(0.2, 0.72 * facing), 0.86, 0, 0, Math.PI * 2);
      context.fill('evenodd');
      context.beginPath();
      context.ellipse(slide * 0.42, 0.16, Math.max(0.2, 0.74 * facing), 0.88, 0, 0, Math.PI * 2);
      context.strokeStyle = toCss(lighten(color, -0.2));
      context.lineWidth = 0.05;
      if (facing > 0) context.stroke();
      return;
    }
    case 'turban':
      fill(0);
      if (fromAbove) ball(context, 0, 0, 1.2);
      else fillCap(context, level(0.42, 1.12), 1.26, 'above');
      for (const tilt of [-0.34, 0, 0.34]) {
        context.beginPath();
        context.ellipse(0, -0.55, 1.05, 0.5, tilt, Math.PI * 1.05, Math.PI * 1.95);
        context.strokeStyle = toCss(lighten(color, -0.18));
        context.lineWidth = 0.06;
        context.stroke();
      }
      return;
    case 'headscarf':
    case 'hood': {
      fill(0);
      const line = (azimuth: number): number =>
        Math.abs(azimuth) < 0.75 ? 0.5 : -0.75 + Math.max(0, 1.05 - Math.abs(azimuth)) * 3;
      fillCap(context, visibleLine(map, line, 1.04), 1.17, 'above');
      if (fromAbove) ball(context, 0, 0, 1.12);
      return;
    }
    case 'helmet':
      fill(0);
      if (fromAbove) ball(context, 0, 0, 1.16);
      else fillCap(context, level(0.28, 1.14), 1.18, 'above');
      band(context, level(0.26, 1.17), 0.12, lighten(color, -0.3));
      return;
    case 'crown': {
      const front = level(0.5, 1.04);
      fill(0);
      context.beginPath();
      front.forEach((spot, index) => (index === 0 ? context.moveTo(spot.x, spot.y) : context.lineTo(spot.x, spot.y)));
      front.toReversed().forEach((spot, index) => context.lineTo(spot.x * 1.06, spot.y - (index % 4 < 2 ? 0.62 : 0.3)));
      context.fill();
      return;
    }
    case 'cap':
    case 'beret': {
      fill(0);
      if (fromAbove) ball(context, 0, 0, 1.08);
      else
        fillCap(
          context,
          level(0.46, 1.07),
          kind === 'beret' ? 1.2 : 1.14,
          'above',
          kind === 'beret' ? { x: 0.12, y: -0.06 } : undefined,
        );
      if (kind === 'beret') return;
      const brim = map.at(0, 0.4, 1.5);
      if (Math.cos(map.yaw) < -0.2) return;
      fill(-0.25);
      const side = Math.sin(map.yaw);
      context.beginPath();
      context.ellipse(
        brim.x * 0.78,
        brim.y + 0.06,
        0.72 - Math.abs(side) * 0.12,
        0.16 + Math.max(0, -map.pitch) * 0.5,
        side * 0.14,
        0,
        Math.PI * 2,
      );
      context.fill();
      return;
    }
    case 'brim':
    case 'top': {
      const middle = map.at(0, Math.PI / 2, 0.52);
      const open = Math.max(0.16, Math.abs(Math.sin(map.pitch)));
      const wide = kind === 'top' ? 1.42 : 1.75;
      fill(-0.14);
      oval(context, middle.x, middle.y, wide, wide * open);
      fill(0);
      const tall = (kind === 'top' ? 1.25 : 0.72) * Math.max(0.15, Math.cos(map.pitch));
      const top = map.at(0, Math.PI / 2, 0.52 + (kind === 'top' ? 1.2 : 0.7));
      context.beginPath();
      context.moveTo(middle.x - 0.98, middle.y);
      context.lineTo(top.x - (kind === 'top' ? 0.98 : 0.74), middle.y - tall);
      context.quadraticCurveTo(top.x, middle.y - tall - 0.2, top.x + (kind === 'top' ? 0.98 : 0.74), middle.y - tall);
      context.lineTo(middle.x + 0.98, middle.y);
      context.quadraticCurveTo(middle.x, middle.y + 0.3, middle.x - 0.98, middle.y);
      context.fill();
      context.fillStyle = toCss(lighten(color, -0.4));
      context.beginPath();
      context.moveTo(middle.x - 0.97, middle.y - 0.02);
      context.quadraticCurveTo(middle.x, middle.y + 0.3, middle.x + 0.97, middle.y - 0.02);
      context.lineTo(middle.x + 0.94, middle.y - 0.24);
      context.quadraticCurveTo(middle.x, middle.y + 0.06, middle.x - 0.94, middle.y - 0.24);
      context.fill();
      return;
    }
    case 'cook': {
      band(context, level(0.5, 1.06), 0.4, color);
      fill(0.05);
      for (const [x, y, radius] of [
        [-0.6, -1.35, 0.5],
        [0, -1.55, 0.6],
        [0.6, -1.35, 0.5],
      ] as const)
        ball(context, x, y, radius);
    }
  }
}

/** The part of a hijab that falls over neck and shoulders. */
export function drawDrape(context: SKRSContext2D, color: Rgb): void {
  context.beginPath();
  context.moveTo(-1.08, 0.2);
  context.quadraticCurveTo(-1.2, 1.1, -1.55, 1.75);
  context.quadraticCurveTo(0, 2.5, 1.55, 1.75);
  context.quadraticCurveTo(1.2, 1.1, 1.08, 0.2);
  context.closePath();
  context.fillStyle = toCss(lighten(color, -0.08));
  context.fill();
  context.beginPath();
  context.moveTo(-0.7, 1);
  context.quadraticCurveTo(0.1, 1.7, 1.2, 1.6);
  context.strokeStyle = toCss(lighten(color, -0.24));
  context.lineWidth = 0.05;
  context.stroke();
}

function band(context: SKRSContext2D, line: ReturnType<typeof visibleLine>, width: number, color: Rgb): void {
  context.beginPath();
  line.forEach((spot, index) => (index === 0 ? context.moveTo(spot.x, spot.y) : context.lineTo(spot.x, spot.y)));
  context.lineWidth = width;
  context.lineJoin = 'round';
  context.lineCap = 'butt';
  context.strokeStyle = toCss(color);
  context.stroke();
}

function ball(context: SKRSContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, Math.PI * 2);
  context.fill();
}

function oval(context: SKRSContext2D, x: number, y: number, radiusX: number, radiusY: number): void {
  context.beginPath();
  context.ellipse(x, y, radiusX, radiusY, 0, 0, Math.PI * 2);
  context.fill();
}
