import { toId } from '../../model/ids.ts';
import type { CastId, SceneId, ShotId } from '../../model/ids.ts';
import type { DocumentPath, Problem } from '../../model/problem.ts';
import type { Scene, Storyboard } from '../../model/storyboard.ts';
import { quote } from '../quote.ts';
import { PLACEHOLDER } from '../shot.ts';

type Report = (problem: Problem) => void;

/**
 * Law 1: characters, places, props and set-ups share one namespace, shots another, scenes another. Of two with one id
 * the first keeps it; a later shot or scene gets a placeholder, so that the rest of it is still checked.
 */
export function holdUniqueIds(storyboard: Storyboard, report: Report): Storyboard {
  const cast = new Map<string, string>([['narrator', 'the voice that `say` calls `narrator`']]);
  const shots = new Map<string, string>();
  const scenes = new Map<string, string>();
  return {
    ...storyboard,
    characters: storyboard.characters.filter((item) => claim(cast, item, 'a character', report)),
    places: storyboard.places.filter((item) => claim(cast, item, 'a place', report)),
    props: storyboard.props.filter((item) => claim(cast, item, 'a prop', report)),
    setups: storyboard.setups.filter((item) => claim(cast, item, 'a set-up', report)),
    scenes: storyboard.scenes.map((scene): Scene => {
      const isSceneFree = claim(scenes, scene, 'a scene', report);
      return {
        ...scene,
        id: isSceneFree ? scene.id : placeholder<SceneId>(scene.path),
        shots: scene.shots.map((shot) =>
          claim(shots, shot, 'a shot', report) ? shot : { ...shot, id: placeholder<ShotId>(shot.path) },
        ),
      };
    }),
  };
}

type Named = { readonly id: CastId | SceneId | ShotId; readonly path: DocumentPath };

function claim(taken: Map<string, string>, item: Named, what: string, report: Report): boolean {
  const owner = taken.get(item.id);
  if (owner === undefined) {
    taken.set(item.id, what);
    return true;
  }
  const isListed = typeof item.path.at(-1) === 'number';
  report({
    code: 'duplicate_id',
    severity: 'error',
    path: isListed ? [...item.path, 'id'] : item.path,
    ...(isListed ? {} : { atKey: true }),
    message:
      owner === what
        ? `a second ${what.replace(/^a /, '')} has the id ${quote(item.id)}`
        : `${quote(item.id)} is already ${owner}`,
    expected: NAMESPACES.get(what) ?? 'every id once among characters, places, props and set-ups',
    fix: 'give one of them another id',
  });
  return false;
}

const NAMESPACES: ReadonlyMap<string, string> = new Map([
  ['a shot', 'every shot of the film with an id of its own'],
  ['a scene', 'every scene with an id of its own'],
]);

function placeholder<T extends SceneId | ShotId>(path: DocumentPath): T {
  return toId<T>(`${PLACEHOLDER}${path.join('.')}`);
}
