/**
 * What a machine wants done. A machine only names it; the engine writes it to the outbox in the transaction that moved
 * the machine, carries it out afterwards (late, twice, or in another process), and feeds the outcome back as an event.
 */
export type Effect =
  /** Admit against the budget and write the intent, durably, before anything is sent. */
  | { readonly kind: 'reserve' }
  /** The one POST. */
  | { readonly kind: 'submit' }
  /** Ask the provider what became of a submission without an answer. */
  | { readonly kind: 'reconcile'; readonly delayMs: number }
  | { readonly kind: 'poll'; readonly delayMs: number }
  | { readonly kind: 'download'; readonly delayMs: number }
  | { readonly kind: 'gate' }
  /** Ask the provider to stop a job that nobody wants any more, and learn what became of it. */
  | { readonly kind: 'cancel' }
  /** Come back with `take.retry_due` after a while. */
  | { readonly kind: 'wake'; readonly delayMs: number }
  /** Begin the takes of these numbers on rung `rung` of the ladder. */
  | { readonly kind: 'start_takes'; readonly numbers: readonly number[]; readonly rung: number }
  | { readonly kind: 'conform' }
  | { readonly kind: 'encode' }
  | { readonly kind: 'mix' }
  | { readonly kind: 'assemble' };

/** The one action of every machine. It does nothing here: the engine reads its parameters and does the work. */
export const effect = (_scope: unknown, _effect: Effect): void => {};

export type EffectKind = Effect['kind'];

/** Gives `setup({ types })` its types: xstate reads only the type of these values, never the values. */
export function typed<T>(): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the reviewed phantom value
  return {} as T;
}
