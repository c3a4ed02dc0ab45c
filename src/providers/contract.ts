import type { JsonObject } from '../base/json.ts';
import type { Failure, GenerationRequest } from '../model/generation.ts';
import type { AttemptId, BlobSha } from '../model/ids.ts';
import type { ModelFacts } from '../model/model-facts.ts';
import type { ModelRef } from '../model/storyboard.ts';

/**
 * What every source of takes does. The engine calls `submit` at most once per attempt, after the intent is durable;
 * everything else may be called any number of times, also after a crash and by another process.
 */
export interface Provider {
  readonly id: string;
  /** How a submission without an answer can be settled: same key again, look it up, be called back, or not at all. */
  readonly submitSafety: 'key' | 'lookup' | 'callback' | 'none';
  /** Longest time a job may run there before it is parked for a person; half an hour where it is absent. */
  readonly maxRunMs?: number;
  models(): readonly ModelFacts[];
  /** Pure and strict: the native body, or why this model cannot do it. Costs nothing. */
  prepare(request: GenerationRequest, model: ModelRef): Prepared;
  /** One POST. Expected outcomes are values; what it throws counts as ambiguous. */
  submit(body: JsonObject, context: SubmitContext): Promise<SubmitOutcome>;
  reconcile(
    attempt: { readonly id: AttemptId; readonly body: JsonObject },
    context: CallContext,
  ): Promise<ReconcileOutcome>;
  /**
   * Pure: the handle of a job that a person found on the provider's own pages and names as it is named there; null where
   * that can be no job of theirs, or none that this submission could have made. Absent where jobs have no such names.
   */
  toOperation?(job: string, attempt: { readonly id: AttemptId; readonly body: JsonObject }): JsonObject | null;
  poll(operation: JsonObject, context: CallContext): Promise<PollOutcome>;
  cancel(operation: JsonObject, context: CallContext): Promise<void>;
  /** Writes the finished file to `destination` (it may be written afresh by a later call). */
  download(
    operation: JsonObject,
    destination: string,
    context: CallContext & { readonly onProgress: (done: number) => void },
  ): Promise<DownloadOutcome>;
}

export type Prepared =
  | { readonly ok: true; readonly body: JsonObject; readonly dropped: readonly string[] }
  | { readonly ok: false; readonly failure: Failure };

export type CallContext = {
  readonly signal: AbortSignal;
  /** The local file that holds a blob; what `sha` fields of a request mean. */
  readonly blobPath: (sha: BlobSha) => string;
};
export type SubmitContext = CallContext & { readonly attempt: AttemptId; readonly idempotencyKey: string };

/** `rejected` promises that nothing was created there. */
export type SubmitOutcome =
  | { readonly status: 'accepted'; readonly operation: JsonObject }
  | { readonly status: 'rejected'; readonly failure: Failure }
  | { readonly status: 'ambiguous'; readonly message: string };
export type ReconcileOutcome =
  | { readonly status: 'found'; readonly operation: JsonObject }
  | { readonly status: 'absent' }
  | { readonly status: 'unknown'; readonly message: string };
export type PollOutcome =
  | { readonly status: 'pending'; readonly progress: number | null; readonly retryAfterMs: number | null }
  | { readonly status: 'done'; readonly costMicros: number | null }
  | { readonly status: 'failed'; readonly failure: Failure };
export type DownloadOutcome =
  /** `mediaType` such as `video/mp4`, `image/png`, `audio/wav`. */
  { readonly status: 'stored'; readonly mediaType: string } | { readonly status: 'failed'; readonly failure: Failure };
