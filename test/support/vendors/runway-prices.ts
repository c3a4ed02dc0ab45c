/** The vendor's own price list, in credits: it bills by this, whatever we think. A credit is a cent. */
const PER_SECOND: Readonly<Record<string, readonly [silent: number, withSound: number]>> = {
  'gen4.5': [12, 12],
  gen4_turbo: [5, 5],
  'veo3.1': [20, 40],
  seedance2_5: [23, 23],
  aleph2: [28, 28],
  act_two: [5, 5],
};
const OTHER = 8;
export const MICROS_PER_CREDIT = 10_000;

export function creditsOf(input: Readonly<Record<string, unknown>>): number {
  const price = PER_SECOND[String(input['model'])];
  if (price === undefined) return OTHER;
  return price[input['audio'] === false ? 0 : 1] * Number(input['duration'] ?? 5);
}
