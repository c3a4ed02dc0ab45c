import { sha256 } from '../base/hash.ts';
import { toCanonicalJson } from '../base/json.ts';
import { type Fps, frameToSample } from '../model/time.ts';
import type { SoundPart, SoundRequest, Stretch } from './media.ts';

/** AAC works in frames of this many samples, and its decoder's first frame is a run-in that is skipped. */
export const AAC_FRAME_SAMPLES = 1024;

/** 512 AAC frames: 10.9 s. Short enough that a retake re-encodes little, long enough that padding costs nothing. */
const STRETCH_PACKETS = 512;

/** AAC frames that are encoded on either side of a stretch and thrown away, so that a splice sounds like one encode. */
const PADDING_PACKETS = 4;

/** Where a part lies in the film, in samples. */
export type PlacedPart = {
  readonly part: SoundPart;
  readonly fromSample: number;
  readonly samples: number;
  readonly skipSamples: number;
  readonly fadeInSamples: number;
  readonly fadeOutSamples: number;
};

/**
 * Packets of the film's sound track, cut into stretches. Packet p decodes to the samples from (p-1)·1024; the first one
 * is the run-in. `fromSample` and `samples` say what a stretch's packets decode to.
 */
export function cutStretches(sound: SoundRequest, build: string): readonly Stretch[] {
  const samples = frameToSample(sound.frames, sound.fps);
  const packets = packetCount(samples);
  const placed = sound.parts.map((part) => placePart(part, sound.fps));
  return Array.from({ length: Math.ceil(packets / STRETCH_PACKETS) }, (_, index) => {
    const firstPacket = index * STRETCH_PACKETS;
    const stretch = {
      index,
      fromSample: (firstPacket - 1) * AAC_FRAME_SAMPLES,
      samples: Math.min(STRETCH_PACKETS, packets - firstPacket) * AAC_FRAME_SAMPLES,
    };
    return { ...stretch, key: stretchKey(stretch, placed, samples, build) };
  });
}

/** Packets of a sound track of so many samples, run-in included. */
export function packetCount(samples: number): number {
  return Math.ceil(samples / AAC_FRAME_SAMPLES) + 1;
}

/** The samples that are mixed and encoded for a stretch: its own, the run-in of its first packet, and padding. */
export function encodedRange(stretch: Pick<Stretch, 'fromSample' | 'samples'>): {
  readonly fromSample: number;
  readonly samples: number;
  readonly dropPackets: number;
} {
  const padding = PADDING_PACKETS * AAC_FRAME_SAMPLES;
  return {
    fromSample: stretch.fromSample - padding,
    samples: stretch.samples + 2 * padding,
    // The encoder's own run-in packet comes on top.
    dropPackets: PADDING_PACKETS + 1,
  };
}

/** Frame counts to samples; every end is computed from the film's start, so that fractional rates never drift. */
export function placePart(part: SoundPart, fps: Fps): PlacedPart {
  const fromSample = frameToSample(part.fromFrame, fps);
  const endSample = frameToSample(part.fromFrame + part.frames, fps);
  return {
    part,
    fromSample,
    samples: endSample - fromSample,
    skipSamples: frameToSample(part.skipFrames, fps),
    fadeInSamples: frameToSample(part.fromFrame + part.fadeInFrames, fps) - fromSample,
    fadeOutSamples: endSample - frameToSample(part.fromFrame + part.frames - part.fadeOutFrames, fps),
  };
}

export function overlaps(placed: PlacedPart, fromSample: number, samples: number): boolean {
  return placed.fromSample < fromSample + samples && placed.fromSample + placed.samples > fromSample;
}

function stretchKey(
  stretch: Pick<Stretch, 'fromSample' | 'samples'>,
  placed: readonly PlacedPart[],
  filmSamples: number,
  build: string,
): string {
  const range = encodedRange(stretch);
  const heard = placed
    .filter((candidate) => overlaps(candidate, range.fromSample, range.samples))
    .map((candidate) => ({
      ...candidate,
      part: { sha: candidate.part.sha, kind: candidate.part.source.kind, gainDb: candidate.part.gainDb },
      fromSample: candidate.fromSample - stretch.fromSample,
    }));
  return sha256(
    toCanonicalJson({
      build,
      samples: stretch.samples,
      // Where the film begins or ends inside the encoded range, silence follows.
      begins: Math.max(0, -range.fromSample),
      ends: Math.min(range.samples, filmSamples - range.fromSample),
      heard,
    }),
  );
}
