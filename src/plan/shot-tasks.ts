import type { ModelFacts, VideoMode } from '../model/model-facts.ts';
import type { ModelChoice, ShotPlan } from '../model/plan.ts';
import { conformTask, edgeTasks } from './conform-task.ts';
import type { Draft, DraftShot } from './draft.ts';
import { keyframeTask } from './keyframe-task.ts';
import { isDrawnLocally, takeLadder } from './ladders.ts';
import { shotPicture } from './picture.ts';
import { cameraPhrase, takePrompt, withAvoid, worldPrompt } from './prompt.ts';
import type { MadeTasks, ShotContext } from './shot-context.ts';
import { takeTask } from './take-task.ts';
import { voiceTasks } from './voice-tasks.ts';
import type { Weigher } from './weights.ts';

/** A shot's plan, and the tasks that make it from its keyframe to its conformed pieces. */
export type ShotTasks = MadeTasks & { readonly plan: ShotPlan };

export function planShot(draft: Draft, shot: DraftShot, weigher: Weigher): ShotTasks {
  const { resolved, frames } = shot;
  const own = resolved.shot;
  const ladder = takeLadder(draft.ladders.video, resolved, draft.ladderOptions);
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
  const allCan = (can: (facts: ModelFacts) => boolean): boolean =>
    choice.ladder.every((rung) => {
      const facts = draft.desk.facts('video', rung.ref);
      return facts !== null && can(facts);
    });
  const looks = draft.looks(resolved);
  const world = worldPrompt(resolved, looks);
  const hasSlate = draft.input.hasSlate && isDrawnLocally(draft.ladders.video, resolved, draft.ladderOptions);
  const context: ShotContext = {
    draft,
    shot,
    weigher,
    ladder: choice.ladder,
    picture: shotPicture(resolved, {
      looks,
      worldKey: frames.worldKey,
      laid: shot.laid,
      skipHeadFrames: shot.skipHeadFrames,
      takeFrames: shot.takeFrames,
      slots: shot.slots,
      hasSlate,
    }),
    drawn: hasSlate ? looks.drawnPart.withSlate : looks.drawnPart.withoutSlate,
    looks,
    world,
    prompt: takePrompt(resolved, {
      world,
      // A native field on the first rung is of no use to the second: words stay as long as one rung needs them.
      hasCamera: !allCan((facts) => facts.camera.includes(resolved.camera.move)),
      hasMotion: !allCan((facts) => facts.modes.includes('motion')),
      references: frames.start.kind === 'text' ? looks.references.names : [],
    }),
  };
  const keyframe = frames.hasKeyframe ? keyframeTask(context) : NOTHING;
  const voices = voiceTasks(context);
  return {
    plan: toShotPlan(context),
    tasks: [...keyframe.tasks, takeTask(context), ...voices.tasks, conformTask(context), ...edgeTasks(context)],
    problems: [...choice.problems, ...keyframe.problems, ...voices.problems],
    notes: [...choice.notes, ...keyframe.notes, ...voices.notes],
  };
}

const NOTHING: MadeTasks = { tasks: [], problems: [], notes: [] };

/** What the shot needs of a video model. Reference images are welcome, but never a reason to refuse one. */
function modesOf({ resolved, frames }: DraftShot): readonly VideoMode[] {
  const { shot, kind } = resolved;
  if (kind === 'card') return [];
  if (kind === 'clip') return ['restyle'];
  const start = frames.start.kind === 'text' ? 'text' : frames.start.kind === 'extend' ? 'extend' : 'image';
  return [shot.perform === null ? start : 'perform', ...(frames.end === null ? [] : ['first_last' as const])];
}

function toShotPlan({ draft, shot, ladder, picture, prompt }: ShotContext): ShotPlan {
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
    takes: resolved.takes,
    start: frames.start,
    end: frames.end,
    ladder,
    cameraAs:
      isNative === true
        ? { kind: 'native' }
        : { kind: 'words', phrase: cameraPhrase(resolved.camera.move, resolved.camera.speed) },
    prompt: resolved.kind === 'card' ? prompt : withAvoid(prompt, draft.input.storyboard.avoid),
    picture,
    defaults: frames.default === null ? resolved.defaults : [...resolved.defaults, frames.default],
  };
}
