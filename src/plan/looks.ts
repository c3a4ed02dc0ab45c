import type { JsonObject } from '../base/json.ts';
import type { Figure, Picture } from '../model/generation.ts';
import type { Place, Prop } from '../model/storyboard.ts';
import type { Cast } from './cast.ts';
import { sorted } from './fingerprint.ts';
import type { ResolvedShot } from './inherit.ts';
import { createMemo } from './memo.ts';
import { referencesOf, type ReferenceChoice } from './references.ts';

/** Everybody and everything in a shot, and its place, in every form in which its tasks need them. */
export type Looks = {
  readonly figures: readonly Figure[];
  readonly props: Picture['props'];
  readonly place: Picture['place'];
  /** A sentence each, for prompts. */
  readonly words: readonly string[];
  readonly references: ReferenceChoice;
  /** For fingerprints: ids, what decides them by id, and what decides the place. */
  readonly ids: string | null;
  readonly castPart: JsonObject | null;
  readonly placePart: JsonObject | null;
  /**
   * What decides a drawing beside the storyboard's words: the colours of the figures, and whether there is a slate. Kept
   * beside the hashed parts under `drawn`: it makes only the animatic's own takes stale, never one that was paid for.
   */
  readonly drawnPart: { readonly withSlate: JsonObject; readonly withoutSlate: JsonObject };
};

/** Looks are made once for all shots that show the same: most shots of a long film are alike in that. */
export function createLooks(cast: Cast, hashOf: (file: string) => string): (resolved: ResolvedShot) => Looks {
  const known = createMemo<Looks>();
  return (resolved) => known(keyOf(resolved), () => looksOf(resolved, cast, hashOf));
}

function keyOf({ figures, props, place }: ResolvedShot): string {
  const who = figures.map(({ character, wardrobe }) =>
    wardrobe === null ? character.id : `${character.id} ${wardrobe}`,
  );
  // No text of a storyboard holds this character.
  return [place?.id ?? '', ...who, '', ...props.map((prop) => prop.id)].join('\0');
}

function looksOf(resolved: ResolvedShot, cast: Cast, hashOf: (file: string) => string): Looks {
  const { props, place } = resolved;
  const figures = resolved.figures.map(({ character, wardrobe }): Figure => ({
    id: character.id,
    name: character.name,
    look: character.look,
    wardrobe,
    color: cast.colors.get(character.id) ?? '#808080',
  }));
  const colors = Object.fromEntries(figures.map(({ id, color }) => [`color of ${id}`, color]));
  const ids = [...figures, ...props].map(({ id }) => id);
  return {
    figures,
    props: props.map(({ id, look }) => ({ id, look })),
    place: place === null ? null : { id: place.id, look: place.look },
    words: [
      ...figures.map(figureWords),
      ...props.map(({ id, look }) => (look === null ? String(id) : `${id}: ${look}`)),
    ],
    references: referencesOf(resolved, hashOf),
    ids: ids.length === 0 ? null : ids.join(', '),
    castPart: ids.length === 0 ? null : castPart(resolved, hashOf),
    placePart: place === null ? null : sorted(thingPart(place, hashOf)),
    drawnPart: { withSlate: { ...colors, slate: 'on' }, withoutSlate: { ...colors, slate: 'off' } },
  };
}

function figureWords({ name, look, wardrobe }: Figure): string {
  const looks = [look, wardrobe === null ? null : `wearing ${wardrobe}`].filter((part) => part !== null);
  return looks.length === 0 ? name : `${name}: ${looks.join(', ')}`;
}

function castPart({ figures, props }: ResolvedShot, hashOf: (file: string) => string): JsonObject {
  const members: Record<string, JsonObject> = {};
  for (const { character, wardrobe } of figures) {
    const refs = Object.entries(character.refs).map(([view, file]): [string, string] => [view, hashOf(file)]);
    members[character.id] = present({
      name: character.name,
      look: character.look,
      wardrobe,
      references: refs.length === 0 ? null : Object.fromEntries(refs),
    });
  }
  for (const prop of props) members[prop.id] = thingPart(prop, hashOf);
  return sorted(members);
}

function thingPart({ id, look, refs }: Place | Prop, hashOf: (file: string) => string): JsonObject {
  return present({ id, look, references: refs.length === 0 ? null : refs.map((file) => hashOf(file)) });
}

function present(parts: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== null));
}
