export function meanOf(values: Float32Array | Uint8Array): number {
  let total = 0;
  for (let at = 0; at < values.length; at++) total += values[at] ?? 0;
  return values.length === 0 ? 0 : total / values.length;
}

/** The standard deviation. */
export function spreadOf(values: Float32Array | Uint8Array): number {
  const mean = meanOf(values);
  let total = 0;
  for (let at = 0; at < values.length; at++) total += ((values[at] ?? 0) - mean) ** 2;
  return values.length === 0 ? 0 : Math.sqrt(total / values.length);
}

/** Share of the values that lie below a limit. */
export function shareBelow(values: Float32Array, limit: number): number {
  let below = 0;
  for (let at = 0; at < values.length; at++) if ((values[at] ?? 0) < limit) below += 1;
  return values.length === 0 ? 0 : below / values.length;
}

/** How alike two pictures are whatever their light and contrast: their correlation, -1 to 1; null where one shows nothing. */
export function correlationOf(one: Uint8Array, other: Uint8Array): number | null {
  const [meanOne, meanOther] = [meanOf(one), meanOf(other)];
  const spread = spreadOf(one) * spreadOf(other);
  if (spreadOf(one) < FLAT || spreadOf(other) < FLAT) return null;
  let product = 0;
  for (let at = 0; at < one.length; at++) product += ((one[at] ?? 0) - meanOne) * ((other[at] ?? 0) - meanOther);
  return product / one.length / spread;
}

const FLAT = 2;
