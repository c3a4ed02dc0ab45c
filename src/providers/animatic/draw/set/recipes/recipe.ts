import type { Random } from '../../../random.ts';
import type { Rgb } from '../../color.ts';
import { type GroundKind, type Patch, wholeGround } from '../ground.ts';
import type { Strip } from '../land.ts';
import { type TreeKind, tree } from '../plants.ts';
import type { Thing } from '../stage.ts';

/** What an outdoor place is made of. */
export type Recipe = {
  readonly land: readonly Strip[];
  /** Height of the far land's foot: below zero where the set stands high. */
  readonly landBase?: number;
  readonly sea?: { readonly near: number; readonly y: number };
  readonly foam?: number;
  readonly ground: readonly Patch[];
  readonly things: readonly Thing[];
};
export type Build = (words: string, random: Random, seed: string) => Recipe;

export const GREEN: Rgb = [104, 134, 84];
export const BLUE: Rgb = [104, 124, 146];
export const STONE: Rgb = [158, 150, 142];

export { wholeGround };

/** Trees on both sides of a clear way. */
export function scatterTrees(
  random: Random,
  kind: TreeKind,
  count: number,
  area: { near: number; far: number; clear: number; wide: number },
  height: number,
  seed: string,
): readonly Thing[] {
  return Array.from({ length: count }, (_, index) => {
    const z = area.near + ((area.far - area.near) * (index + random.next() * 0.8)) / count;
    const side = index % 2 === 0 ? -1 : 1;
    const x = side * (area.clear + random.next() * area.wide + z * 0.12);
    return tree(kind, { x, y: 0, z }, height * random.range(0.8, 1.25), seed);
  });
}

export const patch = (kind: GroundKind, left: number, right: number, near: number, far: number, y = 0): Patch => ({
  kind,
  left,
  right,
  near,
  far,
  y,
});
