import type { Clock } from '../base/clock.ts';
import type { House, Media } from '../media/media.ts';
import type { AcceptedGate } from '../model/gate.ts';
import type { TaskId } from '../model/ids.ts';
import type { JoinPlan, ModelChoice, Plan, ShotPlan, Task } from '../model/plan.ts';
import type { Asset } from '../model/storyboard.ts';
import type { Limits } from '../plan/limit.ts';
import type { Provider } from '../providers/contract.ts';
import type { RenderRow } from '../store/renders.ts';
import type { Take } from '../store/takes.ts';
import type { Workspace } from '../store/workspace.ts';
import type { Ceiling } from './api.ts';
import type { Brakes } from './brakes.ts';
import type { Dearer } from './dearer.ts';
import type { Callback } from './dependencies.ts';
import type { Floor } from './floor.ts';
import type { OnTheWire } from './on-the-wire.ts';
import type { Overrules } from './overrules.ts';
import type { Searches } from './search.ts';
import type { Silences } from './silence.ts';
import type { Slots } from './slots.ts';

/** Everything that the work on one render has in common. */
export type Crew = {
  readonly plan: Plan;
  readonly tasks: ReadonlyMap<TaskId, Task>;
  readonly shots: ReadonlyMap<string, ShotPlan>;
  readonly house: House;
  readonly render: RenderRow;
  readonly workspace: Workspace;
  readonly media: Media;
  readonly clock: Clock;
  readonly provider: (id: string) => Provider | null;
  readonly slots: Slots;
  readonly brakes: Brakes;
  readonly onTheWire: OnTheWire;
  readonly silences: Silences;
  readonly searches: Searches;
  readonly dearer: Dearer;
  /** Does a piece of our own work when the process has a place for it. */
  readonly work: Floor['work'];
  readonly hasPrice: (choice: Pick<ModelChoice, 'medium' | 'model'>) => boolean;
  /** See `EngineDependencies`. */
  readonly callback: Callback | null;
  /** Files that the storyboard names, by the name it uses. */
  readonly assets: readonly Asset[];
  /** Tasks that the film has a stored take for if the one that was asked for does not come about. */
  readonly meanwhile: ReadonlySet<TaskId>;
  /** Keyframes that are others by now, or new, while all that would be made from them is kept: they are not made. */
  readonly unneeded: ReadonlySet<TaskId>;
  /** What is used as it is, or left out, because only another shot is to be made. */
  readonly limits: Limits;
  /** Tasks that are sent also where a provider refused them in an earlier render. */
  readonly askedAgain: ReadonlySet<TaskId>;
  readonly ceilings: readonly Ceiling[];
  /** What a person accepted, by shot, when the render began. */
  readonly accepts: ReadonlyMap<string, string>;
  /** Takes that only failed their gates and are used all the same; that is written down with them, and by `overrule`. */
  readonly overrules: Overrules;
  readonly overrule: (take: Take, gates: readonly AcceptedGate[]) => Promise<void>;
  readonly onProgress: (task: TaskId, done: number) => void;
  readonly onWarning: (code: string, message: string) => void;
};

/** What work on takes alone needs; there may be no plan of what they were shot for. */
export type TakeCrew = Pick<Crew, 'workspace' | 'provider' | 'slots' | 'onProgress'>;

export function findTask(crew: Crew, id: TaskId): Task {
  const task = crew.tasks.get(id);
  if (task === undefined) throw new Error(`the plan has no task ${id}`);
  return task;
}

export function findShot(crew: Pick<Crew, 'shots'>, task: Task): ShotPlan {
  const shot = task.shot === null ? undefined : crew.shots.get(task.shot);
  if (shot === undefined) throw new Error(`task ${task.id} belongs to no shot`);
  return shot;
}

export function findJoin(crew: Pick<Crew, 'plan'>, task: Task): JoinPlan {
  const join = task.join === null ? undefined : crew.plan.joins[task.join];
  if (join === undefined) throw new Error(`task ${task.id} belongs to no join`);
  return join;
}

let files = 0;

/** A path for a file being made, in the workspace's temporary folder. Never used twice by a process. */
export function temporaryPath(crew: Pick<Crew, 'workspace'>, extension: string): string {
  files += 1;
  return `${crew.workspace.temporary}/${process.pid}-${files}${extension}`;
}
