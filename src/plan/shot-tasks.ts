import type { Picture } from '../model/generation.ts';
import type { ModelFacts, VideoMode } from '../model/model-facts.ts';
import type { ModelChoice, Select, ShotPlan } from '../model/plan.ts';
import { framesToMs, msToWholeFrames } from '../model/time.ts';
import { conformTask, edgeTasks } from './conform-task.ts';
import type { Draft, DraftShot } from './draft.ts';
import type { ResolvedShot } from './inherit.ts';
import { finishTasks } from './finish-tasks.ts';
import { asksForSound, lockedFor, withPrompt } from './locked-shot.ts';
import { keyframeTask } from './keyframe-task.ts';
import { isDrawnLocally, takeLadder, withAskedModel, type Ladder } from './ladders.ts';
import { avatarLadder } from './lips.ts';
import type { Choice } from './models.ts';
import { shotPicture } from './picture.ts';
import type { PictureBefore } from './picture-before.ts';
import { cameraPhrase, takePrompt, withAvoid, worldPrompt } from './prompt.ts';
import { lapsedNotes, takesOf, toSelect } from './select.ts';
import type { MadeTasks, ShotContext } from './shot-context.ts';
import { takeTask } from './take-task.ts';
import { bridgeId, takeId } from './task-ids.ts';
import { voiceTasks } from './voice-tasks.ts';
import type { Weigher } from './weights.ts';

/** A shot's plan, and the tasks that make it from its keyframe to its conformed pieces. */
export type ShotTasks = MadeTasks & { readonly plan: ShotPlan };

export function planShot(draft: Draft, shot: DraftShot, weigher: Weigher, before: PictureBefore | null): ShotTasks {
  const { resolved, frames } = shot;
  const own = resolved.shot;
  const looks = draft.looks(resolved);
  const { locked, lapsed } = lockedFor(draft, shot, looks);
  const avatar = avatarLadder(draft, shot);
  const written = avatar ?? takeLadder(draft.ladders.video, resolved, draft.ladderOptions);
  const ladder = withAskedModel(written, locked?.override?.model ?? null, draft.ladderOptions);
  const modes = modesOf(shot, avatar !== null);
  const hasSound = asksForSound(draft, resolved);
  const chooseFrom = ({ refs, path, reason }: Ladder): Choice =>
    draft.desk.choose({
      medium: 'video',
      refs,
      modes: refs[0]?.provider === 'clip' ? [] : modes,
      ...askedLength(draft, shot),
      characters: 0,
      hasSound,
      hasMotion: own.motion.length > 0,
      subject: own.id,
      path: own.path,
      ladderPath: path,
      reason,
    });
  const choice = chooseFrom(ladder);
  const allCan = (can: (facts: ModelFacts) => boolean): boolean =>
    choice.ladder.every((rung) => {
      const facts = draft.desk.facts('video', rung.ref);
      return facts !== null && can(facts);
    });
  const world = worldPrompt(resolved, looks);
  const hasSlate = draft.input.hasSlate && isDrawnLocally(draft.ladders.video, resolved, draft.ladderOptions);
  // A retake says something else of the take alone: the keyframe stays what it is.
  const asked = withPrompt(resolved, locked?.override?.prompt ?? null);
  const pictureOf = (one: ResolvedShot): Picture =>
    shotPicture(one, {
      looks,
      worldKey: frames.worldKey,
      laid: shot.laid,
      skipHeadFrames: shot.skipHeadFrames,
      takeFrames: shot.takeFrames,
      slots: shot.slots,
      hasSlate,
      before,
    });
  const picture = pictureOf(resolved);
  const context: ShotContext = {
    draft,
    shot,
    weigher,
    ladder: choice.ladder,
    picture,
    takePicture: asked === resolved ? picture : pictureOf(asked),
    select: toSelect(
      locked,
      ladder === written ? choice.ladder : chooseFrom(written).ladder,
      locked === null ? null : boundEnd(draft, shot, choice.ladder),
    ),
    drawn: hasSlate ? looks.drawnPart.withSlate : looks.drawnPart.withoutSlate,
    looks,
    mode: modes[0] ?? 'text',
    hasSound,
    isAvatar: avatar !== null,
    world,
    prompt: takePrompt(asked, {
      world,
      // A native field on the first rung is of no use to the second: words stay as long as one rung needs them.
      hasCamera: !allCan((facts) => facts.camera.includes(resolved.camera.move)),
      hasMotion: !allCan((facts) => facts.modes.includes('motion')),
      references: frames.start.kind === 'text' ? looks.references.names : [],
    }),
  };
  const keyframe = frames.hasKeyframe ? keyframeTask(context) : NOTHING;
  const voices = voiceTasks(context);
  const take = takeTask(context);
  const finish = finishTasks(context);
  return {
    plan: toShotPlan(context),
    tasks: [
      ...keyframe.tasks,
      take,
      ...voices.tasks,
      ...finish.tasks,
      conformTask(context, finish.tasks.at(-1)?.id ?? take.id),
      ...edgeTasks(context),
    ],
    problems: [...choice.problems, ...keyframe.problems, ...voices.problems, ...finish.problems],
    notes: [...choice.notes, ...keyframe.notes, ...voices.notes, ...finish.notes, ...lapsedNotes(own.id, lapsed)],
  };
}

/**
 * A retake ends on the frame from which the shot or bridge after it was started, where the model can end on a given frame
 * and delivers the length that is used: what is cut off at the end binds nothing.
 */
function boundEnd(
  { shots, joins, desk, input }: Draft,
  shot: DraftShot,
  ladder: readonly ModelChoice[],
): Select['bind'] {
  const { resolved, frames, takeFrames, skipTailFrames } = shot;
  const join = joins[resolved.index];
  const after = shots[resolved.index + 1];
  if (join === undefined || after === undefined || frames.end !== null || skipTailFrames > 0) return null;
  const isContinued = after.frames.start.kind === 'continue' || after.frames.start.kind === 'extend';
  if (join.join.kind !== 'bridge' && !isContinued) return null;
  const wantedMs = framesToMs(takeFrames, input.storyboard.fps);
  const frameMs = framesToMs(1, input.storyboard.fps);
  const able = ladder.filter(
    ({ ref, lengthMs }) =>
      desk.facts('video', ref)?.modes.includes('first_last') === true && lengthMs < wantedMs + frameMs,
  );
  if (able.length === 0) return null;
  const next = takeId(join.join.kind === 'bridge' ? bridgeId(join.from, join.to) : join.to);
  return { next, models: able.map(({ model }) => model) };
}

const NOTHING: MadeTasks = { tasks: [], problems: [], notes: [] };

/** What the shot needs of a video model. Reference images are welcome, but never a reason to refuse one. */
function modesOf({ resolved, frames }: DraftShot, isAvatar: boolean): readonly VideoMode[] {
  const { shot, kind } = resolved;
  if (kind === 'card') return [];
  if (kind === 'clip') return ['restyle'];
  if (isAvatar) return ['avatar'];
  const start = frames.start.kind === 'text' ? 'text' : frames.start.kind === 'extend' ? 'extend' : 'image';
  return [shot.perform === null ? start : 'perform', ...(frames.end === null ? [] : ['first_last' as const])];
}

/** Footage that a model works over is sent, and paid for, whole. */
function askedLength(
  { input }: Draft,
  { resolved, takeFrames }: DraftShot,
): { readonly frames: number; readonly isFootage: boolean } {
  const { clip, restyle, perform } = resolved.shot;
  const lengthMs = input.clipsMs.get((restyle === null ? perform : clip) ?? '');
  if (lengthMs === undefined) return { frames: takeFrames, isFootage: false };
  const frames = msToWholeFrames(lengthMs, input.storyboard.fps);
  return { frames: Math.max(takeFrames, frames), isFootage: frames >= takeFrames };
}

function toShotPlan({ draft, shot, ladder, takePicture, prompt, select }: ShotContext): ShotPlan {
  const { resolved, frames, laid } = shot;
  const { shot: own } = resolved;
  const first: ModelChoice | undefined = ladder[0];
  const isNative = first !== undefined && draft.desk.facts('video', first.ref)?.camera.includes(resolved.camera.move);
  return {
    id: own.id,
    scene: resolved.scene.id,
    index: resolved.index,
    fromFrame: laid.fromFrame,
    frames: laid.frames,
    headFrames: laid.headFrames,
    bodyFrames: laid.bodyFrames,
    tailFrames: laid.tailFrames,
    skipHeadFrames: shot.skipHeadFrames,
    skipTailFrames: shot.skipTailFrames,
    takeFrames: shot.takeFrames,
    fit: resolved.fit,
    nativeAudio: resolved.nativeAudio,
    takes: takesOf(select, resolved.takes),
    start: frames.start,
    end: frames.end,
    ladder,
    cameraAs:
      isNative === true
        ? { kind: 'native' }
        : { kind: 'words', phrase: cameraPhrase(resolved.camera.move, resolved.camera.speed) },
    prompt: resolved.kind === 'card' ? prompt : withAvoid(prompt, draft.input.storyboard.avoid),
    picture: takePicture,
    defaults: frames.default === null ? resolved.defaults : [...resolved.defaults, frames.default],
  };
}
