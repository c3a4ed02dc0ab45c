import { toId } from '../model/ids.ts';
import type { SceneId } from '../model/ids.ts';
import type { Scene } from '../model/storyboard.ts';
import { CAST_SLIPS, castList, castRef, wardrobeChoice } from './cast.ts';
import { list, map } from './collection.ts';
import { id } from './ids.ts';
import { described, mapped } from './rule.ts';
import type { Rule } from './rule.ts';
import { PLACEHOLDER, shot } from './shot.ts';
import { lineOfText, text } from './texts.ts';

export const MAX_SHOTS = 10_000;

export function scenes(): Rule<readonly Scene[]> {
  return list({ item: scene(), expected: 'a list of scenes, each with `id` and `shots`', min: 1, max: MAX_SHOTS });
}

function scene(): Rule<Scene> {
  const fields = {
    id: described(id(), 'Unique among the scenes.'),
    heading: described(lineOfText(300), 'As in a script.', ['INT. LAMP ROOM - NIGHT']),
    place: described(castRef(), 'A place of `places`.'),
    time: described(lineOfText(300), '`dawn`, `day`, `dusk`, `night`, or words.', ['night']),
    light: described(lineOfText(1000), 'The light, in words.'),
    wardrobe: described(wardrobeChoice(), 'What characters wear in this scene.', [{ mara: 'home' }]),
    with: described(castList(), 'In every shot of the scene, unless it says otherwise.', [['mara']]),
    style: described(text(4000), 'Instead of the film’s `style`.'),
    note: described(text(20_000), 'For people; changes nothing.'),
    shots: described(
      list({ item: shot(), expected: 'a list of shots: `- id: …` lines', min: 1, max: MAX_SHOTS }),
      'The shots, in play order.',
    ),
  };
  return mapped(
    map({
      what: 'a scene',
      fields,
      required: {
        id: 'give it an id, such as `id: s1` (`longtake check --fix` does it)',
        shots: 'write `shots:` and its shots below, each beginning with `- id:`',
      },
      slips: SCENE_SLIPS,
      expected: 'a map with `id` and `shots`',
    }),
    (value, cursor) => ({
      ...value,
      id: toId<SceneId>(value.id ?? `${PLACEHOLDER}${cursor.path.join('.')}`),
      path: cursor.path,
      wardrobe: value.wardrobe ?? {},
      shots: value.shots ?? [],
    }),
  );
}

const SCENE_SLIPS = {
  ...CAST_SLIPS,
  shot: 'shots',
  takes: '`takes` goes into a shot, or under `defaults`',
  scenes: 'scenes cannot hold scenes',
  title: 'heading',
  name: 'heading',
  slug: 'heading',
  notes: 'note',
  action: '`action` goes into a shot of `shots`',
  duration: '`duration` goes into a shot, or under `defaults`',
  frame: '`frame` goes into a shot of `shots`',
  camera: '`camera` goes into a shot of `shots`',
  say: '`say` goes into a shot of `shots`',
  list: 'shots',
  items: 'shots',
} as const;
