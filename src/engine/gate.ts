import type { JsonObject } from '../base/json.ts';
import type { Inspection } from '../media/media.ts';
import type { Failure } from '../model/generation.ts';
import { framesToMs } from '../model/time.ts';
import type { Take } from '../store/takes.ts';
import type { Crew } from './crew.ts';

/** Frames that conform may make up for by holding the last one. */
const MISSING_FRAMES_ALLOWED = 2;

export type GateVerdict = { readonly failure: Failure | null; readonly facts: JsonObject };

/** What every file must be before it counts as a take: it decodes to its end, and is as long as the film needs. */
export async function gateTake(crew: Crew, take: Take, signal: AbortSignal): Promise<GateVerdict> {
  if (take.sha === null) throw new Error(`take ${take.id} has no file`);
  const inspection = await crew.media.inspect(crew.workspace.blobs.path(take.sha), signal);
  const facts: JsonObject = {
    decodes: inspection.decodes,
    trouble: inspection.trouble,
    video: inspection.video,
    audio: inspection.audio,
  };
  const message = objection(take, inspection);
  if (message === null) return { failure: null, facts };
  return {
    facts,
    failure: {
      class: 'bad_output',
      message,
      billed: take.costMicros > 0 ? 'yes' : 'no',
      suspect: null,
      retryAfterMs: null,
      advice: 'The file is kept. Shoot the shot again, or give it another model.',
    },
  };
}

function objection(take: Take, inspection: Inspection): string | null {
  const request = take.request;
  const isSound = request.kind === 'voice' || request.kind === 'music';
  if (isSound ? inspection.audio === null : inspection.video === null) {
    return `The file that ${take.model} delivered holds no ${isSound ? 'sound' : 'picture'}${inspection.trouble === null ? '.' : `: ${inspection.trouble}`}`;
  }
  if (!inspection.decodes)
    return `The file that ${take.model} delivered does not decode to its end: ${inspection.trouble ?? 'no reason given'}`;
  if (request.kind !== 'video' || inspection.video === null || take.mediaType?.startsWith('image/') === true)
    return null;
  const wantedMs = framesToMs(request.frames - MISSING_FRAMES_ALLOWED, request.fps);
  if (inspection.video.durationMs >= wantedMs) return null;
  return `The take is ${(inspection.video.durationMs / 1000).toFixed(2)} s long; the film needs ${(framesToMs(request.frames, request.fps) / 1000).toFixed(2)} s (${request.frames} frames).`;
}
