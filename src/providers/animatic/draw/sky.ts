import { type Random, createRandom } from '../random.ts';
import { type Rgb, lighten, mix, toCss } from './color.ts';
import type { Light } from './light.ts';
import type { Pen } from './pen.ts';
import type { View } from './view.ts';

/** Everything farther than the farthest land: gradient, stars, sun or moon, clouds. It turns with the camera and never nears. */
export type Sky = { readonly draw: (pen: Pen, timeS: number) => void };

type Cloud = {
  readonly azimuth: number;
  readonly height: number;
  readonly size: number;
  readonly puffs: readonly Puff[];
  readonly tone: number;
};
type Puff = { readonly x: number; readonly y: number; readonly r: number };

const FAR = 1_000;

export function createSky(light: Light, seed: string): Sky {
  const random = createRandom(`sky ${seed}`);
  const stars = Array.from({ length: Math.round(light.stars * 150) }, () => ({
    azimuth: random.range(-1.7, 1.7),
    height: random.range(0.04, 1.1),
    size: random.range(0.5, 1.5),
    phase: random.range(0, 6.28),
  }));
  const cloudCount = light.realm === 'air' ? Math.round(4 + light.weather.clouds * 9) : 0;
  const clouds = Array.from({ length: cloudCount }, (_, index) => createCloud(random, light, index));
  return {
    draw: (pen, timeS) => {
      fillSky(pen, light);
      for (const star of stars) {
        const spot = spotAt(pen.view, star.azimuth, star.height);
        if (spot === null) continue;
        pen.context.globalAlpha = 0.35 + 0.4 * (0.5 + 0.5 * Math.sin(timeS * 1.7 + star.phase));
        pen.context.fillStyle = '#fdf6e0';
        const size = (star.size * pen.view.height) / 720;
        pen.context.fillRect(spot.x - size, spot.y - size, size * 2, size * 2);
      }
      pen.context.globalAlpha = 1;
      drawOrb(pen, light);
      for (const cloud of clouds) drawCloud(pen, cloud, light, timeS);
    },
  };
}

function fillSky(pen: Pen, light: Light): void {
  const { context, view } = pen;
  const { pose } = view;
  const horizon = view.height / 2 + Math.tan(pose.pitch) * view.focalPixels;
  const reach = view.focalPixels * 0.75;
  context.save();
  context.translate(view.width / 2, view.height / 2);
  context.rotate(pose.roll);
  const level = horizon - view.height / 2;
  const gradient = context.createLinearGradient(0, level - reach, 0, level);
  gradient.addColorStop(0, toCss(light.skyTop));
  gradient.addColorStop(0.55, toCss(light.skyMiddle));
  gradient.addColorStop(1, toCss(light.horizon));
  context.fillStyle = gradient;
  const across = view.width + view.height;
  context.fillRect(-across, -across, across * 2, across * 2);
  context.restore();
}

function drawOrb(pen: Pen, light: Light): void {
  if (light.orb === null) return;
  const spot = spotAt(pen.view, light.orb.azimuth, light.orb.height);
  if (spot === null) return;
  const { context, view } = pen;
  const unit = view.focalPixels;
  const isSun = light.orb.kind === 'sun';
  const halo = (radius: number, strength: number): void => {
    const glow = context.createRadialGradient(spot.x, spot.y, 0, spot.x, spot.y, radius);
    glow.addColorStop(0, toCss(light.orb?.color ?? light.key, strength));
    glow.addColorStop(0.4, toCss(light.orb?.color ?? light.key, strength * 0.3));
    glow.addColorStop(1, toCss(light.orb?.color ?? light.key, 0));
    context.fillStyle = glow;
    context.fillRect(spot.x - radius, spot.y - radius, radius * 2, radius * 2);
  };
  halo(unit * (isSun ? 0.6 : 0.34), isSun ? 0.75 : 0.45);
  context.beginPath();
  context.arc(spot.x, spot.y, unit * 0.042, 0, Math.PI * 2);
  context.fillStyle = toCss(light.orb.color);
  context.fill();
  if (isSun) return;
  context.fillStyle = toCss(lighten(light.orb.color, -0.12));
  for (const [x, y, r] of [
    [-0.012, -0.008, 0.009],
    [0.014, 0.01, 0.012],
    [-0.006, 0.018, 0.006],
  ] as const) {
    context.beginPath();
    context.arc(spot.x + x * unit, spot.y + y * unit, r * unit, 0, Math.PI * 2);
    context.fill();
  }
}

function createCloud(random: Random, light: Light, index: number): Cloud {
  const size = random.range(0.1, 0.2) * (0.7 + light.weather.clouds * 0.8);
  const count = 4 + Math.floor(random.next() * 4);
  return {
    azimuth: -1.3 + ((index * 0.618 * 2.6) % 2.6) + random.range(-0.1, 0.1),
    height: random.range(0.1, 0.5),
    size,
    tone: random.next(),
    puffs: Array.from({ length: count }, (_, puff) => {
      const along = puff / (count - 1) - 0.5;
      return {
        x: along * 2,
        y: -random.range(0, 0.3) * (1 - Math.abs(along)),
        r: random.range(0.22, 0.42) * (1.1 - Math.abs(along)),
      };
    }),
  };
}

/** Flat-bottomed paper clouds, lighter on the side of the light. */
function drawCloud(pen: Pen, cloud: Cloud, light: Light, timeS: number): void {
  const drift = timeS * 0.0025 * (0.4 + light.weather.wind * 2.4) * (0.6 + cloud.tone);
  const spot = spotAt(pen.view, cloud.azimuth + drift, cloud.height);
  if (spot === null) return;
  const { context, view } = pen;
  const unit = view.focalPixels * cloud.size;
  if (spot.x < -unit * 2 || spot.x > view.width + unit * 2 || spot.y < -unit || spot.y > view.height + unit) return;
  const dark: Rgb = mix(light.skyTop, light.skyMiddle, 0.5);
  const bright: Rgb =
    light.time === 'night' ? mix(light.skyMiddle, light.horizon, 0.5) : mix(light.horizon, [255, 252, 244], 0.55);
  const color =
    light.weather.clouds > 0.75
      ? mix(dark, bright, 0.12 + cloud.tone * 0.3)
      : mix(dark, bright, 0.65 + cloud.tone * 0.3);
  context.save();
  context.translate(spot.x, spot.y);
  context.rotate(view.pose.roll);
  context.scale(unit, unit * 0.8);
  context.beginPath();
  for (const puff of cloud.puffs) {
    context.moveTo(puff.x + puff.r, puff.y);
    context.arc(puff.x, puff.y, puff.r, 0, Math.PI * 2);
  }
  context.roundRect(-1.3, -0.16, 2.6, 0.24, 0.12);
  context.fillStyle = toCss(color, light.weather.clouds > 0.75 ? 0.85 : 0.62);
  context.fill();
  context.restore();
}

function spotAt(view: View, azimuth: number, height: number): { readonly x: number; readonly y: number } | null {
  const { pose } = view;
  const spot = view.project({
    x: pose.x + Math.sin(azimuth) * FAR,
    y: pose.y + Math.tan(height) * FAR,
    z: pose.z + Math.cos(azimuth) * FAR,
  });
  return spot;
}
