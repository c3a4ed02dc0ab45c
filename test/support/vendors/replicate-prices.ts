/** The vendor's own price list, in millionths of a dollar: it bills by this, whatever we think. */
const PER_SECOND: Readonly<Record<string, readonly [silent: number, withSound: number]>> = {
  'google/veo-3.1': [200_000, 400_000],
  'google/veo-3.1-fast': [120_000, 150_000],
  'kwaivgi/kling-v2.6': [70_000, 140_000],
  'bytedance/seedance-1-pro': [150_000, 150_000],
  'runwayml/gen4-turbo': [50_000, 50_000],
};
const OTHER = 40_000;

export function priceOf(endpoint: string, input: Readonly<Record<string, unknown>>): number {
  const price = PER_SECOND[endpoint];
  if (price === undefined) return OTHER;
  return price[input['generate_audio'] === true ? 1 : 0] * Number(input['duration'] ?? 5);
}
