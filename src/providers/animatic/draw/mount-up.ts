import type { Picture } from '../../../model/generation.ts';
import type { Actor } from './cast.ts';
import { toTraits } from './figure/traits.ts';
import { toClothes } from './figure/wardrobe.ts';
import { carriedBeats } from './mounts.ts';

/** Brings every rider to its animal, and the animal along under it. */
export function mountUp(cast: readonly Actor[], { action }: Pick<Picture, 'action'>): readonly Actor[] {
  const all = [...cast];
  const words = (action ?? '').toLowerCase();
  for (const rider of cast) {
    const { mount } = rider;
    if (mount?.kind !== 'animal') continue;
    const at = all.findIndex(({ place }) => place.figure.id === mount.figure.id);
    const own = all[at];
    const base = own?.place.base ?? rider.place.base;
    const animal: Actor = {
      ...rider,
      ...own,
      place: { ...(own?.place ?? rider.place), figure: mount.figure, base, role: 'other' },
      traits: toTraits(mount.figure),
      clothes: toClothes(mount.figure),
      beats: carriedBeats(rider.beats, words),
      mount: null,
      lines: own?.lines ?? [],
      seed: own?.seed ?? rider.seed,
    };
    if (own === undefined) all.push(animal);
    else all[at] = animal;
    const place = { ...rider.place, base: { ...base, z: base.z - 0.02 } };
    all[all.indexOf(rider)] = { ...rider, place };
  }
  return all;
}
