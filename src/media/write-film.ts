import { open, readFile } from 'node:fs/promises';
import { EncodedAudioPacketSource, EncodedPacket, EncodedVideoPacketSource, Mp4OutputFormat, Output } from 'mediabunny';
import { LongtakeError } from '../model/error.ts';
import { frameToSample, framesToSeconds } from '../model/time.ts';
import { AAC_CONFIG, adtsPayload, splitAdts } from './adts.ts';
import { CHANNELS, SAMPLE_RATE } from './encoder.ts';
import { FileTarget } from './file-target.ts';
import type { AssembleRequest } from './media.ts';
import { createPieceBuffers } from './piece-buffers.ts';
import { openPiece, parameterSets } from './pieces.ts';
import { AAC_FRAME_SAMPLES, packetCount } from './stretches.ts';

export type Written =
  | { readonly status: 'written' }
  /** The pieces are sound, but cannot be copied one after the other. */
  | { readonly status: 'refused'; readonly reason: string };

export function totalFrames({ pieces }: AssembleRequest): number {
  return pieces.reduce((sum, piece) => sum + piece.frames, 0);
}

/**
 * Writes a film by copying packets: pictures at times counted in frames, sound beside the pictures that it is heard with,
 * headers first. Throws when a piece cannot be read or has another number of frames than was said.
 */
export async function writeFilm(
  request: AssembleRequest,
  out: string,
  signal: AbortSignal,
  onProgress: ((done: number) => void) | undefined,
): Promise<Written> {
  const { fps } = request.house;
  const frames = totalFrames(request);
  const samples = frameToSample(frames, fps);
  await using file = await open(out, 'w');
  const buffers = createPieceBuffers();
  const output = new Output({
    format: new Mp4OutputFormat({ fastStart: 'reserve' }),
    target: new FileTarget(file, (parts) => buffers.written(parts)),
  });
  const picture = new EncodedVideoPacketSource('avc');
  const sound = new EncodedAudioPacketSource('aac');
  output.addVideoTrack(picture, { frameRate: fps.num / fps.den, maximumPacketCount: frames });
  output.addAudioTrack(sound, { maximumPacketCount: packetCount(samples) });
  output.setMetadataTags({ title: request.title });
  const soundPackets = readSound(request, samples);
  try {
    await output.start();
    let first: VideoDecoderConfig | null = null;
    let done = 0;
    for (const piece of request.pieces) {
      using opened = await openPiece(piece.file, fps, buffers);
      first ??= opened.config;
      if (!parameterSets(opened.config).equals(parameterSets(first))) {
        return { status: 'refused', reason: `${piece.file} was encoded with other settings than the pieces before it` };
      }
      const shown = new Set<number>();
      for await (const { packet, frame } of opened.packets()) {
        signal.throwIfAborted();
        shown.add(frame);
        buffers.handedOn(packet.data);
        const timestamp = framesToSeconds(done + frame, fps);
        await picture.add(packet.clone({ timestamp, duration: framesToSeconds(1, fps) }), { decoderConfig: first });
        for await (const next of soundPackets.until(timestamp)) await sound.add(next, SOUND_META);
      }
      mustBeWhole(piece, shown);
      done += piece.frames;
      onProgress?.(done / frames);
    }
    for await (const next of soundPackets.until(Infinity)) await sound.add(next, SOUND_META);
    await output.finalize();
    return { status: 'written' };
  } finally {
    if (output.state !== 'finalized') await output.cancel();
  }
}

function mustBeWhole(piece: AssembleRequest['pieces'][number], shown: ReadonlySet<number>): void {
  if (shown.size === piece.frames && shown.has(0) && shown.has(piece.frames - 1)) return;
  throw new LongtakeError({
    code: 'piece_incomplete',
    message: `${piece.file} has ${shown.size} frames instead of ${piece.frames}.`,
    details: { file: piece.file },
  });
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

const SOUND_META = {
  decoderConfig: {
    codec: 'mp4a.40.2',
    sampleRate: SAMPLE_RATE,
    numberOfChannels: CHANNELS,
    description: AAC_CONFIG,
  },
};
