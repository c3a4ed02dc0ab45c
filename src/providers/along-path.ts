export type Point = readonly [x: number, y: number];

/** So many points from the first corner to the last, as far apart from each other as from the next: an even walk. */
export function alongPath(corners: readonly Point[], count: number): readonly Point[] {
  const legs = corners.slice(1).map((to, index) => {
    const from = corners[index] ?? to;
    return { from, to, length: Math.hypot(to[0] - from[0], to[1] - from[1]) };
  });
  const whole = legs.reduce((sum, { length }) => sum + length, 0);
  return Array.from({ length: count }, (_, index) => {
    let left = (whole * index) / Math.max(1, count - 1);
    for (const { from, to, length } of legs) {
      if (left <= length && length > 0) return between(from, to, left / length);
      left -= length;
    }
    return corners.at(-1) ?? [0, 0];
  });
}

function between(from: Point, to: Point, share: number): Point {
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
}
