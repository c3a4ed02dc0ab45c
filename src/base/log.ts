import type { Clock } from './clock.ts';
import { toIsoTime } from './clock.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What a line is about. Small plain values: no bodies, no prompts, no addresses that may be secret. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** Says what a server does. `message` is always the same words for the same thing; what differs is in the fields. */
export type Log = Readonly<Record<LogLevel, (message: string, fields?: LogFields) => void>> & {
  /** The same, with these fields in every line: `render`, `shot`. */
  readonly with: (fields: LogFields) => Log;
};

export type LogOptions = {
  /** `json`: one object a line, for programs. `text`: for a person at a terminal. */
  readonly form: 'json' | 'text';
  readonly level: LogLevel;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Texts that must never be seen, wherever they turn up. */
  readonly secrets?: readonly string[];
  /** Takes one line without its end; standard error where it is absent. */
  readonly write?: (line: string) => void;
};

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };
/** Nobody reads a longer one; whoever could make it longer could fill the disk. */
const MAX_TEXT = 1_000;
/** A shorter secret would blot out ordinary words. */
const MIN_SECRET = 6;

export function createLog(options: LogOptions): Log {
  return withFields(options, {});
}

function withFields(options: LogOptions, own: LogFields): Log {
  const say =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (RANK[level] < RANK[options.level]) return;
      const line = toLine(options, level, message, { ...own, ...fields });
      if (options.write === undefined) console.error(line);
      else options.write(line);
    };
  return {
    debug: say('debug'),
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
    with: (fields) => withFields(options, { ...own, ...fields }),
  };
}

function toLine(
  { form, clock, secrets = [] }: LogOptions,
  level: LogLevel,
  message: string,
  fields: LogFields,
): string {
  const time = toIsoTime(clock.nowMs());
  const clean = (text: string): string => {
    const safe = secrets.reduce((kept, one) => (one.length < MIN_SECRET ? kept : kept.replaceAll(one, '•••')), text);
    return safe.length <= MAX_TEXT ? safe : `${safe.slice(0, MAX_TEXT).replace(/[\uD800-\uDBFF]$/u, '')}…`;
  };
  const cleaned = Object.entries(fields).map(
    ([name, value]) => [name, typeof value === 'string' ? clean(value) : value] as const,
  );
  const head = { time, level, message };
  // Once more at the end, so that no field passes for one of these.
  if (form === 'json') return JSON.stringify({ ...head, ...Object.fromEntries(cleaned), ...head });
  const words = cleaned.flatMap(([name, value]) => (value === null ? [] : `${name}=${toWord(String(value))}`));
  return [time.slice(11, 19), level.toUpperCase().padEnd(5), message, ...words].join(' ');
}

/** One word on one line, whatever it holds: nothing in it moves the cursor or begins another line. */
function toWord(text: string): string {
  return /^[\w./:@+-]+$/u.test(text)
    ? text
    : JSON.stringify(text).replaceAll(/[\u007F-\u009F\u2028-\u202E\u2066-\u2069]/gu, '');
}
