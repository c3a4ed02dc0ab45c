import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitAdts } from '../../src/media/adts.ts';
import type { SoundPart, SoundRequest } from '../../src/media/media.ts';
import { addPart, guardPeaks } from '../../src/media/mix.ts';
import { encodedRange, packetCount, placePart } from '../../src/media/stretches.ts';
import { frameToSample } from '../../src/model/time.ts';
import { ffmpeg, media, scratch, signal } from './support/tools.ts';

const FPS = { num: 24, den: 1 };

const part = (changes: Partial<SoundPart> = {}): SoundPart => ({
  source: { kind: 'pcm', file: 'a.pcm' },
  sha: 'a',
  fromFrame: 0,
  frames: 24,
  skipFrames: 0,
  fadeInFrames: 0,
  fadeOutFrames: 0,
  gainDb: 0,
  ...changes,
});

describe('stretches', () => {
  test('cover every packet of the film once', () => {
    const rates = [FPS, { num: 30_000, den: 1001 }, { num: 60, den: 1 }];
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200_000 }), fc.constantFrom(...rates), (frames, fps) => {
        const stretches = media.stretches({ fps, frames, parts: [] });
        let next = -1024;
        for (const [index, stretch] of stretches.entries()) {
          expect(stretch).toMatchObject({ index, fromSample: next });
          expect(stretch.samples % 1024).toBe(0);
          next += stretch.samples;
        }
        const samples = frameToSample(frames, fps);
        expect(next).toBeGreaterThanOrEqual(samples);
        expect(next).toBeLessThan(samples + 1024);
        expect((next + 1024) / 1024).toBe(packetCount(samples));
      }),
    );
  });

  test('change their key only where something is heard differently', () => {
    const parts = Array.from({ length: 20 }, (_, index) =>
      part({ sha: `shot ${index}`, fromFrame: index * 120, frames: 120 }),
    );
    const before = media.stretches({ fps: FPS, frames: 2400, parts });
    const retake = parts.map((one, index) => (index === 10 ? { ...one, sha: 'retake' } : one));
    const after = media.stretches({ fps: FPS, frames: 2400, parts: retake });
    const changed = after.filter((stretch, index) => stretch.key !== before[index]?.key);
    const [from, until] = [1200 * 2000, 1320 * 2000];
    for (const stretch of changed) {
      const range = encodedRange(stretch);
      expect(range.fromSample < until && range.fromSample + range.samples > from).toBe(true);
    }
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.length).toBeLessThanOrEqual(2);
  });

  test('keep their key when a file only moves, and lose it with gain, ramps or place', () => {
    const key = (changes: Partial<SoundPart>): string | undefined =>
      media.stretches({ fps: FPS, frames: 48, parts: [part(changes)] })[0]?.key;
    const same = key({});
    expect(key({ source: { kind: 'pcm', file: 'elsewhere.pcm' } })).toBe(same);
    for (const changes of [
      { gainDb: -1 },
      { fadeInFrames: 1 },
      { fadeOutFrames: 1 },
      { fromFrame: 1 },
      { skipFrames: 1 },
    ]) {
      expect(key(changes)).not.toBe(same);
    }
  });
});

describe('a mix', () => {
  test('keeps the power of a crossfade even', () => {
    const [out, back] = [placePart(part({ fadeOutFrames: 24 }), FPS), placePart(part({ fadeInFrames: 24 }), FPS)];
    const full = new Int16Array(48_000 * 2).fill(16_384);
    const leaving = new Float32Array(48_000 * 2);
    const coming = new Float32Array(48_000 * 2);
    addPart(leaving, 0, full, out, 0);
    addPart(coming, 0, full, back, 0);
    for (let index = 0; index < leaving.length; index += 977) {
      expect((leaving[index] ?? 0) ** 2 + (coming[index] ?? 0) ** 2).toBeCloseTo(0.25, 4);
    }
    expect(leaving[0]).toBeCloseTo(0.5, 3);
    expect(leaving.at(-1)).toBeCloseTo(0, 3);
  });

  test('never leaves full scale, however many parts there are, and leaves quiet sums alone', () => {
    const mix = Float32Array.from([0, 0.5, -0.79, 0.9, -1, 3, -40]);
    guardPeaks(mix);
    expect(mix.slice(0, 3)).toEqual(Float32Array.from([0, 0.5, -0.79]));
    for (const value of mix) expect(Math.abs(value)).toBeLessThanOrEqual(1);
    expect(mix[5]).toBeGreaterThan(mix[3] ?? 1);
  });

  test('places every part on its own sample at fractional rates', () => {
    const fps = { num: 30_000, den: 1001 };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 5000 }), (fromFrame, frames) => {
        const first = placePart(part({ fromFrame, frames }), fps);
        const next = placePart(part({ fromFrame: fromFrame + frames }), fps);
        expect(first.fromSample + first.samples).toBe(next.fromSample);
      }),
    );
  });
});

describe('a film of several stretches', () => {
  /** A falling tone with a hard knock right on, before and after each splice: what an encoder handles worst. */
  function makeSound(folder: string, samples: number): Int16Array {
    const sound = new Int16Array(samples * 2);
    for (let index = 0; index < samples; index++) {
      const splice = 512 * 1024 - 1024;
      const near = Math.abs(((index + splice / 2) % splice) - splice / 2) < 900 && index % 450 < 40;
      const value = 6000 * Math.sin(index * (0.05 + 0.02 * Math.sin(index / 48_000))) + (near ? 18_000 : 0);
      sound[index * 2] = value;
      sound[index * 2 + 1] = -value;
    }
    writeFileSync(join(folder, 'a.pcm'), Buffer.from(sound.buffer));
    return sound;
  }

  test('sounds at its splices as it does everywhere, and repeats to the byte', async () => {
    const folder = scratch();
    const frames = 24 * 25;
    const original = makeSound(folder, frames * 2000);
    const source = { kind: 'pcm', file: join(folder, 'a.pcm') } as const;
    const sound: SoundRequest = { fps: FPS, frames, parts: [part({ source, frames })] };
    const files: Buffer[] = [];
    for (const stretch of media.stretches(sound)) {
      const out = join(folder, `${stretch.index}.aac`);
      await media.encodeStretch(sound, stretch, out, signal);
      const bytes = await ffmpeg([['-i', out, '-c', 'copy', '-f', 'adts', '-']]);
      expect(splitAdts(bytes)).toHaveLength(stretch.samples / 1024);
      files.push(bytes);
    }
    expect(files.length).toBe(3);
    const whole = Buffer.concat(files);
    writeFileSync(join(folder, 'whole.aac'), whole);
    writeFileSync(join(folder, 'raw.s16'), Buffer.from(original.buffer));
    const decode = async (file: string): Promise<Int16Array> => {
      const raw = await ffmpeg([['-i', file, '-f', 's16le', '-']]);
      return new Int16Array(raw.buffer, raw.byteOffset, raw.length / 2);
    };
    const spliced = await decode(join(folder, 'whole.aac'));
    const raw = ['-f', 's16le', '-ar', '48000', '-ac', '2', '-i', join(folder, 'raw.s16')];
    await ffmpeg([raw, ['-c:a', 'aac', '-b:a', '192k', join(folder, 'once.aac')]]);
    const once = await decode(join(folder, 'once.aac'));
    // The run-in packet decodes to the 1024 samples before the film.
    const errorAt = (decoded: Int16Array, from: number, samples: number): number => {
      let sum = 0;
      for (let index = from * 2; index < (from + samples) * 2; index++) {
        sum += ((decoded[index + 2048] ?? 0) - (original[index] ?? 0)) ** 2;
      }
      return Math.sqrt(sum / (samples * 2));
    };
    for (const splice of [512 * 1024 - 1024, 2 * 512 * 1024 - 1024]) {
      expect(errorAt(spliced, splice - 1500, 3000)).toBeLessThan(1.5 * errorAt(once, splice - 1500, 3000) + 50);
    }
  });

  test('mixes encoded sources from their exact sample, mono at full level', async () => {
    const folder = scratch();
    const file = join(folder, 'voice.flac');
    const click = "aevalsrc='0.5*between(t,1,1.01)':s=16000:c=mono:d=2";
    await ffmpeg([['-f', 'lavfi', '-i', click, file]]);
    const voice = part({ source: { kind: 'encoded', file }, fromFrame: 12, frames: 36, skipFrames: 6 });
    const sound: SoundRequest = { fps: FPS, frames: 60, parts: [voice] };
    const [stretch] = media.stretches(sound);
    if (stretch === undefined) throw new Error('no stretch');
    await media.encodeStretch(sound, stretch, join(folder, 'a.aac'), signal);
    const raw = await ffmpeg([['-i', join(folder, 'a.aac'), '-f', 's16le', '-']]);
    const samples = new Int16Array(raw.buffer, raw.byteOffset, raw.length / 2);
    const at = Math.floor(samples.findIndex((value) => Math.abs(value) > 4000) / 2) - 1024;
    // One second into the voice, of which a quarter is left out, and it begins after half a second.
    expect(Math.abs(at - (48_000 - 12_000 + 24_000))).toBeLessThan(80);
    expect(samples.reduce((most, value) => Math.max(most, value), 0)).toBeGreaterThan(14_000);
  });
});
