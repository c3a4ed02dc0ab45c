import type { SKRSContext2D } from '@napi-rs/canvas';
import { type Rgb, lighten, mix, toCss } from '../color.ts';
import type { Light } from '../light.ts';
import type { Pen } from '../pen.ts';
import type { Vec } from '../view.ts';
import { type Expression, type FaceColors, drawFace } from './face.ts';
import { drawBraids, drawHair } from './hair.ts';
import { drawDrape, drawHat } from './hat.ts';
import { type HeadMap, createHeadMap } from './head-map.ts';
import type { Traits } from './traits.ts';
import type { Clothes } from './wardrobe.ts';

export type HeadState = {
  readonly at: Vec;
  readonly radius: number;
  readonly turn: number;
  readonly pitch: number;
  readonly tilt: number;
  readonly face: Expression;
  readonly wind: number;
};

/** Draws one part of a head: what hangs behind it, the head itself, or the braids over the shoulders. */
export function drawHead(
  pen: Pen,
  light: Light,
  traits: Traits,
  clothes: Clothes,
  state: HeadState,
  part: 'behind' | 'head' | 'braids',
): void {
  const spot = pen.view.project(state.at);
  if (spot === null) return;
  const { context, view } = pen;
  const toCamera = Math.atan2(view.pose.x - state.at.x, state.at.z - view.pose.z);
  const away = Math.hypot(view.pose.x - state.at.x, view.pose.z - state.at.z);
  const above = Math.atan2(view.pose.y - state.at.y, away);
  const map = createHeadMap(state.turn - toCamera, state.pitch - above);
  const radiusPixels = state.radius * spot.scale;
  const distance = Math.max(0, state.at.z);
  const colors: FaceColors = {
    skin: light.shade(traits.skin, distance),
    hair: light.shade(traits.hair, distance),
    white: mix(light.shade([250, 248, 242], distance), [250, 248, 242], 0.25),
    dark: light.shade([38, 32, 40], distance),
  };
  context.save();
  context.translate(spot.x, spot.y);
  context.rotate(view.pose.roll + state.tilt);
  context.scale(radiusPixels, radiusPixels);
  const covered = clothes.hat !== null && ['hood', 'headscarf', 'hijab', 'turban', 'helmet'].includes(clothes.hat.kind);
  if (part === 'behind') {
    if (!covered) drawHair(context, map, traits, colors.hair, 'behind', state.wind);
  } else if (part === 'braids') {
    if (!covered) drawBraids(context, map, traits, colors.hair, state.wind);
  } else if (traits.species === 'robot') drawRobotHead(context, map, light, traits, state.face);
  else {
    if (clothes.hat?.kind === 'hijab') drawDrape(context, light.shade(clothes.hat.color, distance));
    drawSkull(context, map, colors, light);
    if (Math.cos(map.yaw) > -0.35 && map.pitch > -1.35)
      drawFace(context, map, traits, colors, state.face, radiusPixels);
    if (!covered) drawHair(context, map, traits, colors.hair, 'front', state.wind);
    if (clothes.hat !== null) drawHat(context, map, clothes.hat.kind, light.shade(clothes.hat.color, distance));
    drawRim(context, light);
  }
  context.restore();
}

/** Skull, jaw and ears; the jaw goes where the face looks. */
function drawSkull(context: SKRSContext2D, map: HeadMap, colors: FaceColors, light: Light): void {
  const side = Math.sin(map.yaw);
  const facing = Math.cos(map.yaw);
  for (const ear of [-1, 1]) {
    const spot = map.at(ear * 1.5, -0.04, 1);
    if (spot.facing < -0.75) continue;
    context.beginPath();
    context.ellipse(spot.x * 1.02, spot.y + 0.02, 0.17, 0.25, 0, 0, Math.PI * 2);
    context.fillStyle = toCss(lighten(colors.skin, -0.1));
    if (spot.facing < 0.25) context.fill();
  }
  const lit = light.orb === null ? -0.5 : Math.sign(light.orb.azimuth) * 0.7;
  const shade = context.createLinearGradient(lit, -0.6, -lit, 0.7);
  shade.addColorStop(0, toCss(mix(lighten(colors.skin, 0.1), light.key, 0.08)));
  shade.addColorStop(0.55, toCss(colors.skin));
  shade.addColorStop(1, toCss(lighten(colors.skin, -0.17)));
  context.fillStyle = shade;
  const drop = Math.sin(Math.max(-1.2, Math.min(1.2, map.pitch))) * 0.3;
  context.beginPath();
  context.ellipse(-side * 0.1, -0.12, 0.93, 0.98, 0, 0, Math.PI * 2);
  context.fill();
  context.beginPath();
  const jaw = side * 0.2;
  const deep = Math.max(0.35, Math.cos(map.pitch));
  context.moveTo(-0.92 - side * 0.1 + jaw * 0.4, -0.12);
  context.bezierCurveTo(
    -0.9 + jaw * 0.6,
    0.6 * deep,
    -0.52 + jaw * 1.2,
    (1.0 - drop) * deep,
    jaw * 1.4,
    (1.07 - drop) * deep,
  );
  context.bezierCurveTo(
    0.52 + jaw * 1.2,
    (1.0 - drop) * deep,
    0.9 + jaw * 0.6,
    0.6 * deep,
    0.92 - side * 0.1 + jaw * 0.4,
    -0.12,
  );
  context.fill();
  const ear = map.at(map.yaw > 0 ? -1.5 : 1.5, -0.04, 1);
  if (ear.facing > 0.25 && facing > -0.9) {
    context.beginPath();
    context.ellipse(ear.x, ear.y + 0.02, 0.16, 0.24, 0, 0, Math.PI * 2);
    context.fillStyle = toCss(lighten(colors.skin, -0.13));
    context.fill();
  }
}

/** A thin edge of light on the side of the sun, moon or lamp. */
function drawRim(context: SKRSContext2D, light: Light): void {
  const side = light.orb === null ? -1 : Math.sign(light.orb.azimuth);
  context.beginPath();
  context.ellipse(0, -0.04, 0.98, 1.06, 0, side > 0 ? -1.2 : Math.PI + 0.1, side > 0 ? -0.1 : Math.PI + 1.2);
  context.strokeStyle = toCss(light.key, light.rim * 0.5);
  context.lineWidth = 0.05;
  context.lineCap = 'round';
  context.stroke();
}

function drawRobotHead(context: SKRSContext2D, map: HeadMap, light: Light, traits: Traits, face: Expression): void {
  const metal = light.shade(traits.skin);
  const slide = Math.sin(map.yaw) * 0.4;
  const facing = Math.cos(map.yaw);
  const plate = (x: number, y: number, width: number, height: number, round: number, color: Rgb): void => {
    context.beginPath();
    context.roundRect(x, y, width, height, round);
    context.fillStyle = toCss(color);
    context.fill();
  };
  plate(-0.08, -1.55, 0.1, 0.5, 0.04, lighten(metal, -0.3));
  context.beginPath();
  context.arc(-0.03, -1.55, 0.13, 0, Math.PI * 2);
  context.fillStyle = toCss(traits.accent);
  context.fill();
  plate(-0.98, -1.05, 1.96, 2, 0.36, metal);
  plate(-1.1 + slide * 0.1, -0.35, 0.2, 0.6, 0.1, lighten(metal, -0.2));
  plate(0.9 + slide * 0.1, -0.35, 0.2, 0.6, 0.1, lighten(metal, -0.2));
  if (facing < -0.2) return;
  plate(-0.74 + slide, -0.68, 1.48 * Math.max(0.4, facing), 1.25, 0.3, lighten(metal, -0.72));
  const glow: Rgb = [130, 236, 226];
  const open = Math.max(0.05, 0.2 * (1 - face.lids));
  for (const side of [-1, 1]) {
    context.beginPath();
    context.ellipse(
      slide + side * 0.34 * Math.max(0.4, facing) + face.gazeX * 0.1,
      -0.2 - face.gazeY * 0.08,
      0.17,
      open,
      0,
      0,
      Math.PI * 2,
    );
    context.fillStyle = toCss(glow);
    context.fill();
  }
  const wide = 0.34 * Math.max(0.4, facing);
  plate(slide - wide, 0.2 - face.open * 0.08, wide * 2, 0.07 + face.open * 0.2, 0.04, glow);
}
