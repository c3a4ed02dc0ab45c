import type { Medium } from '../model/model-facts.ts';
import type { DocumentPath } from '../model/problem.ts';
import type { ModelRef, Storyboard } from '../model/storyboard.ts';
import type { ResolvedShot } from './inherit.ts';
import { ANIMATIC, CLIP } from './model-names.ts';

/** A ladder as it applies to one task, and where the storyboard says so. */
export type Ladder = {
  readonly refs: readonly ModelRef[];
  readonly path: DocumentPath;
  /** Why, when it is not the storyboard's own word. */
  readonly reason: string | null;
};
export type LadderOptions = { readonly preview: boolean; readonly model: ModelRef | null };

/** The film's ladder for a medium; with `preview` the local one. */
export function filmLadder(storyboard: Storyboard, medium: Medium, options: LadderOptions): Ladder {
  const refs = storyboard.models[medium] ?? [];
  const path = refs.length === 0 ? [] : ['models', medium];
  if (options.preview) return { refs: [localRef(refs)], path, reason: 'preview: made locally for nothing' };
  if (medium === 'video' && options.model !== null) {
    return { refs: [options.model], path, reason: 'asked for on the command line' };
  }
  return { refs, path, reason: null };
}

/** The ladder of a shot's take. Cards, stills and footage as it is never leave this machine. */
export function takeLadder(storyboard: Storyboard, resolved: ResolvedShot, options: LadderOptions): Ladder {
  const { shot, kind } = resolved;
  const ladder = shotLadder(storyboard, resolved, options);
  if (kind === 'card') return { ...ladder, refs: [localRef(ladder.refs)], reason: 'a card is drawn locally' };
  if (kind === 'still') return { ...ladder, refs: [localRef(ladder.refs)], reason: 'a still is held locally' };
  if (kind === 'clip' && (shot.restyle === null || isLocal(ladder))) {
    return { ...ladder, refs: [CLIP], reason: 'existing footage, as it is' };
  }
  return ladder;
}

/** Whether a shot is drawn here because its ladder begins here: then its slate is drawn too. */
export function isDrawnLocally(storyboard: Storyboard, resolved: ResolvedShot, options: LadderOptions): boolean {
  return isLocal(shotLadder(storyboard, resolved, options));
}

function shotLadder(storyboard: Storyboard, { shot }: ResolvedShot, options: LadderOptions): Ladder {
  const film = filmLadder(storyboard, 'video', options);
  if (shot.model === null || options.model !== null) return film;
  const path = [...shot.path, 'model'];
  return options.preview ? { ...film, refs: [localRef(shot.model)], path } : { refs: shot.model, path, reason: null };
}

function isLocal({ refs }: Ladder): boolean {
  const [first] = refs;
  return first === undefined || first.provider === ANIMATIC.provider;
}

/** The ladder's own animatic with its options, when it has one. */
function localRef(refs: readonly ModelRef[]): ModelRef {
  return refs.find((ref) => ref.provider === ANIMATIC.provider) ?? ANIMATIC;
}
