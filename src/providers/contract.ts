import type { JsonObject } from '../base/json.ts';
import type { Failure, GenerationRequest } from '../model/generation.ts';
import type { AttemptId, BlobSha } from '../model/ids.ts';
import type { ModelFacts, Rate } from '../model/model-facts.ts';
import type { Micros } from '../model/money.ts';
import type { ModelRef } from '../model/storyboard.ts';

/**
 * What every source of takes does. The engine calls `submit` at most once per attempt, after the intent is durable;
 * everything else may be called any number of times, also after a crash and by another process.
 */
export interface Provider {
  readonly id: string;
  /** What has to be set before this can shoot, such as `FAL_KEY`; null or absent: nothing. */
  readonly lacks?: string | null;
  /** How a submission without an answer can be settled: same key again, look it up, be called back, or not at all. */
  readonly submitSafety: 'key' | 'lookup' | 'callback' | 'none';
  /** Longest time a job may run there before it is parked for a person; half an hour where it is absent. */
  readonly maxRunMs?: number;
  /** It takes whatever it is sent and works through it: a job of which nobody knows whether it is there takes no place. */
  readonly hasOwnQueue?: boolean;
  models(): readonly ModelFacts[];
  /**
   * What the provider itself says that its models cost now, with this key. Only asks (GET), and costs nothing; absent
   * where there is no such list.
   */
  listPrices?(context: Pick<CallContext, 'signal'>): Promise<PricesOutcome>;
  /** Pure and strict: the native body, or why this model cannot do it. Costs nothing. */
  prepare(request: GenerationRequest, model: ModelRef, wanted: Wanted): Prepared;
  /**
   * Brings the files that a body names to where the provider can fetch them. What it returns is written down before
   * anything is sent, and is what `submit` and `reconcile` get. Free; absent where bodies need no such thing.
   */
  upload?(body: JsonObject, context: CallContext): Promise<UploadOutcome>;
  /** One POST. Expected outcomes are values; what it throws counts as ambiguous. */
  submit(body: JsonObject, context: SubmitContext): Promise<SubmitOutcome>;
  /** What became of a submission without an answer. Asked again after a while where it says `pending`. */
  reconcile(attempt: SentAttempt, context: ReconcileContext): Promise<ReconcileOutcome>;
  /**
   * Pure: the handle of a job that a person found on the provider's own pages and names as it is named there; null where
   * that can be no job of theirs, or none that this submission could have made. Absent where jobs have no such names.
   */
  toOperation?(job: string, attempt: { readonly id: AttemptId; readonly body: JsonObject }): JsonObject | null;
  /** Whether there can be a job to name for this body; absent: wherever `toOperation` is there. */
  hasNamedJob?(body: JsonObject): boolean;
  /**
   * Whether there is a job of this handle, by one answer; null where nobody answers that. `poll` is patient with a job that
   * is not known for a moment, and does for this only where this is absent. With the `body` of a submission also false where
   * the provider tells what the job was made from, and that is something else.
   */
  hasJob?(operation: JsonObject, context: CallContext & { readonly body?: JsonObject }): Promise<boolean | null>;
  poll(operation: JsonObject, context: CallContext): Promise<PollOutcome>;
  cancel(operation: JsonObject, context: CallContext): Promise<void>;
  /**
   * Which job a message to our webhook is about; null where nobody can have sent it but an impostor. It is never more
   * than a hint: whoever hears it polls.
   */
  parseWebhook?(message: WebhookMessage, context: CallContext): Promise<WebhookHint | null>;
  /** Writes the finished file to `destination` (it may be written afresh by a later call). */
  download(
    operation: JsonObject,
    destination: string,
    context: CallContext & { readonly onProgress: (done: number) => void },
  ): Promise<DownloadOutcome>;
}

/** `source`: where it is written, for a person. A failure leaves everything as it was known. */
export type PricesOutcome =
  | { readonly status: 'listed'; readonly source: string; readonly prices: readonly ListedPrice[] }
  | { readonly status: 'failed'; readonly failure: Failure };
/** What is listed of one model, by its id in the registry. */
export type ListedPrice =
  | {
      readonly kind: 'price';
      readonly model: string;
      readonly price: Rate;
      /** Larger pictures cost more than this, and it is not listed how much. */
      readonly isBase: boolean;
    }
  /** `why` goes on a sentence: `charged per megapixel`. */
  | { readonly kind: 'not_reckoned'; readonly model: string; readonly why: string };

export type Prepared =
  | { readonly ok: true; readonly body: JsonObject; readonly dropped: readonly string[] }
  | { readonly ok: false; readonly failure: Failure };

export type Wanted = {
  /** The length that the plan asks of the model; 0 for what has none. */
  readonly lengthMs: number;
};
export type UploadOutcome =
  | { readonly status: 'ready'; readonly body: JsonObject }
  | { readonly status: 'failed'; readonly failure: Failure };

export type CallContext = {
  readonly signal: AbortSignal;
  /** The local file that holds a blob; what `sha` fields of a request mean. */
  readonly blobPath: (sha: BlobSha) => string;
};
export type SubmitContext = CallContext & {
  readonly attempt: AttemptId;
  readonly idempotencyKey: string;
  /**
   * Asked when a socket is open and before its first byte: false, and this submission must never leave any more. Whoever
   * stood still for longer than its right to send lasts (a stopped process, a closed lid) hears false.
   */
  readonly mayLeave: MayLeave;
  /** Keeps an answer that is the file itself, safe on disk when it returns: the handle of such a job is the blob. */
  readonly keep: (bytes: Uint8Array) => Promise<BlobSha>;
  /** Where the provider may tell that the job is done, with the submission's nonce in it; it is polled all the same. */
  readonly webhook?: string | null;
};
export type MayLeave = () => boolean;
/** What a client needs of a submission's context. */
export type Sending = Pick<SubmitContext, 'signal' | 'mayLeave' | 'webhook'>;
export type SentAttempt = {
  readonly id: AttemptId;
  readonly body: JsonObject;
  /** When its intent was written: nothing was sent before, by this machine's clock. */
  readonly intentMs: number;
  /**
   * How long went by, at most, between the first request of its `upload` and the right to send it: what their clock said
   * then and this is the latest that it can have left, but for the half minute in which that right holds.
   */
  readonly leadMs: number;
  /** What was in the address that it was given (`?n=`), by which a listing that shows addresses tells it from others. */
  readonly nonce?: string | null;
};
export type ReconcileContext = CallContext & {
  /** Whether another attempt has this job already: what is adopted twice is counted twice. */
  readonly isTaken: (operation: JsonObject) => Promise<boolean>;
};

export type WebhookMessage = {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};
/** The provider's own name of the job, as `toOperation` takes it. */
export type WebhookHint = { readonly job: string };

/** `rejected` promises that nothing was created there. */
export type SubmitOutcome =
  | {
      readonly status: 'accepted';
      readonly operation: JsonObject;
      /** What the provider says that it will cost, where it says so. */
      readonly quotedMicros?: Micros | null;
    }
  | { readonly status: 'rejected'; readonly failure: Failure }
  | { readonly status: 'ambiguous'; readonly message: string };
export type ReconcileOutcome =
  /** `isCertain`: known by what only this submission was given, and not by its looks alone. */
  | { readonly status: 'found'; readonly operation: JsonObject; readonly isCertain?: true }
  | { readonly status: 'absent' }
  /** It cannot be told yet: a listing lags, or shows only what is finished. */
  /** `leftMs`: after how much longer, at most, it will be sure. */
  | { readonly status: 'pending'; readonly retryAfterMs: number; readonly leftMs?: number }
  | { readonly status: 'unknown'; readonly message: string };
export type PollOutcome =
  | {
      readonly status: 'pending';
      readonly progress: number | null;
      readonly retryAfterMs: number | null;
      /** Why nothing is known of the job just now, where no answer came that says anything: `HTTP 500`, `ECONNREFUSED`. */
      readonly unheard?: string;
    }
  | { readonly status: 'done'; readonly costMicros: number | null }
  | {
      readonly status: 'failed';
      readonly failure: Failure;
      /** What the failure cost, where the provider says so. */
      readonly costMicros?: Micros | null;
    };
export type DownloadOutcome =
  /** `mediaType` such as `video/mp4`, `image/png`, `audio/wav`. */
  { readonly status: 'stored'; readonly mediaType: string } | { readonly status: 'failed'; readonly failure: Failure };
