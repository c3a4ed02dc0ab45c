import type { ShotId } from '../model/ids.ts';
import type { EndPlan, StartPlan } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import { BUILT_IN, type ResolvedShot } from './inherit.ts';
import { planEnd, withoutKeyframe, type Frames } from './ends.ts';
import { errorAt } from './problems.ts';

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
  const frames = board.starts.map((begun, index) => ({ ...begun, end: planEnd(index, board, problems) }));
  return { frames, problems };
}

/** The name a shot's takes are known by: unchanged when the shot was renamed. */
export function lastingId({ shot }: ResolvedShot): ShotId {
  return shot.was ?? shot.id;
}

type Begun = Omit<ShotFrames, 'end'>;
type Board = Omit<Frames, 'starts'> & {
  readonly anchorEvery: number;
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
    board.problems.push(withoutKeyframe(path, shot.id, target, board.starts[index]?.start.kind ?? 'text'));
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
  const from = previous.shot.id;
  const link = before.start.kind === 'continue' || before.start.kind === 'extend' ? before.start.link + 1 : 1;
  if (kind === 'continue' && link > board.anchorEvery) {
    return { start: { kind: 'anchor', from }, hasKeyframe: true, worldKey: before.worldKey, default: null };
  }
  return { start: { kind, from, link }, hasKeyframe: false, worldKey: before.worldKey, default: null };
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
