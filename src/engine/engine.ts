import { resolve } from 'node:path';
import type { Engine } from './api.ts';
import type { EngineDependencies } from './dependencies.ts';

/**
 * Loads what is loaded else when it is asked for the first time: a server does it before anybody waits for an answer.
 */
export async function loadEngine(): Promise<void> {
  await Promise.all([
    import('./board.ts'),
    import('./brief.ts'),
    import('./outlook.ts'),
    import('./limit.ts'),
    import('./run-render.ts'),
    import('./takes.ts'),
    import('./cancel.ts'),
    import('./held.ts'),
  ]);
}

/**
 * The engine of one workspace, working in this process. Its parts are loaded when they are first asked for: checking a
 * storyboard waits neither for the database nor for the statecharts, planning one not for the latter.
 */
export function createEngine(dependencies: EngineDependencies): Engine {
  return {
    outlook: async (plan, options) => (await import('./outlook.ts')).readOutlook(dependencies, plan, options),
    limit: async (plan, wanted) => (await import('./limit.ts')).readLimits(dependencies, plan, wanted),
    render: async (plan, options) => {
      const outPath = resolve(options.out ?? dependencies.defaultOut(plan.preview));
      return (await import('./run-render.ts')).runRender(dependencies, plan, outPath, options);
    },
    status: async (name) => (await import('./status.ts')).readStatus(dependencies, name),
    report: async (plan, signal) => (await import('./film-report.ts')).readReport(dependencies, plan, signal),
    takes: async (plan, task) => (await import('./takes.ts')).readTakes(dependencies, plan, task),
    askFor: async (plan, task, wish) => (await import('./takes.ts')).askFor(dependencies, plan, task, wish),
    acceptable: async (plan) => (await import('./acceptable.ts')).readAcceptable(dependencies, plan),
    choose: async (plan, task, number, options) =>
      (await import('./takes.ts')).choose(dependencies, plan, task, number, options),
    pause: async (name, signal) => (await import('./cancel.ts')).pauseFilm(dependencies, name, signal),
    cancel: async (name, shot, signal) => (await import('./cancel.ts')).cancelFilm(dependencies, name, shot, signal),
    costs: async (name) => (await import('./costs.ts')).readCosts(dependencies, name),
    held: async (name) => (await import('./held.ts')).readHeld(dependencies, name),
    settle: async (name, id, wish, signal) =>
      (await import('./settle-held.ts')).settleHeld(dependencies, name, id, wish, signal),
    hear: async (id, message, signal) => (await import('./hint.ts')).hearMessage(dependencies, id, message, signal),
    clean: async (isDry) => (await import('./clean.ts')).cleanWorkspace(dependencies, isDry),
    backup: async (request) => (await import('./backup.ts')).backUp(dependencies, request),
  };
}
