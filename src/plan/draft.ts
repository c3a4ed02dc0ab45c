import type { LockedTakes } from '../model/lock.ts';
import type { BedMode, Medium, ModelFacts } from '../model/model-facts.ts';
import type { JoinPlan, Segment, SpeechPlan } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import { toId, type ShotId, type TaskId } from '../model/ids.ts';
import type { ModelRef, Storyboard } from '../model/storyboard.ts';
import { microsToFrames, msToWholeFrames } from '../model/time.ts';
import { createCast, type Cast } from './cast.ts';
import { BUILT_IN, resolveShots, type ResolvedShot } from './inherit.ts';
import type { Fingerprinted } from './fingerprint.ts';
import { createLooks, type Looks } from './looks.ts';
import { createMemo, type Memo } from './memo.ts';
import { filmLadders, takeLadder, withAskedModel, type Ladder, type LadderOptions } from './ladders.ts';
import { atSize } from './abilities.ts';
import { createModelDesk, type ModelDesk } from './models.ts';
import { estimateSpeechMs, laySpeech, speechFrames, type Slot } from './speech.ts';
import { lastingId, planFrames, type ShotFrames } from './starts.ts';
import { seamId } from './task-ids.ts';
import { layTimeline, type LaidShot, type Timeline } from './timeline.ts';
import type { PartsContext } from './parts.ts';

export type DraftInput = {
  readonly storyboard: Storyboard;
  readonly hashes: ReadonlyMap<string, string>;
  /** How long footage is, by its file. */
  readonly clipsMs: ReadonlyMap<string, number>;
  readonly models: readonly ModelFacts[];
  readonly preview: boolean;
  readonly takes: number | null;
  readonly model: ModelRef | null;
  readonly hasSlate: boolean;
  readonly selects: LockedTakes;
  readonly todayIso: string;
  readonly unset: ReadonlySet<string>;
};

/** A shot with all decisions about time and frames made; models and prompts come after. */
export type DraftShot = {
  readonly resolved: ResolvedShot;
  readonly frames: ShotFrames;
  readonly laid: LaidShot;
  readonly slots: readonly Slot[];
  readonly estimatesMs: readonly number[];
  readonly skipHeadFrames: number;
  readonly skipTailFrames: number;
  readonly takeFrames: number;
};

export type EdgeSegment = Extract<Segment, { readonly kind: 'head' | 'tail' }>;

export type Draft = {
  readonly input: DraftInput;
  readonly cast: Cast;
  readonly desk: ModelDesk;
  readonly ladderOptions: LadderOptions;
  readonly ladders: Readonly<Record<Medium, Ladder>>;
  readonly parts: PartsContext;
  readonly looks: (resolved: ResolvedShot) => Looks;
  /** Of derived work. */
  readonly settings: Memo<Fingerprinted>;
  readonly shots: readonly DraftShot[];
  readonly byId: ReadonlyMap<string, DraftShot>;
  readonly joins: readonly JoinPlan[];
  readonly timeline: Timeline;
  /** The fades at a shot's own edges. */
  readonly edges: (shot: ShotId) => readonly EdgeSegment[];
  readonly speech: readonly SpeechPlan[];
  readonly problems: readonly Problem[];
};

/** Everything that does not depend on a model's name: who is in each shot, its frames, the timeline, the speech. */
export function draftFilm(input: DraftInput): Draft {
  const { storyboard } = input;
  const { fps } = storyboard;
  const cast = createCast(storyboard);
  const desk = createModelDesk(atSize(input.models, storyboard.size), fps, input.todayIso, input.unset);
  const ladderOptions: LadderOptions = { preview: input.preview, model: input.model };
  const ladders = filmLadders(storyboard, ladderOptions);
  const resolved = resolveShots(storyboard, cast, input.takes);
  const starts = planFrames(resolved, storyboard.defaults.anchorEvery);
  const skips = resolved.map((one, index) => skipsOf(one, at(starts.frames, index)));
  const estimates = resolved.map(({ shot }) => shot.say.map((line) => estimateSpeechMs(line.words)));

  const timeline = layTimeline(
    resolved.map((one, index) => ({
      id: one.shot.id,
      path: one.shot.path,
      frames: lengthOf(one, at(estimates, index), at(skips, index), {
        storyboard,
        clipsMs: input.clipsMs,
        desk,
        film: ladders.video,
        ladderOptions,
      }),
      in: one.shot.in,
      out: one.out,
      isOutWritten: one.shot.out !== null,
    })),
    fps,
  );
  const laidShots = resolved.map((_, index) => at(timeline.shots, index));
  const speech = laySpeech(
    resolved.map(({ shot }, index) => ({
      id: shot.id,
      path: shot.path,
      fromFrame: at(laidShots, index).fromFrame,
      frames: at(laidShots, index).frames,
      estimatesMs: at(estimates, index),
    })),
    timeline.frames,
    fps,
  );

  const shots = resolved.map((one, index): DraftShot => {
    const laid = at(laidShots, index);
    const { skipHeadFrames, skipTailFrames } = at(skips, index);
    return {
      resolved: one,
      frames: at(starts.frames, index),
      laid,
      slots: at(speech.slots, index),
      estimatesMs: at(estimates, index),
      skipHeadFrames,
      skipTailFrames,
      takeFrames: skipHeadFrames + laid.frames + skipTailFrames,
    };
  });
  const hashOf = (file: string): string => input.hashes.get(file) ?? '';
  const byId = new Map<string, DraftShot>(shots.map((shot) => [shot.resolved.shot.id, shot]));
  return {
    input,
    cast,
    desk,
    ladderOptions,
    ladders,
    settings: createMemo(),
    looks: createLooks(cast, hashOf),
    parts: {
      storyboard,
      cast,
      hashOf,
      lastingId: (id) => {
        const shot = byId.get(id);
        return shot === undefined ? id : lastingId(shot.resolved);
      },
    },
    shots,
    byId,
    joins: timeline.joins.map((join) => toJoinPlan(join, shots)),
    timeline,
    edges: edgesBy(timeline.segments),
    speech: shots.flatMap((shot) => speechOf(shot, cast)),
    problems: [...starts.problems, ...timeline.problems, ...speech.problems],
  };
}

/** The film-level choice for a bridge or a bed. */
export function chooseForFilm(
  draft: Draft,
  medium: 'video' | 'music',
  need: {
    readonly frames: number;
    readonly modes: readonly ('first_last' | BedMode)[];
    readonly subject: string;
    readonly path: Problem['path'];
    readonly ladderKey?: string;
    /** Asked for in the ladder's place. */
    readonly model?: ModelRef | null;
  },
): ReturnType<ModelDesk['choose']> {
  const ladder = withAskedModel(draft.ladders[medium], need.model ?? null, draft.ladderOptions);
  return draft.desk.choose({
    medium,
    refs: ladder.refs,
    reason: ladder.reason,
    ladderPath: ladder.path,
    characters: 0,
    ...need,
  });
}

/** Reads an element that is there by construction. */
function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`no element ${index} of ${list.length}`);
  return found;
}

function edgesBy(segments: readonly Segment[]): Draft['edges'] {
  const edges = new Map<ShotId, EdgeSegment[]>();
  for (const segment of segments) {
    if (segment.kind !== 'head' && segment.kind !== 'tail') continue;
    edges.set(segment.shot, [...(edges.get(segment.shot) ?? []), segment]);
  }
  return (shot) => edges.get(shot) ?? [];
}

type Skips = { readonly skipHeadFrames: number; readonly skipTailFrames: number };

/**
 * What is cut off a take. The first frame of a continued one is the last of the take before: shown twice, it would be a
 * stutter. An anchored link is cut alike, so that moving the anchor along a chain changes no length and no fingerprint.
 */
function skipsOf({ trim }: ResolvedShot, { start }: ShotFrames): Skips {
  const doubled = start.kind === 'continue' || start.kind === 'extend' || start.kind === 'anchor' ? 1 : 0;
  return { skipHeadFrames: trim.headFrames + doubled, skipTailFrames: trim.tailFrames };
}

type LengthContext = {
  readonly storyboard: Storyboard;
  readonly clipsMs: ReadonlyMap<string, number>;
  readonly desk: ModelDesk;
  /** The film's ladder. */
  readonly film: Ladder;
  readonly ladderOptions: LadderOptions;
};

/**
 * `duration`; for `auto` the footage's own length, or what the speech needs, within the model's range; 5 s without
 * either.
 */
function lengthOf(
  resolved: ResolvedShot,
  estimatesMs: readonly number[],
  skips: Skips,
  context: LengthContext,
): number {
  const { duration } = resolved;
  if (duration.kind === 'frames') return duration.frames;
  const { storyboard, desk, film, ladderOptions } = context;
  const skipped = skips.skipHeadFrames + skips.skipTailFrames;
  const clipMs = resolved.shot.clip === null ? undefined : context.clipsMs.get(resolved.shot.clip);
  if (clipMs !== undefined) return Math.max(1, msToWholeFrames(clipMs, storyboard.fps) - skipped);
  const spoken = speechFrames(estimatesMs, storyboard.fps);
  if (spoken === null) return microsToFrames(BUILT_IN.durationMicros, storyboard.fps);
  const range = desk.lengthRange(takeLadder(film, resolved, ladderOptions).refs);
  if (range === null) return spoken;
  return Math.max(1, Math.min(Math.max(spoken, range.minFrames - skipped), range.maxFrames - skipped));
}

function toJoinPlan({ index, join, frames }: Timeline['joins'][number], shots: readonly DraftShot[]): JoinPlan {
  const from = at(shots, index).resolved.shot.id;
  const to = at(shots, index + 1).resolved.shot.id;
  return { index, from, to, join, frames, task: joinTask(join.kind, from, to) };
}

function joinTask(kind: JoinPlan['join']['kind'], from: ShotId, to: ShotId): TaskId | null {
  if (kind === 'cut') return null;
  return kind === 'bridge' ? toId<TaskId>(`conform:${from}.${to}`) : seamId(from, to);
}

function speechOf({ resolved, slots, estimatesMs }: DraftShot, cast: Cast): readonly SpeechPlan[] {
  const { shot } = resolved;
  return shot.say.flatMap((line, index) => {
    const slot = slots[index];
    if (slot === undefined) return [];
    const character = cast.characters.get(line.who);
    return {
      task: toId<TaskId>(`voice:${shot.id}.${index + 1}`),
      shot: shot.id,
      who: line.who,
      name: character?.name ?? (line.who === 'narrator' ? 'Narrator' : line.who),
      words: line.words,
      place: line.place,
      notes: line.notes,
      voice: character?.voice ?? null,
      fromFrame: slot.fromFrame,
      frames: slot.frames,
      estimatedMs: estimatesMs[index] ?? 0,
    };
  });
}
