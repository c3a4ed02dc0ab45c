import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Films } from '../films/films.ts';
import type { ModelFacts } from '../model/model-facts.ts';
import type { Health } from '../monitor/health.ts';
import type { Metrics } from '../monitor/metrics.ts';
import type { Safety } from './safety.ts';

/** What the routes work with. */
export type ApiContext = {
  readonly films: Films;
  readonly clock: Clock;
  readonly safety: Safety;
  readonly models: () => readonly ModelFacts[];
  readonly metrics: Metrics;
  readonly health: () => Promise<Health>;
  readonly log: Log;
  readonly version: string;
  /** Aborted when the server stops: event streams end. */
  readonly stopping: AbortSignal;
};
