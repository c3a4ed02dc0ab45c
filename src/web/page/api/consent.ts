import { signal } from '@preact/signals';
import { ApiError } from './client.ts';

/** A price that a person has to agree to before the request is sent again with her yes. */
export type Question = {
  readonly costMicros: number;
  readonly shots: number;
  readonly unpriced: number;
  readonly answer: (isYes: boolean) => void;
};

/** What is added to a request that may cost. */
export type Consent = { readonly yes?: true };

/** What is asked now; null while nothing is. */
export const question = signal<Question | null>(null);

/** Sends; where the server says that it costs money, asks first, and sends again with the yes. Null when it was no. */
export async function withConsent<T>(attempt: (consent: Consent) => Promise<T>): Promise<T | null> {
  try {
    return await attempt({});
  } catch (thrown) {
    if (!(thrown instanceof ApiError) || thrown.code !== 'confirmation_needed') throw thrown;
    const isYes = await confirmCost(thrown.problem);
    return isYes ? attempt({ yes: true }) : null;
  }
}

function confirmCost({ costMicros = 0, shots = 0, unpriced = 0 }: ApiError['problem']): Promise<boolean> {
  return new Promise((resolve) => {
    question.value = {
      costMicros,
      shots,
      unpriced,
      answer: (isYes) => {
        question.value = null;
        resolve(isYes);
      },
    };
  });
}
