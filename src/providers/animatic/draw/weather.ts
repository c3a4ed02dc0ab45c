import { createRandom, wander } from '../random.ts';
import { toCss } from './color.ts';
import type { Light } from './light.ts';
import type { Pen } from './pen.ts';
import type { Stage } from './set/stage.ts';

/** What falls and flashes in front of the lens. Positions are fixed by a seed and time alone. */
export type Weather = {
  /** Between the far set and the figures: bolts of lightning. */
  readonly behind: (stage: Stage) => void;
  readonly front: (pen: Pen, timeS: number) => void;
  /** 0..1, how much a flash lights everything now. */
  readonly flash: (timeS: number) => number;
};

export function createWeather(light: Light, isInterior: boolean, seed: string): Weather {
  const random = createRandom(`weather ${seed}`);
  const flashes = light.weather.lightning
    ? Array.from({ length: 40 }, (_, index) => 0.9 + index * 2.7 + random.range(0, 1.4))
    : [];
  const bolts = flashes.map(() => ({ x: random.range(0.1, 0.9), seed: Math.floor(random.next() * 1e6) }));
  const drops = Array.from({ length: Math.round(light.weather.rain * 260) }, () => ({
    x: random.next(),
    y: random.next(),
    near: random.next(),
  }));
  const flakes = Array.from({ length: Math.round(light.weather.snow * 240) }, () => ({
    x: random.next(),
    y: random.next(),
    near: random.next(),
  }));
  const flash = (timeS: number): number => {
    const last = flashes.findLast((at) => timeS >= at);
    if (last === undefined) return 0;
    const since = timeS - last;
    return since > 0.55 ? 0 : (1 - since / 0.55) ** 2 * (since > 0.1 && since < 0.17 ? 0.25 : 1);
  };
  return {
    flash,
    behind: (stage) => {
      if (isInterior || flashes.length === 0) return;
      const { pen, timeS } = stage;
      const index = flashes.findLastIndex((at) => timeS >= at && timeS < at + 0.3);
      const bolt = bolts[index];
      if (bolt !== undefined) drawBolt(pen, bolt.x, bolt.seed);
    },
    front: (pen, timeS) => {
      const { context, view } = pen;
      if (!isInterior) {
        if (light.weather.fog > 0) drawFog(pen, light, timeS);
        drawRain(pen, light, drops, timeS);
        drawSnow(pen, light, flakes, timeS);
      }
      const strength = flash(timeS) * (isInterior ? 0.3 : 0.42);
      if (strength <= 0.01) return;
      context.globalCompositeOperation = 'screen';
      context.fillStyle = `rgba(214,226,255,${strength.toFixed(3)})`;
      context.fillRect(0, 0, view.width, view.height);
      context.globalCompositeOperation = 'source-over';
    },
  };
}

type Speck = { readonly x: number; readonly y: number; readonly near: number };

function drawRain(pen: Pen, light: Light, drops: readonly Speck[], timeS: number): void {
  const { context, view } = pen;
  const slant = 0.1 + light.weather.wind * 0.22;
  for (const isNear of [false, true]) {
    context.beginPath();
    for (const drop of drops) {
      if (drop.near > 0.72 !== isNear) continue;
      const speed = 1.5 + drop.near * 1.3;
      const y = (drop.y + timeS * speed) % 1.15;
      const x = (((drop.x - y * slant + view.pose.yaw * 0.4) % 1.2) + 1.2) % 1.2;
      const length = (0.025 + drop.near * 0.05) * view.height;
      const [px, py] = [(x - 0.05) * view.width, (y - 0.1) * view.height];
      context.moveTo(px, py);
      context.lineTo(px - length * slant * 1.4, py + length);
    }
    context.lineWidth = (isNear ? 1.7 : 0.9) * (view.height / 720);
    context.strokeStyle = toCss(light.shade([214, 226, 238]), isNear ? 0.42 : 0.3);
    context.stroke();
  }
}

function drawSnow(pen: Pen, light: Light, flakes: readonly Speck[], timeS: number): void {
  const { context, view } = pen;
  context.beginPath();
  flakes.forEach((flake, index) => {
    const y = (flake.y + timeS * (0.06 + flake.near * 0.14)) % 1.1;
    const drift = wander(index, timeS * 0.5) * 0.02 - timeS * light.weather.wind * 0.12;
    const x = (((flake.x + drift + view.pose.yaw * 0.4) % 1.1) + 1.1) % 1.1;
    const radius = (0.0016 + flake.near ** 3 * 0.0065) * view.height;
    const [px, py] = [(x - 0.05) * view.width, (y - 0.05) * view.height];
    context.moveTo(px + radius, py);
    context.arc(px, py, radius, 0, Math.PI * 2);
  });
  context.fillStyle = toCss(light.shade([250, 251, 254]), 0.85);
  context.fill();
}

function drawFog(pen: Pen, light: Light, timeS: number): void {
  const { context, view } = pen;
  const horizon = view.height / 2 + Math.tan(view.pose.pitch) * view.focalPixels;
  for (let bank = 0; bank < 3; bank += 1) {
    const y = horizon + view.height * (0.02 + bank * 0.12) + wander(bank, timeS * 0.2) * view.height * 0.02;
    const thick = view.height * (0.16 + bank * 0.05);
    const veil = context.createLinearGradient(0, y - thick, 0, y + thick);
    const strength = light.weather.fog * (0.4 - bank * 0.08);
    veil.addColorStop(0, toCss(light.haze, 0));
    veil.addColorStop(0.5, toCss(light.haze, strength));
    veil.addColorStop(1, toCss(light.haze, 0));
    context.fillStyle = veil;
    context.fillRect(0, y - thick, view.width, thick * 2);
  }
}

function drawBolt(pen: Pen, across: number, seed: number): void {
  const { context, view } = pen;
  const random = createRandom(`bolt ${seed}`);
  const horizon = view.height / 2 + Math.tan(view.pose.pitch) * view.focalPixels;
  let x = across * view.width;
  let y = Math.min(0, horizon - view.height);
  context.beginPath();
  context.moveTo(x, y);
  while (y < horizon) {
    x += random.range(-0.05, 0.05) * view.height;
    y += random.range(0.03, 0.08) * view.height;
    context.lineTo(x, Math.min(y, horizon));
    if (random.next() < 0.25) {
      context.lineTo(x + random.range(-0.12, 0.12) * view.height, y + 0.06 * view.height);
      context.moveTo(x, Math.min(y, horizon));
    }
  }
  context.lineJoin = 'round';
  for (const [width, alpha] of [
    [9, 0.25],
    [2.4, 1],
  ] as const) {
    context.lineWidth = (width * view.height) / 720;
    context.strokeStyle = `rgba(236,240,255,${alpha})`;
    context.stroke();
  }
}
