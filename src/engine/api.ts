import type { FilmReport } from '../model/film-report.ts';
import type { SeamReport } from '../model/gate.ts';
import type { Billed, Failure } from '../model/generation.ts';
import type { AttemptId, BlobSha, RenderId, ShotId, TaskId } from '../model/ids.ts';
import type { Micros } from '../model/money.ts';
import type { Plan, TaskKind } from '../model/plan.ts';
import type { AskedFor, Chosen, Wish } from '../plan/choose.ts';
import type { KeptTake, LeftOut, LimitedPlan, Limits } from '../plan/limit.ts';
import type { WebhookMessage } from '../providers/contract.ts';
import type { FilmCheck } from '../media/media.ts';
import type { Rehearsal } from './rehearse.ts';
import type { Overrule } from './overrules.ts';

/**
 * What a caller of the engine sees: progress as events, one result, one status. The terminal, the HTTP API and tests
 * all read these. Stored events have a sequence number that grows without gaps within a workspace; `seq` is null for
 * those that only tell of progress and are not kept.
 */
export type RenderEvent = { readonly seq: number | null; readonly atMs: number; readonly render: RenderId } & (
  | {
      readonly type: 'render.started';
      readonly name: string;
      readonly title: string;
      readonly frames: number;
      readonly tasks: readonly TaskView[];
      readonly resumed: boolean;
    }
  /** A task is in another state: `state` is the machine's own word. */
  | {
      readonly type: 'task.changed';
      readonly task: TaskId;
      readonly kind: TaskKind;
      /** Null for what belongs to no shot, or to two. */
      readonly shot: ShotId | null;
      readonly state: TaskState;
      /** Take number, from 1, and model, for paid tasks that have begun. */
      readonly take: number | null;
      readonly model: string | null;
      readonly failure: Failure | null;
    }
  /** 0..1 of the state that the task is in. */
  | { readonly type: 'task.progress'; readonly task: TaskId; readonly done: number }
  /** Another film stands beside the storyboard. */
  | { readonly type: 'film.changed'; readonly film: FilmFile }
  | { readonly type: 'money.changed'; readonly spentMicros: Micros; readonly reservedMicros: Micros }
  /** `stopping`: somebody asked for a stop, and what is in flight is being saved. A settled state is told once. */
  | { readonly type: 'render.changed'; readonly state: RenderState | 'stopping' }
  | { readonly type: 'render.warned'; readonly code: string; readonly message: string }
  | { readonly type: 'render.finished'; readonly result: RenderResult }
);

/** The words of the machines. `reused`: made in an earlier render. */
export type TaskState =
  | 'waiting' // for inputs or a slot
  | 'reserving'
  | 'submitting'
  | 'reconciling'
  | 'polling'
  | 'downloading'
  | 'gating'
  | 'backing_off' // will try again at a time
  | 'cancelling' // its provider is asked to stop
  | 'conforming'
  | 'encoding' // a seam
  | 'mixing'
  | 'assembling'
  | 'stored'
  | 'reused'
  | 'failed'
  | 'held'
  | 'skipped'; // an input of it failed
export type RenderState = 'running' | 'paused' | 'done' | 'incomplete' | 'cancelled';

export type TaskView = {
  readonly id: TaskId;
  readonly kind: TaskKind;
  readonly title: string;
  readonly shot: ShotId | null;
  readonly weightMs: number;
  readonly state: TaskState;
};

/** Money by what it went to. */
export type FilmCosts = {
  readonly name: string;
  readonly shots: readonly CostLine[];
  readonly models: readonly CostLine[];
  readonly providers: readonly CostLine[];
  /** By the time when each began. */
  readonly renders: readonly CostLine[];
  readonly total: CostLine;
};
export type CostLine = {
  /** A shot, a model, a provider, the time of a render such as `2026-11-22T14:05:00.000Z`. */
  readonly of: string;
  readonly submissions: number;
  readonly spentMicros: Micros;
  readonly reservedMicros: Micros;
  /** Submissions of which nobody knows what they cost: they are in none of the sums. */
  readonly unpriced: number;
  /** Of both: what nobody knows to have been billed. */
  readonly uncertainMicros: Micros;
};

/** What some tasks may cost together in one render: a retake that somebody asked for while the film was being made. */
export type Ceiling = { readonly tasks: readonly TaskId[]; readonly maxCostMicros: Micros };

export type RenderOptions = {
  /** Film path; default: `NAME.mp4` (`NAME.preview.mp4`) beside the storyboard. */
  readonly out: string | null;
  /** Ceiling for this render with all its resumes. */
  readonly maxCostMicros: Micros | null;
  /** Further ceilings, each over some tasks of this render alone. */
  readonly ceilings?: readonly Ceiling[];
  /** Uses takes that only failed their gates, those of earlier renders too, and writes that down with them. */
  readonly acceptGates?: boolean;
  /** Sends what was refused for its content once more; without it a refusal is final, except for what is asked for alone. */
  readonly resendRefused?: boolean;
  /** What is to be written down before anything is made: called once nobody else can be at work in the workspace. */
  readonly begin?: () => Promise<void>;
  /** Of a plan in which some tasks alone are made, from `limit`. */
  readonly limits?: Limits;
  readonly onEvent: (event: RenderEvent) => void;
  /** Aborted by the first Ctrl-C: no new work, submissions in flight are answered and saved, then the render stops. */
  readonly stop: AbortSignal;
  /** Aborted by the second: at once. */
  readonly kill: AbortSignal;
};

export type RenderResult = {
  readonly render: RenderId | null;
  /** `unchanged`: the film was complete and nothing was done. */
  readonly status: 'done' | 'unchanged' | 'incomplete' | 'cancelled';
  readonly film: FilmFile | null;
  /** The contact sheet and the poster beside the film. */
  readonly poster: string | null;
  readonly sheet: string | null;
  readonly check: FilmCheck | null;
  readonly spentMicros: Micros;
  readonly reservedMicros: Micros;
  readonly elapsedMs: number;
  readonly made: number;
  readonly reused: number;
  readonly failures: readonly TaskFailure[];
  /** Takes that were made from a frame that their neighbour no longer shows. */
  readonly stale: readonly StaleTake[];
  /** Used as they are although the storyboard says something else now, because only another shot was to be made. */
  readonly kept: readonly KeptTake[];
  /** Not there, and not made for the same reason. */
  readonly left: readonly LeftOut[];
};
export type FilmFile = {
  readonly path: string;
  readonly frames: number;
  readonly durationMs: number;
  readonly sizeBytes: number;
  readonly isPartial: boolean;
};
export type TaskFailure = {
  readonly task: TaskId;
  readonly kind: TaskKind;
  readonly shot: ShotId | null;
  readonly title: string;
  readonly state: 'failed' | 'held';
  readonly failure: Failure;
  /** Number of the take that the film uses in its stead; null where it shows a placeholder. */
  readonly meanwhile: number | null;
};

/** Read without the workspace's lock, also while another process renders. */
export type FilmStatus = {
  readonly name: string;
  readonly workspace: string;
  readonly renders: number;
  /** The newest render; null when there was none. */
  readonly latest: {
    readonly render: RenderId;
    readonly state: RenderState;
    /** True while a process works on it. */
    readonly isAlive: boolean;
    readonly startedMs: number;
    readonly changedMs: number;
    readonly tasks: readonly (TaskView & { readonly failure: Failure | null })[];
    readonly film: FilmFile | null;
    /** Measured where one shot goes on from another in the film that was made last. */
    readonly seams: readonly SeamReport[];
  } | null;
  readonly takes: {
    readonly stored: number;
    readonly failed: number;
    readonly held: number;
    readonly inFlight: number;
  };
  readonly spentMicros: Micros;
  readonly reservedMicros: Micros;
  /** As of the newest render's plan. */
  readonly stale: readonly StaleTake[];
};

/** What `plan` and `render` share: whether a task's result exists already, and if not, why not. */
export type TaskOutlook = {
  readonly task: TaskId;
  readonly verdict: 'reuse' | 'make';
  readonly reason: string;
  readonly costMicros: Micros;
  /** False where nobody knows what its model costs: it is counted as nothing, and refused where there is a ceiling. */
  readonly isPriced: boolean;
  /** Number of the take that the film shows until then, be it of earlier words; null while there is none. */
  readonly take: number | null;
  /** False for a keyframe that is another by now, while all that was made from the old one is kept. */
  readonly isNeeded: boolean;
  /** Inputs that are made again although this is reused: stale by upstream. */
  readonly stale: readonly TaskId[];
};
export type Outlook = {
  readonly tasks: readonly TaskOutlook[];
  /** Of what is to be made, as far as prices are known. */
  readonly costMicros: Micros;
  readonly isComplete: boolean;
  readonly stale: readonly StaleTake[];
} & Rehearsal;

/**
 * A take that the film uses and that was made from a frame which its neighbour no longer shows. It is never made again
 * by itself: a person accepts it (`hash` is what the lock file then holds), bridges the seam, or shoots it again.
 */
export type StaleTake = {
  readonly task: TaskId;
  /** The shot's id; of a bridge, both of its shots' with a dot. */
  readonly shot: string;
  readonly take: number;
  readonly sha: BlobSha;
  readonly hash: string;
  readonly seams: readonly StaleSeam[];
};
export type StaleSeam = {
  /** Where the frame is cut from, and the shot whose it is. */
  readonly conform: TaskId;
  readonly from: string;
  readonly part: 'first' | 'last';
  readonly frame: BlobSha;
  /** How like the frames on both sides are, as the film shows them; null until a render measured it. */
  readonly ssim: number | null;
  readonly deltaE: number | null;
};

/** `overrule`: the line of the lock file without which it would be no take. */
export type ChosenTake = Chosen & { readonly overrule: Overrule | null };

/** A take as it is kept, for people who choose among them. */
export type TakeView = {
  readonly task: TaskId;
  /** The shot's id; of a bridge, both of its shots' with a dot. */
  readonly shot: string;
  readonly number: number;
  readonly state: 'live' | 'stored' | 'failed' | 'held';
  readonly model: string;
  readonly seed: number;
  readonly prompt: string;
  /** As it was measured when it arrived. */
  readonly durationMs: number | null;
  /** Of all its submissions that are over; of one that may have been billed, in full. */
  readonly costMicros: Micros;
  /** When it was begun. */
  readonly madeMs: number;
  /** Whether the film uses it. */
  readonly isUsed: boolean;
  /** Whether it was made of what the storyboard says of the shot now. */
  readonly isFitting: boolean;
  /** Whether it failed, and only gates that a person may overrule. */
  readonly isAcceptable: boolean;
  readonly sha: BlobSha | null;
  /** Where its file is, while it is in the workspace. */
  readonly file: string | null;
  readonly failure: Failure | null;
};

export type CleanResult = { readonly removed: FileCount; readonly kept: FileCount };
export type FileCount = { readonly files: number; readonly sizeBytes: number };

export type BackupRequest = {
  /** The film's name. */
  readonly name: string;
  /** Files beside the workspace, by their path in the backup; the storyboard comes first. */
  readonly files: readonly { readonly path: string; readonly absolutePath: string }[];
  /** A folder, or an archive when it ends in `.tar`; nothing may be there yet. */
  readonly out: string;
};
export type BackupResult = FileCount & { readonly path: string };

/** What became of takes that were in flight when they were given up. */
export type CancelResult = {
  readonly takes: readonly CancelledTake[];
  /** Of these, what may still be charged. */
  readonly mayCostMicros: Micros;
};
export type CancelledTake = {
  readonly task: TaskId;
  readonly number: number;
  readonly model: string;
  /** `finished`: it was done before it heard, and the next render brings it in. */
  readonly outcome: 'cancelled' | 'finished' | 'held';
  readonly mayCostMicros: Micros;
  readonly message: string;
};

/** A submission that may or may not exist at its provider, or whose end nobody knows: a person or the provider decides. */
export type HeldTake = {
  readonly id: AttemptId;
  readonly task: TaskId;
  readonly shot: ShotId | null;
  readonly number: number;
  readonly provider: string;
  readonly model: string;
  /**
   * `unanswered`: no answer came to it. `overdue`: the job is there, and not done. `lost`: the job was there, and its
   * provider knows it no more. `not_downloaded`: it is made, and its file does not come. `not_checked`: its file is here,
   * and could not be looked at.
   */
  readonly why: 'unanswered' | 'overdue' | 'lost' | 'not_downloaded' | 'not_checked';
  readonly sentMs: number;
  readonly heldMs: number;
  readonly billed: Billed;
  /** What it may have cost, or has cost where `billed` is `yes`. */
  readonly mayCostMicros: Micros;
  /** What sending it once more costs, about. */
  readonly againMicros: Micros;
  /** False: nobody knows its price, and the amounts say nothing. */
  readonly isPriced: boolean;
  /** Whether its provider can tell more; the next render asks. */
  readonly canBeAsked: boolean;
  readonly message: string;
  readonly actions: readonly SettleHeld['action'][];
};
export type SettleHeld =
  /** `job` is its name on the provider's own pages. */
  | { readonly action: 'adopt'; readonly job: string }
  /** A new submission, paid anew; what the old one may have cost counts as spent. */
  | { readonly action: 'resubmit' }
  /** Given up; what it may have cost counts as spent. */
  | { readonly action: 'abandon' };
/** What came at an address that a provider was given. */
export type ProviderMessage = WebhookMessage;
/**
 * What became of a provider's message. `forged`: not from the provider, or of no submission of ours. `foreign`: of
 * another job than the one that it was sent for. `late`: its take is settled.
 */
export type HeardHint = 'heard' | 'late' | 'foreign' | 'forged';

export type SettledTake = Omit<HeldTake, 'actions'> & {
  readonly action: SettleHeld['action'];
  /** Of the film's whole life, now. */
  readonly spentMicros: Micros;
  readonly reservedMicros: Micros;
};

/** The engine as `wire.ts` puts it together for one workspace (the storyboard's folder). */
export interface Engine {
  /** What would be made; reads the workspace when there is one, without its lock. */
  outlook(plan: Plan, options?: Pick<RenderOptions, 'acceptGates' | 'limits' | 'resendRefused'>): Promise<Outlook>;
  /** The plan in which one paid task alone is made, or none: what else the film shows stays as it is. Writes nothing. */
  limit(plan: Plan, wanted: readonly TaskId[]): Promise<LimitedPlan>;
  render(plan: Plan, options: RenderOptions): Promise<RenderResult>;
  status(name: string): Promise<FilmStatus>;
  /** What was measured of every take and seam, with a small picture of each take; reads without the lock. */
  report(plan: Plan, signal: AbortSignal): Promise<FilmReport>;
  /** Every take of the film's shots, or of one task, oldest first. */
  takes(plan: Plan, task: TaskId | null): Promise<readonly TakeView[]>;
  /** What `retake` locks: the number of the take that is to be shot. Writes nothing. */
  askFor(plan: Plan, task: TaskId, wish: Wish): Promise<AskedFor>;
  /** What `accept` may write down: takes that are stale, and those whose seam a viewer would see. */
  acceptable(plan: Plan): Promise<readonly StaleTake[]>;
  /** What `select` locks, or why it cannot be chosen; with `acceptGates` one that only failed its gates can be. Writes nothing. */
  choose(plan: Plan, task: TaskId, number: number, options?: Pick<RenderOptions, 'acceptGates'>): Promise<ChosenTake>;
  /** Asks a render that is under way, in this process or another, to stop as at the first Ctrl-C. `render` resumes it. */
  pause(name: string, signal: AbortSignal): Promise<{ readonly isPaused: boolean }>;
  /** Gives up what is in flight, of the whole film or of one shot; a render that is under way hears of it. */
  cancel(name: string, shot: ShotId | null, signal: AbortSignal): Promise<CancelResult>;
  /** What a film has cost in its whole life; reads without the lock. */
  costs(name: string): Promise<FilmCosts>;
  /** Takes of which nobody knows what became of them; reads without the lock. */
  held(name: string): Promise<readonly HeldTake[]>;
  /** Does what a person says about one of them. Nothing is sent, downloaded or cut by it: the next render does that. */
  settle(name: string, id: AttemptId, wish: SettleHeld, signal: AbortSignal): Promise<SettledTake>;
  /** Hears what a provider says of a submission at the address that it was given with it. Never more than a hint. */
  hear(id: AttemptId, message: ProviderMessage, signal: AbortSignal): Promise<HeardHint>;
  /** Removes what can be made again for nothing, of every film of the workspace; a dry run only counts. */
  clean(isDry: boolean): Promise<CleanResult>;
  /** Writes what cannot be made again into a folder or archive that is whole or not there; also during a render. */
  backup(request: BackupRequest): Promise<BackupResult>;
}
