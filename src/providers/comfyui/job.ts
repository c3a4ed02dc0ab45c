import { z } from 'zod';
import type { Gives } from './body.ts';

/** What is known of a job there. */
export type Job =
  | { readonly state: 'waiting' | 'running' }
  | { readonly state: 'done'; readonly outputs: readonly OutputFile[] }
  | { readonly state: 'failed'; readonly words: string }
  | { readonly state: 'cancelled' };
export type OutputFile = { readonly filename: string; readonly subfolder: string; readonly type: string };

/** Nodes of others may say `null` where there is nothing to say. */
const outputSchema = z.object({
  filename: z.string().min(1),
  subfolder: z
    .string()
    .nullish()
    .transform((folder) => folder ?? ''),
  type: z
    .string()
    .nullish()
    .transform((type) => type ?? 'output'),
});
const outputsSchema = z.record(z.string(), z.record(z.string(), z.unknown()));

/** Nodes name the list as they like (`images`, `gifs`, `video`): whatever has a `filename` is a file. */
function readOutputs(json: unknown): readonly OutputFile[] {
  const parsed = outputsSchema.safeParse(json);
  if (!parsed.success) return [];
  return Object.values(parsed.data).flatMap((node) =>
    Object.values(node).flatMap((list) =>
      (Array.isArray(list) ? list : []).flatMap((item) => {
        const file = outputSchema.safeParse(item);
        return file.success ? [file.data] : [];
      }),
    ),
  );
}

const wordSchema = z
  .string()
  .nullish()
  .transform((word) => word ?? '');
const errorSchema = z.object({
  node_type: wordSchema,
  exception_type: wordSchema,
  exception_message: wordSchema,
});
const jobSchema = z.object({
  status: z.enum(['pending', 'in_progress', 'completed', 'failed', 'cancelled']),
  outputs: z.unknown().optional(),
  execution_error: z.unknown().optional(),
  execution_status: z.unknown().optional(),
});

/** The answer of `/api/jobs/{id}`; null where it is none. */
export function readJob(json: unknown): Job | null {
  const parsed = jobSchema.safeParse(json);
  if (!parsed.success) return null;
  const { status, outputs, execution_error: error, execution_status: history } = parsed.data;
  switch (status) {
    case 'pending':
      return { state: 'waiting' };
    case 'in_progress':
      return { state: 'running' };
    case 'completed':
      return { state: 'done', outputs: readOutputs(outputs) };
    case 'failed':
      return wasInterrupted(history) ? { state: 'cancelled' } : { state: 'failed', words: wordsOf(error) };
    case 'cancelled':
      return { state: 'cancelled' };
  }
}

const entrySchema = z.object({
  outputs: z.unknown().optional(),
  status: z
    .object({ status_str: z.string(), messages: z.array(z.unknown()).default([]) })
    .nullish()
    .catch(null),
});

/** The entry of an id in the answer of `/history/{id}`; null where there is none. */
export function readHistory(json: unknown, id: string): Job | null {
  const parsed = z.record(z.string(), z.unknown()).safeParse(json);
  const entry = entrySchema.safeParse(parsed.success ? parsed.data[id] : null);
  if (!entry.success) return null;
  const { outputs, status } = entry.data;
  if (status?.status_str !== 'error') return { state: 'done', outputs: readOutputs(outputs) };
  if (wasInterrupted(status)) return { state: 'cancelled' };
  return { state: 'failed', words: wordsOf(messageOf(status.messages, 'execution_error')) };
}

function wasInterrupted(status: unknown): boolean {
  const parsed = z.object({ messages: z.array(z.unknown()) }).safeParse(status);
  return parsed.success && messageOf(parsed.data.messages, 'execution_interrupted') !== null;
}

function messageOf(messages: readonly unknown[], name: string): unknown {
  const found = messages.find((message) => Array.isArray(message) && message[0] === name);
  return Array.isArray(found) ? found[1] : null;
}

function wordsOf(error: unknown): string {
  const parsed = errorSchema.safeParse(error);
  if (!parsed.success) return '';
  const { node_type: node, exception_type: type, exception_message: message } = parsed.data;
  return [node, type, message].filter((words) => words !== '').join(': ');
}

const queueSchema = z.object({
  queue_running: z.array(z.array(z.unknown())),
  queue_pending: z.array(z.array(z.unknown())),
});

/** Whether the answer of `/queue` has an id; null where it is none or has it not. */
export function readQueue(json: unknown, id: string): Job | null {
  const parsed = queueSchema.safeParse(json);
  if (!parsed.success) return null;
  const has = (items: readonly (readonly unknown[])[]): boolean => items.some((item) => item[1] === id);
  if (has(parsed.data.queue_running)) return { state: 'running' };
  return has(parsed.data.queue_pending) ? { state: 'waiting' } : null;
}

const EXTENSIONS: Readonly<Record<Gives, RegExp>> = {
  video: /\.(?:mp4|webm|mov|mkv)$/iu,
  picture: /\.(?:png|jpe?g|webp)$/iu,
  sound: /\.(?:wav|flac|mp3|ogg|opus|m4a)$/iu,
};

/** What was made to be kept goes before what was made to be looked at. */
export function chooseOutput(outputs: readonly OutputFile[], gives: Gives, id: string): OutputFile | null {
  const fitting = outputs.filter(({ filename }) => EXTENSIONS[gives].test(filename));
  const [kept = null] = [
    ...fitting.filter(({ filename, type }) => type === 'output' && filename.includes(id)),
    ...fitting.filter(({ type }) => type === 'output'),
    ...fitting,
  ];
  return kept;
}

/** As core nodes and those of VideoHelperSuite name the first file of a prefix. */
export function likelyOutputs(id: string, gives: Gives, folder: string): readonly OutputFile[] {
  const names: Readonly<Record<Gives, readonly string[]>> = {
    video: [`${id}_00001_.mp4`, `${id}_00001_.webm`, `${id}_00001.mp4`],
    picture: [`${id}_00001_.png`],
    sound: [`${id}_00001_.flac`, `${id}_00001_.mp3`],
  };
  return names[gives].map((filename) => ({ filename, subfolder: folder, type: 'output' }));
}

export function toQuery({ filename, subfolder, type }: OutputFile): string {
  return new URLSearchParams({ filename, subfolder, type }).toString();
}
