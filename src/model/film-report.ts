import type { AcceptedGate, SeamReport, TakeReading } from './gate.ts';
import type { ShotId, TaskId } from './ids.ts';
import type { Micros } from './money.ts';

/** What was measured of a film: every take that was ever shot for it, and the seams that are to go unseen. */
export type FilmReport = {
  readonly name: string;
  readonly title: string;
  readonly madeMs: number;
  readonly spentMicros: Micros;
  readonly reservedMicros: Micros;
  readonly takes: readonly ReportedTake[];
  readonly seams: readonly ReportedSeam[];
};

export type ReportedSeam = SeamReport & {
  /** The last frame before it and the first one after it, small, as data URIs; null where none can be made. */
  readonly pictures: readonly [before: string | null, after: string | null];
};

export type ReportedTake = {
  readonly task: TaskId;
  /** Null for a bridge, whose task is named after both its shots. */
  readonly shot: ShotId | null;
  /** For people: `s1a`, `s1a > s1b`. */
  readonly title: string;
  readonly number: number;
  readonly state: 'stored' | 'live' | 'held' | 'failed';
  readonly model: string;
  readonly seed: number;
  readonly costMicros: Micros;
  /** Whether the film shows it. */
  readonly isUsed: boolean;
  readonly readings: readonly TakeReading[];
  readonly accepted: readonly AcceptedGate[];
  /** Why it failed or is held. */
  readonly trouble: string | null;
  /** A small picture as a data URI; null where none can be made. */
  readonly thumbnail: string | null;
};
