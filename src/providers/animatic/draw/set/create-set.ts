import type { Light } from '../light.ts';
import { createCave } from './cave.ts';
import { createExterior } from './exterior.ts';
import { createInterior } from './interior.ts';
import { createLampRoom } from './lamp-room.ts';
import type { PlaceWords } from './place.ts';
import type { StageSet } from './stage.ts';

/** The set that a picture's place and heading ask for; the same place gives the same set in every shot. */
export function createSet(place: PlaceWords, light: Light): StageSet {
  if (place.kind === 'lamp_room') return createLampRoom(place, light);
  if (place.kind === 'cave') return createCave(place, light);
  return place.isInterior ? createInterior(place, light) : createExterior(place, light);
}
