import type { ModelRef } from '../../model/storyboard.ts';

/**
 * How the animatic can be scripted to fail: the options of `animatic?fail=…`.
 *
 * | option     | value                    | meaning                                                                      |
 * |------------|--------------------------|------------------------------------------------------------------------------|
 * | `fail`     | a fault, see `FAULTS`    | what goes wrong, and where                                                   |
 * | `on`       | `s1b,s2a`                | only for these shots (`music`, `ambience` name the two kinds of bed); default all |
 * | `times`    | `2`                      | only the first n submissions for a shot (downloads for `fail=download`); then it works |
 * | `delay`    | `2s`, `500ms`            | the job is pending for so long before it is done                             |
 * | `safety`   | `key`, `lookup`, `none`  | what `reconcile` can tell: all three follow the words of `Provider.submitSafety` |
 *
 * `times` is counted per provider instance, by medium and shot: a new process counts afresh. What a submission was
 * told to do is kept in its operation, so polls and downloads need no memory.
 */
export type AnimaticOptions = {
  readonly fault: Fault | null;
  /** Null: every shot. */
  readonly on: readonly string[] | null;
  /** Null: every time. */
  readonly times: number | null;
  readonly delayMs: number;
  readonly safety: Safety;
};

export type Fault = keyof typeof FAULTS;
export type Safety = (typeof SAFETIES)[number];

/** Every fault, and the call that shows it. */
export const FAULTS = {
  rejected: 'submit', // the body is invalid
  moderation: 'submit',
  rate_limited: 'submit',
  quota: 'submit',
  unauthorized: 'submit',
  unavailable: 'submit',
  model_retired: 'submit',
  ambiguous: 'submit', // the job exists, the answer was lost
  vanished: 'submit', // the request never arrived, and nobody can see that
  throws: 'submit', // the connection breaks with an exception
  lost: 'poll', // the job is no longer known
  provider_failed: 'poll',
  stuck: 'poll', // pending for ever
  slow: 'poll', // pending for `delay`, five seconds when not given
  download: 'download', // the file cannot be fetched
  corrupt: 'download', // bytes that do not decode
  short: 'download', // half the frames
  black: 'download',
  frozen: 'download', // the first frame, held
} as const;

const SAFETIES = ['key', 'lookup', 'none'] as const;
const KNOWN = ['fail', 'on', 'times', 'delay', 'safety'] as const;
const SLOW_MS = 5_000;

/** Reads the options of a model reference. On a mistake: a sentence that says what would be right. */
export function parseOptions(
  model: ModelRef,
):
  | { readonly ok: true; readonly options: AnimaticOptions }
  | { readonly ok: false; readonly message: string; readonly advice: string } {
  const bad = (message: string, advice: string): { ok: false; message: string; advice: string } => ({
    ok: false,
    message: `${model.text}: ${message}`,
    advice,
  });
  const unknown = Object.keys(model.options).find((key) => !KNOWN.some((known) => known === key));
  if (unknown !== undefined) return bad(`the option "${unknown}" is not known`, `Known options: ${KNOWN.join(', ')}.`);

  const { fail, on, times, delay, safety } = model.options;
  if (fail !== undefined && !isFault(fail)) {
    return bad(`fail=${fail} is not a known fault`, `Known faults: ${Object.keys(FAULTS).join(', ')}.`);
  }
  const shots = on?.split(',').map((shot) => shot.trim());
  if (shots?.some((shot) => shot === '') === true) return bad('on= holds an empty name', 'Write on=s1b,s2a.');
  if (times !== undefined && !/^[1-9]\d{0,5}$/.test(times)) {
    return bad(`times=${times} is not a count`, 'Write a whole number from 1, such as times=2.');
  }
  const delayMs = delay === undefined ? null : parseDelayMs(delay);
  if (delay !== undefined && delayMs === null) {
    return bad(`delay=${delay} is not a time`, 'Write delay=2s, delay=1.5s or delay=500ms.');
  }
  const found = SAFETIES.find((known) => known === safety);
  if (safety !== undefined && found === undefined) {
    return bad(`safety=${safety} is not known`, `Write safety=${SAFETIES.join(', safety=')}.`);
  }
  return {
    ok: true,
    options: {
      fault: fail ?? null,
      on: shots ?? null,
      times: times === undefined ? null : Number(times),
      delayMs: delayMs ?? (fail === 'slow' ? SLOW_MS : 0),
      safety: found ?? 'key',
    },
  };
}

export function isFault(text: string): text is Fault {
  return Object.hasOwn(FAULTS, text);
}

function parseDelayMs(text: string): number | null {
  const match = /^(\d{1,6}(?:\.\d{1,3})?)(ms|s)?$/.exec(text);
  if (match === null) return null;
  return Math.round(Number(match[1]) * (match[2] === 'ms' ? 1 : 1_000));
}
