import type { SKRSContext2D } from '@napi-rs/canvas';
import { createRandom } from '../../random.ts';
import { type Rgb, lighten, toCss } from '../color.ts';
import { type HeadMap, fillCap, visibleLine } from './head-map.ts';
import type { Traits } from './traits.ts';

type Layer = 'behind' | 'front';

/** Hair in head units. `behind` hangs at the far side of the head and neck, `front` covers skull and brow. */
export function drawHair(
  context: SKRSContext2D,
  map: HeadMap,
  traits: Traits,
  color: Rgb,
  layer: Layer,
  wind: number,
): void {
  if (traits.hairStyle === 'bald') return;
  const facing = Math.cos(map.yaw);
  if (layer === 'behind') drawHanging(context, map, traits, color, facing, wind);
  else drawSkullcap(context, map, traits, color, facing);
}

/** Braids and tails that fall over the shoulders: drawn after the body. */
export function drawBraids(context: SKRSContext2D, map: HeadMap, traits: Traits, color: Rgb, wind: number): void {
  const visible = map.yaw > 0 ? -1 : 1;
  const sides = traits.hairStyle === 'plaits' ? [-1, 1] : traits.hairStyle === 'braid' ? [visible] : [];
  for (const side of sides) {
    const root = map.at(side * 1.75, -0.45, 1);
    if (traits.hairStyle === 'plaits' && root.facing < -0.62) continue;
    const count = 7;
    for (let link = 0; link < count; link += 1) {
      const part = link / (count - 1);
      const x = root.x * (0.9 - part * 0.12) + wind * part * 0.3;
      const y = root.y + 0.2 + part * (traits.hairStyle === 'braid' ? 2.1 : 1.6);
      context.beginPath();
      context.ellipse(
        x + (link % 2 === 0 ? -0.05 : 0.05),
        y,
        0.21 * (1 - part * 0.4),
        0.2,
        link % 2 === 0 ? 0.5 : -0.5,
        0,
        Math.PI * 2,
      );
      context.fillStyle = toCss(lighten(color, link % 2 === 0 ? 0.06 : -0.12));
      context.fill();
    }
  }
}

function drawHanging(
  context: SKRSContext2D,
  map: HeadMap,
  traits: Traits,
  color: Rgb,
  facing: number,
  wind: number,
): void {
  const { hairStyle } = traits;
  context.fillStyle = toCss(lighten(color, facing > 0 ? -0.2 : 0));
  const back = map.at(Math.PI, 0.05, 1);
  if (hairStyle === 'long' || hairStyle === 'bob') {
    const low = hairStyle === 'long' ? 2.2 : 0.98;
    const middle = back.x * 0.22;
    context.beginPath();
    context.moveTo(-0.98 + middle, -0.35);
    context.bezierCurveTo(
      -1.22 + middle,
      0.5,
      -1.12 + middle + wind * 0.3,
      low * 0.7,
      -0.86 + middle + wind * 0.7,
      low,
    );
    context.quadraticCurveTo(middle + wind * 0.8, low + 0.12, 0.86 + middle + wind * 0.7, low);
    context.bezierCurveTo(1.12 + middle + wind * 0.3, low * 0.7, 1.22 + middle, 0.5, 0.98 + middle, -0.35);
    context.quadraticCurveTo(middle, -1.5, -0.98 + middle, -0.35);
    context.fill();
  } else if (hairStyle === 'bun') {
    const knot = map.at(Math.PI, 0.62, 1.22);
    if (knot.facing < 0.1) dot(context, knot.x, knot.y, 0.46);
  } else if (hairStyle === 'ponytail') {
    const root = map.at(Math.PI, 0.3, 1.1);
    context.beginPath();
    context.moveTo(root.x - 0.15, root.y - 0.1);
    context.bezierCurveTo(
      root.x * 1.6 - 0.2,
      root.y + 0.3,
      root.x * 1.5 - 0.3 + wind,
      root.y + 1.3,
      root.x * 1.3 + wind * 1.2,
      root.y + 1.9,
    );
    context.bezierCurveTo(
      root.x * 1.5 + 0.4 + wind,
      root.y + 1.2,
      root.x * 1.7 + 0.3,
      root.y + 0.2,
      root.x + 0.2,
      root.y - 0.15,
    );
    context.fill();
  } else if (hairStyle === 'curls') {
    for (let curl = 0; curl < 12; curl += 1) {
      const turn = Math.PI * (0.94 + (curl / 11) * 1.12);
      dot(context, Math.cos(turn) * 0.98 + back.x * 0.14, Math.sin(turn) * 0.98 + 0.16, 0.3);
    }
  }
}

function drawSkullcap(context: SKRSContext2D, map: HeadMap, traits: Traits, color: Rgb, facing: number): void {
  const { hairStyle } = traits;
  const thick = hairStyle === 'cropped' ? 1.03 : hairStyle === 'curls' ? 1.1 : hairStyle === 'spiky' ? 1.06 : 1.08;
  const random = createRandom(`hair ${traits.seed}`);
  const parting = random.range(-0.35, 0.35);
  const fringe =
    hairStyle === 'bob' ? 0.3 : hairStyle === 'cropped' ? 0.72 : traits.age < 14 ? 0.5 : random.range(0.52, 0.66);
  const recede = !traits.isFemale && traits.age > 50 ? 0.16 : 0;
  const line = (azimuth: number): number => {
    const away = Math.abs(azimuth);
    if (away < 0.95)
      return (
        fringe +
        recede +
        Math.abs(azimuth - parting) * (hairStyle === 'bob' ? 0.02 : -0.12) +
        0.07 * Math.sin(azimuth * 9 + parting * 9) * (hairStyle === 'cropped' ? 0.2 : 1)
      );
    if (away < 1.35) return fringe + recede - ((away - 0.95) / 0.4) * (fringe + recede + 0.12);
    const nape = hairStyle === 'cropped' || hairStyle === 'bun' ? -0.35 : -0.6;
    return -0.12 + ((away - 1.35) / (Math.PI - 1.35)) * (nape + 0.12);
  };
  context.fillStyle = toCss(color);
  const seen = visibleLine(map, line, 1.01);
  fillCap(context, seen, thick, 'above');
  if (map.pitch < -1.1 || facing < -0.85) fillAround(context, thick);
  if (hairStyle === 'spiky') drawSpikes(context, map, random.range(0.2, 0.34));
  if (hairStyle === 'curls') {
    for (let curl = 0; curl < 11; curl += 1) {
      const turn = Math.PI * (1.06 + (curl / 10) * 0.88);
      dot(context, Math.cos(turn) * 0.86, Math.sin(turn) * 0.94, 0.26);
    }
  }
  if (hairStyle === 'bun') {
    const knot = map.at(Math.PI, 0.62, 1.22);
    if (knot.facing >= 0.1) dot(context, knot.x, knot.y, 0.46);
  }
  // A sheen where the light falls.
  context.strokeStyle = toCss(lighten(color, 0.22), 0.55);
  context.lineWidth = 0.1;
  context.lineCap = 'round';
  if (map.pitch > -0.9) {
    context.beginPath();
    context.arc(0.06 * Math.sin(map.yaw), 0, 0.86, Math.PI * 1.28, Math.PI * 1.55);
    context.stroke();
  }
}

/** Seen from behind or above the whole ball is hair. */
function fillAround(context: SKRSContext2D, radius: number): void {
  context.beginPath();
  context.ellipse(0, 0, radius * 0.95, radius * 1.05, 0, 0, Math.PI * 2);
  context.fill();
}

function drawSpikes(context: SKRSContext2D, map: HeadMap, length: number): void {
  for (let spike = 0; spike < 9; spike += 1) {
    const turn = Math.PI * (1.08 + (spike / 8) * 0.84);
    const lean = 0.1 * Math.sin(spike * 2.3) + Math.sin(map.yaw) * 0.08;
    const [x, y] = [Math.cos(turn), Math.sin(turn) * 1.1];
    context.beginPath();
    context.moveTo(x * 0.9 - y * 0.16, y * 0.9 + x * 0.16);
    context.lineTo(x * (1.05 + length) + lean, y * (1.05 + length));
    context.lineTo(x * 0.9 + y * 0.16, y * 0.9 - x * 0.16);
    context.fill();
  }
}

function dot(context: SKRSContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, Math.PI * 2);
  context.fill();
}
