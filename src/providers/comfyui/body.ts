import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Json, JsonObject } from '../../base/json.ts';
import type { AttemptId, BlobSha } from '../../model/ids.ts';
import type { Graph } from './workflow.ts';

/** What the journal keeps of a submission: the workflow with everything of the shot in it. */
export type ComfyuiBody = {
  readonly graph: Graph;
  readonly gives: Gives;
  /** Where the name of the file goes once it is known. */
  readonly prefix: readonly string[];
};
export type ComfyuiOperation = { readonly id: string; readonly gives: Gives };
export type Gives = 'video' | 'picture' | 'sound';

const giving = z.enum(['video', 'picture', 'sound']);
const bodySchema = z.object({
  graph: z.record(z.string(), z.object({ class_type: z.string(), inputs: z.record(z.string(), z.json()) })),
  gives: giving,
  prefix: z.array(z.string()),
});
const operationSchema = z.object({ id: z.string().min(1), gives: giving });

export function parseBody(json: JsonObject): ComfyuiBody {
  return bodySchema.parse(json);
}

export function parseOperation(json: JsonObject): ComfyuiOperation {
  return operationSchema.parse(json);
}

/** The id that we give the job: a UUID (version 8) that follows from the attempt, so that it is never lost. */
export function toPromptId(attempt: AttemptId): string {
  const hex = hash('sha256', `longtake ${attempt}`, 'hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** In the output folder there. */
export const FOLDER = 'longtake';

/** Stands in a workflow for a file that is uploaded before it is sent. */
export function fileAt(sha: BlobSha): JsonObject {
  return { blob: sha };
}

const fileSchema = z.strictObject({ blob: z.string().regex(/^[0-9a-f]{64}$/u) });

/** The workflow with another value at each place. */
export function withValues(graph: Graph, values: ReadonlyMap<string, Json>): Graph {
  return Object.fromEntries(
    Object.entries(graph).map(([id, node]) => [
      id,
      {
        ...node,
        inputs: Object.fromEntries(
          Object.entries(node.inputs).map(([name, value]) => {
            const given = values.get(`${id}.inputs.${name}`);
            return [name, given === undefined ? value : given];
          }),
        ),
      },
    ]),
  );
}

/** The files that a workflow waits for, by place. */
export function filesOf(graph: Graph): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [id, { inputs }] of Object.entries(graph))
    for (const [name, value] of Object.entries(inputs)) {
      const file = fileSchema.safeParse(value);
      if (file.success) files.set(`${id}.inputs.${name}`, file.data.blob);
    }
  return files;
}
