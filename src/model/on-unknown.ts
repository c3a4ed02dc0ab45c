import { moneyToText, type Micros } from './money.ts';

/**
 * What becomes of a submission of which nobody can tell whether it exists. `ask`: it is held until a person says.
 * `repay`: it is sent once more where it costs at most so much; the old one counts as spent.
 */
export type UnknownPolicy = { readonly kind: 'ask' } | { readonly kind: 'repay'; readonly upToMicros: Micros };

/** What a person wrote down; null where they said nothing. */
export type UnknownPolicies = {
  readonly all: UnknownPolicy | null;
  readonly providers: Readonly<Record<string, UnknownPolicy>>;
};

export const NO_POLICIES: UnknownPolicies = { all: null, providers: {} };
const ASK: UnknownPolicy = { kind: 'ask' };
/** An answer that is the file itself leaves no job to look for, and such files cost cents. */
const SMALL: UnknownPolicy = { kind: 'repay', upToMicros: 50_000 };

/** The policy for a model: what was written for its provider, for all, or else what fits how it answers. */
export function policyFor(
  { all, providers }: UnknownPolicies,
  { provider, answersAtOnce }: { readonly provider: string; readonly answersAtOnce: boolean },
): UnknownPolicy {
  const own = Object.hasOwn(providers, provider) ? providers[provider] : undefined;
  return own ?? all ?? (answersAtOnce ? SMALL : ASK);
}

/** As a storyboard writes it. */
export function policyToText(policy: UnknownPolicy): string {
  return policy.kind === 'ask' ? 'ask' : `repay-up-to ${moneyToText(policy.upToMicros).replace('$', '')} USD`;
}
