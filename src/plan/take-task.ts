import type { TaskId } from '../model/ids.ts';
import type { RequestInput, Task } from '../model/plan.ts';
import { needsOf } from './derived-task.ts';
import { fingerprinted } from './fingerprint.ts';
import type { ResolvedShot } from './inherit.ts';
import { lineInputs, spokenPart } from './lips.ts';
import { ANIMATIC } from './model-names.ts';
import { takeParts } from './parts.ts';
import { deriveSeed } from './seeds.ts';
import { takesOf } from './select.ts';
import type { ShotContext } from './shot-context.ts';
import { lastingId } from './starts.ts';
import { conformId, keyframeId, takeId } from './task-ids.ts';

/** The shot itself, from its first frame to its last. */
export function takeTask(context: ShotContext): Task {
  const { draft, shot, weigher, ladder, takePicture, drawn, looks, prompt, select } = context;
  const { resolved, frames } = shot;
  const { storyboard } = draft.input;
  const own = resolved.shot;
  const { start, end } = frames;
  const inputs = takeInputs(context);
  if (start.kind === 'text') inputs.push(...looks.references.inputs);
  const { fingerprint, parts } = fingerprinted(
    takeParts(resolved, looks, draft.parts, {
      frames: shot.takeFrames,
      start,
      end,
      drawn,
      hasSound: context.hasSound,
      spoken: context.isAvatar ? spokenPart(shot) : null,
    }),
  );
  return {
    id: takeId(own.id),
    kind: 'take',
    title: own.id,
    shot: own.id,
    join: null,
    needs: needsOf(inputs),
    parts,
    fingerprint,
    was: own.was === null ? null : takeId(own.was),
    takes: takesOf(select, resolved.takes),
    select,
    ladder,
    request: {
      request: {
        kind: 'video',
        shot: own.id,
        prompt,
        avoid: resolved.kind === 'card' ? null : storyboard.avoid,
        size: storyboard.size,
        fps: storyboard.fps,
        frames: shot.takeFrames,
        seed: select?.override?.seed ?? takeSeed(resolved, storyboard.seed),
        start: null,
        end: null,
        references: [],
        mode: context.mode,
        video: null,
        audio: null,
        hasSound: context.hasSound,
        finish: null,
        picture: takePicture,
        raw: own.raw,
      },
      inputs,
    },
    weightMs: weigher.take(ladder, shot.takeFrames),
  };
}

/** The seed of a shot's first take. */
export function takeSeed(resolved: ResolvedShot, filmSeed: number): number {
  return resolved.shot.seed ?? deriveSeed(filmSeed, `take ${lastingId(resolved)}`);
}

/** The frames and footage that a take is made from. */
function takeInputs({ draft, shot: draftShot, ladder, isAvatar }: ShotContext): RequestInput[] {
  const { parts } = draft;
  const { shot } = draftShot.resolved;
  const { start, end } = draftShot.frames;
  // The animatic draws what footage would drive: it takes none.
  const takesFootage = ladder.some((rung) => rung.provider !== ANIMATIC.provider);
  const inputs: RequestInput[] = [];
  const fromFile = (file: string) => ({ kind: 'file', file, sha256: parts.hashOf(file) }) as const;
  const fromTask = (task: TaskId, part: 'last' | 'whole' | 'shown') => ({ kind: 'task', task, part }) as const;
  switch (start.kind) {
    case 'keyframe':
    case 'match':
    case 'anchor':
      inputs.push({ as: 'start', role: 'keyframe', from: fromTask(keyframeId(shot.id), 'whole') });
      break;
    case 'continue':
      inputs.push({ as: 'start', role: 'continue', from: fromTask(conformId(start.from), 'last') });
      break;
    case 'extend':
      inputs.push({ as: 'start', role: 'continue', from: fromTask(conformId(start.from), 'last') });
      if (takesFootage) inputs.push({ as: 'video', from: fromTask(conformId(start.from), 'shown') });
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
  if (isAvatar) inputs.push(...lineInputs(draftShot));
  const footage = shot.clip ?? shot.perform;
  if (footage !== null && takesFootage) inputs.push({ as: 'video', from: fromFile(footage) });
  return inputs;
}
