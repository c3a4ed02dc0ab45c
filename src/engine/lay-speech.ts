import type { SpokenInput, VideoRequest } from '../model/generation.ts';
import type { BlobSha } from '../model/ids.ts';
import { temporaryPath, type Crew } from './crew.ts';

/** A line of speech, and where it is heard in the take. */
export type SpokenLine = {
  readonly sha: BlobSha;
  readonly fromFrame: number;
  readonly frames: number;
  readonly skipFrames: number;
};

/**
 * Lays what a shot speaks where the film speaks it, in a sound as long as the take: models that move lips are given one
 * file, and what they make must fit the film's own speech. The same lines give the same bytes. Null without lines.
 */
export async function laySpeech(
  crew: Pick<Crew, 'media' | 'workspace'>,
  { frames, fps }: Pick<VideoRequest, 'frames' | 'fps'>,
  lines: readonly SpokenLine[],
): Promise<SpokenInput | null> {
  if (lines.length === 0) return null;
  const { blobs } = crew.workspace;
  const parts = lines.map((line) => ({
    source: { kind: 'encoded', file: blobs.path(line.sha) } as const,
    sha: line.sha,
    fromFrame: line.fromFrame,
    frames: line.frames,
    skipFrames: line.skipFrames,
    fadeInFrames: 0,
    fadeOutFrames: 0,
    gainDb: 0,
  }));
  const out = temporaryPath(crew, '.wav');
  await crew.media.writeSound({ fps, frames, parts }, out, AbortSignal.timeout(LONGEST_MS));
  const { sha } = await blobs.adopt(out);
  return { sha, lines: lines.map((line) => line.sha) };
}

/** A take's few lines are laid in less than a second. */
const LONGEST_MS = 60_000;
