/** One line of the vendor's own price list: so many millionths of a dollar for one unit, as it names it. */
type Rate = {
  readonly address: RegExp;
  readonly unit:
    | 'seconds'
    | 'minutes'
    | 'images'
    | 'videos'
    | 'generations'
    | '1000 characters '
    | 'megapixels'
    | 'compute seconds';
  readonly micros: number;
  /** With sound that the model makes. */
  readonly withSound?: number;
  /** What the list says, where that is not the price without sound. */
  readonly listed?: number;
};

/** It bills by this, whatever we think. */
const RATES: readonly Rate[] = [
  { address: /kling-video\/v3\/pro/u, unit: 'seconds', micros: 112_000, withSound: 168_000 },
  { address: /kling-video\/v3\/standard/u, unit: 'seconds', micros: 84_000, withSound: 126_000, listed: 60_000 },
  { address: /seedance\/v1\.5/u, unit: 'seconds', micros: 59_000, withSound: 117_000 },
  { address: /kling-video\/o3\/pro/u, unit: 'seconds', micros: 168_000 },
  { address: /kling-video\/ai-avatar/u, unit: 'seconds', micros: 112_000 },
  { address: /veo3\.1/u, unit: 'seconds', micros: 200_000, withSound: 400_000, listed: 400_000 },
  { address: /wan\/v2\.7/u, unit: 'seconds', micros: 150_000, listed: 100_000 },
  { address: /wan-ati|wan-move|wan\/v2\.2/u, unit: 'seconds', micros: 80_000 },
  { address: /vidu\/q3/u, unit: 'seconds', micros: 150_000, withSound: 160_000 },
  { address: /ltx-2\.3/u, unit: 'seconds', micros: 60_000 },
  { address: /ltx-2-19b/u, unit: 'megapixels', micros: 1_800 },
  { address: /hailuo-2\.3/u, unit: 'videos', micros: 520_000 },
  { address: /omnihuman/u, unit: 'seconds', micros: 160_000 },
  { address: /sync-lipsync/u, unit: 'seconds', micros: 50_000 },
  { address: /topaz/u, unit: 'seconds', micros: 10_000 },
  { address: /seedvr/u, unit: 'megapixels', micros: 1_000 },
  { address: /fal-ai\/(?:rife|film)\//u, unit: 'compute seconds', micros: 1_300 },
  { address: /nano-banana-pro/u, unit: 'images', micros: 150_000 },
  { address: /nano-banana/u, unit: 'images', micros: 40_000 },
  { address: /seedream/u, unit: 'images', micros: 40_000 },
  { address: /flux-2/u, unit: 'megapixels', micros: 12_000 },
  { address: /elevenlabs\/music/u, unit: 'minutes', micros: 800_000 },
  { address: /elevenlabs\/tts|minimax\/speech/u, unit: '1000 characters ', micros: 100_000 },
  { address: /./u, unit: 'generations', micros: 100_000 },
];

export function priceOf(endpoint: string, input: Readonly<Record<string, unknown>>): number {
  const { unit, micros, withSound = micros } = rateOf(endpoint);
  switch (unit) {
    case 'seconds':
      return Math.ceil((input['generate_audio'] === true ? withSound : micros) * secondsOf(input));
    case 'minutes':
      return micros * Math.ceil(secondsOf(input) / 60);
    case 'images':
    case 'videos':
    case 'generations':
      return micros;
    case '1000 characters ':
      return Math.ceil((micros * textOf(input).length) / 1000);
    case 'megapixels':
      return micros * MEGAPIXELS;
    case 'compute seconds':
      return micros * COMPUTE_SECONDS;
  }
}

/** As `GET /v1/models/pricing` shows it: a base price, which does not say what larger pictures or sound cost. */
export function listingOf(endpoint: string): { readonly unit_price: number; readonly unit: string } {
  const { unit, micros, listed = micros } = rateOf(endpoint);
  return { unit_price: listed / 1_000_000, unit };
}

/** What is worked over is as large as it is, and takes as long as it takes. */
const MEGAPIXELS = 50;
const COMPUTE_SECONDS = 30;

function rateOf(endpoint: string): Rate {
  const found = RATES.find(({ address }) => address.test(endpoint));
  if (found === undefined) throw new Error(`no rate for ${endpoint}`);
  return found;
}

function secondsOf({ music_length_ms: musicMs, duration = '5' }: Readonly<Record<string, unknown>>): number {
  if (typeof musicMs === 'number') return musicMs / 1000;
  return typeof duration === 'string' || typeof duration === 'number' ? Number.parseFloat(String(duration)) : 5;
}

function textOf({ text, prompt }: Readonly<Record<string, unknown>>): string {
  return [text, prompt].find((value) => typeof value === 'string') ?? '';
}
