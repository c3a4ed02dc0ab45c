import type { SKRSContext2D } from '@napi-rs/canvas';
import { createRandom } from '../../random.ts';
import { type Rgb, lighten, mix, toCss } from '../color.ts';
import { type HeadMap, visibleLine } from './head-map.ts';
import type { Traits } from './traits.ts';

/** What a face does at one moment. */
export type Expression = {
  readonly open: number;
  readonly round: number;
  readonly smile: number;
  readonly brow: number;
  readonly lids: number;
  readonly gazeX: number;
  readonly gazeY: number;
};
export type FaceColors = { readonly skin: Rgb; readonly hair: Rgb; readonly white: Rgb; readonly dark: Rgb };

const EYE_AZIMUTH = 0.4;

/** The face on a head of radius 1. `radiusPixels` leaves out what could not be seen. */
export function drawFace(
  context: SKRSContext2D,
  map: HeadMap,
  traits: Traits,
  colors: FaceColors,
  face: Expression,
  radiusPixels: number,
): void {
  const isFine = radiusPixels > 26;
  drawCheeks(context, map, traits, colors, isFine);
  if (traits.beard !== 'none') drawBeard(context, map, traits, colors);
  drawMouth(context, map, colors, face, traits);
  drawNose(context, map, colors, traits);
  for (const side of [-1, 1]) drawEye(context, map, traits, colors, face, side, isFine);
  if (traits.glasses !== 'none') drawGlasses(context, map, traits, colors);
}

function drawEye(
  context: SKRSContext2D,
  map: HeadMap,
  traits: Traits,
  colors: FaceColors,
  face: Expression,
  side: number,
  isFine: boolean,
): void {
  const spot = map.at(side * EYE_AZIMUTH, 0.04);
  if (spot.facing < 0.3) return;
  const narrow = Math.max(0.2, Math.cos(side * EYE_AZIMUTH + map.yaw) - 0.06);
  const large = traits.age < 14 ? 1.22 : 1;
  const wide = 0.185 * narrow * large;
  const open = Math.max(0, 1 - face.lids);
  const tall = 0.138 * large * open * (face.brow > 0.5 ? 1.15 : 1);
  context.save();
  context.translate(spot.x, spot.y);
  if (open > 0.12) {
    context.beginPath();
    context.ellipse(0, 0, wide, tall, 0, 0, Math.PI * 2);
    context.fillStyle = toCss(colors.white);
    context.fill();
    context.save();
    context.clip();
    const [x, y] = [face.gazeX * wide * 0.5, -face.gazeY * tall * 0.5];
    circle(context, x, y, 0.118 * large, toCss(mix(traits.eyes, colors.dark, 0.12)));
    circle(context, x, y, 0.062 * large, toCss(colors.dark));
    if (isFine) circle(context, x + 0.04, y - 0.045, 0.03, toCss(colors.white));
    context.restore();
  }
  // The lid's line, and lashes.
  context.beginPath();
  context.ellipse(0, 0.01, wide * 1.06, Math.max(0.025, tall), 0, Math.PI * 1.05, Math.PI * 1.95, open < 0.3);
  context.strokeStyle = toCss(lighten(colors.dark, 0.06));
  context.lineWidth = (traits.isFemale ? 0.055 : 0.042) * Math.min(1, 0.4 + narrow);
  context.lineCap = 'round';
  context.stroke();
  if (isFine && traits.age > 55) {
    context.beginPath();
    context.arc(0, 0.06, wide * 1.05, 0.35, Math.PI - 0.35);
    context.strokeStyle = toCss(lighten(colors.skin, -0.24), 0.6);
    context.lineWidth = 0.022;
    context.stroke();
  }
  context.restore();
  const from = map.at(side * (EYE_AZIMUTH - 0.2), 0.3 + face.brow * 0.09 - (face.brow < 0 ? 0.05 : 0), 1.01);
  const to = map.at(side * (EYE_AZIMUTH + 0.24), 0.29 + face.brow * 0.04 + (face.brow < 0 ? 0.06 : 0), 1.01);
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.quadraticCurveTo((from.x + to.x) / 2, Math.min(from.y, to.y) - 0.05, to.x, to.y);
  context.strokeStyle = toCss(lighten(colors.hair, -0.16));
  context.lineWidth = (traits.isFemale ? 0.06 : 0.09) * Math.min(1, 0.4 + narrow);
  context.stroke();
}

function drawNose(context: SKRSContext2D, map: HeadMap, colors: FaceColors, traits: Traits): void {
  const [bridge, tip, base] = [map.at(0, 0.08), map.at(0, -0.14, traits.age < 14 ? 1.1 : 1.2), map.at(0, -0.26, 1.02)];
  if (tip.facing < -0.1) return;
  const wing = map.at(map.yaw > 0 ? 0.17 : -0.17, -0.22);
  context.beginPath();
  context.moveTo(bridge.x, bridge.y);
  context.quadraticCurveTo(tip.x * 1.02, tip.y - 0.12, tip.x, tip.y);
  context.quadraticCurveTo(tip.x * 0.98, base.y + 0.02, base.x, base.y);
  context.lineTo(wing.x, wing.y);
  context.closePath();
  context.fillStyle = toCss(lighten(colors.skin, -0.13));
  context.fill();
  circle(context, tip.x * 0.98, tip.y + 0.02, 0.085, toCss(lighten(colors.skin, 0.05)));
}

function drawMouth(context: SKRSContext2D, map: HeadMap, colors: FaceColors, face: Expression, traits: Traits): void {
  const center = map.at(0, -0.46);
  if (center.facing < 0.05) return;
  const half = 0.27 * (1 - face.round * 0.4) * (1 + Math.max(0, face.smile) * 0.25);
  const [left, right] = [
    map.at(-half * 1.25, -0.46 + face.smile * 0.07),
    map.at(half * 1.25, -0.46 + face.smile * 0.07),
  ];
  const drop = face.open * 0.3;
  const curve = face.smile * 0.11;
  const lip = mix(colors.skin, [176, 78, 78], traits.isFemale ? 0.48 : 0.28);
  if (drop > 0.03) {
    context.beginPath();
    context.moveTo(left.x, left.y);
    context.quadraticCurveTo(center.x, center.y - drop * 0.3, right.x, right.y);
    context.quadraticCurveTo(center.x, center.y + drop * 1.5 + curve, left.x, left.y);
    context.fillStyle = toCss(mix(colors.dark, [110, 30, 36], 0.6));
    context.fill();
    context.strokeStyle = toCss(lip);
    context.lineWidth = 0.05;
    context.lineJoin = 'round';
    context.stroke();
    if (face.open > 0.4) {
      context.beginPath();
      context.ellipse(center.x, center.y + drop * 0.06, half * 0.6, drop * 0.16, 0, 0, Math.PI * 2);
      context.fillStyle = toCss(colors.white);
      context.fill();
    }
    return;
  }
  context.beginPath();
  context.moveTo(left.x, left.y);
  context.quadraticCurveTo(center.x, center.y + curve * 1.9, right.x, right.y);
  context.strokeStyle = toCss(lighten(lip, -0.2));
  context.lineWidth = 0.06;
  context.lineCap = 'round';
  context.stroke();
  context.beginPath();
  context.moveTo(center.x - 0.1, center.y + 0.12 + curve);
  context.lineTo(center.x + 0.1, center.y + 0.12 + curve);
  context.strokeStyle = toCss(lighten(colors.skin, -0.12), 0.7);
  context.lineWidth = 0.035;
  context.stroke();
}

function drawCheeks(context: SKRSContext2D, map: HeadMap, traits: Traits, colors: FaceColors, isFine: boolean): void {
  const blush = mix(colors.skin, [214, 92, 82], 0.34);
  for (const side of [-1, 1]) {
    const spot = map.at(side * 0.66, -0.2);
    if (spot.facing < 0.2) continue;
    context.beginPath();
    context.ellipse(spot.x, spot.y, 0.2 * Math.max(0.3, Math.cos(side * 0.66 + map.yaw)), 0.13, 0, 0, Math.PI * 2);
    context.fillStyle = toCss(blush, traits.age < 14 ? 0.75 : 0.5);
    context.fill();
  }
  if (!isFine) return;
  if (traits.hasFreckles) {
    const random = createRandom(`freckles ${traits.seed}`);
    for (let freckle = 0; freckle < 18; freckle += 1) {
      const spot = map.at(random.range(-0.75, 0.75), random.range(-0.3, -0.04), 1.01);
      if (spot.facing > 0.15)
        circle(context, spot.x, spot.y, 0.021, toCss(lighten(mix(colors.skin, [170, 96, 60], 0.5), -0.08)));
    }
  }
  if (traits.age < 50) return;
  context.strokeStyle = toCss(lighten(colors.skin, -0.2), 0.65);
  context.lineWidth = 0.026;
  context.lineCap = 'round';
  const crease = (a: readonly [number, number], b: readonly [number, number]): void => {
    const [from, to] = [map.at(...a), map.at(...b)];
    if (from.facing < 0.1 || to.facing < 0.1) return;
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.quadraticCurveTo((from.x + to.x) / 2 + 0.03, (from.y + to.y) / 2 - 0.02, to.x, to.y);
    context.stroke();
  };
  for (const side of [-1, 1]) {
    crease([side * 0.3, -0.22], [side * 0.42, -0.5]);
    crease([side * 0.78, 0.08], [side * 0.92, 0.14]);
    crease([side * 0.78, 0.02], [side * 0.93, 0]);
  }
  if (traits.age > 58) crease([-0.3, 0.55], [0.3, 0.55]);
}

function drawBeard(context: SKRSContext2D, map: HeadMap, traits: Traits, colors: FaceColors): void {
  const { beard } = traits;
  if (beard !== 'moustache') {
    const line = (azimuth: number): number => {
      const away = Math.abs(azimuth);
      if (away > 1.55) return -1.4;
      if (away < 0.42) return beard === 'full' || beard === 'trimmed' ? -0.58 : -0.6;
      return -0.58 + Math.min(0.6, ((away - 0.42) / 0.9) * 0.66);
    };
    context.fillStyle = beard === 'stubble' ? toCss(mix(colors.skin, colors.hair, 0.5), 0.45) : toCss(colors.hair);
    fillBeard(context, map, line, beard === 'full' ? 1.32 : 1.08);
  }
  if (beard === 'stubble') return;
  const [left, top, right] = [map.at(-0.42, -0.45, 1.03), map.at(0, -0.33, 1.05), map.at(0.42, -0.45, 1.03)];
  if (top.facing < 0.05) return;
  context.beginPath();
  context.moveTo(left.x, left.y + 0.04);
  context.quadraticCurveTo((left.x + top.x) / 2, top.y - 0.02, top.x, top.y);
  context.quadraticCurveTo((right.x + top.x) / 2, top.y - 0.02, right.x, right.y + 0.04);
  context.quadraticCurveTo(top.x, top.y + 0.16, left.x, left.y + 0.04);
  context.fillStyle = toCss(lighten(colors.hair, -0.06));
  context.fill();
}

/** From ear to ear along a line, and back round the chin. */
function fillBeard(context: SKRSContext2D, map: HeadMap, line: (azimuth: number) => number, long: number): void {
  const seen = visibleLine(map, line, 1.01).filter((spot) => spot.y > -0.4);
  const [first, last] = [seen[0], seen.at(-1)];
  if (first === undefined || last === undefined || seen.length < 4) return;
  const chin = map.at(0, -1.05, long);
  const [jawLeft, jawRight] = [map.at(-0.95, -0.75, 1.06), map.at(0.95, -0.75, 1.06)];
  context.beginPath();
  context.moveTo(first.x, first.y);
  for (const spot of seen) context.lineTo(spot.x, spot.y);
  context.bezierCurveTo(last.x, last.y + 0.4, jawRight.x * 0.95, jawRight.y + 0.22, chin.x, chin.y + 0.08);
  context.bezierCurveTo(jawLeft.x * 0.95, jawLeft.y + 0.22, first.x, first.y + 0.4, first.x, first.y);
  context.closePath();
  context.fill();
}

function drawGlasses(context: SKRSContext2D, map: HeadMap, traits: Traits, colors: FaceColors): void {
  context.strokeStyle = toCss(lighten(colors.dark, 0.08));
  context.lineWidth = 0.05;
  const spots = [-1, 1].map((side) => ({
    ...map.at(side * EYE_AZIMUTH, 0.03, 1.06),
    narrow: Math.cos(side * EYE_AZIMUTH + map.yaw),
  }));
  for (const spot of spots) {
    if (spot.facing < 0.05) continue;
    const wide = 0.27 * Math.max(0.2, spot.narrow);
    context.beginPath();
    if (traits.glasses === 'sharp') context.roundRect(spot.x - wide, spot.y - 0.19, wide * 2, 0.36, 0.06);
    else context.ellipse(spot.x, spot.y, wide, 0.26, 0, 0, Math.PI * 2);
    context.fillStyle = traits.glasses === 'dark' ? toCss(colors.dark, 0.9) : toCss(colors.white, 0.2);
    context.fill();
    context.stroke();
  }
  const [left, right] = spots;
  if (left === undefined || right === undefined || Math.min(left.facing, right.facing) < 0.05) return;
  context.beginPath();
  context.moveTo(left.x + 0.25 * left.narrow, left.y - 0.03);
  context.quadraticCurveTo((left.x + right.x) / 2, left.y - 0.11, right.x - 0.25 * right.narrow, right.y - 0.03);
  context.stroke();
}

function circle(context: SKRSContext2D, x: number, y: number, radius: number, fill: string): void {
  context.beginPath();
  context.arc(x, y, radius, 0, Math.PI * 2);
  context.fillStyle = fill;
  context.fill();
}
