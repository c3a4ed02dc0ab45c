import type { ShotId } from '../model/ids.ts';
import type { Plan, ShotPlan } from '../model/plan.ts';

/** Two shots whose frames are held against each other. */
export type MeasuredPair = {
  readonly from: ShotId;
  readonly to: ShotId;
  readonly kind:
    | 'continued' // a plain cut that is to go unseen
    | 'cut' // a plain cut inside a scene, which is to be seen
    | 'matched' // one's first frame is made from the other's
    | 'chained'; // the first shot of a chain, and one that goes on from what went on from it
};

type Edge = 'first' | 'last';

/** Which frames of the two. */
export const EDGES: Readonly<Record<MeasuredPair['kind'], { readonly before: Edge; readonly after: Edge }>> = {
  continued: { before: 'last', after: 'first' },
  cut: { before: 'last', after: 'first' },
  matched: { before: 'first', after: 'first' },
  chained: { before: 'first', after: 'last' },
};

/** All pairs that are measured, cuts in film order first. Pure. */
export function pairsOf({ shots, joins }: Pick<Plan, 'shots' | 'joins'>): readonly MeasuredPair[] {
  const plain = new Set(joins.flatMap(({ from, to, join }) => (join.kind === 'cut' ? `${from} ${to}` : [])));
  const byId = new Map(shots.map((shot) => [shot.id, shot]));
  const firsts = firstsOfChains(shots);
  const cuts = shots.flatMap(({ id: to, start, scene, picture }, index): readonly MeasuredPair[] => {
    if (start.kind === 'continue' || start.kind === 'extend')
      return plain.has(`${start.from} ${to}`) ? [{ from: start.from, to, kind: 'continued' }] : [];
    const before = shots[index - 1];
    const isInside = before?.scene === scene && before.picture.kind === 'scene' && picture.kind === 'scene';
    return isInside && plain.has(`${before.id} ${to}`) ? [{ from: before.id, to, kind: 'cut' }] : [];
  });
  const grades = shots.flatMap((shot): readonly MeasuredPair[] => {
    const { start } = shot;
    const matched = start.kind === 'match' ? byId.get(start.keyframeOf) : undefined;
    if (matched !== undefined)
      return isOneLight(matched, shot) ? [{ from: matched.id, to: shot.id, kind: 'matched' }] : [];
    const first = firsts.get(shot.id);
    if (first === undefined || first.id === linkBefore(shot)) return [];
    const isComparable = isOneLight(first, shot) && first.picture.framing.size === shot.picture.framing.size;
    return isComparable ? [{ from: first.id, to: shot.id, kind: 'chained' }] : [];
  });
  return [...cuts, ...grades];
}

/**
 * The first shot of every link's chain. A chain goes on over its anchors: what was drifted by then is what a viewer sees. A
 * link points backwards in play order, so that the one before it is known by then.
 */
function firstsOfChains(shots: readonly ShotPlan[]): ReadonlyMap<ShotId, ShotPlan> {
  const byId = new Map(shots.map((shot) => [shot.id, shot]));
  const firsts = new Map<ShotId, ShotPlan>();
  for (const shot of shots) {
    const from = linkBefore(shot);
    const first = from === null ? undefined : (firsts.get(from) ?? byId.get(from));
    if (first !== undefined) firsts.set(shot.id, first);
  }
  return firsts;
}

function linkBefore({ start }: ShotPlan): ShotId | null {
  return start.kind === 'continue' || start.kind === 'extend' || start.kind === 'anchor' ? start.from : null;
}

/** Another place, time or light has another grade, and is to have it. */
function isOneLight({ scene, picture: one }: ShotPlan, { scene: later, picture: other }: ShotPlan): boolean {
  return scene === later && one.place?.id === other.place?.id && one.time === other.time && one.light === other.light;
}
