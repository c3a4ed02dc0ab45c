import { isAnimal, type Actor } from './cast.ts';
import type { StageSet } from './set/stage.ts';

const LANE_METRES = 0.7;
/** Under water one swims over the ground; in it, at its surface. */
const OVER_GROUND_METRES = 0.95;

function surfs({ mount }: Actor): boolean {
  return mount?.kind === 'board' && mount.board.kind === 'surfboard';
}

/** Brings whoever swims or surfs to the water of the set; where there is none, they swim where they are. */
export function letSwim(cast: readonly Actor[], set: StageSet, isUnderWater: boolean): readonly Actor[] {
  const swimmers = cast.filter(
    (actor) => !isAnimal(actor) && (surfs(actor) || actor.beats.some(({ act }) => act === 'swim')),
  );
  const { water } = set.props;
  if (water === null) return cast;
  return cast.map((actor) => {
    const index = swimmers.indexOf(actor);
    if (index === -1) return actor;
    if (isUnderWater) return { ...actor, swimMetres: OVER_GROUND_METRES + 0.2 * index };
    const base = { x: actor.place.base.x, y: water.y, z: water.z + index * LANE_METRES };
    return { ...actor, place: { ...actor.place, base }, isInWater: true };
  });
}
