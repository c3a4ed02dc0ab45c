import { sha256 } from '../../src/base/hash.ts';
import { toCanonicalJson, type JsonObject } from '../../src/base/json.ts';
import type { ImageRequest, Picture, VideoRequest } from '../../src/model/generation.ts';
import { toId, type SceneId, type ShotId, type TaskId } from '../../src/model/ids.ts';
import { NO_POLICIES, type UnknownPolicies } from '../../src/model/on-unknown.ts';
import type { ModerationPolicy } from '../../src/model/storyboard.ts';
import type {
  JoinPlan,
  ModelChoice,
  Plan,
  RequestInput,
  Segment,
  Select,
  ShotPlan,
  SpeechPlan,
  Task,
} from '../../src/model/plan.ts';

/** A film as far as the engine is concerned, in one line per shot. */
export type ShotSpec = {
  readonly id: string;
  /** What the take's fingerprint is made of; the id when absent. */
  readonly action?: string;
  /** The earlier shot whose last frame it starts from. */
  readonly from?: string;
  /** What its keyframe shows, in place of that frame; no other words of the take. */
  readonly keyframe?: string;
  /** Frames of a dissolve from the shot before. */
  readonly dissolve?: number;
  readonly takes?: number;
  /** Models in order, `fake:one` when absent; there is no adapter for those of other providers than `fake`. */
  readonly ladder?: readonly string[];
  readonly costMicros?: number;
  readonly weightMs?: number;
  readonly says?: string;
  readonly was?: string;
  /** A take that was chosen or asked for. */
  readonly select?: Partial<Select>;
};
export type FilmSpec = {
  readonly name?: string;
  readonly budgetMicros?: number;
  readonly onUnknown?: UnknownPolicies;
  readonly onModeration?: ModerationPolicy;
};

export const SHOT_FRAMES = 24;
const FPS = { num: 24, den: 1 };
const SIZE = { width: 64, height: 36 };

/** A plan like those that the compiler makes, small enough to read. */
export function planOf(specs: readonly ShotSpec[], film: FilmSpec = {}): Plan {
  const joins = specs.slice(1).map((spec, index) => joinOf(specs[index]!, spec, index));
  const segments: Segment[] = [];
  const shots: ShotPlan[] = [];
  let frame = 0;
  for (const [index, spec] of specs.entries()) {
    const headFrames = spec.dissolve ?? 0;
    const tailFrames = specs[index + 1]?.dissolve ?? 0;
    if (headFrames > 0) {
      segments.push({ kind: 'seam', join: index - 1, fromFrame: frame, frames: headFrames });
      frame += headFrames;
    }
    shots.push(shotOf(spec, { index, fromFrame: frame - headFrames, headFrames, tailFrames }));
    segments.push({ kind: 'body', shot: toId<ShotId>(spec.id), fromFrame: frame, frames: SHOT_FRAMES });
    frame += SHOT_FRAMES;
  }
  const tasks = tasksOf(specs, shots, joins);
  return {
    name: film.name ?? 'film',
    title: 'A Film',
    preview: false,
    film: { frames: frame, size: SIZE, fps: FPS, fit: 'crop', segments },
    budgetMicros: film.budgetMicros ?? null,
    onUnknown: film.onUnknown ?? NO_POLICIES,
    onModeration: film.onModeration ?? 'stop',
    shots,
    joins,
    speech: specs.flatMap((spec, index) => (spec.says === undefined ? [] : [lineOf(spec, shots[index]!)])),
    music: [],
    tasks,
    costMicros: tasks.reduce((sum, task) => sum + task.takes * (task.ladder[0]?.costMicros ?? 0), 0),
    statements: [],
    fingerprint: sha256(
      toCanonicalJson([
        tasks.map(({ id, fingerprint, takes, ladder, select }) => [id, fingerprint, takes, ladder, select]),
        segments,
      ]),
    ),
  };
}

function tasksOf(specs: readonly ShotSpec[], shots: readonly ShotPlan[], joins: readonly JoinPlan[]): readonly Task[] {
  const taken = specs.flatMap((spec, index) => [
    ...(spec.keyframe === undefined ? [] : [keyframeOf(spec, shots[index]!)]),
    takeOf(spec, shots[index]!),
    conformOf(spec, shots[index]!),
  ]);
  const voices = specs.filter((spec) => spec.says !== undefined).map(voiceOf);
  const seams = joins.flatMap((join) => (join.task === null ? [] : [seamOf(join)]));
  const conforms = specs.map((spec) => id(`conform:${spec.id}`));
  const sound = taskOf({ id: id('sound'), kind: 'sound', needs: [...conforms, ...voices.map((task) => task.id)] });
  const film = taskOf({
    id: id('film'),
    kind: 'film',
    needs: [...conforms, ...seams.map((task) => task.id), sound.id],
  });
  return [...taken, ...voices, ...seams, sound, film];
}

function takeOf(spec: ShotSpec, shot: ShotPlan): Task {
  const parts: JsonObject = { action: spec.action ?? spec.id, from: spec.from ?? null, frames: shot.takeFrames };
  const inputs = startOf(spec);
  return taskOf({
    id: id(`take:${spec.id}`),
    kind: 'take',
    shot: shot.id,
    needs: inputs.flatMap(({ from }) => (from.kind === 'task' ? from.task : [])),
    parts,
    was: spec.was === undefined ? null : id(`take:${spec.was}`),
    takes: spec.select === undefined ? (spec.takes ?? 1) : (spec.select.takes ?? 1),
    select: selectOf(spec, shot),
    ladder: shot.ladder,
    request: { request: videoOf(shot), inputs },
    weightMs: spec.weightMs ?? 10_000,
  });
}

function startOf({ id: shot, from, keyframe }: ShotSpec): readonly RequestInput[] {
  if (keyframe !== undefined)
    return [{ as: 'start', role: 'keyframe', from: { kind: 'task', task: id(`keyframe:${shot}`), part: 'whole' } }];
  if (from === undefined) return [];
  return [{ as: 'start', role: 'continue', from: { kind: 'task', task: id(`conform:${from}`), part: 'last' } }];
}

function keyframeOf(spec: ShotSpec, shot: ShotPlan): Task {
  return taskOf({
    id: id(`keyframe:${spec.id}`),
    kind: 'keyframe',
    shot: shot.id,
    parts: { shows: spec.keyframe ?? null },
    ladder: shot.ladder,
    request: { request: imageOf(shot), inputs: [] },
  });
}

function selectOf({ select }: ShotSpec, shot: ShotPlan): Select | null {
  if (select === undefined) return null;
  const models = shot.ladder.map(({ model }) => model);
  return { take: 2, file: null, takes: 1, override: null, instead: null, models, bind: null, ...select };
}

function conformOf(spec: ShotSpec, shot: ShotPlan): Task {
  return taskOf({ id: id(`conform:${spec.id}`), kind: 'conform', shot: shot.id, needs: [id(`take:${spec.id}`)] });
}

function voiceOf(spec: ShotSpec): Task {
  const words = spec.says ?? '';
  return taskOf({
    id: id(`voice:${spec.id}.1`),
    kind: 'voice',
    shot: toId<ShotId>(spec.id),
    parts: { words },
    ladder: ladderOf(spec),
    request: {
      request: {
        kind: 'voice',
        shot: toId<ShotId>(spec.id),
        who: 'ann',
        words,
        notes: null,
        voice: null,
        lengthMs: 500,
        seed: 7,
      },
      inputs: [],
    },
  });
}

function seamOf(join: JoinPlan): Task {
  const needs = [id(`conform:${join.from}`), id(`conform:${join.to}`)];
  return taskOf({ id: join.task!, kind: 'seam', join: join.index, needs });
}

function taskOf(task: Pick<Task, 'id' | 'kind'> & Partial<Task>): Task {
  return {
    title: task.id,
    shot: null,
    join: null,
    needs: [],
    fingerprint: sha256(toCanonicalJson([task.kind, task.parts ?? {}])),
    parts: {},
    was: null,
    takes: 1,
    select: null,
    ladder: [],
    request: null,
    weightMs: 1_000,
    ...task,
  };
}

function joinOf(from: ShotSpec, to: ShotSpec, index: number): JoinPlan {
  const frames = to.dissolve ?? 0;
  const ends = { index, from: toId<ShotId>(from.id), to: toId<ShotId>(to.id), frames };
  return frames === 0
    ? { ...ends, join: { kind: 'cut' }, task: null }
    : { ...ends, join: { kind: 'dissolve', frames }, task: id(`seam:${from.id}.${to.id}`) };
}

function shotOf(
  spec: ShotSpec,
  place: {
    readonly index: number;
    readonly fromFrame: number;
    readonly headFrames: number;
    readonly tailFrames: number;
  },
): ShotPlan {
  const frames = place.headFrames + SHOT_FRAMES + place.tailFrames;
  return {
    id: toId<ShotId>(spec.id),
    scene: toId<SceneId>('s1'),
    ...place,
    frames,
    bodyFrames: SHOT_FRAMES,
    skipHeadFrames: 0,
    skipTailFrames: 0,
    takeFrames: frames,
    fit: 'crop',
    nativeAudio: 'keep',
    takes: spec.takes ?? 1,
    start: spec.from === undefined ? { kind: 'text' } : { kind: 'continue', from: toId<ShotId>(spec.from), link: 1 },
    end: null,
    ladder: ladderOf(spec),
    cameraAs: { kind: 'native' },
    prompt: spec.action ?? spec.id,
    picture: PICTURE,
    defaults: [],
  };
}

function imageOf(shot: ShotPlan): ImageRequest {
  return {
    kind: 'image',
    shot: shot.id,
    prompt: shot.prompt,
    avoid: null,
    size: SIZE,
    seed: 7,
    base: null,
    references: [],
    picture: PICTURE,
    fps: FPS,
    raw: null,
  };
}

function videoOf(shot: ShotPlan): VideoRequest {
  return {
    kind: 'video',
    shot: shot.id,
    prompt: shot.prompt,
    avoid: null,
    size: SIZE,
    fps: FPS,
    frames: shot.takeFrames,
    seed: 7,
    start: null,
    end: null,
    references: [],
    mode: 'text',
    video: null,
    audio: null,
    hasSound: false,
    finish: null,
    picture: PICTURE,
    raw: null,
  };
}

function lineOf(spec: ShotSpec, shot: ShotPlan): SpeechPlan {
  return {
    task: id(`voice:${spec.id}.1`),
    shot: shot.id,
    who: 'ann',
    name: 'Ann',
    words: spec.says ?? '',
    place: 'off',
    notes: null,
    voice: null,
    fromFrame: shot.fromFrame,
    frames: 12,
    estimatedMs: 500,
  };
}

function ladderOf({ ladder = ['fake:one'], costMicros = 1_000_000 }: ShotSpec): readonly ModelChoice[] {
  return ladder.map((model) => {
    const [provider = model, name = null] = model.split(':');
    return {
      ref: { text: model, provider, model: name, options: {} },
      model,
      provider,
      medium: 'video',
      lengthMs: 1_000,
      costMicros,
      ready: provider === 'fake',
      reason: 'named',
    };
  });
}

const PICTURE: Picture = {
  kind: 'scene',
  title: null,
  style: null,
  place: null,
  time: null,
  light: null,
  heading: null,
  figures: [],
  props: [],
  framing: { size: 'wide', angle: 'eye', lensMm: null },
  camera: { move: 'static', speed: 'medium' },
  action: null,
  sound: null,
  motion: [],
  speech: [],
  slate: null,
  worldKey: 'w',
  between: null,
  join: null,
};

const id = (text: string): TaskId => toId<TaskId>(text);
