import type { Engine, Outlook } from '../engine/api.ts';
import type { TaskId } from '../model/ids.ts';
import type { Plan } from '../model/plan.ts';
import type { Limits } from '../plan/limit.ts';
import type { SoundFilm } from './sound-film.ts';

/** A film that is about to be cut again with some shots made anew, or none: what `engine.render` is given. */
export type Cut = {
  readonly engine: Engine;
  readonly plan: Plan;
  readonly limits: Limits;
  /** What is to be made, and what it costs. */
  readonly outlook: Outlook;
};

/** Everything but the wanted tasks, and what they cannot do without, stays as it is. */
export async function prepareCut(
  { longtake, opened, plan }: SoundFilm,
  wanted: readonly TaskId[],
  options: { readonly acceptGates?: boolean } = {},
): Promise<Cut> {
  const engine = longtake.engine(opened);
  const { plan: limited, limits } = await engine.limit(plan, wanted);
  return { engine, plan: limited, limits, outlook: await engine.outlook(limited, { ...options, limits }) };
}
