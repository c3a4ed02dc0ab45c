import type { VoiceRequest } from '../../../model/generation.ts';
import { createRandom, unitOf } from '../random.ts';
import { type Syllable, toSyllables } from '../syllables.ts';
import { toPcm, toSampleCount } from './wav.ts';

/** First three formants in hertz, of an adult of middle size. */
const FORMANTS = {
  a: [730, 1200, 2500],
  e: [530, 1800, 2500],
  i: [300, 2200, 2950],
  o: [520, 900, 2450],
  u: [330, 800, 2300],
} as const;
const LOUDNESS = 0.34;

type Voice = { readonly pitchHz: number; readonly size: number; readonly breath: number; readonly level: number };

/**
 * A scratch voice: syllables with the rhythm and punctuation of the words, at one pitch per speaker, exactly as long as
 * the line's slot. Soft enough to listen to for a whole film.
 */
export function synthesiseMurmur(request: VoiceRequest, sampleRate: number): Int16Array {
  const samples = new Float32Array(toSampleCount(request.lengthMs, sampleRate));
  const voice = toVoice(request);
  const random = createRandom(`${request.who} ${request.words} ${request.seed}`);
  for (const syllable of toSyllables(request.words, request.lengthMs / 1_000)) {
    addSyllable(samples, syllable, voice, sampleRate, random.next);
  }
  return toPcm(samples);
}

function toVoice(request: VoiceRequest): Voice {
  const words = `${request.voice ?? ''} ${request.notes ?? ''}`.toLowerCase();
  const says = (pattern: string): boolean => new RegExp(`(^|[^a-z])(${pattern})`, 'u').test(words);
  const lean = unitOf(`voice ${request.who}`);
  let pitchHz = 105 + lean * 110;
  if (says('male|man|baritone|bass')) pitchHz = 92 + lean * 38;
  if (says('female|woman|alto|soprano')) pitchHz = 175 + lean * 55;
  if (says('child|boy|girl|kid|young')) pitchHz = 255 + lean * 55;
  if (says('low|deep|gruff')) pitchHz *= 0.84;
  if (says('high|bright|squeaky')) pitchHz *= 1.2;
  if (says('old|tired|weary')) pitchHz *= 0.94;
  const isWhisper = says('whisper|breath|hush');
  return {
    pitchHz,
    size: 0.86 + Math.min(0.4, pitchHz / 900),
    breath: isWhisper ? 0.9 : says('soft|calm|gentle|tired|old') ? 0.14 : 0.07,
    level: says('shout|yell|loud|angry') ? 1.35 : isWhisper ? 0.7 : 1,
  };
}

function addSyllable(
  samples: Float32Array,
  syllable: Syllable,
  voice: Voice,
  sampleRate: number,
  random: () => number,
): void {
  const from = Math.round(syllable.atS * sampleRate);
  const count = Math.min(samples.length - from, Math.round(syllable.lengthS * sampleRate));
  const resonators = FORMANTS[syllable.vowel].map((hertz) =>
    createResonator(hertz * voice.size, 70 + hertz / 18, sampleRate),
  );
  const lilt = 1 + (random() - 0.5) * 0.07 + (syllable.isStressed ? 0.06 : 0);
  const slope = syllable.ending === '?' ? 0.16 * syllable.place ** 3 : -0.14 * syllable.place;
  const pitchHz = voice.pitchHz * lilt * (1.05 + slope);
  const level = LOUDNESS * voice.level * (syllable.isStressed ? 1 : 0.78);
  let phase = random();
  let smooth = 0;
  let hiss = 0;
  for (let index = 0; index < count; index += 1) {
    const part = index / count;
    const seconds = index / sampleRate;
    phase += (pitchHz * (1 - 0.05 * part) * (1 + 0.008 * Math.sin(seconds * 34))) / sampleRate;
    phase -= Math.floor(phase);
    // A rounded glottal pulse: two slopes, softened by a one-pole filter.
    const pulse = phase < 0.6 ? phase / 0.6 : (1 - phase) / 0.4;
    const noise = random() * 2 - 1;
    smooth += 0.35 * ((pulse - 0.5) * (1 - voice.breath) + noise * voice.breath - smooth);
    const shaped = resonators.reduce((sum, resonate, order) => sum + resonate(smooth) / (1 + order * 1.2), 0);
    const onset = onsetAt(syllable.onset, seconds);
    hiss += 0.5 * (noise - hiss);
    const envelope = Math.min(1, part / 0.18) * Math.min(1, (1 - part) / 0.35);
    samples[from + index] =
      (samples[from + index] ?? 0) + level * envelope * (shaped * onset.voice + (noise - hiss) * onset.noise);
  }
}

function onsetAt(onset: Syllable['onset'], seconds: number): { readonly voice: number; readonly noise: number } {
  switch (onset) {
    case 'hiss':
      return { voice: Math.min(1, seconds / 0.06), noise: 0.35 * Math.max(0, 1 - seconds / 0.07) };
    case 'stop':
      return { voice: seconds < 0.02 ? 0 : 1, noise: seconds < 0.012 ? 0.3 : 0 };
    case 'hum':
      return { voice: 0.45 + Math.min(0.55, seconds / 0.1), noise: 0 };
    case 'soft':
      return { voice: 1, noise: 0 };
  }
}

/** A two-pole resonator with about unit gain at its centre. */
function createResonator(hertz: number, widthHz: number, sampleRate: number): (input: number) => number {
  const radius = Math.exp((-Math.PI * widthHz) / sampleRate);
  const turn = 2 * radius * Math.cos((2 * Math.PI * hertz) / sampleRate);
  const gain =
    (1 - radius) * Math.sqrt(1 - 2 * radius * Math.cos((4 * Math.PI * hertz) / sampleRate) + radius * radius);
  let last = 0;
  let before = 0;
  return (input) => {
    const output = gain * 3 * input + turn * last - radius * radius * before;
    before = last;
    last = output;
    return output;
  };
}
