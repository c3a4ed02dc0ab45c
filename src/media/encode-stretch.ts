import { writeFile } from 'node:fs/promises';
import { LongtakeError } from '../model/error.ts';
import { frameToSample } from '../model/time.ts';
import { splitAdts } from './adts.ts';
import { CHANNELS, SAMPLE_RATE, SOUND_ARGUMENTS } from './encoder.ts';
import { type Tools, mustRunFfmpeg } from './ffmpeg.ts';
import type { SoundRequest, Stretch } from './media.ts';
import { mixRange } from './mix.ts';
import { write } from './raw-video.ts';
import { AAC_FRAME_SAMPLES, encodedRange, placePart } from './stretches.ts';

/** Mixes one stretch of the film's sound and writes its packets: an ADTS file that any player opens. */
export async function encodeStretch(
  tools: Tools,
  sound: SoundRequest,
  stretch: Stretch,
  out: string,
  signal: AbortSignal,
): Promise<void> {
  const range = encodedRange(stretch);
  const parts = sound.parts.map((part) => placePart(part, sound.fps));
  const mix = await mixRange(tools, parts, range, frameToSample(sound.frames, sound.fps), signal);
  const packets = splitAdts(await encodeAac(tools, mix, signal));
  const wanted = stretch.samples / AAC_FRAME_SAMPLES;
  const kept = packets.slice(range.dropPackets, range.dropPackets + wanted);
  if (kept.length !== wanted) {
    throw new LongtakeError({
      code: 'sound_incomplete',
      message: `Stretch ${stretch.index} of the film's sound has ${kept.length} packets instead of ${wanted}.`,
    });
  }
  await writeFile(out, Buffer.concat(kept));
}

async function encodeAac(tools: Tools, mix: Float32Array, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await mustRunFfmpeg(
    tools,
    [
      ['-f', 'f32le', '-ar', String(SAMPLE_RATE), '-ac', String(CHANNELS), '-i', 'pipe:0'],
      SOUND_ARGUMENTS,
      ['pipe:1'],
    ].flat(),
    {
      what: "A stretch of the film's sound",
      signal,
      feed: (input) => write(input, Buffer.from(mix.buffer, mix.byteOffset, mix.byteLength)),
      onData: (chunk) => chunks.push(chunk),
    },
  );
  return Buffer.concat(chunks);
}
