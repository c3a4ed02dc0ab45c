import type { CastId } from '../model/ids.ts';
import type { Character, Place, Prop, Setup, Storyboard } from '../model/storyboard.ts';
import { hash32 } from './hash32.ts';

/** Everybody and everything that shots name, by id, with a colour for every character. */
export type Cast = {
  readonly characters: ReadonlyMap<string, Character>;
  readonly places: ReadonlyMap<CastId, Place>;
  readonly props: ReadonlyMap<CastId, Prop>;
  readonly setups: ReadonlyMap<CastId, Setup>;
  /** `#rrggbb` by character id. */
  readonly colors: ReadonlyMap<string, string>;
};

export function createCast(storyboard: Storyboard): Cast {
  return {
    characters: new Map(storyboard.characters.map((character) => [character.id, character])),
    places: new Map(storyboard.places.map((place) => [place.id, place])),
    props: new Map(storyboard.props.map((prop) => [prop.id, prop])),
    setups: new Map(storyboard.setups.map((setup) => [setup.id, setup])),
    colors: spreadColors(storyboard.characters),
  };
}

const HUES = 14;
/** Coprime to `HUES`: a character whose hue is taken walks over all others, far ones first. */
const HUE_STEP = 5;

/**
 * A hue per character from a hash of the id, so that adding one keeps the others' colours; a hue that an earlier
 * character has is not used again before all are in use, and then in another lightness.
 */
function spreadColors(characters: readonly Character[]): ReadonlyMap<string, string> {
  const colors = new Map<string, string>();
  let taken = new Set<number>();
  let round = 0;
  for (const { id, color } of characters) {
    if (color !== null) {
      colors.set(id, color);
      continue;
    }
    if (taken.size === HUES) {
      taken = new Set();
      round += 1;
    }
    let slot = hash32(id) % HUES;
    while (taken.has(slot)) slot = (slot + HUE_STEP) % HUES;
    taken.add(slot);
    colors.set(id, toHex((slot * 360) / HUES, 0.55, [0.52, 0.38, 0.66][round % 3] ?? 0.52));
  }
  return colors;
}

function toHex(hueDegrees: number, saturation: number, lightness: number): string {
  const chroma = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number): string => {
    const k = (offset + hueDegrees / 30) % 12;
    const value = lightness - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}
