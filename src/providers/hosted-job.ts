import { z } from 'zod';
import { toCanonicalJson, type Json, type JsonObject } from '../base/json.ts';
import type { BlobSha } from '../model/ids.ts';

/** What the journal keeps of a submission: where it goes, what it gives, and the input, with files by hash or by URL. */
export type HostedBody = {
  readonly endpoint: string;
  readonly gives: 'video' | 'image' | 'sound';
  readonly input: JsonObject;
  /** When it was about to be sent, by the vendor's own clock; null before that is known. */
  readonly askedMs: number | null;
};
/** The handle of a job, enough for another process on another day. */
export type HostedOperation = { readonly id: string; readonly endpoint: string; readonly gives: HostedBody['gives'] };

const giving = z.enum(['video', 'image', 'sound']);
const jsonSchema: z.ZodType<JsonObject> = z.record(z.string(), z.json());
const bodySchema = z.object({
  endpoint: z.string(),
  gives: giving,
  input: jsonSchema,
  askedMs: z.int().nullable().default(null),
});
const operationSchema = z.object({ id: z.string().min(1), endpoint: z.string(), gives: giving });

export function parseBody(json: JsonObject): HostedBody {
  return bodySchema.parse(json);
}

export function parseOperation(json: JsonObject): HostedOperation {
  return operationSchema.parse(json);
}

/** An input in a vendor's list; null where it is not kept there, and then it may be anybody's. */
export const listedInputSchema = jsonSchema
  .nullish()
  .catch(null)
  .transform((input) => (input == null || Object.keys(input).length === 0 ? null : input));

/** Whether a listed input is that of a submission; fields that the vendor added by itself do not count. */
export function isInputOf({ input }: HostedBody, found: JsonObject): boolean {
  const asked = Object.keys(input).map((field): [string, unknown] => [field, found[field]]);
  return toCanonicalJson(Object.fromEntries(asked)) === toCanonicalJson(input);
}

/** Whether a job can be of a submission, as far as its input is told; where there is none to compare, it can. */
export function mayBeOf(body: JsonObject | undefined, found: JsonObject | null): boolean {
  return body === undefined || found === null || isInputOf(parseBody(body), found);
}

/** Stands in an input for a file that is uploaded before it is sent. */
export function fileAt(sha: BlobSha): JsonObject {
  return { blob: sha };
}

const fileSchema = z.strictObject({ blob: z.string().regex(/^[0-9a-f]{64}$/u) });

/** The input with the URL of every file in its place; each file is asked for once. */
export async function withUrls(input: JsonObject, toUrl: (sha: string) => Promise<string>): Promise<JsonObject> {
  const urls = new Map<string, string>();
  const place = async (value: Json): Promise<Json> => {
    const file = fileSchema.safeParse(value);
    if (file.success) {
      const url = urls.get(file.data.blob) ?? (await toUrl(file.data.blob));
      urls.set(file.data.blob, url);
      return url;
    }
    if (Array.isArray(value)) {
      const placed: Json[] = [];
      for (const one of value) placed.push(await place(one));
      return placed;
    }
    return isObject(value) ? within(value) : value;
  };
  const within = async (object: JsonObject): Promise<JsonObject> => {
    const placed: Record<string, Json> = {};
    for (const [key, value] of Object.entries(object)) placed[key] = await place(value);
    return placed;
  };
  return within(input);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
