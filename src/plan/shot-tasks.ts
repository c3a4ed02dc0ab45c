import type { Picture } from '../model/generation.ts';
import type { TaskId } from '../model/ids.ts';
import type { VideoMode } from '../model/model-facts.ts';
import type { ModelChoice, RequestInput, ShotPlan, Task } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import type { Draft, DraftShot } from './draft.ts';
import { fingerprintOf } from './fingerprint.ts';
import { filmLadder, isDrawnLocally, takeLadder } from './ladders.ts';
import { keyframeParts, takeParts, voiceParts } from './parts.ts';
import { shotPicture } from './picture.ts';
import { cameraPhrase, compilePrompt, withAvoid } from './prompt.ts';
import { referencesOf } from './references.ts';
import { deriveSeed } from './seeds.ts';
import { lastingId } from './starts.ts';
import { conformId, edgeId, keyframeId, takeId, voiceId } from './task-ids.ts';
import type { Weigher } from './weights.ts';

/** A shot's plan and the tasks that make it, from its keyframe to its conformed pieces. */
export type ShotTasks = {
  readonly plan: ShotPlan;
  readonly tasks: readonly Task[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
};

export function planShot(draft: Draft, shot: DraftShot, weigher: Weigher): ShotTasks {
  const { resolved, laid, frames } = shot;
  const { storyboard } = draft.input;
  const own = resolved.shot;
  const ladder = takeLadder(storyboard, resolved, draft.ladderOptions);
  const choice = draft.desk.choose({
    medium: 'video',
    refs: ladder.refs,
    modes: ladder.refs[0]?.provider === 'clip' ? [] : modesOf(shot),
    frames: shot.takeFrames,
    characters: 0,
    subject: own.id,
    path: own.path,
    ladderPath: ladder.path,
    reason: ladder.reason,
  });
  const hasNative = (rung: ModelChoice | undefined): boolean =>
    rung !== undefined && draft.desk.facts('video', rung.ref)?.camera.includes(resolved.camera.move) === true;
  const context: ShotContext = {
    draft,
    shot,
    weigher,
    ladder: choice.ladder,
    picture: shotPicture(resolved, {
      cast: draft.cast,
      worldKey: frames.worldKey,
      laid,
      skipHeadFrames: shot.skipHeadFrames,
      takeFrames: shot.takeFrames,
      slots: shot.slots,
      hasSlate: draft.input.hasSlate && isDrawnLocally(storyboard, resolved, draft.ladderOptions),
    }),
    references: referencesOf(resolved, draft.parts.hashOf),
    // A native field on the first rung is of no use to the second: the words stay as long as one rung needs them.
    hasCameraWords: !choice.ladder.every(hasNative),
  };
  const take = takeTask(context);
  const keyframe = frames.hasKeyframe ? keyframeTask(context) : null;
  const voices = voiceTasks(context);
  return {
    plan: {
      id: own.id,
      scene: resolved.scene.id,
      index: resolved.index,
      ...laid,
      skipHeadFrames: shot.skipHeadFrames,
      skipTailFrames: shot.skipTailFrames,
      takeFrames: shot.takeFrames,
      fit: resolved.fit,
      nativeAudio: resolved.nativeAudio,
      takes: resolved.takes,
      start: frames.start,
      end: frames.end,
      ladder: choice.ladder,
      cameraAs: hasNative(choice.ladder[0])
        ? { kind: 'native' }
        : { kind: 'words', phrase: cameraPhrase(resolved.camera.move, resolved.camera.speed) },
      prompt: withAvoid(promptOf(take), resolved.kind === 'card' ? null : storyboard.avoid),
      picture: context.picture,
      defaults: frames.default === null ? resolved.defaults : [...resolved.defaults, frames.default],
    },
    tasks: [
      ...(keyframe === null ? [] : [keyframe.task]),
      take,
      ...voices.tasks,
      conformTask(context),
      ...edgeTasks(context),
    ],
    problems: [...choice.problems, ...(keyframe?.problems ?? []), ...voices.problems],
    notes: [...choice.notes, ...(keyframe?.notes ?? [])],
  };
}

type ShotContext = {
  readonly draft: Draft;
  readonly shot: DraftShot;
  readonly weigher: Weigher;
  readonly ladder: readonly ModelChoice[];
  readonly picture: Picture;
  readonly references: ReturnType<typeof referencesOf>;
  readonly hasCameraWords: boolean;
};
type Made = { readonly task: Task; readonly problems: readonly Problem[]; readonly notes: readonly string[] };

/** What the shot needs of a video model. Reference images are welcome, but never a reason to refuse one. */
function modesOf({ resolved, frames }: DraftShot): readonly VideoMode[] {
  const { shot } = resolved;
  if (resolved.kind === 'card') return [];
  if (resolved.kind === 'clip') return ['restyle'];
  const modes = new Set<VideoMode>();
  if (shot.perform !== null) modes.add('perform');
  else if (frames.start.kind === 'extend') modes.add('extend');
  else modes.add(frames.start.kind === 'text' ? 'text' : 'image');
  if (frames.end !== null) modes.add('first_last');
  return [...modes];
}

function keyframeTask({ draft, shot, weigher, picture, references }: ShotContext): Made {
  const { resolved, frames } = shot;
  const { storyboard } = draft.input;
  const own = resolved.shot;
  const ladder = filmLadder(storyboard, 'image', draft.ladderOptions);
  const choice = draft.desk.choose({
    medium: 'image',
    refs: ladder.refs,
    modes: [],
    frames: null,
    characters: 0,
    subject: `the keyframe of ${own.id}`,
    path: own.path,
    ladderPath: ladder.path,
    reason: ladder.reason,
  });
  const { start } = frames;
  const inputs: RequestInput[] = [...references.inputs];
  const names = [...references.names];
  if (start.kind === 'match') {
    const base = keyframeId(start.keyframeOf);
    inputs.unshift({ as: 'base', role: 'match', from: { kind: 'task', task: base, part: 'whole' } });
  }
  if (start.kind === 'anchor') {
    const from = { kind: 'task', task: takeId(start.from), part: 'last' } as const;
    inputs.push({ as: 'reference', of: start.from, view: null, from });
    names.push('the last frame of the shot before');
  }
  const parts = keyframeParts(resolved, draft.parts, start);
  const task: Task = {
    id: keyframeId(own.id),
    kind: 'keyframe',
    title: `${own.id}: keyframe`,
    shot: own.id,
    join: null,
    needs: needsOf(inputs),
    fingerprint: fingerprintOf(parts),
    parts,
    was: own.was === null ? null : keyframeId(own.was),
    takes: 1,
    ladder: choice.ladder,
    request: {
      request: {
        kind: 'image',
        shot: own.id,
        prompt: compilePrompt(resolved, { hasCamera: false, isStill: true, references: names }),
        avoid: storyboard.avoid,
        size: storyboard.size,
        seed: own.seed ?? deriveSeed(storyboard.seed, `keyframe ${lastingId(resolved)}`),
        base: null,
        references: [],
        picture: { ...picture, speech: [] },
        fps: storyboard.fps,
        raw: own.raw,
      },
      inputs,
    },
    weightMs: weigher.keyframe(choice.ladder),
  };
  return { task, problems: choice.problems, notes: choice.notes };
}

function takeTask({ draft, shot, weigher, ladder, picture, references, hasCameraWords }: ShotContext): Task {
  const { resolved, frames } = shot;
  const { storyboard } = draft.input;
  const own = resolved.shot;
  const inputs = takeInputs(shot, draft);
  const names: readonly string[] = frames.start.kind === 'text' ? references.names : [];
  if (frames.start.kind === 'text') inputs.push(...references.inputs);
  const parts = takeParts(resolved, draft.parts, { frames: shot.takeFrames, ...frames });
  return {
    id: takeId(own.id),
    kind: 'take',
    title: own.id,
    shot: own.id,
    join: null,
    needs: needsOf(inputs),
    fingerprint: fingerprintOf(parts),
    parts,
    was: own.was === null ? null : takeId(own.was),
    takes: resolved.takes,
    ladder,
    request: {
      request: {
        kind: 'video',
        shot: own.id,
        prompt:
          resolved.kind === 'card'
            ? (own.card ?? '')
            : compilePrompt(resolved, {
                hasCamera: hasCameraWords,
                isStill: resolved.kind === 'still',
                references: names,
              }),
        avoid: resolved.kind === 'card' ? null : storyboard.avoid,
        size: storyboard.size,
        fps: storyboard.fps,
        frames: shot.takeFrames,
        seed: own.seed ?? deriveSeed(storyboard.seed, `take ${lastingId(resolved)}`),
        start: null,
        end: null,
        references: [],
        video: null,
        picture,
        raw: own.raw,
      },
      inputs,
    },
    weightMs: weigher.take(ladder, shot.takeFrames),
  };
}

/** The frames and footage that a take is made from. */
function takeInputs({ resolved, frames }: DraftShot, { parts }: Draft): RequestInput[] {
  const { shot } = resolved;
  const { start, end } = frames;
  const inputs: RequestInput[] = [];
  const fromFile = (file: string) => ({ kind: 'file', file, sha256: parts.hashOf(file) }) as const;
  const fromTask = (task: TaskId, part: 'last' | 'whole') => ({ kind: 'task', task, part }) as const;
  switch (start.kind) {
    case 'keyframe':
    case 'match':
    case 'anchor':
      inputs.push({ as: 'start', role: 'keyframe', from: fromTask(keyframeId(shot.id), 'whole') });
      break;
    case 'continue':
      inputs.push({ as: 'start', role: 'continue', from: fromTask(takeId(start.from), 'last') });
      break;
    case 'extend':
      inputs.push({ as: 'start', role: 'continue', from: fromTask(takeId(start.from), 'last') });
      inputs.push({ as: 'video', from: fromTask(takeId(start.from), 'whole') });
      break;
    case 'image':
      inputs.push({ as: 'start', role: 'image', from: fromFile(start.file) });
      break;
    case 'text':
    case 'card':
    case 'clip':
      break;
  }
  if (end !== null) {
    inputs.push({
      as: 'end',
      role: end.kind,
      from: end.kind === 'image' ? fromFile(end.file) : fromTask(keyframeId(end.of), 'whole'),
    });
  }
  const footage = shot.clip ?? shot.perform;
  if (footage !== null) inputs.push({ as: 'video', from: fromFile(footage) });
  return inputs;
}

function voiceTasks({ draft, shot, weigher }: ShotContext): {
  readonly tasks: readonly Task[];
  readonly problems: readonly Problem[];
} {
  const { storyboard } = draft.input;
  const own = shot.resolved.shot;
  const ladder = filmLadder(storyboard, 'voice', draft.ladderOptions);
  const problems: Problem[] = [];
  const tasks = own.say.map((line, index): Task => {
    const choice = draft.desk.choose({
      medium: 'voice',
      refs: ladder.refs,
      modes: [],
      frames: shot.slots[index]?.frames ?? 1,
      characters: line.words.length,
      subject: `line ${index + 1} of ${own.id}`,
      path: line.path,
      ladderPath: ladder.path,
      reason: ladder.reason,
    });
    problems.push(...choice.problems);
    const parts = voiceParts(line, draft.parts);
    const number = index + 1;
    return {
      id: voiceId(own.id, number),
      kind: 'voice',
      title: `${own.id}: line ${number}`,
      shot: own.id,
      join: null,
      needs: [],
      fingerprint: fingerprintOf(parts),
      parts,
      was: own.was === null ? null : voiceId(own.was, number),
      takes: 1,
      ladder: choice.ladder,
      request: {
        request: {
          kind: 'voice',
          shot: own.id,
          who: line.who,
          words: line.words,
          notes: line.notes,
          voice: draft.cast.characters.get(line.who)?.voice ?? null,
          lengthMs: choice.ladder[0]?.lengthMs ?? 0,
          seed: deriveSeed(storyboard.seed, `voice ${line.who}`),
        },
        inputs: [],
      },
      weightMs: weigher.voice(choice.ladder),
    };
  });
  return { tasks, problems };
}

function conformTask({ draft, shot, weigher }: ShotContext): Task {
  const { resolved, laid } = shot;
  const own = resolved.shot;
  const parts = {
    kind: 'conform',
    size: `${draft.input.storyboard.size.width}x${draft.input.storyboard.size.height}`,
    fps: `${draft.input.storyboard.fps.num}/${draft.input.storyboard.fps.den}`,
    fit: resolved.fit,
    'skip at head': shot.skipHeadFrames,
    head: laid.headFrames,
    body: laid.bodyFrames,
    tail: laid.tailFrames,
  };
  return derived({
    id: conformId(own.id),
    kind: 'conform',
    title: `${own.id}: conform`,
    shot: own.id,
    needs: [takeId(own.id)],
    parts,
    weightMs: weigher.conform(shot.takeFrames),
  });
}

/** The fades at a shot's own edges. */
function edgeTasks({ draft, shot, weigher }: ShotContext): readonly Task[] {
  const { id } = shot.resolved.shot;
  return draft.edges(id).map((segment) =>
    derived({
      id: edgeId(id, segment.kind === 'head' ? 'in' : 'out'),
      kind: 'seam',
      title: `${id} fade ${segment.kind === 'head' ? 'in' : 'out'}`,
      shot: id,
      needs: [conformId(id)],
      parts: { kind: segment.kind, color: segment.fade.color, frames: segment.frames },
      weightMs: weigher.seam(segment.frames, false),
    }),
  );
}

function promptOf(task: Task): string {
  const request = task.request?.request;
  return request?.kind === 'video' ? request.prompt : '';
}

export function needsOf(inputs: readonly RequestInput[]): readonly TaskId[] {
  return [...new Set(inputs.flatMap(({ from }) => (from.kind === 'task' ? [from.task] : [])))];
}

/** A task that costs nothing but time: its fingerprint covers its settings. */
export function derived(
  task: Pick<Task, 'id' | 'kind' | 'title' | 'needs' | 'parts' | 'weightMs'> & {
    readonly shot?: Task['shot'];
    readonly join?: number;
  },
): Task {
  return {
    ...task,
    shot: task.shot ?? null,
    join: task.join ?? null,
    fingerprint: fingerprintOf(task.parts),
    was: null,
    takes: 1,
    ladder: [],
    request: null,
  };
}
