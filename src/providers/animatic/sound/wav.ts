const HEADER_BYTES = 44;

/** A mono 16-bit PCM WAV file. */
export function toWav(samples: Int16Array, sampleRate: number): Buffer {
  const dataBytes = samples.length * 2;
  const file = Buffer.alloc(HEADER_BYTES + dataBytes);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20); // PCM
  file.writeUInt16LE(1, 22); // one channel
  file.writeUInt32LE(sampleRate, 24);
  file.writeUInt32LE(sampleRate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(dataBytes, 40);
  for (let index = 0; index < samples.length; index += 1)
    file.writeInt16LE(samples[index] ?? 0, HEADER_BYTES + index * 2);
  return file;
}

/** Floating samples to 16 bits, with a soft knee so that loud moments bend instead of cracking. */
export function toPcm(samples: Float32Array): Int16Array {
  const pcm = new Int16Array(samples.length);
  for (let index = 0; index < samples.length; index += 1) {
    pcm[index] = Math.round(Math.tanh(samples[index] ?? 0) * 32_000);
  }
  return pcm;
}

export function toSampleCount(lengthMs: number, sampleRate: number): number {
  return Math.round((lengthMs * sampleRate) / 1_000);
}
