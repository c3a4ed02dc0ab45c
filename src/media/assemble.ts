import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  FilePathTarget,
  Mp4OutputFormat,
  Output,
} from 'mediabunny';
import { frameToSample, framesToSeconds } from '../model/time.ts';
import { AAC_CONFIG, adtsPayload, splitAdts } from './adts.ts';
import { checkFilm } from './check-film.ts';
import { CHANNELS, SAMPLE_RATE } from './encoder.ts';
import type { Tools } from './ffmpeg.ts';
import type { Assembled, AssembleRequest } from './media.ts';
import { clearDates } from './mp4-dates.ts';
import { openPiece, parameterSets } from './pieces.ts';
import { reencodePieces } from './reencode.ts';
import { AAC_FRAME_SAMPLES, packetCount } from './stretches.ts';

/** Copies all pieces and the sound into one film, checks it, and only then gives it its name. */
export async function assemble(
  tools: Tools,
  request: AssembleRequest,
  signal: AbortSignal,
  onProgress: ((done: number) => void) | undefined,
): Promise<Assembled> {
  const draft = `${request.out}.draft`;
  const encoded = `${request.out}.encoded`;
  const expected = { house: request.house, frames: totalFrames(request) };
  try {
    let fallback = await copyPackets(request, draft, signal, onProgress);
    let check = fallback === null ? await checkFilm(tools, draft, expected, { decode: false }, signal) : null;
    if (check === null || !check.ok) {
      fallback ??= `the copied film failed its check: ${check?.findings[0]?.check ?? 'unknown'}`;
      await reencodePieces(tools, request, encoded, signal);
      const whole = { ...request, pieces: [{ file: encoded, frames: expected.frames }] };
      const refused = await copyPackets(whole, draft, signal, onProgress);
      if (refused !== null) fallback = `${fallback}; and then ${refused}`;
      check = await checkFilm(tools, draft, expected, { decode: true }, signal);
    }
    await publish(draft, request.out);
    return { check, fallback };
  } finally {
    await Promise.all([rm(draft, { force: true }), rm(encoded, { force: true })]);
  }
}

/** Null when all went well, else why the packets cannot be copied as they are. */
async function copyPackets(
  request: AssembleRequest,
  out: string,
  signal: AbortSignal,
  onProgress: ((done: number) => void) | undefined,
): Promise<string | null> {
  const { fps } = request.house;
  const frames = totalFrames(request);
  const samples = frameToSample(frames, fps);
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'reserve' }), target: new FilePathTarget(out) });
  const picture = new EncodedVideoPacketSource('avc');
  const sound = new EncodedAudioPacketSource('aac');
  output.addVideoTrack(picture, { frameRate: fps.num / fps.den, maximumPacketCount: frames });
  output.addAudioTrack(sound, { maximumPacketCount: packetCount(samples) });
  output.setMetadataTags({ title: request.title });
  await output.start();

  const soundPackets = readSound(request, samples);
  let reason: string | null = null;
  let first: VideoDecoderConfig | null = null;
  let done = 0;
  try {
    for (const piece of request.pieces) {
      using opened = await openPiece(piece.file, fps);
      first ??= opened.config;
      if (!parameterSets(opened.config).equals(parameterSets(first))) {
        reason = `${piece.file} was encoded with other settings than the pieces before it`;
        break;
      }
      const seen = new Set<number>();
      for await (const { packet, frame } of opened.packets()) {
        signal.throwIfAborted();
        seen.add(frame);
        const timestamp = framesToSeconds(done + frame, fps);
        await picture.add(packet.clone({ timestamp, duration: framesToSeconds(1, fps) }), { decoderConfig: first });
        // Sound is laid beside the pictures that it is heard with, so that players read the file forwards.
        for await (const next of soundPackets.until(timestamp)) await sound.add(next, SOUND_META);
      }
      if (seen.size !== piece.frames || !seen.has(0) || !seen.has(piece.frames - 1)) {
        reason = `${piece.file} has ${seen.size} frames instead of ${piece.frames}`;
        break;
      }
      done += piece.frames;
      onProgress?.(done / frames);
    }
    if (reason === null) {
      for await (const next of soundPackets.until(Infinity)) await sound.add(next, SOUND_META);
      await output.finalize();
    }
  } finally {
    if (output.state !== 'finalized') await output.cancel();
  }
  return reason;
}

/** The film's sound packets in order, one stretch in memory at a time. The last one ends exactly with the film. */
function readSound(request: AssembleRequest, filmSamples: number) {
  const queue = request.stretches.toSorted((a, b) => a.stretch.index - b.stretch.index);
  let loaded: readonly Uint8Array[] = [];
  let at = 0;
  let packetIndex = 0;
  return {
    async *until(seconds: number): AsyncGenerator<EncodedPacket> {
      for (;;) {
        const fromSample = (packetIndex - 1) * AAC_FRAME_SAMPLES;
        if (fromSample / SAMPLE_RATE > seconds) return;
        if (at === loaded.length) {
          const next = queue.shift();
          if (next === undefined) return;
          loaded = splitAdts(await readFile(next.file));
          at = 0;
          continue;
        }
        const frame = loaded[at++];
        if (frame === undefined) return;
        const samples = Math.min(AAC_FRAME_SAMPLES, filmSamples - fromSample);
        packetIndex++;
        yield new EncodedPacket(adtsPayload(frame), 'key', fromSample / SAMPLE_RATE, samples / SAMPLE_RATE);
      }
    },
  };
}

/** Bytes on the disk first, then the name: a crash leaves the old film or the new one. */
async function publish(draft: string, out: string): Promise<void> {
  const handle = await open(draft, 'r+');
  try {
    await clearDates(handle);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, out);
  await syncFolder(dirname(out));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function totalFrames(request: AssembleRequest): number {
  return request.pieces.reduce((sum, piece) => sum + piece.frames, 0);
}

const SOUND_META = {
  decoderConfig: {
    codec: 'mp4a.40.2',
    sampleRate: SAMPLE_RATE,
    numberOfChannels: CHANNELS,
    description: AAC_CONFIG,
  },
};
