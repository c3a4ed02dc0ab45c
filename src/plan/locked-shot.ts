import type { Draft, DraftShot } from './draft.ts';
import { fingerprinted } from './fingerprint.ts';
import type { ResolvedShot } from './inherit.ts';
import { avatarLadder, spokenPart } from './lips.ts';
import type { Looks } from './looks.ts';
import { takeParts } from './parts.ts';
import { findLocked, type InForce } from './select.ts';

/** What is locked for the shot's take; the fingerprint is worked out only for a shot of which something is. */
export function lockedFor(draft: Draft, shot: DraftShot, looks: Looks): InForce {
  const { resolved, frames, takeFrames } = shot;
  const { id, was } = resolved.shot;
  // The name it had may belong to another shot by now.
  const names = [id, was !== null && !draft.byId.has(was) ? was : null];
  return findLocked(draft.input.selects, names, () => {
    const hasSound = asksForSound(draft, resolved);
    const spoken = avatarLadder(draft, shot) === null ? null : spokenPart(shot);
    const made = { frames: takeFrames, start: frames.start, end: frames.end, drawn: {}, hasSound, spoken };
    return fingerprinted(takeParts(resolved, looks, draft.parts, made)).fingerprint;
  });
}

/** The shot as a retake has it. */
export function withPrompt(resolved: ResolvedShot, prompt: string | null): ResolvedShot {
  return prompt === null ? resolved : { ...resolved, shot: { ...resolved.shot, prompt } };
}

/** Only where it is written: a model's own sound costs more, and the film has its own. */
export function asksForSound({ input }: Pick<Draft, 'input'>, { shot, kind }: ResolvedShot): boolean {
  const written = shot.nativeAudio ?? input.storyboard.defaults.nativeAudio;
  return kind === 'scene' && written !== null && written !== 'mute';
}
