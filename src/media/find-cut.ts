import { correlationOf } from './luma-statistics.ts';

/** A frame: how much its content differs from the one before, and what is left of its composition. */
export type CutStep = { readonly content: number; readonly sketch: Uint8Array };

/**
 * The place that looks most like a cut, and how much: by what the content differs there more than around it (a whip pan
 * differs everywhere), as far as the picture is not soon the same again (a flash of lightning) or the same in another
 * light (a lamp goes on). 0 to 255.
 */
export function findCut(
  steps: readonly CutStep[],
  durationsMs: readonly number[],
): { readonly score: number; readonly atMs: number } {
  let best = { score: 0, at: 0 };
  for (let at = 1; at < steps.length; at++) {
    const excess = standingOut(steps, at);
    if (excess <= best.score) continue;
    const score = excess * (1 - resemblance(steps, at, durationsMs));
    if (score > best.score) best = { score, at };
  }
  return { score: best.score, atMs: durationsMs.slice(0, best.at).reduce((sum, value) => sum + value, 0) };
}

/** Steps on either side that a cut must stand out from. */
const NEIGHBOURS = 2;
/** The same picture again within this time: something flashed. */
const FLASH_MS = 1000;

function standingOut(steps: readonly CutStep[], at: number): number {
  const around = (from: number): number => {
    // The first frame has nothing before it to differ from.
    const near = steps.slice(Math.max(1, from), Math.max(1, from + NEIGHBOURS));
    return near.reduce((sum, step) => sum + step.content, 0) / Math.max(1, near.length);
  };
  return (steps[at]?.content ?? 0) - Math.max(around(at - NEIGHBOURS), around(at + 1));
}

/** How much any frame of the next second is like the frame before, whatever its light. A frame that shows nothing tells nothing. */
function resemblance(steps: readonly CutStep[], at: number, durationsMs: readonly number[]): number {
  const before = steps[at - 1]?.sketch;
  let most = 0;
  for (let index = at, spanMs = 0; index < steps.length && spanMs < FLASH_MS; index++) {
    const after = steps[index]?.sketch;
    if (before === undefined || after === undefined) break;
    const likeness = correlationOf(before, after);
    if (likeness === null && index === at) return 1;
    most = Math.max(most, likeness ?? 0);
    spanMs += durationsMs[index] ?? 0;
  }
  return most;
}
