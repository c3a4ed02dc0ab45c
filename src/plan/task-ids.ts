import { toId, type ShotId, type TaskId } from '../model/ids.ts';
import type { FinishKind } from '../model/storyboard.ts';

export const keyframeId = (shot: ShotId): TaskId => toId<TaskId>(`keyframe:${shot}`);
export const takeId = (shot: ShotId): TaskId => toId<TaskId>(`take:${shot}`);
export const conformId = (shot: ShotId): TaskId => toId<TaskId>(`conform:${shot}`);
export const voiceId = (shot: ShotId, line: number): TaskId => toId<TaskId>(`voice:${shot}.${line}`);

/** `finish:s1a.upscale`; the second upscaling of a shot is `finish:s1a.upscale2`. */
export const finishId = (
  shot: ShotId,
  { kind, times }: { readonly kind: FinishKind; readonly times: number },
): TaskId => toId<TaskId>(`finish:${shot}.${kind}${times === 1 ? '' : times}`);

/** A bridge between two shots is named like a shot of its own. No shot id holds a dot. */
export const bridgeId = (from: ShotId, to: ShotId): ShotId => toId<ShotId>(`${from}.${to}`);

/** A fade at a shot's own edge. */
export const edgeId = (shot: ShotId, edge: 'in' | 'out'): TaskId => toId<TaskId>(`seam:${shot}.${edge}`);

/** The join of two shots; one that is called `in` or `out` must not pass for a fade at an edge. */
export function seamId(from: ShotId, to: ShotId): TaskId {
  const name: string = to;
  return toId<TaskId>(`seam:${from}.${name === 'in' || name === 'out' ? `shot-${name}` : name}`);
}
