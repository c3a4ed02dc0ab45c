import type { ShotId } from '../model/ids.ts';
import type { EndPlan, StartPlan } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import { BUILT_IN, type ResolvedShot } from './inherit.ts';
import { errorAt, warningAt } from './problems.ts';

/** Where a shot's first and last frame come from. */
export type ShotFrames = {
  readonly start: StartPlan;
  readonly end: EndPlan | null;
  /** Whether the shot has a keyframe task: `keyframe`, `match` and the anchor of a chain. */
  readonly hasKeyframe: boolean;
  /** Shots with the same key show one world: nothing moves between them by itself. */
  readonly worldKey: string;
  /** The default that was taken, such as `start: match (set-up mara-close)`; null when it was written. */
  readonly default: string | null;
};

/**
 * Decides every shot's start and end in play order. What cannot be (a `continue` without a shot before it) is a problem,
 * and the shot starts as if nothing had been written: the result is always a graph without cycles.
 */
export function planFrames(
  shots: readonly ResolvedShot[],
  anchorEvery: number | null,
): { readonly frames: readonly ShotFrames[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const board: Board = {
    shots,
    anchorEvery: Math.max(1, anchorEvery ?? BUILT_IN.anchorEvery),
    indexes: new Map(shots.map((resolved) => [resolved.shot.id, resolved.index])),
    setupKeyframes: new Map(),
    starts: [],
    problems,
  };
  for (const resolved of shots) {
    const begun = startOf(resolved, board);
    board.starts.push(begun);
    const camera = cameraPositionOf(resolved);
    if (begun.hasKeyframe && camera !== null && !board.setupKeyframes.has(camera)) {
      board.setupKeyframes.set(camera, resolved.index);
    }
  }
  const frames = board.starts.map((begun, index) => ({ ...begun, end: endOf(index, board) }));
  return { frames, problems };
}

/** The name a shot's takes are known by: unchanged when the shot was renamed. */
export function lastingId({ shot }: ResolvedShot): ShotId {
  return shot.was ?? shot.id;
}

type Begun = Omit<ShotFrames, 'end'>;
type Board = {
  readonly shots: readonly ResolvedShot[];
  readonly anchorEvery: number;
  readonly indexes: ReadonlyMap<ShotId, number>;
  /** The first shot with a keyframe, by camera position. */
  readonly setupKeyframes: Map<string, number>;
  readonly starts: Begun[];
  readonly problems: Problem[];
};

function startOf(resolved: ResolvedShot, board: Board): Begun {
  const { shot, kind } = resolved;
  const own = `shot:${lastingId(resolved)}`;
  if (kind === 'card' || kind === 'clip') {
    return { start: { kind }, hasKeyframe: false, worldKey: own, default: null };
  }
  const start = shot.start;
  if (start === null) return defaultStart(resolved, board);
  switch (start.kind) {
    case 'keyframe':
      return { start: { kind: 'keyframe' }, hasKeyframe: true, worldKey: own, default: null };
    case 'text':
      return { start: { kind: 'text' }, hasKeyframe: false, worldKey: own, default: null };
    case 'image':
      return { start, hasKeyframe: false, worldKey: own, default: null };
    case 'match':
      return matchStart(resolved, start.shot, board) ?? defaultStart(resolved, board);
    case 'continue':
    case 'extend':
      return chainStart(resolved, start.kind, board) ?? defaultStart(resolved, board);
  }
}

/** `match` for a camera position used before, `keyframe` when there is a look to keep, else `text`. */
function defaultStart(resolved: ResolvedShot, board: Board): Begun {
  const camera = cameraPositionOf(resolved);
  const base = camera === null ? undefined : board.setupKeyframes.get(camera);
  if (base !== undefined) {
    return { ...matched(base, board), default: `start: match (set-up ${resolved.setup?.id})` };
  }
  const worldKey = camera ?? `shot:${lastingId(resolved)}`;
  return hasLooks(resolved)
    ? { start: { kind: 'keyframe' }, hasKeyframe: true, worldKey, default: 'start: keyframe' }
    : { start: { kind: 'text' }, hasKeyframe: false, worldKey, default: 'start: text' };
}

function matchStart(resolved: ResolvedShot, target: ShotId | null, board: Board): Begun | null {
  const { shot } = resolved;
  const path = [...shot.path, 'start'];
  if (target === null) {
    const camera = cameraPositionOf(resolved);
    const base = camera === null ? undefined : board.setupKeyframes.get(camera);
    if (base !== undefined) return { ...matched(base, board), default: null };
    board.problems.push(
      errorAt({
        code: 'match_without_keyframe',
        path,
        message:
          camera === null
            ? `${shot.id} starts with \`match\`, but has no set-up whose keyframe could be matched`
            : `${shot.id} is the first shot of set-up ${resolved.setup?.id} with a keyframe: there is none to match yet`,
        expected: 'an earlier shot whose keyframe is edited',
        fix: 'write `start: match ID` with the id of an earlier shot, or leave `start` out',
      }),
    );
    return null;
  }
  const index = board.indexes.get(target);
  // An unknown id is the reader's to report.
  if (index === undefined) return null;
  if (index >= resolved.index) {
    board.problems.push(
      errorAt({
        code: 'start_points_forward',
        path,
        message: `${shot.id} matches ${target}, which ${index === resolved.index ? 'is the shot itself' : 'comes later'}`,
        expected: 'a shot that comes earlier in the film',
        fix: `match an earlier shot, or let ${target} match ${shot.id}`,
      }),
    );
    return null;
  }
  if (board.starts[index]?.hasKeyframe !== true) {
    board.problems.push(noKeyframe(path, shot.id, target, board));
    return null;
  }
  return { ...matched(index, board), default: null };
}

function chainStart(resolved: ResolvedShot, kind: 'continue' | 'extend', board: Board): Begun | null {
  const { shot } = resolved;
  const previous = board.shots[resolved.index - 1];
  const before = board.starts[resolved.index - 1];
  const path = [...shot.path, 'start'];
  if (previous === undefined || before === undefined) {
    board.problems.push(
      errorAt({
        code: 'nothing_to_continue',
        path,
        message: `${shot.id} starts with \`${kind}\`, but it is the film's first shot`,
        expected: 'a shot before it',
        fix: 'leave `start` out, or move the shot',
      }),
    );
    return null;
  }
  if (previous.place !== null && resolved.place !== null && previous.place.id !== resolved.place.id) {
    board.problems.push(
      warningAt({
        code: 'continues_elsewhere',
        path,
        message: `${shot.id} continues ${previous.shot.id}, but the place changes from ${previous.place.id} to ${resolved.place.id}`,
        expected: 'one place along a chain of `continue`',
        fix: 'leave `start` out, so that the new place gets a keyframe of its own',
      }),
    );
  }
  const from = previous.shot.id;
  const link = before.start.kind === 'continue' || before.start.kind === 'extend' ? before.start.link + 1 : 1;
  if (kind === 'continue' && link > board.anchorEvery) {
    return { start: { kind: 'anchor', from }, hasKeyframe: true, worldKey: before.worldKey, default: null };
  }
  return { start: { kind, from, link }, hasKeyframe: false, worldKey: before.worldKey, default: null };
}

function endOf(index: number, board: Board): EndPlan | null {
  const resolved = board.shots[index];
  const end = resolved?.shot.end ?? null;
  if (resolved === undefined || end === null) return null;
  const { shot } = resolved;
  const path = [...shot.path, 'end'];
  if (end.kind === 'image') return { kind: 'image', file: end.file };
  if (end.kind === 'match') {
    const target = board.indexes.get(end.shot);
    if (target === undefined) return null;
    if (board.starts[target]?.hasKeyframe !== true) {
      board.problems.push(noKeyframe(path, shot.id, end.shot, board));
      return null;
    }
    const anchor = anchorBehind(target, board);
    if (anchor !== null && anchor > index) {
      board.problems.push(
        errorAt({
          code: 'circular_frames',
          path,
          message: `${shot.id} would end on the keyframe of ${end.shot}, which is drawn after a chain that begins later in the film`,
          expected: 'a keyframe that does not wait for this shot',
          fix: `end on another keyframe, or write \`start: keyframe\` in ${board.shots[anchor]?.shot.id}`,
        }),
      );
      return null;
    }
    return { kind: 'keyframe', of: end.shot };
  }
  const next = board.shots[index + 1];
  const begun = board.starts[index + 1];
  const refuse = (why: string, fix: string): null => {
    board.problems.push(
      errorAt({
        code: 'end_next_impossible',
        path,
        message: `${shot.id} ends on the next shot's first frame, but ${why}`,
        expected: 'a following shot that starts from a keyframe or an image',
        fix,
      }),
    );
    return null;
  };
  if (next === undefined || begun === undefined) return refuse("it is the film's last shot", 'leave `end` out');
  const { start } = begun;
  if (start.kind === 'image') return { kind: 'image', file: start.file };
  if (start.kind === 'continue' || start.kind === 'extend' || start.kind === 'anchor') {
    return refuse(
      `${next.shot.id} starts from ${shot.id}'s last frame: each would wait for the other`,
      `leave \`end\` out (the join is seamless already), or \`start: ${start.kind === 'anchor' ? 'continue' : start.kind}\` in ${next.shot.id}`,
    );
  }
  if (!begun.hasKeyframe) {
    return refuse(
      `${next.shot.id} has no keyframe (it ${start.kind === 'text' ? 'starts from text' : `is a ${start.kind}`})`,
      start.kind === 'text' ? `write \`start: keyframe\` in ${next.shot.id}, or leave \`end\` out` : 'leave `end` out',
    );
  }
  return { kind: 'keyframe', of: next.shot.id };
}

/** The anchored shot whose keyframe lies at the end of a line of matches; null when that keyframe waits for no take. */
function anchorBehind(index: number, board: Board): number | null {
  let at = index;
  for (;;) {
    const start = board.starts[at]?.start;
    if (start?.kind === 'anchor') return at;
    if (start?.kind !== 'match') return null;
    const base = board.indexes.get(start.keyframeOf);
    if (base === undefined || base >= at) return null;
    at = base;
  }
}

function matched(base: number, board: Board): Omit<Begun, 'default'> {
  const shot = board.shots[base];
  const begun = board.starts[base];
  if (shot === undefined || begun === undefined) throw new RangeError(`no shot at ${base}`);
  return { start: { kind: 'match', keyframeOf: shot.shot.id }, hasKeyframe: true, worldKey: begun.worldKey };
}

/** A set-up is a camera position in a place: used elsewhere, it is another one. */
function cameraPositionOf({ setup, place }: ResolvedShot): string | null {
  return setup === null ? null : `setup:${setup.id}@${place?.id ?? ''}`;
}

function hasLooks({ figures, props, place }: ResolvedShot): boolean {
  return (
    figures.some(
      ({ character, wardrobe }) =>
        character.look !== null || wardrobe !== null || Object.keys(character.refs).length > 0,
    ) || [...props, ...(place === null ? [] : [place])].some(({ look, refs }) => look !== null || refs.length > 0)
  );
}

function noKeyframe(path: Problem['path'], from: ShotId, target: ShotId, board: Board): Problem {
  const kind = board.starts[board.indexes.get(target) ?? -1]?.start.kind ?? 'text';
  const why: Record<string, string> = {
    text: 'starts from text',
    continue: 'continues the shot before it',
    extend: 'extends the shot before it',
    image: 'starts from a given image',
    card: 'is a card',
    clip: 'is existing footage',
  };
  return errorAt({
    code: 'match_without_keyframe',
    path,
    message: `${from} matches the keyframe of ${target}, but ${target} has none: it ${why[kind] ?? 'has no picture'}`,
    expected: 'a shot that starts from a keyframe',
    fix: `match another shot, or write \`start: keyframe\` in ${target}`,
  });
}
