import type { Clock } from '../base/clock.ts';
import type { Media } from '../media/media.ts';
import type { Asset } from '../model/storyboard.ts';
import type { Provider } from '../providers/contract.ts';
import type { Engine } from './api.ts';
import { readOutlook } from './outlook.ts';
import { runRender } from './run-render.ts';
import { readStatus } from './status.ts';

export type EngineDependencies = {
  /** The `.longtake` folder. */
  readonly workspace: string;
  readonly clock: Clock;
  /** Made when it is needed: a film that is complete needs no ffmpeg. */
  readonly media: () => Promise<Media>;
  readonly providers: () => Promise<ReadonlyMap<string, Provider>>;
  /** Takes that may run at once, per provider; as many as the machine has cores where it is absent. */
  readonly slots: ReadonlyMap<string, number>;
  readonly assets: readonly Asset[];
  /** The film's path when the caller names none. */
  readonly defaultOut: (preview: boolean) => string;
};

/** The engine of one workspace, working in this process. */
export function createEngine(dependencies: EngineDependencies): Engine {
  return {
    outlook: (plan) => readOutlook(dependencies, plan),
    render: (plan, options) =>
      runRender(dependencies, plan, options.out ?? dependencies.defaultOut(plan.preview), options),
    status: (name) => readStatus(dependencies, name),
  };
}
