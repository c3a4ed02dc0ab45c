import { z } from 'zod';

import { toId } from '../model/ids.ts';
import type { CastId } from '../model/ids.ts';
import type { Character, Place, Prop, Setup } from '../model/storyboard.ts';
import { camera, framing } from './camera-words.ts';
import { choice, list, map, record } from './collection.ts';
import type { Item } from './collection.ts';
import { color } from './film-format.ts';
import { ID, checkId, id } from './ids.ts';
import { quote } from './quote.ts';
import { described, mapped } from './rule.ts';
import type { Cursor, Rule } from './rule.ts';
import { toQuoted } from './slip-words.ts';
import { lineOfText, path, text } from './texts.ts';

export function characters(): Rule<readonly Character[]> {
  const fields = {
    name: described(lineOfText(100), 'On screen and in captions. Default: the id, capitalised.'),
    look: described(text(4000), 'What never changes: age, build, hair, face, marks.'),
    wardrobe: described(wardrobe(), 'Clothes by name; `default` is worn unless a scene or shot says otherwise.'),
    refs: described(views(), 'Reference images by view.', [{ front: 'refs/mara-front.png' }]),
    color: described(color(), 'Hers in previews, in quotes. Default: derived from the id.'),
    voice: described(lineOfText(200), 'Her voice, in the words or ids of the voice model.'),
  };
  const slips = {
    colour: 'color',
    description: 'look',
    appearance: 'look',
    prompt: 'look',
    clothes: 'wardrobe',
    outfit: 'wardrobe',
    costume: 'wardrobe',
    ref: 'refs',
    images: 'refs',
    image: 'refs',
    references: 'refs',
    reference: 'refs',
  };
  const item = map({
    what: 'a character',
    expected: 'a map such as `{look: woman about 60}`',
    fixOne: lookFix,
    fields,
    slips,
  });
  return castRecord('characters', item, (value, itemId, cursor) => ({
    id: itemId,
    path: cursor.path,
    name: value.name ?? capitalise(itemId),
    look: value.look,
    wardrobe: value.wardrobe ?? {},
    refs: value.refs ?? {},
    color: value.color,
    voice: value.voice,
  }));
}

export function places(): Rule<readonly Place[]> {
  return castRecord('places', thing('a place', 'round glass lamp room'), (value, itemId, cursor) => ({
    id: itemId,
    path: cursor.path,
    look: value.look,
    refs: value.refs ?? [],
  }));
}

export function props(): Rule<readonly Prop[]> {
  return castRecord('props', thing('a prop', 'heavy brass key'), (value, itemId, cursor) => ({
    id: itemId,
    path: cursor.path,
    look: value.look,
    refs: value.refs ?? [],
  }));
}

export function setups(): Rule<readonly Setup[]> {
  const fields = {
    frame: described(framing(), 'Size, angle and lens.', ['close-up eye 85mm']),
    camera: described(camera(), 'How the camera moves.'),
    light: described(lineOfText(1000), 'The light, in words.'),
    place: described(castRef(), 'A place of `places`.'),
    with: described(castList(), 'Characters and props in the picture.'),
  };
  const item = map({
    what: 'a set-up',
    expected: 'a map such as `{frame: close-up eye 85mm, with: [mara]}`',
    fields,
    slips: CAST_SLIPS,
  });
  return castRecord('setups', item, (value, itemId, cursor) => ({ id: itemId, path: cursor.path, ...value }));
}

/** A written reference to a character, place, prop or set-up. */
export function castRef(): Rule<CastId> {
  return mapped(id(), (value) => toId<CastId>(value));
}

/** `with: [mara, key]`. */
export function castList(): Rule<readonly CastId[]> {
  return list({
    item: castRef(),
    expected: 'a list of characters and props, such as `[mara, key]`',
    max: 100,
    fixOne: (written) => `write \`[${written.slice(0, 60)}]\``,
  });
}

/** `wardrobe: {mara: home}` of scenes and shots: character to wardrobe key. */
export function wardrobeChoice(): Rule<Readonly<Record<string, string>>> {
  return mapped(
    record({
      what: '`wardrobe`',
      key: z.string().regex(ID),
      checkKey: checkId,
      value: id(),
      expected: 'a map from character to wardrobe, such as `{mara: home}`',
    }),
    toRecord,
  );
}

export const CAST_SLIPS = {
  cast: 'with',
  characters: 'with',
  character: 'with',
  who: 'with',
  framing: 'frame',
  lens: 'frame',
  angle: 'frame',
  lighting: 'light',
  location: 'place',
  setting: 'place',
} as const;

function thing(
  what: string,
  look: string,
): ReturnType<typeof map<{ look: Rule<string>; refs: Rule<readonly string[]> }>> {
  return map({
    what,
    expected: `a map such as \`{look: ${look}}\``,
    fixOne: lookFix,
    fields: {
      look: described(text(4000), 'What never changes.', [look]),
      refs: described(
        list({
          item: path(),
          expected: 'a list of paths, such as `[refs/lamp-room.png]`',
          max: 50,
          fixOne: (written) => `write \`[${written.slice(0, 60)}]\``,
        }),
        'Reference images.',
      ),
    },
    slips: { description: 'look', appearance: 'look', prompt: 'look', ref: 'refs', images: 'refs', image: 'refs' },
  });
}

function castRecord<V, T>(
  what: string,
  item: Rule<V>,
  build: (value: V, itemId: CastId, cursor: Cursor) => T,
): Rule<readonly T[]> {
  return mapped(
    record({
      what: `\`${what}\``,
      key: z.string().regex(ID),
      checkKey: checkId,
      value: item,
      expected: `a map from id to ${what}, such as \`mara: {…}\``,
    }),
    (items) => items.map((entry) => build(entry.value, toId<CastId>(entry.key), entry.cursor)),
  );
}

function wardrobe(): Rule<Readonly<Record<string, string>>> {
  const look = lineOfText(2000);
  return choice({
    scalar: mapped(look, (value) => ({ default: value })),
    map: mapped(
      record({
        what: '`wardrobe`',
        key: z.string().regex(ID),
        checkKey: checkId,
        value: look,
        expected: 'a map such as `{default: yellow oilskin coat}`',
      }),
      // A wardrobe without `default` wears its first entry.
      (items) => ({ ...(items[0] === undefined ? {} : { default: items[0].value }), ...toRecord(items) }),
    ),
    expected: 'a map such as `{default: yellow oilskin coat, home: navy sweater}`',
  });
}

function views(): Rule<Readonly<Record<string, string>>> {
  return mapped(
    record({
      what: '`refs`',
      key: z.string().regex(ID),
      checkKey: checkId,
      value: path(),
      expected: 'a map from view to path, such as `{front: refs/mara-front.png}`',
    }),
    toRecord,
  );
}

function toRecord(items: readonly Item<string>[]): Readonly<Record<string, string>> {
  return Object.fromEntries(items.map((item) => [item.key, item.value]));
}

function lookFix(written: string): string {
  return `write ${quote(`{look: ${toQuoted(written)}}`)}`;
}

function capitalise(word: string): string {
  return word
    .split(/[_-]+/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join(' ')
    .trim();
}
