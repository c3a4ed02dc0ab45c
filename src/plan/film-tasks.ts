import { toId, type TaskId } from '../model/ids.ts';
import type { JoinPlan, MusicPlan, ShotPlan, Task } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import type { ModelRef, MusicSpec } from '../model/storyboard.ts';
import { framesToMs, fpsToText } from '../model/time.ts';
import { chooseForFilm, type Draft } from './draft.ts';
import { fingerprinted } from './fingerprint.ts';
import { bridgePicture } from './picture.ts';
import { bridgePrompt } from './prompt.ts';
import { deriveSeed } from './seeds.ts';
import { derived, needsOf } from './derived-task.ts';
import { findLocked, lapsedNotes, takesOf, toSelect } from './select.ts';
import { lastingId } from './starts.ts';
import { bridgeId, conformId, takeId } from './task-ids.ts';
import type { Weigher } from './weights.ts';

export type FilmTasks = {
  readonly tasks: readonly Task[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
};

/** Seams and bridges between shots. */
export function planJoins(draft: Draft, shots: readonly ShotPlan[], weigher: Weigher): FilmTasks {
  const tasks: Task[] = [];
  const problems: Problem[] = [];
  const notes: string[] = [];
  for (const join of draft.joins) {
    if (join.task === null) continue;
    if (join.join.kind !== 'bridge') {
      tasks.push(seamTask(draft, join, join.task, weigher));
      continue;
    }
    const bridge = bridgeTasks(draft, shots, join, join.join.prompt, weigher);
    tasks.push(...bridge.tasks);
    problems.push(...bridge.problems);
    notes.push(...bridge.notes);
  }
  return { tasks, problems, notes };
}

/** The music and the ambience: a task each when they are made, none when a file is given. */
export function planMusic(draft: Draft, weigher: Weigher): FilmTasks & { readonly music: readonly MusicPlan[] } {
  const { audio } = draft.input.storyboard;
  const music: MusicPlan[] = [];
  const tasks: Task[] = [];
  const problems: Problem[] = [];
  for (const role of ['music', 'ambience'] as const) {
    const spec = audio[role];
    if (spec === null || draft.timeline.frames === 0) continue;
    if (spec.source.kind === 'file') {
      const { file } = spec.source;
      music.push(toMusicPlan(role, spec, { kind: 'file', file, sha256: draft.parts.hashOf(file) }));
      continue;
    }
    const made = musicTask(draft, role, spec.source.prompt, weigher);
    tasks.push(made.task);
    problems.push(...made.problems);
    music.push(toMusicPlan(role, spec, { kind: 'task', task: made.task.id, part: 'whole' }));
  }
  return { music, tasks, problems, notes: [] };
}

/** The mix and the film itself. */
export function planFilm(
  draft: Draft,
  shots: readonly ShotPlan[],
  music: readonly MusicPlan[],
  others: readonly Task[],
  weigher: Weigher,
): readonly Task[] {
  const { storyboard } = draft.input;
  const ids = (kinds: readonly Task['kind'][]): readonly TaskId[] =>
    others.filter((task) => kinds.includes(task.kind)).map((task) => task.id);
  const sound = derived({
    id: toId<TaskId>('sound'),
    kind: 'sound',
    title: 'sound',
    needs: ids(['conform', 'voice', 'music']),
    settings: fingerprinted({
      kind: 'sound',
      frames: draft.timeline.frames,
      fps: fpsToText(storyboard.fps),
      shots: shots.map((shot) => [shot.id, shot.fromFrame, shot.frames, shot.nativeAudio]),
      joins: draft.joins.map(({ join, frames }) => [join.kind, frames]),
      speech: draft.speech.map(({ task, fromFrame, frames }) => [task, fromFrame, frames]),
      music: music.map(({ role, source, levelDb, fadeFrames }) => [
        role,
        source.kind === 'file' ? source.sha256 : source.task,
        levelDb,
        fadeFrames,
      ]),
    }),
    weightMs: weigher.sound(draft.timeline.frames),
  });
  const film = derived({
    id: toId<TaskId>('film'),
    kind: 'film',
    title: 'film',
    needs: [...ids(['conform', 'seam']), sound.id],
    settings: fingerprinted({
      kind: 'film',
      title: storyboard.title,
      frames: draft.timeline.frames,
      fps: fpsToText(storyboard.fps),
      size: `${storyboard.size.width}x${storyboard.size.height}`,
      segments: draft.timeline.segments.map((segment) =>
        segment.kind === 'seam' ? ['seam', segment.join, segment.frames] : [segment.kind, segment.shot, segment.frames],
      ),
    }),
    weightMs: weigher.film(draft.timeline.frames),
  });
  return [sound, film];
}

function seamTask(draft: Draft, { index, from, to, join, frames }: JoinPlan, id: TaskId, weigher: Weigher): Task {
  return derived({
    id,
    kind: 'seam',
    title: `${from} > ${to} ${join.kind}`,
    join: index,
    needs: [conformId(from), conformId(to)],
    settings: draft.settings(`seam ${JSON.stringify(join)}`, () => fingerprinted({ ...join })),
    weightMs: weigher.seam(frames, join.kind === 'morph'),
  });
}

function bridgeTasks(
  draft: Draft,
  shots: readonly ShotPlan[],
  join: JoinPlan,
  words: string,
  weigher: Weigher,
): FilmTasks {
  const { storyboard } = draft.input;
  const [from, to] = [draft.shots[join.index], draft.shots[join.index + 1]];
  const [fromPlan, toPlan] = [shots[join.index], shots[join.index + 1]];
  if (from === undefined || to === undefined || fromPlan === undefined || toPlan === undefined) {
    throw new RangeError(`no shots around join ${join.index}`);
  }
  const shot = bridgeId(join.from, join.to);
  const path = [...from.resolved.shot.path, 'out'];
  const subject = `the bridge from ${join.from} to ${join.to}`;
  // A shot's own `model` is not the bridge's: one that can is added to the film's ladder.
  const ladderKey = `models: {video: [${[...(storyboard.models.video ?? []).map(({ text }) => text), '…'].join(', ')}]}`;
  const inputs = [
    { as: 'start', role: 'continue', from: { kind: 'task', task: conformId(join.from), part: 'last' } },
    { as: 'end', role: 'match', from: { kind: 'task', task: conformId(join.to), part: 'first' } },
  ] as const;
  const resolved = [from.resolved, to.resolved] as const;
  const lasting = `${lastingId(from.resolved)}.${lastingId(to.resolved)}`;
  const parts = {
    kind: 'bridge',
    frames: join.frames,
    fps: fpsToText(storyboard.fps),
    size: `${storyboard.size.width}x${storyboard.size.height}`,
    ...(from.resolved.style === null ? {} : { style: from.resolved.style }),
    ...(storyboard.avoid === null ? {} : { avoid: storyboard.avoid }),
    action: words,
    seed: storyboard.seed,
  };
  const { fingerprint } = fingerprinted(parts);
  const { locked, lapsed } = findLocked(draft.input.selects, [shot, lasting], () => fingerprint);
  const asked = locked?.override ?? null;
  const chooseFrom = (model: ModelRef | null): ReturnType<typeof chooseForFilm> =>
    chooseForFilm(draft, 'video', { frames: join.frames, modes: ['first_last'], subject, path, ladderKey, model });
  const choice = chooseFrom(asked?.model ?? null);
  const instead = asked === null ? choice : chooseFrom(null);
  const select = toSelect(locked, instead.ladder);
  const action = asked?.prompt ?? words;
  const take: Task = {
    id: takeId(shot),
    kind: 'take',
    title: `${join.from} > ${join.to} bridge`,
    shot: null,
    join: join.index,
    needs: needsOf(inputs),
    fingerprint,
    parts,
    was: `${join.from}.${join.to}` === lasting ? null : toId<TaskId>(`take:${lasting}`),
    takes: takesOf(select, 1),
    select,
    ladder: choice.ladder,
    request: {
      request: {
        kind: 'video',
        shot,
        prompt: bridgePrompt(resolved, [draft.looks(from.resolved), draft.looks(to.resolved)], action),
        avoid: storyboard.avoid,
        size: storyboard.size,
        fps: storyboard.fps,
        frames: join.frames,
        seed: asked?.seed ?? deriveSeed(storyboard.seed, `take ${lasting}`),
        start: null,
        end: null,
        references: [],
        mode: 'image',
        video: null,
        audio: null,
        hasSound: false,
        finish: null,
        picture: bridgePicture(fromPlan.picture, toPlan.picture, join, action),
        raw: {},
      },
      inputs,
    },
    weightMs: weigher.take(choice.ladder, join.frames),
  };
  const conform = derived({
    id: conformId(shot),
    kind: 'conform',
    title: `${join.from} > ${join.to}: conform`,
    join: join.index,
    needs: [take.id],
    settings: fingerprinted({
      kind: 'conform',
      size: `${storyboard.size.width}x${storyboard.size.height}`,
      fps: fpsToText(storyboard.fps),
      fit: storyboard.fit,
      'skip at head': 0,
      head: 0,
      body: join.frames,
      tail: 0,
    }),
    weightMs: weigher.conform(join.frames),
  });
  return { tasks: [take, conform], problems: choice.problems, notes: [...choice.notes, ...lapsedNotes(shot, lapsed)] };
}

function musicTask(
  draft: Draft,
  role: MusicPlan['role'],
  prompt: string,
  weigher: Weigher,
): { readonly task: Task; readonly problems: readonly Problem[] } {
  const { storyboard } = draft.input;
  const frames = bedFrames(draft);
  const choice = chooseForFilm(draft, 'music', {
    frames,
    modes: [role],
    subject: `the ${role}`,
    path: ['audio', role],
  });
  const lengthMs = framesToMs(frames, storyboard.fps);
  const parts = { kind: 'music', role, prompt, length: lengthMs, seed: storyboard.seed };
  const task: Task = {
    id: toId<TaskId>(`music:${role}`),
    kind: 'music',
    title: role,
    shot: null,
    join: null,
    needs: [],
    ...fingerprinted(parts),
    was: null,
    takes: 1,
    select: null,
    ladder: choice.ladder,
    request: {
      request: { kind: 'music', role, prompt, lengthMs, seed: deriveSeed(storyboard.seed, role) },
      inputs: [],
    },
    weightMs: weigher.music(choice.ladder, frames),
  };
  return { task, problems: choice.problems };
}

const BED_STEP_SECONDS = 15;

/** The film's length in whole steps: a bed is not bought again because a shot became a second longer. */
function bedFrames({ timeline, input }: Draft): number {
  const { fps } = input.storyboard;
  const steps = Math.ceil((timeline.frames * fps.den) / (fps.num * BED_STEP_SECONDS));
  return Math.ceil((steps * BED_STEP_SECONDS * fps.num) / fps.den);
}

function toMusicPlan(role: MusicPlan['role'], spec: MusicSpec, source: MusicPlan['source']): MusicPlan {
  return { role, source, levelDb: spec.levelDb, duckDb: spec.duckDb, fadeFrames: spec.fadeFrames };
}
