import type { TaskId } from '../model/ids.ts';
import type { Task } from '../model/plan.ts';
import { fpsToText } from '../model/time.ts';
import { derived } from './derived-task.ts';
import { fingerprinted } from './fingerprint.ts';
import type { ShotContext } from './shot-context.ts';
import { conformId, edgeId } from './task-ids.ts';

/** The take, or what was made over it last, brought to the house format and cut into its pieces. */
export function conformTask({ draft, shot, weigher }: ShotContext, finished: TaskId): Task {
  const { resolved, laid } = shot;
  const own = resolved.shot;
  const { headFrames: head, bodyFrames: body, tailFrames: tail } = laid;
  const key = `conform ${resolved.fit} ${shot.skipHeadFrames} ${head} ${body} ${tail}`;
  const settings = draft.settings(key, () =>
    fingerprinted({
      kind: 'conform',
      size: `${draft.input.storyboard.size.width}x${draft.input.storyboard.size.height}`,
      fps: fpsToText(draft.input.storyboard.fps),
      fit: resolved.fit,
      'skip at head': shot.skipHeadFrames,
      head,
      body,
      tail,
    }),
  );
  return derived({
    id: conformId(own.id),
    kind: 'conform',
    title: `${own.id}: conform`,
    shot: own.id,
    needs: [finished],
    settings,
    weightMs: weigher.conform(shot.takeFrames),
  });
}

/** The fades at a shot's own edges. */
export function edgeTasks({ draft, shot, weigher }: ShotContext): readonly Task[] {
  const { id } = shot.resolved.shot;
  return draft.edges(id).map((segment) =>
    derived({
      id: edgeId(id, segment.kind === 'head' ? 'in' : 'out'),
      kind: 'seam',
      title: `${id} fade ${segment.kind === 'head' ? 'in' : 'out'}`,
      shot: id,
      needs: [conformId(id)],
      settings: fingerprinted({ kind: segment.kind, color: segment.fade.color, frames: segment.frames }),
      weightMs: weigher.seam(segment.frames, false),
    }),
  );
}
