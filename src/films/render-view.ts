import type { Board, BoardTake } from '../engine/board.ts';
import type { FilmFile, StaleTake, TaskFailure, TaskState } from '../engine/api.ts';
import { standingOf } from '../engine/task-state.ts';
import { countShots, wordOfShot, type TaskWord } from '../engine/task-words.ts';
import { worstOf, type TakeReading, type Verdict } from '../model/gate.ts';
import type { Failure } from '../model/generation.ts';
import { toId, type BlobSha, type TaskId } from '../model/ids.ts';
import type { Micros } from '../model/money.ts';
import type { JoinPlan, Plan, ShotPlan } from '../model/plan.ts';
import { ANIMATIC } from '../plan/model-names.ts';
import { framesToMs } from '../model/time.ts';
import type { Film } from './film.ts';
import { stateOf, type MediaMarks, type Summary } from './summary.ts';
import type { Running } from './runs.ts';

/** A shot as a board shows it; blobs by their hashes. */
export type ShotView = {
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
  readonly state: TaskState;
  /** 0..1 of the state that it is in; null when it has not said. */
  readonly done: number | null;
  /** The one that the film uses now. */
  readonly take: number | null;
  readonly takesCount: number;
  readonly model: string | null;
  readonly costMicros: Micros;
  readonly failure: Failure | null;
  readonly isStale: boolean;
  readonly thumbnail: BlobSha | null;
  readonly video: BlobSha | null;
  /** Where the film's part of the take begins. */
  readonly videoFromMs: number;
  readonly keyframe: BlobSha | null;
  /** What the animatic drew of it, for a preview or by itself; null where the film has a take. */
  readonly drawing: { readonly thumbnail: BlobSha | null; readonly video: BlobSha | null } | null;
  readonly gates: readonly TakeReading[];
  readonly out: { readonly kind: string; readonly frames: number } | null;
  readonly seam: { readonly ssim: number | null; readonly deltaE: number | null; readonly verdict: Verdict } | null;
};

export type RenderView = Summary & {
  /** The storyboard's ceiling over the film's life. */
  readonly budgetMicros: Micros | null;
  /** The ceiling over a render that somebody set when it was started last. */
  readonly maxCostMicros: Micros | null;
  readonly scenes: readonly {
    readonly id: string;
    readonly heading: string | null;
    readonly shots: readonly string[];
  }[];
  readonly shotList: readonly ShotView[];
  readonly joins: readonly JoinPlan[];
  readonly stale: readonly StaleTake[];
  readonly failures: readonly Omit<TaskFailure, 'meanwhile'>[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
};

/** The whole film as it stands. */
export function viewRender(
  film: Film,
  {
    plan,
    board,
    running,
    problems,
    warnings,
    changedMs,
    marks,
    maxCostMicros,
  }: {
    readonly plan: Plan;
    readonly board: Board;
    readonly running: Running | null;
    readonly problems: number;
    readonly warnings: RenderView['warnings'];
    /** Of the storyboard's file. */
    readonly changedMs: number;
    readonly marks: MediaMarks;
    readonly maxCostMicros: Micros | null;
  },
): RenderView {
  const { frames, fps, size } = plan.film;
  const { latest } = board;
  const settled = [...board.words.values()].filter(({ state }) => !OPEN.has(standingOf(state))).length;
  return {
    id: film.id,
    title: plan.title,
    source: film.source,
    state: running !== null ? (running.isStopping ? 'stopping' : 'running') : latest === null ? 'new' : stateOf(latest),
    isAlive: running !== null || latest?.isAlive === true,
    problems,
    frames,
    fps,
    durationMs: framesToMs(frames, fps),
    size,
    shots: countShots(board.words),
    tasks: { total: plan.tasks.length, settled },
    spentMicros: board.spentMicros,
    reservedMicros: board.reservedMicros,
    createdMs: film.createdMs,
    startedMs: latest?.startedMs ?? null,
    changedMs: Math.max(latest?.changedMs ?? 0, Math.floor(changedMs)),
    secondsLeft: running?.secondsLeft ?? null,
    film: board.film === null || marks.film === null ? null : withoutPath(board.film),
    marks,
    budgetMicros: plan.budgetMicros,
    maxCostMicros,
    scenes: scenesOf(plan),
    shotList: viewShots(plan, board, running),
    joins: plan.joins,
    stale: board.stale,
    failures: failuresOf(plan, board),
    warnings,
  };
}

/** One shot, as `viewRender` has it. */
export function viewShot(plan: Plan, shot: ShotPlan, board: Board, running: Running | null): ShotView {
  return toShotView(plan.film.fps, shot, board, running, createIndex(plan, board));
}

function viewShots(plan: Plan, board: Board, running: Running | null): readonly ShotView[] {
  const index = createIndex(plan, board);
  return plan.shots.map((shot) => toShotView(plan.film.fps, shot, board, running, index));
}

/** What belongs to a shot, by its id: looked up for each of thousands, it is not looked for among all. */
type ShotIndex = {
  readonly speech: ReadonlyMap<string, Plan['speech']>;
  readonly joins: ReadonlyMap<string, JoinPlan>;
  readonly seams: ReadonlyMap<string, Board['seams'][number]>;
  readonly stale: ReadonlySet<TaskId>;
  readonly costs: ReadonlyMap<string, Micros>;
};

function createIndex(plan: Plan, board: Board): ShotIndex {
  return {
    speech: Map.groupBy(plan.speech, ({ shot }) => shot),
    joins: new Map(plan.joins.map((join) => [join.from, join])),
    seams: new Map(board.seams.filter(isCut).map((seam) => [seam.from, seam])),
    stale: new Set(board.stale.map(({ task }) => task)),
    costs: costsOf(board),
  };
}

function toShotView(
  fps: Plan['film']['fps'],
  shot: ShotPlan,
  board: Board,
  running: Running | null,
  index: ShotIndex,
): ShotView {
  const takeId = toId<TaskId>(`take:${shot.id}`);
  const conformId = toId<TaskId>(`conform:${shot.id}`);
  const word = (id: TaskId): TaskWord => board.words.get(id) ?? { state: 'waiting', failure: null };
  const takes = board.takes.get(takeId) ?? [];
  const used = takes.find(({ isUsed }) => isUsed) ?? null;
  const state = wordOfShot(word(takeId).state, word(conformId).state);
  const telling = state === word(takeId).state ? takeId : conformId;
  const { picture } = shot;
  return {
    id: shot.id,
    scene: shot.scene,
    index: shot.index,
    fromFrame: shot.fromFrame,
    frames: shot.frames,
    durationMs: framesToMs(shot.frames, fps),
    title: picture.title ?? shot.id,
    action: picture.action,
    prompt: shot.prompt,
    say: (index.speech.get(shot.id) ?? []).map(({ name, words }) => ({ who: name, words })),
    camera: cameraWords(shot),
    frame: frameWords(shot),
    kind: kindOf(shot),
    state,
    done: running?.progress.get(telling) ?? null,
    take: used?.number ?? null,
    takesCount: takes.length,
    model: used?.model ?? takes.at(-1)?.model ?? shot.ladder[0]?.model ?? null,
    costMicros: index.costs.get(shot.id) ?? 0,
    failure: word(telling).failure,
    isStale: index.stale.has(takeId),
    thumbnail: used?.thumbnail ?? null,
    video: isThere(used) ? used.sha : null,
    videoFromMs: framesToMs(shot.skipHeadFrames, fps),
    keyframe: keyframeOf(shot, board),
    drawing: isThere(used) ? null : drawingOf(takes),
    gates: used?.readings ?? takes.at(-1)?.readings ?? [],
    out: outOf(index.joins.get(shot.id)),
    seam: seamAfter(index.seams.get(shot.id)),
  };
}

const OPEN: ReadonlySet<string> = new Set(['waiting', 'running']);

function withoutPath({ frames, durationMs, sizeBytes, isPartial }: FilmFile): NonNullable<Summary['film']> {
  return { frames, durationMs, sizeBytes, isPartial };
}

function isThere(take: BoardTake | null): take is BoardTake {
  return take !== null && take.file !== null;
}

function scenesOf(plan: Plan): RenderView['scenes'] {
  const scenes = Map.groupBy(plan.shots, (shot) => shot.scene);
  return [...scenes].map(([id, shots]) => ({
    id,
    heading: shots[0]?.picture.heading ?? null,
    shots: shots.map((shot) => shot.id),
  }));
}

function failuresOf(plan: Plan, board: Board): RenderView['failures'] {
  return plan.tasks.flatMap((task) => {
    const { state, failure } = board.words.get(task.id) ?? { state: 'waiting', failure: null };
    if ((state !== 'failed' && state !== 'held') || failure === null) return [];
    return [{ task: task.id, kind: task.kind, shot: task.shot, title: task.title, state, failure }];
  });
}

/** Of a shot's takes, of what was made over them, its keyframe's and its lines'. */
function costsOf(board: Board): ReadonlyMap<string, Micros> {
  const costs = new Map<string, Micros>();
  for (const [task, takes] of board.takes) {
    const [kind, name = ''] = task.split(':');
    const shot = kind === 'voice' || kind === 'finish' ? name.replace(/\..*$/u, '') : name;
    for (const take of takes) costs.set(shot, (costs.get(shot) ?? 0) + take.costMicros);
  }
  return costs;
}

/** The newest one: it shows what the shot is to be, while nobody has shot it. */
function drawingOf(takes: readonly BoardTake[]): ShotView['drawing'] {
  const drawn = takes.findLast((take) => take.model === ANIMATIC.provider && isThere(take) && take.failure === null);
  return drawn === undefined ? null : { thumbnail: drawn.thumbnail, video: drawn.sha };
}

function keyframeOf(shot: ShotPlan, board: Board): BlobSha | null {
  const takes = board.takes.get(toId<TaskId>(`keyframe:${shot.id}`)) ?? [];
  return takes.find(({ isUsed }) => isUsed)?.sha ?? null;
}

function kindOf({ start, picture }: ShotPlan): ShotView['kind'] {
  if (start.kind === 'clip') return 'clip';
  return picture.kind === 'card' || picture.kind === 'still' ? picture.kind : 'shot';
}

/** `dolly in, slow`; null where the camera stands. */
function cameraWords({ picture: { camera } }: ShotPlan): string | null {
  return camera.move === 'static' ? null : `${camera.move.replaceAll('_', ' ')}, ${camera.speed}`;
}

/** `close-up, low, 85mm`. */
function frameWords({ picture: { framing } }: ShotPlan): string {
  const angle = framing.angle === 'eye' ? [] : [framing.angle];
  return [framing.size, ...angle, ...(framing.lensMm === null ? [] : [`${framing.lensMm}mm`])].join(', ');
}

function outOf(join: JoinPlan | undefined): ShotView['out'] {
  return join === undefined ? null : { kind: join.join.kind, frames: join.frames };
}

/** Where the next shot goes on from this one. */
/** Also shots that are far apart are measured against each other: those are no cut to the next. */
function isCut({ readings }: Board['seams'][number]): boolean {
  return readings.some(({ gate }) => gate === 'ssim' || gate === 'jump');
}

function seamAfter(seam: Board['seams'][number] | undefined): ShotView['seam'] {
  if (seam === undefined) return null;
  const valueOf = (gate: string): number | null => seam.readings.find((one) => one.gate === gate)?.value ?? null;
  return { ssim: valueOf('ssim'), deltaE: valueOf('color'), verdict: worstOf(seam.readings) };
}
