import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { createCanvas } from '@napi-rs/canvas';
import type { MotionPath } from '../../../model/storyboard.ts';
import { smooth } from './view.ts';

/** The motion brush: what is in a region goes along its path; the edge is soft so that no seam shows. */
export function moveRegions(context: SKRSContext2D, canvas: Canvas, paths: readonly MotionPath[], part: number): void {
  const { width, height } = canvas;
  for (const path of paths) {
    const [x, y, wide, high] = path.region;
    const [dx, dy] = along(path, smooth(part));
    const [w, h] = [Math.max(1, Math.round(wide * width)), Math.max(1, Math.round(high * height))];
    const [left, top] = [Math.round(x * width), Math.round(y * height)];
    const cut = createCanvas(w, h);
    const piece = cut.getContext('2d');
    piece.drawImage(canvas, left, top, w, h, 0, 0, w, h);
    piece.globalCompositeOperation = 'destination-in';
    const fade = piece.createRadialGradient(0, 0, 0.6, 0, 0, 1);
    fade.addColorStop(0, 'rgba(0,0,0,1)');
    fade.addColorStop(1, 'rgba(0,0,0,0)');
    piece.translate(w / 2, h / 2);
    piece.scale(w / 2, h / 2);
    piece.fillStyle = fade;
    piece.fillRect(-1, -1, 2, 2);
    context.drawImage(cut, left + dx * width, top + dy * height);
  }
}

/** How far along its path a region has come, from the path's own first point. */
function along({ path }: MotionPath, part: number): readonly [number, number] {
  const place = part * (path.length - 1);
  const index = Math.min(Math.max(0, path.length - 2), Math.floor(place));
  const [start, from] = [path[0], path[index]];
  const to = path[index + 1] ?? from;
  if (start === undefined || from === undefined || to === undefined) return [0, 0];
  const share = place - index;
  return [from[0] + (to[0] - from[0]) * share - start[0], from[1] + (to[1] - from[1]) * share - start[1]];
}
