import type { Medium } from '../model/model-facts.ts';
import type { DocumentPath } from '../model/problem.ts';
import type { FinishKind, ModelRef, Storyboard } from '../model/storyboard.ts';
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

/** The film's ladders; with `preview` the local ones. */
export function filmLadders(storyboard: Storyboard, options: LadderOptions): Readonly<Record<Medium, Ladder>> {
  const of = (medium: Medium): Ladder => filmLadder(storyboard, medium, options);
  return { video: of('video'), image: of('image'), voice: of('voice'), music: of('music') };
}

/** The ladder of a shot's take, the film's unless it has its own. Cards, stills and footage as it is never leave this machine. */
export function takeLadder(film: Ladder, resolved: ResolvedShot, options: LadderOptions): Ladder {
  const { shot, kind } = resolved;
  const ladder = shotLadder(film, resolved, options);
  if (kind === 'card') return { ...ladder, refs: [localRef(ladder.refs)], reason: 'a card is drawn locally' };
  if (kind === 'still') return { ...ladder, refs: [localRef(ladder.refs)], reason: 'a still is held locally' };
  if (kind === 'clip' && (shot.restyle === null || isLocal(ladder))) {
    return { ...ladder, refs: [CLIP], reason: 'existing footage, as it is' };
  }
  return ladder;
}

/** The ladder of what is done over a take: the storyboard's, else the cheapest that can, of the take's provider if it has one. */
export function finishLadder({ models }: Storyboard, kind: FinishKind, provider: string | null): Ladder {
  const named = models[kind] ?? null;
  if (named !== null) return { refs: named, path: ['models', kind], reason: null };
  const options: ModelRef['options'] = provider === null || provider === 'auto' ? {} : { prefer: provider };
  return { refs: [{ text: 'auto', provider: 'auto', model: null, options }], path: [], reason: null };
}

/** Whether a shot is drawn here because its ladder begins here: then its slate is drawn too. */
export function isDrawnLocally(film: Ladder, resolved: ResolvedShot, options: LadderOptions): boolean {
  return isLocal(shotLadder(film, resolved, options));
}

/** The ladder with the model that a retake asks for in the storyboard's place; with `preview` it stays local. */
export function withAskedModel(ladder: Ladder, model: ModelRef | null, options: LadderOptions): Ladder {
  if (model === null || (options.preview && model.provider !== ANIMATIC.provider)) return ladder;
  return { refs: [model], path: ladder.path, reason: 'asked for by `longtake retake`' };
}

function filmLadder(storyboard: Storyboard, medium: Medium, options: LadderOptions): Ladder {
  const refs = storyboard.models[medium] ?? [];
  const path = refs.length === 0 ? [] : ['models', medium];
  if (options.preview) return { refs: [localRef(refs)], path, reason: 'preview: made locally for nothing' };
  if (medium === 'video' && options.model !== null) {
    return { refs: [options.model], path, reason: 'asked for on the command line' };
  }
  return { refs, path, reason: null };
}

/** A shot's ladder, its own or the film's. */
export function shotLadder(film: Ladder, { shot }: ResolvedShot, options: LadderOptions): Ladder {
  if (shot.model === null || options.model !== null) return film;
  const path = [...shot.path, 'model'];
  return options.preview ? { ...film, refs: [localRef(shot.model)], path } : { refs: shot.model, path, reason: null };
}

/** Whether it begins with the animatic. */
export function isLocal({ refs }: Ladder): boolean {
  const [first] = refs;
  return first === undefined || first.provider === ANIMATIC.provider;
}

/** The ladder's own animatic with its options, when it has one. */
function localRef(refs: readonly ModelRef[]): ModelRef {
  return refs.find((ref) => ref.provider === ANIMATIC.provider) ?? ANIMATIC;
}
