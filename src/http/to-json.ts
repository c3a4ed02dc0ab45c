import type { BoardTake } from '../engine/board.ts';
import type { Cursor } from '../films/feed.ts';
import type { PlanView } from '../films/plan-view.ts';
import type { RenderView, ShotView } from '../films/render-view.ts';
import type { TakeEnd } from '../films/take-frames.ts';
import type { MediaMarks, Summary } from '../films/summary.ts';
import type { TakeReading } from '../model/gate.ts';
import type { LocatedProblem } from '../model/problem.ts';
import { toEventId } from './event-id.ts';
import type { RenderJson, ShotJson, SummaryJson, TakeJson } from './schemas/render.ts';

/** What is known of films, as the API says it: blobs and films become addresses. */
export function toSummaryJson({ marks, film, ...rest }: Summary): SummaryJson {
  // The address changes with the file that it leads to, so that nobody shows an old film, or part of one.
  const urlOf = (what: keyof MediaMarks): string | null => {
    const mark = marks[what];
    return mark === null ? null : `/v1/renders/${rest.id}/${what}?v=${mark}`;
  };
  const url = urlOf('film');
  return {
    ...rest,
    film: film === null || url === null ? null : { url, ...film },
    poster: urlOf('poster') ?? (rest.shots.ready > 0 ? `/v1/renders/${rest.id}/poster?v=shot` : null),
    sheet: urlOf('sheet'),
  };
}

export function toRenderJson(view: RenderView & { readonly heard: Cursor }): RenderJson {
  const { budgetMicros, maxCostMicros, scenes, shotList, joins, stale, failures, warnings, heard, ...summary } = view;
  return {
    ...toSummaryJson(summary),
    budgetMicros,
    maxCostMicros,
    scenes,
    shotList: shotList.map(toShotJson),
    joins: joins.map(({ index, from, to, join, frames, task }) => ({ index, from, to, kind: join.kind, frames, task })),
    stale: stale.map(({ shot, take, seams }) => ({
      shot,
      take,
      seams: seams.map(({ from, part, ssim, deltaE }) => ({ from, part, ssim, deltaE })),
    })),
    failures,
    warnings,
    lastEvent: toEventId(heard),
  };
}

export function toShotJson(shot: ShotView): ShotJson {
  return {
    ...shot,
    thumbnail: blobUrl(shot.thumbnail),
    video: blobUrl(shot.video),
    keyframe: blobUrl(shot.keyframe),
    drawing: shot.drawing && { thumbnail: blobUrl(shot.drawing.thumbnail), video: blobUrl(shot.drawing.video) },
    gates: shot.gates.map(toGateJson),
  };
}

export function toTakeJson(take: BoardTake): TakeJson {
  const {
    number,
    state,
    model,
    seed,
    prompt,
    durationMs,
    costMicros,
    madeMs,
    isUsed,
    isFitting,
    isAcceptable,
    failure,
  } = take;
  return {
    number,
    state,
    model,
    seed,
    prompt,
    durationMs,
    costMicros,
    madeMs,
    isUsed,
    isFitting,
    isAcceptable,
    failure,
    url: take.file === null ? null : blobUrl(take.sha),
    thumbnail: blobUrl(take.thumbnail),
    firstFrame: frameUrl(take, 'first'),
    lastFrame: frameUrl(take, 'last'),
    gates: take.readings.map(toGateJson),
  };
}

/** Files are named as they are seen from the storyboard, never by where this machine has them. */
export function toProblemJson(problem: LocatedProblem) {
  const { code, severity, line, column, length, path, message, expected, fix, frame } = problem;
  const file = problem.file.replace(/^.*[/\\]/u, '');
  return { code, severity, file, line, column, length, path, message, expected, fix, frame };
}

export function toPlannedJson({
  problems,
  plan,
}: {
  readonly problems: readonly LocatedProblem[];
  readonly plan: PlanView | null;
}) {
  return { problems: problems.map(toProblemJson), plan };
}

function toGateJson({ gate, value, unit, mark, verdict, note }: TakeReading) {
  return { gate, value: Number.isFinite(value) ? value : 0, unit, mark, verdict, note };
}

/** As it was cut for the film, or drawn from the take when it is asked for. */
function frameUrl({ sha, file, firstFrame, lastFrame }: BoardTake, end: TakeEnd): string | null {
  const cut = blobUrl(end === 'first' ? firstFrame : lastFrame);
  if (cut !== null || sha === null || file === null) return cut;
  return `${blobUrl(sha)}/${end}`;
}

function blobUrl(sha: string | null): string | null {
  return sha === null ? null : `/v1/blobs/${sha}`;
}
