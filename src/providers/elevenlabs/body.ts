import { z } from 'zod';
import type { JsonObject } from '../../base/json.ts';

/** What the journal keeps of a submission: where it goes, and what is sent there. */
export type SoundBody = {
  readonly kind: 'speech' | 'music' | 'effects';
  /** Such as `text-to-speech/VOICE/with-timestamps`. */
  readonly path: string;
  readonly input: JsonObject;
  /** When it was about to be sent, by their clock; null before that is known. */
  readonly askedMs: number | null;
};
export type SpokenWord = { readonly text: string; readonly fromMs: number; readonly toMs: number };
/** The answer was the file itself, and is kept by its hash; or it was found in the history of the account. */
export type SoundOperation =
  | { readonly kind: 'kept'; readonly sha: string; readonly mediaType: string; readonly words: readonly SpokenWord[] }
  | { readonly kind: 'history'; readonly item: string };

const objectSchema: z.ZodType<JsonObject> = z.record(z.string(), z.json());
const bodySchema = z.object({
  kind: z.enum(['speech', 'music', 'effects']),
  path: z.string(),
  input: objectSchema,
  askedMs: z.int().nullable().default(null),
});
const wordSchema = z.object({ text: z.string(), fromMs: z.number(), toMs: z.number() });
const operationSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('kept'),
    sha: z.string().regex(/^[0-9a-f]{64}$/u),
    mediaType: z.string(),
    words: z.array(wordSchema).default([]),
  }),
  z.object({ kind: z.literal('history'), item: z.string().min(1) }),
]);

export function parseBody(json: JsonObject): SoundBody {
  return bodySchema.parse(json);
}

export function parseOperation(json: JsonObject): SoundOperation {
  return operationSchema.parse(json);
}
