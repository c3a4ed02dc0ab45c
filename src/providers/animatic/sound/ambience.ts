import type { MusicRequest } from '../../../model/generation.ts';
import { type Random, createRandom, wander } from '../random.ts';

type Layer = {
  readonly words: RegExp;
  /** Centre and width of the noise band. */
  readonly hertz: number;
  readonly width: number;
  readonly level: number;
  /** How often per second it swells, and how deeply (0..1). */
  readonly swellHz: number;
  readonly swell: number;
};

const CYCLE_S = 30;
const SEAM_S = 2;
/** A swell is slow: it is worked out every millisecond or so. */
const SWELL_SAMPLES = 48;
const LAYERS: readonly Layer[] = [
  { words: /wind|storm|gale|breeze|air/u, hertz: 420, width: 300, level: 0.3, swellHz: 0.25, swell: 0.8 },
  { words: /sea|surf|wave|ocean|shore|beach|coast/u, hertz: 520, width: 700, level: 0.28, swellHz: 0.14, swell: 0.95 },
  { words: /rain|drizzle|downpour|storm/u, hertz: 4200, width: 4000, level: 0.13, swellHz: 0.4, swell: 0.2 },
  { words: /city|street|traffic|road|town|highway/u, hertz: 180, width: 160, level: 0.35, swellHz: 0.3, swell: 0.5 },
  { words: /fire|crackl|hearth/u, hertz: 900, width: 900, level: 0.1, swellHz: 2, swell: 0.7 },
  {
    words: /train|engine|machine|hum|generator|ship|space/u,
    hertz: 95,
    width: 40,
    level: 0.4,
    swellHz: 0.6,
    swell: 0.25,
  },
  {
    words: /crowd|people|caf|bar|market|voices|chatter/u,
    hertz: 620,
    width: 420,
    level: 0.22,
    swellHz: 1.7,
    swell: 0.45,
  },
  {
    words: /forest|leaves|garden|field|grass|night|cricket|bird/u,
    hertz: 2600,
    width: 1400,
    level: 0.07,
    swellHz: 0.5,
    swell: 0.7,
  },
  { words: /river|stream|water|brook/u, hertz: 1500, width: 1300, level: 0.13, swellHz: 1.1, swell: 0.35 },
];
const ROOM_TONE: Layer = { words: /./u, hertz: 220, width: 200, level: 0.12, swellHz: 0.2, swell: 0.4 };

/** One cycle of filtered noise and small sounds by the words of the prompt; its end joins its beginning.
 * Less of it when less is needed. */
export function synthesiseAmbience(request: MusicRequest, sampleRate: number, neededSamples: number): Float32Array {
  const words = request.prompt.toLowerCase();
  const random = createRandom(`ambience ${request.prompt} ${request.seed}`);
  const length = Math.min(CYCLE_S * sampleRate, neededSamples);
  const seam = neededSamples > length ? SEAM_S * sampleRate : 0;
  const long = new Float32Array(length + seam);
  const layers = LAYERS.filter((layer) => layer.words.test(words));
  for (const layer of layers.length === 0 ? [ROOM_TONE] : layers) addNoise(long, layer, random, sampleRate);
  const cycle = long.slice(0, length);
  for (let index = 0; index < seam; index += 1) {
    const part = index / seam;
    cycle[index] = (long[index] ?? 0) * Math.sqrt(part) + (long[length + index] ?? 0) * Math.sqrt(1 - part);
  }
  if (/tick|clock|gear|metronome/u.test(words)) addTicks(cycle, sampleRate);
  if (/bird|garden|morning|dawn|gull/u.test(words)) addChirps(cycle, 14, 2600, random, sampleRate);
  if (/cricket|night/u.test(words)) addChirps(cycle, 60, 4300, random, sampleRate);
  return cycle;
}

function addNoise(samples: Float32Array, layer: Layer, random: Random, sampleRate: number): void {
  // A state variable filter: two of them in a row give a soft band.
  const cut = 2 * Math.sin((Math.PI * Math.min(layer.hertz, sampleRate / 8)) / sampleRate);
  const damping = Math.min(1.4, layer.width / layer.hertz);
  const seed = Math.floor(random.next() * 1e9);
  let swell = 1;
  let low = 0;
  let band = 0;
  for (let index = 0; index < samples.length; index += 1) {
    low += cut * band;
    band += cut * (random.next() * 2 - 1 - low - damping * band);
    if (index % SWELL_SAMPLES === 0) {
      swell = 1 - layer.swell * (0.5 + 0.5 * wander(seed, (index / sampleRate) * layer.swellHz * 2));
    }
    samples[index] = (samples[index] ?? 0) + band * layer.level * swell;
  }
}

function addTicks(cycle: Float32Array, sampleRate: number): void {
  for (let tick = 0; tick < CYCLE_S * 2; tick += 1) {
    const hertz = tick % 2 === 0 ? 2100 : 1700;
    addBlip(
      cycle,
      tick / 2,
      0.03,
      sampleRate,
      (seconds) => Math.sin(2 * Math.PI * hertz * seconds) * Math.exp(-seconds * 190) * 0.16,
    );
  }
}

function addChirps(cycle: Float32Array, count: number, hertz: number, random: Random, sampleRate: number): void {
  for (let index = 0; index < count; index += 1) {
    const pitch = hertz * random.range(0.85, 1.2);
    addBlip(cycle, random.range(0, CYCLE_S - 1), 0.14, sampleRate, (seconds) => {
      const trill = Math.sin(2 * Math.PI * (pitch * seconds + 14 * Math.sin(seconds * 70)));
      return trill * Math.sin((Math.PI * seconds) / 0.14) * 0.03;
    });
  }
}

function addBlip(
  cycle: Float32Array,
  atS: number,
  lengthS: number,
  sampleRate: number,
  wave: (seconds: number) => number,
): void {
  const from = Math.round(atS * sampleRate);
  for (let index = 0; index < lengthS * sampleRate; index += 1) {
    const to = from + index;
    if (to >= cycle.length) return;
    cycle[to] = (cycle[to] ?? 0) + wave(index / sampleRate);
  }
}
