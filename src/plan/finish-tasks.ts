import type { TaskId } from '../model/ids.ts';
import type { ModelChoice, RequestInput, Task } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import type { Finish, FinishKind } from '../model/storyboard.ts';
import { fpsToText, framesToMs, microsToFrames, msToWholeFrames } from '../model/time.ts';
import { needsOf } from './derived-task.ts';
import type { Draft, DraftShot } from './draft.ts';
import { fingerprinted } from './fingerprint.ts';
import { finishLadder, isLocal, shotLadder } from './ladders.ts';
import { hasLips, lineInputs, spokenPart } from './lips.ts';
import { deriveSeed } from './seeds.ts';
import type { MadeTasks, ShotContext } from './shot-context.ts';
import { lastingId } from './starts.ts';
import { finishId, takeId } from './task-ids.ts';

/**
 * What is done to a take once it is there, each a paid task over the file before it: lips first, for they are found best
 * in the picture as it was shot, then `finish:` in the order in which it is written. The last one is what the film uses.
 */
export function finishTasks(context: ShotContext): MadeTasks {
  const tasks: Task[] = [];
  const problems: Problem[] = [];
  const notes: string[] = [];
  const { shot, draft } = context;
  let source = takeId(shot.resolved.shot.id);
  let frames = deliveredFrames(context);
  for (const step of stepsOf(draft, shot, context.isAvatar)) {
    const made = finishTask(context, step, { source, frames });
    tasks.push(made.task);
    problems.push(...made.problems);
    notes.push(...made.notes);
    source = made.task.id;
    // What is spoken is as long as the shot, and lips are synced for as long as that.
    if (step.kind === 'lipsync') frames = shot.takeFrames;
  }
  return { tasks, problems, notes };
}

type Step = { readonly kind: 'lipsync'; readonly times: 1 } | (Finish & { readonly times: number });

function stepsOf(draft: Draft, shot: DraftShot, isAvatar: boolean): readonly Step[] {
  const { resolved } = shot;
  if (draft.input.preview || resolved.kind === 'card' || resolved.kind === 'still') return [];
  const isDrawn = isLocal(shotLadder(draft.ladders.video, resolved, draft.ladderOptions));
  // Footage is worked over also in a film that is drawn otherwise, where a model for it is named outright.
  const isWanted = (kind: FinishKind): boolean =>
    !isDrawn || (resolved.kind === 'clip' && (draft.input.storyboard.models[kind] ?? null) !== null);
  const steps: Step[] = hasLips(draft, shot) && !isAvatar && isWanted('lipsync') ? [{ kind: 'lipsync', times: 1 }] : [];
  for (const finish of resolved.shot.finish) {
    const times = steps.filter(({ kind }) => kind === finish.kind).length + 1;
    if (isWanted(finish.kind)) steps.push({ ...finish, times });
  }
  return steps;
}

function finishTask(
  { draft, shot, weigher, picture }: ShotContext,
  step: Step,
  { source, frames }: { readonly source: TaskId; readonly frames: number },
): { readonly task: Task; readonly problems: readonly Problem[]; readonly notes: readonly string[] } {
  const { storyboard } = draft.input;
  const { fps, size } = storyboard;
  const { resolved, takeFrames } = shot;
  const own = resolved.shot;
  const ladder = finishLadder(storyboard, step.kind, takeProvider(draft, shot));
  const subject = `${own.id}: ${wordsOf(step)}`;
  const {
    ladder: choices,
    problems,
    notes,
  } = draft.desk.choose({
    medium: 'video',
    refs: ladder.refs,
    modes: [step.kind],
    frames: step.kind === 'lipsync' ? takeFrames : frames,
    characters: 0,
    subject,
    path: [...own.path, step.kind === 'lipsync' ? 'lipsync' : 'finish'],
    ladderPath: ladder.path,
    ladderKey: `models: {${step.kind}: …}`,
    reason: ladder.reason,
  });
  const inputs: readonly RequestInput[] = [
    { as: 'video', from: { kind: 'task', task: source, part: 'whole' } },
    ...(step.kind === 'lipsync' ? lineInputs(shot) : []),
  ];
  const needs = needsOf(inputs);
  const task: Task = {
    id: finishId(own.id, step),
    kind: 'finish',
    title: subject,
    shot: own.id,
    join: null,
    needs,
    ...fingerprinted({ kind: step.kind, ...decidedBy(step, shot, fpsToText(fps)) }),
    was: own.was === null ? null : finishId(own.was, step),
    takes: 1,
    select: null,
    ladder: choices,
    over: { tasks: needs },
    request: {
      request: {
        kind: 'video',
        shot: own.id,
        prompt: '',
        avoid: null,
        size,
        fps,
        frames: takeFrames,
        seed: deriveSeed(storyboard.seed, `${step.kind} ${lastingId(resolved)}`),
        start: null,
        end: null,
        references: [],
        mode: step.kind,
        video: null,
        audio: null,
        hasSound: false,
        finish: finishOf(step),
        picture,
        raw: {},
      },
      inputs,
    },
    weightMs: weigher.take(choices, frames),
  };
  return { task, problems, notes };
}

/** What is asked for; over what, each take of it says itself. */
function decidedBy(step: Step, shot: DraftShot, fps: string) {
  switch (step.kind) {
    case 'lipsync':
      return { lines: spokenPart(shot), frames: shot.takeFrames, fps };
    case 'upscale':
      return { factor: step.factor };
    case 'smooth':
      return { 'frames a second': step.fps };
  }
}

function wordsOf(step: Step): string {
  switch (step.kind) {
    case 'lipsync':
      return 'lips';
    case 'upscale':
      return `upscale ${step.factor}`;
    case 'smooth':
      return `smooth ${step.fps}`;
  }
}

function finishOf(step: Step): Finish | null {
  switch (step.kind) {
    case 'lipsync':
      return null;
    case 'upscale':
      return { kind: step.kind, factor: step.factor };
    case 'smooth':
      return { kind: step.kind, fps: step.fps };
  }
}

/** The longest that the take may be: it is worked over, and paid for, whole. */
function deliveredFrames({ draft, shot, ladder }: ShotContext): number {
  const { fps } = draft.input.storyboard;
  const clipMs = draft.input.clipsMs.get(shot.resolved.shot.clip ?? '') ?? 0;
  const lengths = ladder.map(({ lengthMs }: ModelChoice) => microsToFrames(lengthMs * 1000, fps));
  const clipFrames = clipMs === 0 ? 0 : msToWholeFrames(Math.max(clipMs, framesToMs(1, fps)), fps);
  return Math.max(shot.takeFrames, clipFrames, ...lengths);
}

/** Whose model shoots the take: one bill is better than two. */
function takeProvider({ ladders, ladderOptions }: Draft, { resolved }: DraftShot): string | null {
  return shotLadder(ladders.video, resolved, ladderOptions).refs[0]?.provider ?? null;
}
