import type { Failure, FailureClass, GenerationRequest } from '../../model/generation.ts';
import type { Fault } from './options.ts';
import { subjectOf } from './operation.ts';

type Wording = { readonly class: FailureClass; readonly message: string; readonly advice: string };

const SCRIPTED = 'The failure was asked for with `animatic?fail=…`; take the option away to shoot this for real.';

const WORDINGS = {
  rejected: { class: 'invalid_request', message: 'the body was refused', advice: SCRIPTED },
  moderation: {
    class: 'moderation',
    message: 'the content was refused',
    advice: `Soften the action or try another model. ${SCRIPTED}`,
  },
  rate_limited: { class: 'rate_limited', message: 'too many requests', advice: SCRIPTED },
  quota: { class: 'quota', message: 'the account is out of credit', advice: SCRIPTED },
  unauthorized: { class: 'unauthorized', message: 'the key was refused', advice: SCRIPTED },
  unavailable: { class: 'unavailable', message: 'the service does not answer', advice: SCRIPTED },
  model_retired: { class: 'model_retired', message: 'the model is no longer served', advice: SCRIPTED },
  lost: { class: 'lost', message: 'the job is no longer known', advice: SCRIPTED },
  provider_failed: { class: 'provider_failed', message: 'the job failed while it ran', advice: SCRIPTED },
  download: { class: 'unavailable', message: 'the file could not be fetched', advice: SCRIPTED },
} as const satisfies Partial<Record<Fault, Wording>>;

const RETRY_AFTER_MS = 1_000;

/** The failure that a scripted fault shows; null for faults that are not failures (they hang, or spoil the file). */
export function toFailure(fault: Fault, request: GenerationRequest): Failure | null {
  if (!isWorded(fault)) return null;
  const wording = WORDINGS[fault];
  return {
    class: wording.class,
    message: `${subjectOf(request)}: ${wording.message} (scripted)`,
    billed: fault === 'lost' ? 'unknown' : 'no',
    suspect: fault === 'moderation' ? suspectOf(request) : null,
    retryAfterMs: fault === 'rate_limited' ? RETRY_AFTER_MS : null,
    advice: wording.advice,
  };
}

export function failure(cls: FailureClass, message: string, advice: string | null): Failure {
  return { class: cls, message, billed: 'no', suspect: null, retryAfterMs: null, advice };
}

function isWorded(fault: Fault): fault is keyof typeof WORDINGS {
  return Object.hasOwn(WORDINGS, fault);
}

function suspectOf(request: GenerationRequest): string {
  if (request.kind === 'voice' || request.kind === 'music') return 'the words';
  const [first] = request.picture.figures;
  return first === undefined ? 'action' : `character ${first.id}`;
}
