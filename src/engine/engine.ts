import { resolve } from 'node:path';
import type { Engine } from './api.ts';
import type { EngineDependencies } from './dependencies.ts';
import { readOutlook } from './outlook.ts';
import { runRender } from './run-render.ts';
import { readStatus } from './status.ts';

/** The engine of one workspace, working in this process. */
export function createEngine(dependencies: EngineDependencies): Engine {
  return {
    outlook: (plan) => readOutlook(dependencies, plan),
    render: (plan, options) =>
      runRender(dependencies, plan, resolve(options.out ?? dependencies.defaultOut(plan.preview)), options),
    status: (name) => readStatus(dependencies, name),
  };
}
