import type { RequestInput, Task } from '../model/plan.ts';
import { needsOf } from './derived-task.ts';
import { fingerprinted } from './fingerprint.ts';
import { keyframeParts } from './parts.ts';
import { keyframePrompt } from './prompt.ts';
import { deriveSeed } from './seeds.ts';
import type { MadeTasks, ShotContext } from './shot-context.ts';
import { lastingId } from './starts.ts';
import { conformId, keyframeId } from './task-ids.ts';

/** The image that a shot starts from. */
export function keyframeTask({ draft, shot, weigher, picture, drawn, looks, world }: ShotContext): MadeTasks {
  const { resolved, frames } = shot;
  const { storyboard } = draft.input;
  const own = resolved.shot;
  const ladder = draft.ladders.image;
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
  const inputs: RequestInput[] = [...looks.references.inputs];
  const names = [...looks.references.names];
  if (start.kind === 'match') {
    const base = keyframeId(start.keyframeOf);
    inputs.unshift({ as: 'base', role: 'match', from: { kind: 'task', task: base, part: 'whole' } });
  }
  if (start.kind === 'anchor') {
    const from = { kind: 'task', task: conformId(start.from), part: 'last' } as const;
    inputs.push({ as: 'reference', of: start.from, view: null, from });
    names.push('the last frame of the shot before');
  }
  const { fingerprint, parts } = fingerprinted(keyframeParts(resolved, looks, draft.parts, { start, drawn }));
  const task: Task = {
    id: keyframeId(own.id),
    kind: 'keyframe',
    title: `${own.id}: keyframe`,
    shot: own.id,
    join: null,
    needs: needsOf(inputs),
    parts,
    fingerprint,
    was: own.was === null ? null : keyframeId(own.was),
    takes: 1,
    select: null,
    ladder: choice.ladder,
    request: {
      request: {
        kind: 'image',
        shot: own.id,
        prompt: keyframePrompt(resolved, world, names),
        avoid: storyboard.avoid,
        size: storyboard.size,
        seed: own.seed ?? deriveSeed(storyboard.seed, `keyframe ${lastingId(resolved)}`),
        base: null,
        references: [],
        // With its lines: whom a close frame shows is who speaks first.
        picture,
        fps: storyboard.fps,
        raw: own.raw,
      },
      inputs,
    },
    weightMs: weigher.keyframe(choice.ladder),
  };
  return { tasks: [task], problems: choice.problems, notes: choice.notes };
}
