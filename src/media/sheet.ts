import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import { writeFile } from 'node:fs/promises';
import { FONT_STACK, registerFonts } from './fonts.ts';
import type { SheetRequest } from './media.ts';

/** Draws a contact sheet as JPEG: one cell per shot, in film order. A picture that cannot be read is an empty cell. */
export async function drawSheet(request: SheetRequest, signal: AbortSignal): Promise<void> {
  registerFonts();
  const layout = layOut(request.cells.length, request.columns, request.aspect);
  const canvas = createCanvas(layout.width, layout.height);
  const context = canvas.getContext('2d');
  context.fillStyle = PAPER;
  context.fillRect(0, 0, layout.width, layout.height);
  drawHeading(context, request, layout);
  for (const [index, cell] of request.cells.entries()) {
    signal.throwIfAborted();
    const x = MARGIN + (index % layout.columns) * (layout.cellWidth + GAP);
    const y = MARGIN + HEADING + Math.floor(index / layout.columns) * layout.rowHeight;
    await drawCell(context, cell, { x, y, width: layout.cellWidth, height: layout.pictureHeight });
  }
  await writeFile(request.out, await canvas.encode('jpeg', 88));
}

type Layout = {
  readonly columns: number;
  readonly cellWidth: number;
  readonly pictureHeight: number;
  readonly rowHeight: number;
  readonly width: number;
  readonly height: number;
};

const PAPER = '#101216';
const MARGIN = 40;
const GAP = 18;
const HEADING = 84;
const CAPTION = 58;
const WIDEST = 2400;
/** Beyond this, viewers and JPEG itself begin to refuse. */
const TALLEST = 24_000;

/** Pure: as square as it reads well, from one column for a single shot to as many as keep the sheet a picture. */
export function layOut(cells: number, wanted: number | undefined, aspect: number): Layout {
  // A long film has more columns rather than a sheet that nobody scrolls through, and that fills the memory.
  let columns =
    wanted ?? Math.max(1, Math.min(6, Math.ceil(Math.sqrt(cells))), Math.min(12, Math.ceil(Math.sqrt(cells / 2))));
  for (;;) {
    const cellWidth = Math.max(
      96,
      Math.min(columns < 3 ? 560 : 400, Math.floor((WIDEST - 2 * MARGIN + GAP) / columns) - GAP),
    );
    const pictureHeight = Math.round(cellWidth / aspect);
    const rowHeight = pictureHeight + CAPTION;
    const width = 2 * MARGIN + columns * (cellWidth + GAP) - GAP;
    const height = 2 * MARGIN + HEADING + Math.max(1, Math.ceil(cells / columns)) * rowHeight - 12;
    if (height <= TALLEST) return { columns, cellWidth, pictureHeight, rowHeight, width, height };
    columns++;
  }
}

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

function drawHeading(context: SKRSContext2D, request: SheetRequest, layout: Layout): void {
  const count = `${request.cells.length} ${request.cells.length === 1 ? 'shot' : 'shots'}`;
  context.textBaseline = 'alphabetic';
  context.font = `400 20px ${FONT_STACK}`;
  context.fillStyle = '#8b909c';
  const countWidth = context.measureText(count).width;
  context.fillText(count, layout.width - MARGIN - countWidth, MARGIN + 34);
  context.font = `600 34px ${FONT_STACK}`;
  context.fillStyle = '#f2efe8';
  context.fillText(fitText(context, request.title, layout.width - 2 * MARGIN - countWidth - GAP), MARGIN, MARGIN + 34);
  context.fillStyle = '#e8b04a';
  context.fillRect(MARGIN, MARGIN + 54, 56, 3);
}

async function drawCell(context: SKRSContext2D, cell: SheetRequest['cells'][number], box: Box): Promise<void> {
  context.save();
  context.beginPath();
  context.roundRect(box.x, box.y, box.width, box.height, 6);
  context.clip();
  context.fillStyle = '#1c1f26';
  context.fillRect(box.x, box.y, box.width, box.height);
  const image = cell.picture === null ? null : await loadImage(cell.picture).catch(() => null);
  if (image === null) drawEmpty(context, box);
  else {
    const scale = Math.max(box.width / image.width, box.height / image.height);
    const [width, height] = [image.width * scale, image.height * scale];
    context.drawImage(image, box.x + (box.width - width) / 2, box.y + (box.height - height) / 2, width, height);
  }
  context.restore();

  context.textBaseline = 'alphabetic';
  context.font = `400 17px ${FONT_STACK}`;
  const subtitleWidth = Math.min(context.measureText(cell.subtitle).width, box.width / 2);
  context.fillStyle = '#8b909c';
  const subtitle = fitText(context, cell.subtitle, subtitleWidth + 1);
  context.fillText(subtitle, box.x + box.width - context.measureText(subtitle).width, box.y + box.height + 26);
  context.font = `600 18px ${FONT_STACK}`;
  context.fillStyle = '#f2efe8';
  context.fillText(fitText(context, cell.title, box.width - subtitleWidth - 12), box.x, box.y + box.height + 26);
}

/** A shot that is not there yet. */
function drawEmpty(context: SKRSContext2D, box: Box): void {
  context.strokeStyle = '#343944';
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(box.x, box.y + box.height);
  context.lineTo(box.x + box.width, box.y);
  context.stroke();
}

/** Text cut to a width, between characters as a reader sees them. */
function fitText(context: SKRSContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  const characters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  while (characters.length > 0 && context.measureText(`${characters.join('')}…`).width > width) characters.pop();
  return `${characters.join('')}…`;
}
