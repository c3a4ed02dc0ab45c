import type { RequestInput } from '../model/plan.ts';
import type { Draft, DraftShot } from './draft.ts';
import { isLocal, shotLadder, type Ladder } from './ladders.ts';
import { voiceId } from './task-ids.ts';

/** A shot whose speakers are seen and whose lips are to follow their voice; what is drawn here goes without. */
export function hasLips({ input }: Pick<Draft, 'input'>, { resolved }: Pick<DraftShot, 'resolved'>): boolean {
  const { shot, kind } = resolved;
  return shot.lipsync && !input.preview && kind !== 'card' && kind !== 'still' && shot.say.some(isSeen);
}

/**
 * The ladder of a shot that an avatar model makes of its keyframe and its voice: the one under `models: lipsync`, or the
 * shot's own, where it begins with such a model. Null where lips are synced over the take, or not at all.
 */
export function avatarLadder(draft: Omit<Draft, 'shots'>, shot: Pick<DraftShot, 'resolved'>): Ladder | null {
  if (!hasLips(draft, shot) || shot.resolved.kind !== 'scene') return null;
  const own = shotLadder(draft.ladders.video, shot.resolved, draft.ladderOptions);
  if (isLocal(own)) return null;
  const named = draft.input.storyboard.models.lipsync ?? null;
  const isAvatar = ({ refs: [first] }: Pick<Ladder, 'refs'>): boolean =>
    first !== undefined && draft.desk.facts('video', first)?.modes.includes('avatar') === true;
  if (isAvatar(own)) return own;
  if (named === null || !isAvatar({ refs: named })) return null;
  return { refs: named, path: ['models', 'lipsync'], reason: 'speaks from the keyframe' };
}

/** The lines of those who are seen, where they are heard in the take. */
export function lineInputs({ resolved, slots, laid, skipHeadFrames, takeFrames }: DraftShot): readonly RequestInput[] {
  const { shot } = resolved;
  const firstFrame = laid.fromFrame - skipHeadFrames;
  return shot.say.flatMap((line, index) => {
    const slot = slots[index];
    if (slot === undefined || !isSeen(line)) return [];
    const from = slot.fromFrame - firstFrame;
    const fromFrame = Math.max(0, from);
    const frames = Math.min(takeFrames, from + slot.frames) - fromFrame;
    if (frames <= 0) return [];
    const task = voiceId(shot.id, index + 1);
    return [
      { as: 'line', fromFrame, frames, skipFrames: fromFrame - from, from: { kind: 'task', task, part: 'whole' } },
    ];
  });
}

/** For fingerprints: who says what, and when. */
export function spokenPart(shot: DraftShot): string {
  const lines = lineInputs(shot).flatMap((input) => (input.as === 'line' ? input : []));
  const said = shot.resolved.shot.say.filter(isSeen);
  return lines
    .map(({ fromFrame, frames }, index) => `${said[index]?.who}: ${said[index]?.words} @${fromFrame}+${frames}`)
    .join('\n');
}

function isSeen({ place }: { readonly place: 'on' | 'off' | 'over' }): boolean {
  return place === 'on';
}
