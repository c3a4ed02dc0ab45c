import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RenderEvent, RenderOptions, RenderResult } from '../../src/engine/api.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { createFloor } from '../../src/engine/floor.ts';
import type { Engine } from '../../src/engine/api.ts';
import type { FrameComparison } from '../../src/media/media.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Asset } from '../../src/model/storyboard.ts';
import type { Provider } from '../../src/providers/contract.ts';
import type { Database } from '../../src/store/sqlite.ts';
import { readWorkspace } from '../../src/store/workspace.ts';
import { ALIKE, createFakeMedia, type FakeMedia, type Hook } from './fake-media.ts';
import { createFakeProvider, type Fate, type FakeProvider, type Job } from './fake-provider.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

export type StageOptions = {
  readonly fate?: (job: Job) => Fate;
  readonly hook?: Hook;
  readonly clock?: ManualClock;
  readonly slots?: number;
  readonly safety?: FakeProvider['submitSafety'];
  readonly hasNames?: boolean;
  readonly maxRunMs?: number;
  readonly priceMicros?: number;
  /** Files that the storyboard uses. */
  readonly assets?: readonly Asset[];
  /** Models of which nobody knows what they cost. */
  readonly unpriced?: readonly string[];
  /** Files that a person lets pass their gates, as the lock file has them. */
  readonly overruled?: ReadonlyMap<string, string>;
  /** What a person accepted, by shot. */
  readonly accepts?: ReadonlyMap<string, string>;
  /** What two frames that are not the same measure as. */
  readonly between?: Partial<FrameComparison>;
  /** The provider is given addresses at which it may tell of jobs. */
  readonly isCalledBack?: boolean;
  /** Puts something between the engine and the provider. */
  readonly wrap?: (provider: Provider) => Provider;
};

/** One workspace with an engine, a paid provider and media of our own making. */
export type Stage = {
  readonly folder: string;
  readonly workspace: string;
  readonly clock: ManualClock;
  readonly overruled: ReadonlyMap<string, string>;
  readonly media: FakeMedia;
  readonly provider: FakeProvider;
  readonly engine: Engine;
  readonly render: (plan: Plan, options?: Partial<RenderOptions>) => Promise<RenderResult>;
  /** Events of the newest `render`. */
  readonly events: readonly RenderEvent[];
  readonly film: () => Promise<string>;
  readonly read: <T>(work: (db: Database) => Promise<T>) => Promise<T>;
};

/** With the folder of another stage, it is the same workspace and provider, seen by a new process. */
export async function createStage(folder: string, options: StageOptions = {}): Promise<Stage> {
  await mkdir(folder, { recursive: true });
  const workspace = join(folder, '.longtake');
  const clock = options.clock ?? createManualClock({ hasty: true });
  const hook = options.hook ?? (() => {});
  const media = createFakeMedia(hook, { ...ALIKE, ...options.between });
  const { fate, safety, hasNames, maxRunMs, priceMicros } = options;
  const provider = createFakeProvider({
    ledger: join(folder, 'ledger.jsonl'),
    hook,
    ...(fate === undefined ? {} : { fate }),
    ...(safety === undefined ? {} : { safety }),
    ...(hasNames === undefined ? {} : { hasNames }),
    ...(maxRunMs === undefined ? {} : { maxRunMs }),
    ...(priceMicros === undefined ? {} : { priceMicros }),
  });
  const overruled = new Map(options.overruled);
  const engine = createEngine({
    workspace,
    clock,
    media: () => Promise.resolve(media),
    providers: () => Promise.resolve(new Map([[provider.id, options.wrap?.(provider) ?? provider]])),
    floor: createFloor(new Map(options.slots === undefined ? [] : [[provider.id, options.slots]])),
    assets: options.assets ?? [],
    callback:
      options.isCalledBack === true ? (id, nonce) => `https://films.example.org/v1/webhooks/${id}?n=${nonce}` : null,
    hasPrice: ({ model }) => options.unpriced?.includes(model) !== true,
    accepts: () => Promise.resolve(options.accepts ?? new Map()),
    overruled: {
      read: () => Promise.resolve(overruled),
      add: async (hash, words) => void overruled.set(hash, words),
    },
    defaultOut: () => join(folder, 'film.mp4'),
  });
  const events: RenderEvent[] = [];
  return {
    folder,
    overruled,
    workspace,
    clock,
    media,
    provider,
    engine,
    events,
    render: (plan, rest = {}) => {
      events.length = 0;
      // Two renders never begin in the same millisecond.
      clock.advance(1);
      return engine.render(plan, {
        out: null,
        maxCostMicros: null,
        stop: new AbortController().signal,
        kill: new AbortController().signal,
        ...rest,
        onEvent: (event) => {
          events.push(event);
          rest.onEvent?.(event);
        },
      });
    },
    film: () => readFile(join(folder, 'film.mp4'), 'utf8'),
    read: async (work) => {
      await using opened = await readWorkspace(workspace);
      if (opened === null) throw new Error('there is no workspace');
      return await work(opened.db);
    },
  };
}

/** The states that a task went through, in the order told. */
export function statesOf(stage: Stage, task: string): readonly string[] {
  return stage.events.flatMap((event) => (event.type === 'task.changed' && event.task === task ? [event.state] : []));
}

/** Charges for jobs of a shot. */
export function chargesFor(stage: Stage, shot: string): number {
  return stage.provider.posts().filter((post) => post.shot === shot && post.chargedMicros > 0).length;
}
