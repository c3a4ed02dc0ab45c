import type { AttemptId } from '../model/ids.ts';
import type { Attempt } from '../store/journal.ts';

/**
 * Submissions of this process that may have left and whose outcome is not written down yet. A job that a provider lists may
 * be one of theirs: until they are answered, no other submission to that model takes a job for its own that looks like it.
 */
export type OnTheWire = {
  readonly enter: (attempt: Pick<Attempt, 'id' | 'provider' | 'model'>) => void;
  readonly leave: (id: AttemptId) => void;
  /** Whether there is one to the same model besides this one. */
  readonly hasOther: (attempt: Pick<Attempt, 'id' | 'provider' | 'model'>) => boolean;
};

export function createOnTheWire(): OnTheWire {
  const sent = new Map<AttemptId, Pick<Attempt, 'provider' | 'model'>>();
  return {
    enter: ({ id, provider, model }) => {
      sent.set(id, { provider, model });
    },
    leave: (id) => {
      sent.delete(id);
    },
    hasOther: ({ id, provider, model }) =>
      [...sent].some(([other, one]) => other !== id && one.provider === provider && one.model === model),
  };
}
