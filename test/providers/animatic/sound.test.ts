import { describe, expect, it } from 'vitest';
import { synthesiseBed } from '../../../src/providers/animatic/sound/bed.ts';
import { synthesiseMurmur } from '../../../src/providers/animatic/sound/murmur.ts';
import { toWav } from '../../../src/providers/animatic/sound/wav.ts';
import { mouthAt, toSyllables } from '../../../src/providers/animatic/syllables.ts';
import { musicRequest, voiceRequest } from './setup.ts';

const RATE = 48_000;
const loudness = (samples: Int16Array): number =>
  Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length) / 32_768;
const peak = (samples: Int16Array): number =>
  samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 32_768;

/** A running mean over 1.7 ms: what is left below the formants. */
function lowPass(samples: readonly number[]): readonly number[] {
  let sum = 0;
  return samples.map((value, index) => {
    sum += value - (samples[index - 80] ?? 0);
    return sum / 80;
  });
}

/** The pitch of the loudest tenth of a second, by autocorrelation. */
function pitchOf(samples: Int16Array): number {
  const window = 4_800;
  let [start, best] = [0, -1];
  for (let at = 0; at + window < samples.length; at += window / 2) {
    const level = loudness(samples.subarray(at, at + window));
    if (level > best) [start, best] = [at, level];
  }
  const part = lowPass(lowPass([...samples.subarray(start, start + window)]));
  let [lag, most] = [0, -Infinity];
  for (let step = Math.floor(RATE / 500); step < RATE / 60; step += 1) {
    let sum = 0;
    for (let at = 0; at + step < part.length; at += 1) sum += part[at]! * part[at + step]!;
    sum /= part.length - step;
    if (sum > most * 1.02) [lag, most] = [step, sum];
  }
  return RATE / lag;
}

describe('the scratch voice', () => {
  it('is exactly as long as its slot, the same every time, soft and never cracking', () => {
    for (const lengthMs of [0, 1, 120, 1_000, 4_321]) {
      const line = synthesiseMurmur(voiceRequest({ lengthMs }), RATE);
      expect(line).toHaveLength(Math.round(lengthMs * 48));
      expect(line).toEqual(synthesiseMurmur(voiceRequest({ lengthMs }), RATE));
    }
    const line = synthesiseMurmur(voiceRequest({ lengthMs: 2_000 }), RATE);
    expect(loudness(line)).toBeGreaterThan(0.01);
    expect(loudness(line)).toBeLessThan(0.3);
    expect(peak(line)).toBeLessThan(0.99);
  });

  it('gives men, women and children their pitches, and each speaker an own one', () => {
    const pitch = (voice: string, who = 'x'): number =>
      pitchOf(synthesiseMurmur(voiceRequest({ voice, who, lengthMs: 2_000 }), RATE));
    expect(pitch('deep male')).toBeLessThan(150);
    expect(pitch('female')).toBeGreaterThan(160);
    expect(pitch('child')).toBeGreaterThan(pitch('male') * 1.5);
    expect(Math.abs(pitch('male', 'bo') - pitch('male', 'ed'))).toBeGreaterThan(1);
  });

  it('falls silent at the end of a sentence and after the last word', () => {
    const syllables = toSyllables('One two. Three', 3);
    const last = syllables.at(-1)!;
    const line = synthesiseMurmur(voiceRequest({ words: 'One two. Three', lengthMs: 3_000 }), RATE);
    const pause = syllables.find(
      (syllable, index) => (syllables[index + 1]?.atS ?? 0) - syllable.atS - syllable.lengthS > 0.2,
    )!;
    const gap = Math.round((pause.atS + pause.lengthS) * RATE);
    expect(loudness(line.subarray(gap, gap + 4_800))).toBeLessThan(0.002);
    expect(loudness(line.subarray(Math.ceil((last.atS + last.lengthS) * RATE)))).toBe(0);
  });

  it('lays syllables inside the slot in every script, and the mouth is shut between them', () => {
    for (const words of [
      "One more night, isn't it?",
      'Привет, мир!',
      'نور الهدى',
      '日本語です。',
      '...',
      '',
      '42',
      'x'.repeat(400),
    ]) {
      for (const lengthS of [0, 0.2, 1, 10]) {
        const syllables = toSyllables(words, lengthS);
        for (const [index, syllable] of syllables.entries()) {
          expect(syllable.atS).toBeGreaterThanOrEqual((syllables[index - 1]?.atS ?? 0) - 1e-9);
          expect(syllable.atS + syllable.lengthS).toBeLessThanOrEqual(lengthS + 1e-9);
        }
        expect(mouthAt(syllables, lengthS + 1).open).toBe(0);
      }
    }
    expect(toSyllables('One more night', 2)).toHaveLength(5);
  });
});

describe('scratch beds', () => {
  it('are exactly as long as asked, also beyond one cycle, and the same every time', () => {
    for (const lengthMs of [10, 40_000]) {
      const bed = synthesiseBed(musicRequest({ lengthMs, prompt: 'fast synth' }), RATE);
      expect(bed).toHaveLength(lengthMs * 48);
    }
    const once = synthesiseBed(musicRequest({ role: 'ambience', prompt: 'wind and distant surf' }), RATE);
    expect(synthesiseBed(musicRequest({ role: 'ambience', prompt: 'wind and distant surf' }), RATE)).toEqual(once);
  });

  it('sound as their words say, at a level that leaves room for speech', () => {
    const beds = ['slow solo cello', 'fast piano', 'drums, battle'].map((prompt) =>
      synthesiseBed(musicRequest({ prompt, lengthMs: 3_000 }), RATE),
    );
    const rooms = ['wind', 'rain', 'city', 'ticking clock', 'nothing known'].map((prompt) =>
      synthesiseBed(musicRequest({ role: 'ambience', prompt, lengthMs: 3_000 }), RATE),
    );
    for (const bed of [...beds, ...rooms]) {
      expect(loudness(bed)).toBeGreaterThan(0.001);
      expect(peak(bed)).toBeLessThan(0.99);
    }
    expect(loudness(beds[0]!)).not.toBe(loudness(beds[1]!));
  });

  it('join with themselves where a cycle ends', () => {
    const bed = synthesiseBed(musicRequest({ role: 'ambience', prompt: 'wind', lengthMs: 61_000 }), RATE);
    const jump = (at: number): number => Math.abs(bed[at]! - bed[at - 1]!);
    const usual = Math.max(...Array.from({ length: 2_000 }, (_, index) => jump(20 * RATE + index)));
    expect(jump(30 * RATE)).toBeLessThanOrEqual(usual * 1.5);
  });

  it('are WAV files that say what they are', () => {
    const wav = toWav(new Int16Array([1, -2, 3]), RATE);
    expect(wav).toHaveLength(50);
    expect(wav.toString('latin1', 0, 4)).toBe('RIFF');
    expect([wav.readUInt16LE(22), wav.readUInt32LE(24), wav.readUInt16LE(34), wav.readInt16LE(46)]).toEqual([
      1,
      RATE,
      16,
      -2,
    ]);
  });
});
