import type { ShotId } from '../model/ids.ts';
import type { EndPlan, StartPlan } from '../model/plan.ts';
import type { DocumentPath, Problem } from '../model/problem.ts';
import type { ResolvedShot } from './inherit.ts';
import { errorAt } from './problems.ts';

/** All shots with their starts decided. */
export type Frames = {
  readonly shots: readonly ResolvedShot[];
  readonly indexes: ReadonlyMap<ShotId, number>;
  readonly starts: readonly { readonly start: StartPlan; readonly hasKeyframe: boolean }[];
};

/** What a shot's last frame is bound to; what cannot be is a problem, and the shot ends freely. */
export function planEnd(index: number, frames: Frames, problems: Problem[]): EndPlan | null {
  const resolved = frames.shots[index];
  const end = resolved?.shot.end ?? null;
  if (resolved === undefined || end === null || resolved.kind === 'card' || resolved.kind === 'clip') return null;
  switch (end.kind) {
    case 'image':
      return { kind: 'image', file: end.file };
    case 'match':
      return endOnMatch(resolved, end.shot, frames, problems);
    case 'next':
      return endOnNext(resolved, frames, problems);
  }
}

/** The problem of a shot that matches the keyframe of one that has none. */
export function withoutKeyframe(path: DocumentPath, from: ShotId, target: ShotId, start: StartPlan['kind']): Problem {
  return errorAt({
    code: 'match_without_keyframe',
    path,
    message: `${from} matches the keyframe of ${target}, which has none: it ${HOW_IT_STARTS[start]}`,
    expected: 'a shot that starts from a keyframe',
    fix: `match another shot, or write \`start: keyframe\` in ${target}`,
  });
}

const HOW_IT_STARTS: Readonly<Record<StartPlan['kind'], string>> = {
  keyframe: 'starts from a keyframe',
  match: 'matches another shot',
  anchor: 'is anchored on a keyframe',
  text: 'starts from text',
  continue: 'continues the shot before it',
  extend: 'extends the shot before it',
  image: 'starts from a given image',
  card: 'is a card',
  clip: 'is existing footage',
};

function endOnMatch(
  { shot, index }: ResolvedShot,
  target: ShotId,
  frames: Frames,
  problems: Problem[],
): EndPlan | null {
  const path = [...shot.path, 'end'];
  const at = frames.indexes.get(target);
  // An unknown id is the reader's to report.
  if (at === undefined) return null;
  const begun = frames.starts[at];
  if (begun?.hasKeyframe !== true) {
    problems.push(withoutKeyframe(path, shot.id, target, begun?.start.kind ?? 'text'));
    return null;
  }
  const anchor = anchorBehind(at, frames);
  if (anchor !== null && anchor > index) {
    problems.push(
      errorAt({
        code: 'circular_frames',
        path,
        message: `${shot.id} would end on the keyframe of ${target}, which is drawn after a chain that is played later`,
        expected: 'a keyframe that does not wait for this shot',
        fix: `end on another keyframe, or write \`start: keyframe\` in ${frames.shots[anchor]?.shot.id}`,
      }),
    );
    return null;
  }
  return { kind: 'keyframe', of: target };
}

function endOnNext({ shot, index }: ResolvedShot, frames: Frames, problems: Problem[]): EndPlan | null {
  const next = frames.shots[index + 1]?.shot.id;
  const begun = frames.starts[index + 1];
  const refuse = (why: string, fix: string): null => {
    problems.push(
      errorAt({
        code: 'end_next_impossible',
        path: [...shot.path, 'end'],
        message: `${shot.id} ends on the next shot's first frame, but ${why}`,
        expected: 'a following shot that starts from a keyframe or an image',
        fix,
      }),
    );
    return null;
  };
  if (next === undefined || begun === undefined) return refuse("it is the film's last shot", 'leave `end` out');
  const { start, hasKeyframe } = begun;
  if (start.kind === 'image') return { kind: 'image', file: start.file };
  if (start.kind === 'continue' || start.kind === 'extend' || start.kind === 'anchor') {
    const word = start.kind === 'extend' ? 'extend' : 'continue';
    return refuse(
      `${next} starts from ${shot.id}'s last frame: each would wait for the other`,
      `leave \`end\` out (the join is seamless already), or \`start: ${word}\` in ${next}`,
    );
  }
  if (!hasKeyframe) {
    return refuse(
      `${next} has no keyframe: it ${HOW_IT_STARTS[start.kind]}`,
      start.kind === 'text' ? `write \`start: keyframe\` in ${next}, or leave \`end\` out` : 'leave `end` out',
    );
  }
  return { kind: 'keyframe', of: next };
}

/** The anchored shot whose keyframe lies at the end of a line of matches; null when that keyframe waits for no take. */
function anchorBehind(index: number, frames: Frames): number | null {
  let at = index;
  for (;;) {
    const start = frames.starts[at]?.start;
    if (start?.kind === 'anchor') return at;
    if (start?.kind !== 'match') return null;
    const base = frames.indexes.get(start.keyframeOf);
    if (base === undefined || base >= at) return null;
    at = base;
  }
}
