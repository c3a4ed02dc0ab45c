import type { JsonObject } from '../base/json.ts';
import type { Failure } from '../model/generation.ts';
import type { CallContext, Provider } from '../providers/contract.ts';
import { ownFailure, thrownFailure } from './failures.ts';

/**
 * Asks a provider whether it has a job that somebody named, and that can be one of this body. Null when it is there, whatever became of it. `lost` and
 * `invalid_request` say that it is not; all else, that nobody could tell.
 */
export async function askForJob(
  provider: Provider,
  operation: JsonObject,
  context: CallContext & { readonly body: JsonObject },
): Promise<Failure | null> {
  try {
    const isThere = await provider.hasJob?.(operation, context);
    if (isThere === true) return null;
    if (isThere === false) return ownFailure('lost', 'There is no such job.');
    if (isThere === null) return ownFailure('unavailable', 'It gave no answer that says so.');
    const answer = await provider.poll(operation, context);
    return answer.status === 'failed' && SAYS_NOTHING.has(answer.failure.class) ? answer.failure : null;
  } catch (thrown) {
    context.signal.throwIfAborted();
    return thrownFailure(thrown);
  }
}

/** Of what became of a job; these are told instead of it. */
const SAYS_NOTHING: ReadonlySet<Failure['class']> = new Set([
  'lost',
  'invalid_request',
  'unauthorized',
  'unavailable',
  'rate_limited',
]);
