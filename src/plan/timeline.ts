import type { ShotId } from '../model/ids.ts';
import type { Segment } from '../model/plan.ts';
import type { DocumentPath, Problem } from '../model/problem.ts';
import type { Fade, Join } from '../model/storyboard.ts';
import { framesToSeconds, type Fps } from '../model/time.ts';
import { errorAt, warningAt } from './problems.ts';
import { countText, lengthToText } from './words.ts';

/** What the timeline needs of a shot: its length with handles, and how it begins and ends. */
export type TimelineShot = {
  readonly id: ShotId;
  readonly path: DocumentPath;
  readonly frames: number;
  readonly in: Fade | null;
  readonly out: Join;
  /** False when `out` was inherited: then a join after the last shot is nobody's mistake. */
  readonly isOutWritten: boolean;
};

/** A shot laid on the film: `fromFrame` is where its first used frame is on screen. */
export type LaidShot = {
  readonly fromFrame: number;
  readonly frames: number;
  readonly headFrames: number;
  readonly bodyFrames: number;
  readonly tailFrames: number;
};
/** Between shot `index` and the next; a cut when nothing else can be. */
export type LaidJoin = { readonly index: number; readonly join: Join; readonly frames: number };

export type Timeline = {
  readonly shots: readonly LaidShot[];
  readonly joins: readonly LaidJoin[];
  /** Contiguous from 0, none empty; frame counts add up to `frames`. */
  readonly segments: readonly Segment[];
  readonly frames: number;
  readonly problems: readonly Problem[];
};

const LONGEST_FILM_SECONDS = 24 * 60 * 60;

/**
 * Lays shots and joins in whole frames. A dissolve or wipe of D shares D frames of both shots, a fade takes half of D
 * (rounded up) from the first and the rest from the second, a morph or bridge adds D frames. A shot too short for its
 * joins is a problem and is laid with one frame of body, so that the result is always a whole film.
 */
export function layTimeline(shots: readonly TimelineShot[], fps: Fps): Timeline {
  const problems: Problem[] = [];
  const outs = shots.map((shot, index) => effectiveOut(shot, index === shots.length - 1, problems));
  const laid: LaidShot[] = [];
  const joins: LaidJoin[] = [];
  const segments: Segment[] = [];
  let cursor = 0;

  for (const [index, shot] of shots.entries()) {
    const before = index === 0 ? CUT : (outs[index - 1] ?? CUT);
    const out = outs[index] ?? CUT;
    const isLast = index === shots.length - 1;
    const fadeIn = effectiveIn(shot, before, shots[index - 1]?.id ?? null, problems);
    const headFrames = fadeIn?.frames ?? framesFromHead(before);
    const tailFrames = isLast ? joinFrames(out) : framesFromTail(out);
    const frames = roomFor(
      { shot, before: shots[index - 1]?.id ?? null, after: shots[index + 1]?.id ?? null },
      { headFrames, tailFrames, head: fadeIn === null ? before : fadeIn, tail: out, fps },
      problems,
    );
    const bodyFrames = frames - headFrames - tailFrames;
    // The seam before this shot is laid already; its share of the shot's head lies inside it.
    laid.push({ fromFrame: cursor - framesInSeam(before), frames, headFrames, bodyFrames, tailFrames });

    const push = (segment: Segment): void => {
      segments.push(segment);
      cursor += segment.frames;
    };
    if (fadeIn !== null) {
      push({ kind: 'head', shot: shot.id, fromFrame: cursor, frames: fadeIn.frames, fade: fadeIn });
    }
    push({ kind: 'body', shot: shot.id, fromFrame: cursor, frames: bodyFrames });
    if (isLast) {
      if (out.kind === 'fade') push({ kind: 'tail', shot: shot.id, fromFrame: cursor, frames: out.frames, fade: out });
      continue;
    }
    joins.push({ index, join: out, frames: joinFrames(out) });
    if (joinFrames(out) > 0) push({ kind: 'seam', join: index, fromFrame: cursor, frames: joinFrames(out) });
  }
  if (shots.length > 0 && framesToSeconds(cursor, fps) > LONGEST_FILM_SECONDS) {
    problems.push(tooLong(cursor, fps));
  }
  return { shots: laid, joins, segments, frames: cursor, problems };
}

const CUT: Join = { kind: 'cut' };

function joinFrames(join: Join): number {
  return join.kind === 'cut' ? 0 : join.frames;
}

/** Frames that a join takes from the shot before it. */
function framesFromTail(join: Join): number {
  if (join.kind === 'dissolve' || join.kind === 'wipe') return join.frames;
  return join.kind === 'fade' ? Math.ceil(join.frames / 2) : 0;
}

/** Frames that a join takes from the shot after it. */
function framesFromHead(join: Join): number {
  if (join.kind === 'dissolve' || join.kind === 'wipe') return join.frames;
  return join.kind === 'fade' ? Math.floor(join.frames / 2) : 0;
}

/** How many frames before the seam's end the shot after it comes on screen. */
function framesInSeam(join: Join): number {
  return framesFromHead(join);
}

function effectiveOut(shot: TimelineShot, isLast: boolean, problems: Problem[]): Join {
  const { out } = shot;
  const path = shot.isOutWritten ? [...shot.path, 'out'] : shot.path;
  if (out.kind !== 'cut' && out.frames < 1) {
    problems.push(
      errorAt({
        code: 'join_too_short',
        path,
        message: `The ${out.kind} after ${shot.id} is ${countText(out.frames, 'frame')} long`,
        expected: 'at least 1 frame',
        fix: `give the ${out.kind} a length, or write \`out: cut\``,
      }),
    );
    return CUT;
  }
  if (!isLast || out.kind === 'cut' || out.kind === 'fade') return out;
  if (shot.isOutWritten) {
    problems.push(
      warningAt({
        code: 'join_after_last_shot',
        path,
        message: `${shot.id} is the film's last shot: its ${out.kind} leads nowhere and is left out`,
        expected: '`cut` or `fade` at the end of the film',
        fix: 'write `out: fade black 1s`, or leave `out` away',
      }),
    );
  }
  return CUT;
}

function effectiveIn(shot: TimelineShot, before: Join, previous: ShotId | null, problems: Problem[]): Fade | null {
  if (shot.in === null) return null;
  const path = [...shot.path, 'in'];
  if (before.kind !== 'cut') {
    const why = {
      dissolve: 'is already mixed into its first frames',
      wipe: 'is already wiped over its first frames',
      fade: 'already brings it up from the colour',
      morph: 'arrives at its first frame',
      bridge: 'arrives at its first frame',
    }[before.kind];
    problems.push(
      errorAt({
        code: 'fade_in_after_join',
        path,
        message: `${shot.id} fades in, but the ${before.kind} after ${previous} ${why}`,
        expected: '`in:` on the first shot of the film or after a cut',
        fix: `leave \`in\` out, or write \`out: cut\` in ${previous}`,
      }),
    );
    return null;
  }
  if (shot.in.frames < 1) {
    problems.push(
      errorAt({
        code: 'join_too_short',
        path,
        message: `The fade into ${shot.id} is ${countText(shot.in.frames, 'frame')} long`,
        expected: 'at least 1 frame',
        fix: 'give the fade a length, or leave `in` out',
      }),
    );
    return null;
  }
  return shot.in;
}

type Neighbours = { readonly shot: TimelineShot; readonly before: ShotId | null; readonly after: ShotId | null };
type Handles = {
  readonly headFrames: number;
  readonly tailFrames: number;
  readonly head: Join;
  readonly tail: Join;
  readonly fps: Fps;
};

/** The shot's frames, or the least that holds its handles and one frame of body, with the arithmetic as a problem. */
function roomFor({ shot, before, after }: Neighbours, handles: Handles, problems: Problem[]): number {
  const { headFrames, tailFrames, fps } = handles;
  const least = headFrames + tailFrames + 1;
  if (shot.frames >= least) return shot.frames;
  if (headFrames + tailFrames === 0) {
    problems.push(
      errorAt({
        code: 'shot_too_short',
        path: [...shot.path, 'duration'],
        message: `${shot.id} is ${countText(shot.frames, 'frame')} long`,
        expected: 'at least 1 frame',
        fix: 'give it a duration, such as `duration: 3s`',
      }),
    );
    return least;
  }
  const shares = [
    headFrames > 0
      ? `${headFrames} for the ${handles.head.kind} ${handles.head === shot.in ? 'in' : `from ${before}`}`
      : '',
    tailFrames > 0 ? `${tailFrames} for the ${handles.tail.kind} ${after === null ? 'out' : `to ${after}`}` : '',
  ].filter((share) => share !== '');
  const rest = shot.frames - headFrames - tailFrames;
  const missing = least - shot.frames;
  problems.push(
    errorAt({
      code: 'no_body_left',
      path: shot.path,
      message: `${shot.id} is too short for its joins: ${countText(shot.frames, 'frame')} less ${shares.join(' less ')} leaves ${rest}`,
      expected: 'at least 1 frame of body between head and tail',
      fix: `make ${shot.id} ${countText(missing, 'frame')} (${lengthToText(missing, fps)}) longer, or its joins that much shorter`,
    }),
  );
  return least;
}

function tooLong(frames: number, fps: Fps): Problem {
  const hours = framesToSeconds(frames, fps) / 3600;
  return errorAt({
    code: 'film_too_long',
    path: ['scenes'],
    message: `The film is ${hours.toFixed(1)} hours long (${frames} frames)`,
    expected: 'at most 24 hours',
    fix: 'make it several storyboards',
  });
}
