import type { RequestInput } from '../model/plan.ts';
import type { ResolvedShot } from './inherit.ts';

/** Most image models take 8 reference images; more dilute each other. */
const MOST_REFERENCES = 8;

export type ReferenceChoice = {
  readonly inputs: readonly RequestInput[];
  /** What each image shows, in order, for the prompt. */
  readonly names: readonly string[];
};

/** At most one view of everybody and everything in the shot: a character's front unless there is none. */
export function referencesOf(
  { figures, props, place }: ResolvedShot,
  hashOf: (file: string) => string,
): ReferenceChoice {
  const chosen: { readonly of: string; readonly name: string; readonly view: string | null; readonly file: string }[] =
    [];
  for (const { character } of figures) {
    const views = Object.entries(character.refs);
    const best = views.find(([view]) => view === 'front') ?? views[0];
    if (best !== undefined) chosen.push({ of: character.id, name: character.name, view: best[0], file: best[1] });
  }
  for (const thing of [...props, ...(place === null ? [] : [place])]) {
    const [file] = thing.refs;
    if (file !== undefined)
      chosen.push({ of: thing.id, name: `the ${thing.id.replaceAll(/[_-]/g, ' ')}`, view: null, file });
  }
  const kept = chosen.slice(0, MOST_REFERENCES);
  return {
    inputs: kept.map(({ of, view, file }) => ({
      as: 'reference',
      of,
      view,
      from: { kind: 'file', file, sha256: hashOf(file) },
    })),
    names: kept.map(({ name }) => name),
  };
}
