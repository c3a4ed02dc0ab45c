import type { Fps } from '../../../model/time.ts';
import { framesToMs } from '../../../model/time.ts';
import type { Shot } from '../api/contract.ts';
import { JoinIcon } from '../ui/icons.tsx';

/** On the edge between two cards: how the first shot leads to the second. */
export function JoinMark({ out, fps }: { readonly out: NonNullable<Shot['out']>; readonly fps: Fps }) {
  const words = joinToText(out, fps);
  return (
    <span class={`join ${out.kind}`} title={words}>
      <JoinIcon kind={out.kind} />
      <span class="unseen">then {words}</span>
    </span>
  );
}

export function joinToText({ kind, frames }: NonNullable<Shot['out']>, fps: Fps): string {
  return frames === 0 ? kind : `${kind} ${(framesToMs(frames, fps) / 1000).toFixed(1)} s`;
}
