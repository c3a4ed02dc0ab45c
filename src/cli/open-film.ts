import type { Plan } from '../model/plan.ts';
import type { LocatedProblem } from '../model/problem.ts';
import { createLongtake, type Longtake, type OpenedFilm, type OpenOptions } from '../wire.ts';
import type { CommandContext } from './context.ts';
import { UnsoundStoryboardError } from './problems.ts';

/** A film that may be planned and rendered. */
export type SoundFilm = {
  readonly longtake: Longtake;
  readonly opened: OpenedFilm;
  readonly plan: Plan;
  readonly warnings: readonly LocatedProblem[];
};

/**
 * Opens a storyboard for a command that needs a sound one.
 * @throws UnsoundStoryboardError with all its problems; InputError when the file cannot be read.
 */
export async function openFilm(context: CommandContext, file: string, options: OpenOptions): Promise<SoundFilm> {
  const longtake = createLongtake(context.config, undefined, context.io.network);
  const opened = await longtake.open(file, options);
  const { plan, problems } = opened;
  if (plan === null || problems.some((problem) => problem.severity === 'error')) {
    throw new UnsoundStoryboardError(file, problems, context.paint.isOn);
  }
  return { longtake, opened, plan, warnings: problems };
}
