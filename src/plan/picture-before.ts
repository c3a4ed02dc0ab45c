import type { Picture } from '../model/generation.ts';
import type { Draft, DraftShot } from './draft.ts';
import { lockedFor, withPrompt } from './locked-shot.ts';
import { shotPicture } from './picture.ts';
import { seedOfTake } from './seeds.ts';
import { takeSeed } from './take-task.ts';

export type PictureBefore = NonNullable<Picture['before']>;

/**
 * A picture holds those of its whole chain, and requests are kept: an endless chain begins anew after so many, with a join
 * that is as good as a given frame makes it.
 */
const MOST_LINKS = 16;

/**
 * Looks up what the shot showed whose last frame this one goes on from, and what that one went on from in turn; also where
 * the chain is anchored, for its viewers see one run. It is no part of any fingerprint: the frame itself binds, and a shot
 * is not made again because the words of another one changed.
 */
export function createPicturesBefore(draft: Draft): (shot: DraftShot) => PictureBefore | null {
  type Link = { readonly before: PictureBefore | null; readonly links: number };
  const links = new Map<string, Link>();
  const linkOf = (shot: DraftShot): Link => {
    const { id } = shot.resolved.shot;
    const known = links.get(id);
    if (known !== undefined) return known;
    // In play order a chain's earlier links are known by now, so that this goes one shot back, however long it is.
    const made = chainLink(shot);
    links.set(id, made);
    return made;
  };
  const chainLink = ({ frames: { start } }: DraftShot): Link => {
    const isLink = start.kind === 'continue' || start.kind === 'extend' || start.kind === 'anchor';
    const from = isLink ? draft.byId.get(start.from) : undefined;
    if (from === undefined || from.resolved.kind !== 'scene') return { before: null, links: 0 };
    const earlier = linkOf(from);
    if (earlier.links + 1 >= MOST_LINKS) return { before: null, links: 0 };
    return { before: pictureOf(draft, from, earlier.before), links: earlier.links + 1 };
  };
  return (shot) => linkOf(shot).before;
}

function pictureOf(draft: Draft, shot: DraftShot, before: PictureBefore | null): PictureBefore {
  const { laid, skipHeadFrames, takeFrames, slots, resolved, frames } = shot;
  const looks = draft.looks(resolved);
  const { locked } = lockedFor(draft, shot, looks);
  const picture = shotPicture(withPrompt(resolved, locked?.override?.prompt ?? null), {
    looks,
    worldKey: frames.worldKey,
    laid,
    skipHeadFrames,
    takeFrames,
    slots,
    hasSlate: false,
    before,
  });
  // Of several takes the film uses the last; of a choice or a retake, that one.
  const first = locked?.override?.seed ?? takeSeed(resolved, draft.input.storyboard.seed);
  const isAskedAlone =
    locked !== null && locked.override !== null && locked.override.seed !== null && locked.takes === 1;
  const seed = isAskedAlone ? first : seedOfTake(first, locked?.take ?? resolved.takes);
  return { picture, frames: takeFrames, seed, lastFrame: skipHeadFrames + laid.frames - 1 };
}
