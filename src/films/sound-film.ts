import type { Plan } from '../model/plan.ts';
import type { LocatedProblem } from '../model/problem.ts';
import type { Longtake, OpenedFilm, OpenOptions } from '../wire.ts';
import { UnsoundStoryboardError } from './problems.ts';

/** A film that may be planned and rendered. */
export type SoundFilm = {
  readonly longtake: Longtake;
  readonly opened: OpenedFilm;
  readonly plan: Plan;
  readonly warnings: readonly LocatedProblem[];
};

/** Opens one film, as often as a use-case needs it: the lock file may have changed in between. */
export type OpenFilm = (options: OpenOptions) => Promise<SoundFilm>;

/**
 * Opens a storyboard where a sound one is needed.
 * @throws UnsoundStoryboardError with all its problems; InputError when the file cannot be read.
 */
export async function openSoundFilm(longtake: Longtake, file: string, options: OpenOptions): Promise<SoundFilm> {
  const opened = await longtake.open(file, options);
  const { plan, problems } = opened;
  if (plan === null || problems.some((problem) => problem.severity === 'error'))
    throw new UnsoundStoryboardError(file, problems);
  return { longtake, opened, plan, warnings: problems };
}
