import { writeFile } from 'node:fs/promises';
import { frameToSample } from '../model/time.ts';
import { CHANNELS, SAMPLE_RATE } from './encoder.ts';
import type { Tools } from './ffmpeg.ts';
import type { SoundRequest } from './media.ts';
import { mixRange } from './mix.ts';
import { placePart } from './stretches.ts';

const BYTES_PER_SAMPLE = 2;
const HEADER_BYTES = 44;

/** Mixes a sound whole and writes it as a WAVE file, which every model that listens can read. Held in memory: for minutes, not hours. */
export async function writeSound(tools: Tools, sound: SoundRequest, out: string, signal: AbortSignal): Promise<void> {
  const samples = frameToSample(sound.frames, sound.fps);
  const parts = sound.parts.map((part) => placePart(part, sound.fps));
  const mix = await mixRange(tools, parts, { fromSample: 0, samples }, samples, signal);
  const data = Buffer.alloc(mix.length * BYTES_PER_SAMPLE);
  mix.forEach((value, index) => {
    data.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768))), index * BYTES_PER_SAMPLE);
  });
  await writeFile(out, Buffer.concat([headerOf(data.length), data]));
}

/** RIFF, `fmt ` for PCM, `data`: see the Multimedia Programming Interface 1.0 of IBM and Microsoft, 1991. */
function headerOf(dataBytes: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  const frameBytes = CHANNELS * BYTES_PER_SAMPLE;
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(CHANNELS, 22);
  header.writeUInt32LE(SAMPLE_RATE, 24);
  header.writeUInt32LE(SAMPLE_RATE * frameBytes, 28);
  header.writeUInt16LE(frameBytes, 32);
  header.writeUInt16LE(BYTES_PER_SAMPLE * 8, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  return header;
}
