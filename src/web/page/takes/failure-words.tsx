import type { Failure } from '../../../model/generation.ts';
import { wordToText } from '../ui/format.ts';

const BILLED: Readonly<Record<Failure['billed'], string>> = {
  yes: 'It was charged.',
  no: 'It was not charged.',
  unknown: 'Whether it was charged is not known.',
};

/** Why something failed, whether it cost anything, and what a person can do. */
export function FailureWords({ failure }: { readonly failure: Failure }) {
  return (
    <div class="failure">
      <p>
        <b>{wordToText(failure.class)}</b>: {failure.message}
      </p>
      {failure.suspect !== null && <p>Most likely because of {failure.suspect}.</p>}
      {failure.advice !== null && <p>{failure.advice}</p>}
      <p class="soft">{BILLED[failure.billed]}</p>
    </div>
  );
}
