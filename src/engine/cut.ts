import type { ConformRequest } from '../media/media.ts';
import type { Task } from '../model/plan.ts';
import { findJoin, findShot, type Crew } from './crew.ts';

/** How a conform cuts its take. */
export type Cut = Pick<ConformRequest, 'fit' | 'skipHeadFrames' | 'headFrames' | 'bodyFrames' | 'tailFrames'>;

export function cutOf(where: Pick<Crew, 'plan' | 'shots'>, task: Task): Cut {
  if (task.shot === null) {
    // A bridge stands between two shots and is all body.
    const { fit } = where.plan.film;
    return { fit, skipHeadFrames: 0, headFrames: 0, bodyFrames: findJoin(where, task).frames, tailFrames: 0 };
  }
  const { fit, skipHeadFrames, headFrames, bodyFrames, tailFrames } = findShot(where, task);
  return { fit, skipHeadFrames, headFrames, bodyFrames, tailFrames };
}
