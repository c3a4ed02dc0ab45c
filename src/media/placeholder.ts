import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Size } from '../model/storyboard.ts';
import { type Tools, mustRunFfmpeg, toFileUrl } from './ffmpeg.ts';
import { pieceArguments } from './encoder.ts';
import type { SeamRequest } from './media.ts';
import { HOUSE_COLORS, frameClock } from './picture-filters.ts';
import { fpsToText } from '../model/time.ts';
import { FONT_STACK, registerFonts } from './fonts.ts';
import { write } from './raw-video.ts';

type PlaceholderRequest = Extract<SeamRequest, { readonly kind: 'placeholder' }>;

/** A still piece that nobody takes for a shot: dark, struck through, over the shot's picture when there is one. */
export async function encodePlaceholder(tools: Tools, request: PlaceholderRequest, signal: AbortSignal): Promise<void> {
  const { house, frames } = request;
  const png = await drawPlaceholder(house.size, request.picture, request.label ?? null);
  const filters = [
    `tpad=stop_mode=clone:stop=${frames}`,
    `trim=end_frame=${frames}`,
    'scale=in_range=pc:out_color_matrix=bt709:out_range=tv',
    'format=yuv420p',
    'setsar=1',
    frameClock(house.fps),
    HOUSE_COLORS,
  ];
  await mustRunFfmpeg(
    tools,
    [
      ['-f', 'png_pipe', '-framerate', fpsToText(house.fps), '-i', 'pipe:0', '-vf', filters.join(',')],
      [...pieceArguments(house.fps, 'film'), toFileUrl(request.out)],
    ].flat(),
    { what: `The placeholder of ${frames} frames`, signal, feed: (input) => write(input, png) },
  );
}

/** The placeholder's picture as PNG. */
export async function drawPlaceholder(size: Size, picture: string | null, label: string | null): Promise<Buffer> {
  const { width, height } = size;
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#15171c';
  context.fillRect(0, 0, width, height);
  const image = picture === null ? null : await loadImage(picture).catch(() => null);
  if (image !== null) {
    const scale = Math.max(width / image.width, height / image.height);
    const [w, h] = [image.width * scale, image.height * scale];
    context.globalAlpha = 0.28;
    context.drawImage(image, (width - w) / 2, (height - h) / 2, w, h);
    context.globalAlpha = 1;
  }
  drawSign(context, size, label);
  return canvas.encode('png');
}

function drawSign(context: SKRSContext2D, { width, height }: Size, label: string | null): void {
  const unit = Math.min(width, height) / 100;
  const x = width / 2;
  const y = label === null ? height / 2 : height / 2 - 6 * unit;
  context.strokeStyle = '#e8b04a';
  context.lineCap = 'round';
  context.lineWidth = 1.4 * unit;
  context.beginPath();
  context.roundRect(x - 20 * unit, y - 13 * unit, 40 * unit, 26 * unit, 3 * unit);
  context.moveTo(x - 25 * unit, y + 18 * unit);
  context.lineTo(x + 25 * unit, y - 18 * unit);
  context.stroke();
  if (label === null) return;
  registerFonts();
  context.fillStyle = '#e9e6df';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.font = `600 ${7 * unit}px ${FONT_STACK}`;
  context.fillText(label, x, y + 27 * unit, width * 0.9);
}
