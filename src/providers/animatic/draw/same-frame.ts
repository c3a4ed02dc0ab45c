import type { Size } from '../../../model/storyboard.ts';

/** Frames are compared as means of so many columns: grain, edges and what an encoder leaves behind average out. */
const COLUMNS = 48;
/** Of 255, in the mean of one block and band. A hand that is elsewhere is several times this, an encoder's loss a third. */
const MOST_APART = 12;
/** The slate's corner: it tells which shot this is, and is another in every shot. Shares of the frame. */
const SLATE = { right: 0.45, top: 0.88 };

/** Whether two frames (RGBA) show the same but for the slate: then there is nothing to dissolve between them. */
export function isSameFrame(one: Buffer, other: Buffer, { width, height }: Size): boolean {
  const edge = Math.max(1, Math.ceil(width / COLUMNS));
  for (let top = 0; top < height; top += edge) {
    for (let left = 0; left < width; left += edge) {
      const isSlate = left < width * SLATE.right && top + edge > height * SLATE.top;
      if (!isSlate && blockDifference(one, other, { width, height }, { left, top, edge }) > MOST_APART) return false;
    }
  }
  return true;
}

function blockDifference(
  one: Buffer,
  other: Buffer,
  { width, height }: Size,
  { left, top, edge }: { readonly left: number; readonly top: number; readonly edge: number },
): number {
  const [right, bottom] = [Math.min(width, left + edge), Math.min(height, top + edge)];
  let [red, green, blue] = [0, 0, 0];
  for (let y = top; y < bottom; y += 1) {
    for (let at = (y * width + left) * 4; at < (y * width + right) * 4; at += 4) {
      red += (one[at] ?? 0) - (other[at] ?? 0);
      green += (one[at + 1] ?? 0) - (other[at + 1] ?? 0);
      blue += (one[at + 2] ?? 0) - (other[at + 2] ?? 0);
    }
  }
  return Math.max(Math.abs(red), Math.abs(green), Math.abs(blue)) / ((right - left) * (bottom - top));
}
