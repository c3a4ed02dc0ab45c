import type { TakeReading, Verdict } from '../../../model/gate.ts';
import type { Billed, Failure } from '../../../model/generation.ts';
import type { Size } from '../../../model/storyboard.ts';
import type { Fps } from '../../../model/time.ts';
import type { LocatedProblem } from '../../../model/problem.ts';

/** What the server says, as far as the page reads it. */
export type RenderState = 'new' | 'running' | 'stopping' | 'paused' | 'done' | 'incomplete' | 'cancelled';

export type FilmFile = {
  readonly url: string;
  readonly frames: number;
  readonly durationMs: number;
  readonly sizeBytes: number;
  readonly isPartial: boolean;
};

export type RenderSummary = {
  readonly id: string;
  readonly title: string;
  readonly source: 'file' | 'posted';
  readonly state: RenderState;
  readonly isAlive: boolean;
  readonly problems: number;
  readonly frames: number;
  readonly fps: Fps;
  readonly durationMs: number;
  readonly size: Size;
  readonly shots: ShotCounts;
  readonly tasks: { readonly total: number; readonly settled: number };
  readonly spentMicros: number;
  readonly reservedMicros: number;
  readonly createdMs: number;
  readonly startedMs: number | null;
  readonly changedMs: number;
  readonly secondsLeft: number | null;
  readonly film: FilmFile | null;
  readonly poster: string | null;
  readonly sheet: string | null;
};
export type ShotCounts = {
  readonly total: number;
  readonly ready: number;
  readonly failed: number;
  readonly held: number;
  readonly running: number;
};

export type Render = RenderSummary & {
  readonly scenes: readonly Scene[];
  readonly shotList: readonly Shot[];
  readonly stale: readonly StaleTake[];
  readonly failures: readonly TaskFailure[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly lastEvent: string;
};
export type Scene = { readonly id: string; readonly heading: string | null; readonly shots: readonly string[] };
export type StaleTake = { readonly shot: string; readonly seams: readonly StaleSeam[] };
export type StaleSeam = { readonly from: string; readonly ssim: number | null; readonly deltaE: number | null };
export type TaskFailure = {
  readonly task: string;
  readonly shot: string | null;
  readonly title: string;
  readonly state: string;
  readonly failure: Failure;
};

export type Gate = Omit<TakeReading, 'isBetter'>;
export type Shot = {
  readonly id: string;
  readonly scene: string;
  readonly index: number;
  readonly fromFrame: number;
  readonly frames: number;
  readonly durationMs: number;
  readonly title: string;
  readonly action: string | null;
  readonly prompt: string;
  readonly say: readonly { readonly who: string; readonly words: string }[];
  readonly camera: string | null;
  readonly frame: string | null;
  readonly kind: 'shot' | 'card' | 'still' | 'clip';
  readonly state: string;
  readonly done: number | null;
  readonly take: number | null;
  readonly takesCount: number;
  readonly model: string | null;
  readonly costMicros: number;
  readonly failure: Failure | null;
  readonly isStale: boolean;
  readonly thumbnail: string | null;
  readonly video: string | null;
  readonly videoFromMs: number;
  readonly keyframe: string | null;
  readonly gates: readonly Gate[];
  readonly out: { readonly kind: string; readonly frames: number } | null;
  /** To the next shot, where that goes on from this one. */
  readonly seam: Seam | null;
};
export type Seam = { readonly ssim: number | null; readonly deltaE: number | null; readonly verdict: Verdict };
export type ShotWithTakes = Shot & { readonly takes: readonly Take[] };
export type Take = {
  readonly number: number;
  readonly state: 'live' | 'stored' | 'failed' | 'held';
  readonly model: string;
  readonly seed: number;
  readonly prompt: string;
  readonly durationMs: number | null;
  readonly costMicros: number;
  readonly madeMs: number;
  readonly isUsed: boolean;
  readonly isFitting: boolean;
  readonly failure: Failure | null;
  readonly url: string | null;
  readonly thumbnail: string | null;
  readonly gates: readonly Gate[];
};

export type PlanView = {
  readonly film: { readonly frames: number; readonly fps: Fps; readonly size: Size; readonly durationMs: number };
  readonly costMicros: number;
  readonly toMake: {
    readonly tasks: number;
    readonly shots: number;
    readonly costMicros: number;
    readonly unpriced: number;
  };
  readonly question: string | null;
  readonly tasks: readonly PlannedTask[];
  readonly shots: readonly PlannedShot[];
  readonly statements: readonly { readonly kind: string; readonly shot: string | null; readonly text: string }[];
};
export type PlannedTask = {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly shot: string | null;
  readonly verdict: 'reuse' | 'make';
  readonly reason: string;
  readonly costMicros: number;
  readonly take: number | null;
};
export type PlannedShot = {
  readonly id: string;
  readonly fromFrame: number;
  readonly frames: number;
  readonly model: string | null;
  readonly reason: string;
  readonly costMicros: number;
};
export type PlanAnswer = { readonly problems: readonly LocatedProblem[]; readonly plan: PlanView | null };

/** A submission of which nobody knows what became of it. */
export type Held = {
  readonly id: string;
  readonly task: string;
  readonly shot: string | null;
  readonly number: number;
  readonly provider: string;
  readonly model: string;
  readonly why: 'unanswered' | 'overdue' | 'not_downloaded' | 'not_checked';
  readonly sentMs: number;
  readonly billed: Billed;
  /** What it may have cost, or has cost where `billed` is `yes`. */
  readonly mayCostMicros: number;
  /** What sending it once more costs, about. */
  readonly againMicros: number;
  readonly canBeAsked: boolean;
  readonly message: string;
  readonly actions: readonly SettleAction[];
};
export type SettleAction = 'adopt' | 'resubmit' | 'abandon';
export type Model = {
  readonly id: string;
  readonly medium: string;
  readonly label: string;
  readonly ready: boolean;
};

/** An event of the stream, with its name as `type`. */
export type FilmEvent = {
  readonly type: string;
  readonly render: string;
  readonly atMs: number;
  readonly state?: string;
  readonly task?: string;
  readonly shot?: string | null;
  readonly kind?: string;
  readonly take?: number | null;
  readonly model?: string | null;
  readonly failure?: Failure | null;
  readonly done?: number;
  readonly spentMicros?: number;
  readonly reservedMicros?: number;
  readonly message?: string;
};
