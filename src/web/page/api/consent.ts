import { signal } from '@preact/signals';
import { ApiError, ask } from './client.ts';

/** A price that a person has to agree to before the request is sent again with her yes. */
export type Question = {
  readonly costMicros: number;
  readonly shots: number;
  readonly unpriced: number;
  readonly answer: (isYes: boolean) => void;
};

/** What is asked now; null while nothing is. */
export const question = signal<Question | null>(null);

type Paid = { readonly method?: 'POST' | 'PUT'; readonly body?: Readonly<Record<string, unknown>> };

/** Sends; where the server says that it costs money, asks first, and sends again with the yes. Null when it was no. */
export async function askWithConsent<T>(path: string, { method = 'POST', body = {} }: Paid = {}): Promise<T | null> {
  return withConsent((isYes) => ask<T>(path, { method, json: isYes ? { ...body, yes: true } : body }));
}

export async function withConsent<T>(attempt: (isYes: boolean) => Promise<T>): Promise<T | null> {
  try {
    return await attempt(false);
  } catch (thrown) {
    if (!(thrown instanceof ApiError) || thrown.code !== 'confirmation_needed') throw thrown;
    const isYes = await confirmCost(thrown.problem);
    return isYes ? attempt(true) : null;
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
