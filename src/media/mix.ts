import { open } from 'node:fs/promises';
import { CHANNELS, SAMPLE_RATE } from './encoder.ts';
import { type Tools, inputArguments, mustRunFfmpeg } from './ffmpeg.ts';
import { mustProbe } from './probe.ts';
import { stereoFilters } from './sound-filters.ts';
import { type PlacedPart, overlaps } from './stretches.ts';

/**
 * Adds up all parts over a range of film samples: interleaved stereo, -1..1. Outside of `filmSamples`, and where no part
 * is, there is silence. Memory is bounded by the range.
 */
export async function mixRange(
  tools: Tools,
  parts: readonly PlacedPart[],
  range: { readonly fromSample: number; readonly samples: number },
  filmSamples: number,
  signal: AbortSignal,
): Promise<Float32Array> {
  const mix = new Float32Array(range.samples * CHANNELS);
  for (const placed of parts) {
    if (!overlaps(placed, range.fromSample, range.samples)) continue;
    const from = Math.max(placed.fromSample, range.fromSample, 0);
    const until = Math.min(placed.fromSample + placed.samples, range.fromSample + range.samples, filmSamples);
    if (until <= from) continue;
    const offset = from - placed.fromSample;
    const pcm = await readSamples(tools, placed, placed.skipSamples + offset, until - from, signal);
    addPart(mix, (from - range.fromSample) * CHANNELS, pcm, placed, offset);
  }
  guardPeaks(mix);
  return mix;
}

/** Pure: adds 16-bit samples to the mix with the part's gain and ramps. `offset` counts from the part's first sample. */
export function addPart(mix: Float32Array, at: number, pcm: Int16Array, placed: PlacedPart, offset: number): void {
  const gain = 10 ** (placed.part.gainDb / 20) / 32_768;
  const samples = pcm.length / CHANNELS;
  for (let index = 0; index < samples; index++) {
    const level = gain * ramp(placed, offset + index);
    for (let channel = 0; channel < CHANNELS; channel++) {
      const slot = index * CHANNELS + channel;
      mix[at + slot] = (mix[at + slot] ?? 0) + (pcm[slot] ?? 0) * level;
    }
  }
}

/** Equal power: a fade-out and the fade-in that overlaps it have squares that add up to 1. */
function ramp(placed: PlacedPart, sample: number): number {
  let level = 1;
  if (sample < placed.fadeInSamples) level *= Math.sin(((sample + 0.5) / placed.fadeInSamples) * (Math.PI / 2));
  const left = placed.samples - sample;
  if (left <= placed.fadeOutSamples) level *= Math.sin(((left - 0.5) / placed.fadeOutSamples) * (Math.PI / 2));
  return level;
}

/**
 * Keeps sums below full scale: untouched up to -2 dB, bent smoothly towards 1 above. It has no memory, so a stretch of
 * sound is the same whatever lies before it.
 */
export function guardPeaks(mix: Float32Array): void {
  const room = 1 - KNEE;
  for (let index = 0; index < mix.length; index++) {
    const value = mix[index] ?? 0;
    const size = Math.abs(value);
    if (size > KNEE) mix[index] = Math.sign(value) * (KNEE + room * Math.tanh((size - KNEE) / room));
  }
}

const KNEE = 10 ** (-2 / 20);

/** Samples of a part's source, from its own start. Shorter sources go on in silence. */
async function readSamples(
  tools: Tools,
  placed: PlacedPart,
  from: number,
  samples: number,
  signal: AbortSignal,
): Promise<Int16Array> {
  const { source } = placed.part;
  return source.kind === 'pcm'
    ? readPcm(source.file, from, samples)
    : decodeSamples(tools, source.file, from, samples, signal);
}

async function readPcm(file: string, from: number, samples: number): Promise<Int16Array> {
  const bytes = Buffer.alloc(samples * CHANNELS * 2);
  await using handle = await open(file, 'r');
  let filled = 0;
  for (;;) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, from * CHANNELS * 2 + filled);
    filled += bytesRead;
    if (bytesRead === 0 || filled === bytes.length) break;
  }
  holdLastSample(bytes, filled);
  return toSamples(bytes);
}

/** Decodes from the start, because a seek lands on the exact sample in few formats only. */
async function decodeSamples(
  tools: Tools,
  file: string,
  from: number,
  samples: number,
  signal: AbortSignal,
): Promise<Int16Array> {
  const { audio } = await mustProbe(tools, file, signal);
  const bytes = Buffer.alloc(samples * CHANNELS * 2);
  if (audio === null) return toSamples(bytes);
  const filters = [
    `aresample=${SAMPLE_RATE}:async=1:first_pts=0`,
    ...stereoFilters(audio.channels),
    `atrim=start_sample=${from}:end_sample=${from + samples}`,
  ].join(',');
  let filled = 0;
  await mustRunFfmpeg(
    tools,
    [inputArguments(file), ['-map', '0:a:0', '-af', filters, '-c:a', 'pcm_s16le', '-f', 's16le', 'pipe:1']].flat(),
    {
      what: `The sound of ${file}`,
      signal,
      onData: (chunk) => {
        filled += chunk.copy(bytes, filled);
      },
    },
  );
  return toSamples(bytes);
}

/** At fractional rates a part's place can be one sample longer than its file: a step to zero there would tick. */
function holdLastSample(bytes: Buffer, filled: number): void {
  const frame = CHANNELS * 2;
  const missing = bytes.length - filled;
  if (filled < frame || missing === 0 || missing > 2 * frame) return;
  for (let at = filled; at < bytes.length; at += frame) bytes.copy(bytes, at, filled - frame, filled);
}

function toSamples(bytes: Buffer): Int16Array {
  return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
}
