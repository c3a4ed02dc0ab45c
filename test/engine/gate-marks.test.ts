import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MARKS } from '../../src/engine/gate-marks.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'gates.md'), 'utf8');
const percent = (share: number): string => `${Math.round(share * 1000) / 10}%`;

const {
  promised,
  whole,
  aspect,
  black,
  frozen,
  cut,
  plain,
  bars,
  steady,
  start,
  end,
  jump,
  seam,
  grade,
  drift,
  missingFrames,
} = MARKS;
const ROWS: readonly (readonly [gate: string, marks: readonly string[]])[] = [
  ['length', [`more than ${missingFrames} frames`]],
  ['promised', [`above ${percent(promised.warnShare)}, at least ${promised.warnSeconds} s`]],
  ['whole', [`above ${whole.warnSeconds} s`, `above ${percent(whole.failShare)}, at least ${whole.failSeconds} s`]],
  ['aspect', [`above ${percent(aspect.warn)}`, `above ${percent(aspect.fail)}`]],
  ['black', [`above ${percent(black.failShare)}`]],
  ['black_head', [`above ${black.failEdgeSeconds} s`]],
  ['frozen', [`above ${percent(frozen.failShare)};`, `above ${percent(frozen.failStaticShare)}`]],
  ['cut', [`above ${cut.warn}`, `above ${cut.fail}`]],
  ['plain', [`below ${plain.fail}`]],
  ['bars', [`above ${percent(bars.warn)}`]],
  ['steady', [`below ${percent(steady.warn)}`]],
  ['start', [`below ${start.warn}`, `below ${end.warn}`]],
  ['exposure', [`up to ${grade.exposure}`]],
  ['saturation', [`up to ${grade.saturation}x`]],
  ['drift_exposure', [`above ${drift.exposure}`]],
  ['drift_saturation', [`above ${drift.saturation}x`]],
  ['drift_sharpness', [`below ${drift.sharpness}x`]],
  ['jump', [`up to ${jump.warn}`]],
  ['ssim', [`from ${seam.ssim.pass}`, `below ${seam.ssim.fail}`]],
  ['color', [`up to ${seam.color.pass}`, `above ${seam.color.fail}`]],
  ['content', [`up to ${seam.content.pass}`, `above ${seam.content.fail}`]],
];

test.each(ROWS)('the page on gates has the marks of %s as they are', (gate, marks) => {
  const row = page.split('\n').find((line) => line.startsWith(`| \`${gate}\``)) ?? '';
  for (const mark of marks) expect(row).toContain(mark);
});
