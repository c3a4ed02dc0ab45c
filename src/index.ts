/** longtake's public API. Everything else may change without notice. */
export { createLongtake, type Longtake, type Network, type OpenOptions, type OpenedFilm } from './wire.ts';
export { readConfig, type Config } from './config.ts';
export type {
  Engine,
  FilmFile,
  FilmStatus,
  Outlook,
  RenderEvent,
  RenderOptions,
  RenderResult,
  TaskFailure,
  TaskState,
  TaskView,
} from './engine/api.ts';
export { EnvironmentError, InputError, LongtakeError } from './model/error.ts';
export type { Plan } from './model/plan.ts';
export type { LocatedProblem } from './model/problem.ts';
