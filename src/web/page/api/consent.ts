import { signal } from '@preact/signals';
import type { Micros } from '../../../model/money.ts';
import { ApiError } from './client.ts';

/** A price that a person has to agree to before the request is sent again with her yes. */
export type Question = {
  readonly costMicros: Micros;
  /** `3 shots (with a keyframe, without which …), about $1.20`, as the server words it. */
  readonly words: string | null;
  readonly shots: number;
  readonly unpriced: number;
  /** The ceiling as it is now; undefined where none can be set. */
  readonly ceilingMicros: Micros | null | undefined;
  readonly answer: (answer: Answer) => void;
};
/** `ceilingMicros` null: as it is. */
export type Answer = { readonly isYes: false } | { readonly isYes: true; readonly ceilingMicros: Micros | null };

/** What is added to a request that may cost. */
export type Consent = { readonly yes?: true; readonly maxCostUsd?: number };

/** What is asked now; null while nothing is. */
export const question = signal<Question | null>(null);

/** Sends; where the server says that it costs money, asks first, and sends again with the yes. Null when it was no. */
export async function withConsent<T>(
  attempt: (consent: Consent) => Promise<T>,
  { ceilingMicros }: Partial<Pick<Question, 'ceilingMicros'>> = {},
): Promise<T | null> {
  try {
    return await attempt({});
  } catch (thrown) {
    if (!(thrown instanceof ApiError) || thrown.code !== 'confirmation_needed') throw thrown;
    const answer = await confirmCost(thrown.problem, ceilingMicros);
    return answer.isYes ? attempt(toConsent(answer)) : null;
  }
}

function toConsent({ ceilingMicros }: Answer & { readonly isYes: true }): Consent {
  return ceilingMicros === null ? { yes: true } : { yes: true, maxCostUsd: ceilingMicros / 1_000_000 };
}

function confirmCost(
  { costMicros = 0, shots = 0, unpriced = 0, question: words }: ApiError['problem'],
  ceilingMicros: Question['ceilingMicros'],
): Promise<Answer> {
  return new Promise((resolve) => {
    question.value = {
      costMicros,
      words: words ?? null,
      shots,
      unpriced,
      ceilingMicros,
      answer: (answer) => {
        question.value = null;
        resolve(answer);
      },
    };
  });
}
