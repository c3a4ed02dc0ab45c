import type { Clock } from '../base/clock.ts';

/** How long a provider may say nothing of what is on its way before somebody is told. */
const TELL_AFTER_MS = 30_000;

/** Since when a provider has said nothing, and whether that was told. */
export type Silences = Map<string, { readonly sinceMs: number; isTold: boolean }>;

/** Tells of a provider that answers no poll, once until it answers again: whoever waits would see nothing move. */
export function hearPoll(
  {
    silences,
    clock,
    onWarning,
  }: {
    readonly silences: Silences;
    readonly clock: Pick<Clock, 'nowMs'>;
    readonly onWarning: (code: string, message: string) => void;
  },
  provider: string,
  unheard: string | null,
): void {
  if (unheard === null) {
    silences.delete(provider);
    return;
  }
  const nowMs = clock.nowMs();
  const silence = silences.get(provider) ?? { sinceMs: nowMs, isTold: false };
  silences.set(provider, silence);
  if (silence.isTold || nowMs - silence.sinceMs < TELL_AFTER_MS) return;
  silence.isTold = true;
  onWarning(
    'provider_silent',
    `${provider} has said nothing of what is on its way there for ${Math.round((nowMs - silence.sinceMs) / 1000)} s (${unheard}). It is asked again until it does; nothing is sent twice.`,
  );
}
