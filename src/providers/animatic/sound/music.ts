import type { MusicRequest } from '../../../model/generation.ts';
import { type Random, createRandom } from '../random.ts';

type Instrument = {
  /** Strength of each harmonic. */
  readonly partials: readonly number[];
  readonly attackS: number;
  /** Plucked and struck sounds fade with this half-life; null: held. */
  readonly halfLifeS: number | null;
  readonly vibrato: number;
  readonly octave: number;
};
type Score = {
  readonly beatS: number;
  readonly isMinor: boolean;
  readonly rootHz: number;
  readonly lead: Instrument;
  readonly pad: Instrument;
  readonly drum: boolean;
};

type Walk = readonly number[];
/** What goes beyond the end of a whole cycle comes in at its beginning. */
type Cycle = { readonly samples: Float32Array; readonly wraps: boolean };

const BEATS = 32;
const CHORD_BEATS = 4;
const SCALES = { major: [0, 2, 4, 5, 7, 9, 11], minor: [0, 2, 3, 5, 7, 8, 10] } as const;
/** Roots of the chords as steps of the scale; every line comes home. */
const WALKS: readonly [Walk, Walk, Walk] = [
  [0, 5, 3, 4, 0, 5, 1, 4],
  [0, 3, 5, 4, 0, 3, 4, 0],
  [0, 2, 5, 3, 0, 2, 3, 4],
];
const INSTRUMENTS = {
  pad: { partials: [1, 0.35, 0.18, 0.06], attackS: 0.9, halfLifeS: null, vibrato: 0.002, octave: 0 },
  strings: { partials: [1, 0.5, 0.38, 0.22, 0.16, 0.08], attackS: 0.28, halfLifeS: null, vibrato: 0.006, octave: 0 },
  cello: { partials: [1, 0.62, 0.4, 0.28, 0.15, 0.1], attackS: 0.22, halfLifeS: null, vibrato: 0.007, octave: -1 },
  piano: { partials: [1, 0.42, 0.2, 0.12, 0.06], attackS: 0.006, halfLifeS: 0.55, vibrato: 0, octave: 1 },
  bell: { partials: [1, 0, 0.3, 0, 0.22, 0.1], attackS: 0.004, halfLifeS: 0.8, vibrato: 0, octave: 2 },
  guitar: { partials: [1, 0.55, 0.3, 0.2, 0.1], attackS: 0.005, halfLifeS: 0.35, vibrato: 0, octave: 0 },
  flute: { partials: [1, 0.18, 0.05], attackS: 0.09, halfLifeS: null, vibrato: 0.006, octave: 1 },
  brass: { partials: [1, 0.8, 0.6, 0.45, 0.3, 0.2], attackS: 0.08, halfLifeS: null, vibrato: 0.003, octave: 0 },
  synth: { partials: [1, 0.5, 0.33, 0.25, 0.2, 0.16], attackS: 0.02, halfLifeS: 0.4, vibrato: 0, octave: 0 },
} as const satisfies Record<string, Instrument>;
const LEADS: readonly (readonly [RegExp, keyof typeof INSTRUMENTS])[] = [
  [/cello|bass|double/u, 'cello'],
  [/piano|keys/u, 'piano'],
  [/bell|music ?box|celesta|glock|chime/u, 'bell'],
  [/guitar|harp|lute|banjo|ukulele|pluck/u, 'guitar'],
  [/flute|whistle|clarinet|oboe|wood/u, 'flute'],
  [/brass|horn|trumpet|tuba|trombone/u, 'brass'],
  [/synth|electro|arp|retro|techno/u, 'synth'],
  [/string|violin|viola|orchest/u, 'strings'],
];

/** One cycle of a soft score by the words of the prompt, whose end joins its beginning; less of it when less is needed. */
export function synthesiseMusic(request: MusicRequest, sampleRate: number, neededSamples: number): Float32Array {
  const random = createRandom(`music ${request.prompt} ${request.seed}`);
  const score = toScore(request.prompt.toLowerCase(), random);
  const whole = Math.round(BEATS * score.beatS * sampleRate);
  const cycle: Cycle = { samples: new Float32Array(Math.min(whole, neededSamples)), wraps: neededSamples > whole };
  const walk = random.pick(...WALKS);
  const scale = SCALES[score.isMinor ? 'minor' : 'major'];
  const hertz = (step: number, octave: number): number => {
    const tone = scale[((step % 7) + 7) % 7] ?? 0;
    return score.rootHz * 2 ** (octave + Math.floor(step / 7) + tone / 12);
  };
  walk.forEach((root, index) => {
    const atS = index * CHORD_BEATS * score.beatS;
    const lengthS = CHORD_BEATS * score.beatS;
    for (const third of [0, 2, 4])
      addNote(cycle, score.pad, hertz(root + third, 0), atS, lengthS * 1.15, 0.045, sampleRate);
    addNote(cycle, score.pad, hertz(root, -1), atS, lengthS * 1.1, 0.07, sampleRate);
    const rhythm = random.pick([0, 2], [0, 1.5, 3], [0, 1, 2, 3], [0, 3]);
    rhythm.forEach((beat, order) => {
      const until = rhythm[order + 1] ?? CHORD_BEATS;
      const step = root + random.pick(0, 2, 4, 4, 1, 7);
      const level = 0.11 * (beat === 0 ? 1 : 0.8);
      addNote(
        cycle,
        score.lead,
        hertz(step, score.lead.octave),
        atS + beat * score.beatS,
        (until - beat) * score.beatS * 1.05,
        level,
        sampleRate,
      );
    });
    if (score.drum)
      for (const beat of [0, 1, 2, 3]) addDrum(cycle, atS + beat * score.beatS, beat === 0 ? 0.3 : 0.16, sampleRate);
  });
  return cycle.samples;
}

function toScore(words: string, random: Random): Score {
  const beatsPerMinute = /slow|adagio|calm|sad|lullaby|gentle|ambient|drone/u.test(words)
    ? 58
    : /fast|quick|chase|allegro|dance|upbeat|lively|driving|urgent/u.test(words)
      ? 126
      : 84;
  const found = LEADS.find(([pattern]) => pattern.test(words))?.[1] ?? random.pick('piano', 'strings', 'bell');
  return {
    beatS: 60 / beatsPerMinute,
    isMinor: !/happy|joy|bright|major|playful|warm|hope|upbeat|cheer|sunny/u.test(words),
    rootHz: 220 * 2 ** (random.pick(-5, -3, -2, 0, 2) / 12),
    lead: INSTRUMENTS[found],
    pad: INSTRUMENTS[/string|orchest|cello|violin/u.test(words) ? 'strings' : 'pad'],
    drum: /drum|march|war|battle|chase|tense|action|percussion|pulse/u.test(words),
  };
}

function addNote(
  cycle: Cycle,
  instrument: Instrument,
  hertz: number,
  atS: number,
  lengthS: number,
  level: number,
  sampleRate: number,
): void {
  const from = Math.round(atS * sampleRate);
  if (from >= cycle.samples.length && !cycle.wraps) return;
  const count = Math.round(lengthS * sampleRate);
  const releaseS = Math.min(0.5, lengthS / 3);
  const strengths = instrument.partials.filter((_, order) => hertz * (order + 1) < sampleRate / 3);
  const decay = instrument.halfLifeS === null ? 1 : 0.5 ** (1 / (instrument.halfLifeS * sampleRate));
  let phase = 0;
  let fading = 1;
  for (let index = 0; index < count; index += 1) {
    const seconds = index / sampleRate;
    phase += (hertz * (1 + instrument.vibrato * Math.sin(seconds * 31) * Math.min(1, seconds))) / sampleRate;
    fading *= decay;
    const envelope = Math.min(1, seconds / instrument.attackS, (lengthS - seconds) / releaseS) * fading;
    let tone = 0;
    strengths.forEach((strength, order) => {
      tone += strength * Math.sin(2 * Math.PI * phase * (order + 1));
    });
    add(cycle, from + index, tone * envelope * level);
  }
}

function addDrum(cycle: Cycle, atS: number, level: number, sampleRate: number): void {
  const from = Math.round(atS * sampleRate);
  const count = Math.round(0.3 * sampleRate);
  for (let index = 0; index < count; index += 1) {
    const seconds = index / sampleRate;
    const sweep = 2 * Math.PI * (48 * seconds - 1.6 * Math.exp(-seconds * 28));
    add(cycle, from + index, Math.sin(sweep) * Math.exp(-seconds * 14) * level);
  }
}

function add({ samples, wraps }: Cycle, at: number, value: number): void {
  if (at >= samples.length && !wraps) return;
  const to = at % samples.length;
  samples[to] = (samples[to] ?? 0) + value;
}
