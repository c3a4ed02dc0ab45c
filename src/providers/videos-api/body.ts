import { z } from 'zod';
import type { JsonObject } from '../../base/json.ts';
import type { ModelFacts } from '../../model/model-facts.ts';

/**
 * How a server of `POST /v1/videos` wants to be asked: `openai` by seconds and `1280x720` (also LiteLLM), `sglang` and
 * `vllm-omni` by frames, with a seed and what to avoid; these by a form, `openrouter` by JSON.
 */
export const videosApiSettingsSchema = z.strictObject({
  dialect: z.enum(['openai', 'sglang', 'vllm-omni', 'openrouter']),
  /** As the server calls it; absent where it has only one. */
  model: z.string().min(1).optional(),
  /** How many frames it can make: one, and whole steps more. */
  timing: z
    .strictObject({ fps: z.int().positive(), step: z.int().positive(), most: z.int().positive() })
    .default({ fps: 16, step: 4, most: 81 }),
});
export type VideosApiSettings = z.infer<typeof videosApiSettingsSchema>;
export type Known = { readonly settings: VideosApiSettings; readonly facts: ModelFacts };

/** What the journal keeps of a submission. */
export type VideosApiBody = {
  readonly fields: Readonly<Record<string, string>>;
  /** The first frame; null where there is none. */
  readonly reference: string | null;
  /** Sent instead of a form where it is not null, files by hash. */
  readonly json: JsonObject | null;
  /** Nothing is paid there: what may exist twice costs nothing. */
  readonly isFree: boolean;
};
const bodySchema = z.object({
  fields: z.record(z.string(), z.string()),
  reference: z.string().nullable(),
  json: z.record(z.string(), z.json()).nullable().default(null),
  isFree: z.boolean(),
});

export function parseBody(json: JsonObject): VideosApiBody {
  return bodySchema.parse(json);
}

/** What one request asks for, and what of it cannot be asked. */
export type Draft = { readonly name: string; readonly lengthMs: number; readonly dropped: string[] };
