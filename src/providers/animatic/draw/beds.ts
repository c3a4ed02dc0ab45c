import { isAnimal, type Actor } from './cast.ts';
import { bed } from './set/seats.ts';
import type { StageSet, Thing } from './set/stage.ts';
import type { Vec } from './view.ts';

const BESIDE_METRES = 0.42;
/** From the middle of a bed to whoever stands at its foot, and to the next. */
const FOOT_METRES = 1.2;
const NEXT_METRES = 0.6;
const WOOL = [122, 104, 118] as const;

/** Lays whoever lies in bed on the set's bed, or on one that is brought. Animals lie where they stand. */
export function layInBeds(
  cast: readonly Actor[],
  set: StageSet,
): { readonly cast: readonly Actor[]; readonly things: readonly Thing[] } {
  const sleepers = cast.filter((actor) => !isAnimal(actor) && actor.beats.some(({ act }) => act === 'bed'));
  const [first] = sleepers;
  if (first === undefined) return { cast, things: [] };
  const own = set.props.bed;
  const spot = own ?? { x: first.place.base.x, y: 0, z: first.place.base.z + 0.7 };
  const visitors = cast.filter((actor) => !sleepers.includes(actor));
  const laid = cast.map((actor): Actor => {
    const index = sleepers.indexOf(actor);
    if (index === -1) return own === null || isAnimal(actor) ? actor : beside(actor, spot, visitors.indexOf(actor));
    const base = { ...spot, z: spot.z - index * BESIDE_METRES };
    return { ...actor, place: { ...actor.place, base }, reachMetres: 0 };
  });
  return { cast: laid, things: own === null ? [bed({ ...spot, z: spot.z + 0.3 }, WOOL)] : [] };
}

/** Whoever is not in bed stands at its foot, turned to who is. */
function beside(actor: Actor, spot: Vec, index: number): Actor {
  const base = { x: spot.x + FOOT_METRES + index * NEXT_METRES, y: 0, z: spot.z - 0.15 };
  return { ...actor, place: { ...actor.place, base, rest: -0.5, partner: -1 } };
}
