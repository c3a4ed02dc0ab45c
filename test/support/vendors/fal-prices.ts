/** The vendor's own price list, in millionths of a dollar: it bills by this, whatever we think. */
const PER_SECOND: readonly (readonly [address: RegExp, silent: number, withSound: number])[] = [
  [/kling-video\/v3\/pro/u, 112_000, 168_000],
  [/kling-video\/v3\/standard/u, 84_000, 126_000],
  [/kling-video\/o3\/pro/u, 168_000, 168_000],
  [/veo3\.1/u, 200_000, 400_000],
  [/wan\/v2\.7/u, 150_000, 150_000],
  [/vidu\/q3/u, 150_000, 160_000],
  [/sync-lipsync\/v2/u, 133_000, 133_000],
  [/elevenlabs\/music/u, 10_000, 10_000],
];
const PER_RUN: readonly (readonly [address: RegExp, micros: number])[] = [[/nano-banana/u, 40_000]];
const OTHER = 100_000;

export function priceOf(endpoint: string, input: Readonly<Record<string, unknown>>): number {
  const perRun = PER_RUN.find(([address]) => address.test(endpoint));
  if (perRun !== undefined) return perRun[1];
  const perSecond = PER_SECOND.find(([address]) => address.test(endpoint));
  if (perSecond === undefined) return OTHER;
  const { music_length_ms: musicMs, duration = '5' } = input;
  const seconds =
    typeof duration === 'string' || typeof duration === 'number' ? Number.parseFloat(String(duration)) : 5;
  const milliseconds = typeof musicMs === 'number' ? musicMs : 1000 * seconds;
  return Math.ceil(((input['generate_audio'] === true ? perSecond[2] : perSecond[1]) * milliseconds) / 1000);
}
