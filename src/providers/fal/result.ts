import { z } from 'zod';
import { jsonOf, type PostReport } from '../post-once.ts';
import type { HostedOperation } from '../hosted-job.ts';

const STATUSES = { IN_QUEUE: 'waiting', IN_PROGRESS: 'running', COMPLETED: 'over' } as const;
const statusSchema = z.object({ status: z.enum(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']) });

/** What the queue says of a job; null where it says nothing that we know. `over` may still mean that it failed. */
export function stateOf(report: PostReport): 'waiting' | 'running' | 'over' | null {
  const parsed = statusSchema.safeParse(jsonOf(report));
  return parsed.success ? STATUSES[parsed.data.status] : null;
}

/** The id in the answer to a submission; null where there is none, and then the job may exist all the same. */
export function requestIdOf(report: PostReport): string | null {
  const parsed = z.object({ request_id: z.string().min(1) }).safeParse(jsonOf(report));
  return parsed.success ? parsed.data.request_id : null;
}

const fileSchema = z.object({ url: z.string().min(1) });
const outputSchema = z.object({
  video: fileSchema.optional().catch(undefined),
  videos: z.array(fileSchema).optional().catch(undefined),
  image: fileSchema.optional().catch(undefined),
  images: z.array(fileSchema).optional().catch(undefined),
  audio: fileSchema.optional().catch(undefined),
  audio_file: fileSchema.optional().catch(undefined),
});

/** Where the finished file is; null where the output has none of the kind that was asked for. */
export function fileUrlOf(output: unknown, gives: HostedOperation['gives']): string | null {
  const parsed = outputSchema.safeParse(output);
  if (!parsed.success) return null;
  const { video, videos, image, images, audio, audio_file: audioFile } = parsed.data;
  const found = { video: video ?? videos?.[0], image: image ?? images?.[0], sound: audio ?? audioFile }[gives];
  return found?.url ?? null;
}
