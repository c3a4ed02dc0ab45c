import { type Canvas, createCanvas } from '@napi-rs/canvas';
import type { Size } from '../../../model/storyboard.ts';
import { createRandom } from '../random.ts';
import type { Light } from './light.ts';

/** The look of the print: dark corners and a breath of paper grain. Drawn once, laid over every frame. */
export function createFinish(light: Light, { width, height }: Size): Canvas {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const reach = Math.hypot(width, height) / 2;
  const corners = context.createRadialGradient(
    width / 2,
    height * 0.48,
    reach * 0.42,
    width / 2,
    height / 2,
    reach * 1.08,
  );
  corners.addColorStop(0, 'rgba(8,8,20,0)');
  corners.addColorStop(0.55, `rgba(8,8,20,${(light.vignette * 0.3).toFixed(3)})`);
  corners.addColorStop(1, `rgba(8,8,20,${light.vignette.toFixed(3)})`);
  context.fillStyle = corners;
  context.fillRect(0, 0, width, height);
  addGrain(canvas);
  return canvas;
}

function addGrain(canvas: Canvas): void {
  const side = 96;
  const tile = createCanvas(side, side);
  const paper = tile.getContext('2d');
  const random = createRandom('paper grain');
  const pixels = paper.createImageData(side, side);
  for (let at = 0; at < pixels.data.length; at += 4) {
    const isDark = random.next() < 0.5;
    pixels.data.set(isDark ? [0, 0, 0] : [255, 255, 255], at);
    pixels.data[at + 3] = Math.floor(random.next() * (isDark ? 10 : 7));
  }
  paper.putImageData(pixels, 0, 0);
  const context = canvas.getContext('2d');
  for (let x = 0; x < canvas.width; x += side)
    for (let y = 0; y < canvas.height; y += side) context.drawImage(tile, x, y);
}
