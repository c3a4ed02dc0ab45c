import type { Plan } from '../model/plan.ts';
import type { Board } from './board.ts';
import type { Brief } from './brief.ts';
import type { EngineDependencies } from './dependencies.ts';

/** Pictures of a film as it stands, read from its rows without the lock. */
export interface Boards {
  /** Everything that a picture of the whole film needs. */
  board(plan: Plan): Promise<Board>;
  /** What a list of films shows of one, read without its plan; null when it was never rendered. */
  brief(name: string): Promise<Brief | null>;
  /** The file of a picture of it where it has no poster yet; null where nothing was made. */
  still(name: string): Promise<string | null>;
  /** The plan of the newest render; null when there was none. */
  latestPlan(name: string): Promise<Plan | null>;
}

export function createBoards(dependencies: EngineDependencies): Boards {
  return {
    board: async (plan) => (await import('./board.ts')).readBoard(dependencies, plan),
    latestPlan: async (name) => (await import('./brief.ts')).readLatestPlan(dependencies, name),
    still: async (name) => (await import('./still.ts')).readStill(dependencies, name),
    brief: async (name) => (await import('./brief.ts')).readBrief(dependencies, name),
  };
}
