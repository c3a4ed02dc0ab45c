import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Clock } from '../base/clock.ts';
import { wordOf } from '../engine/reduce.ts';
import { countMachines, countRenders, countSubmissions, countTakes, type SubmissionCount } from '../store/counts.ts';
import { readWorkspace } from '../store/workspace.ts';

export type MetricsOptions = {
  /** The `.longtake` folders of what is served. */
  readonly folders: () => readonly string[];
  /** Clients that follow events now. */
  readonly eventClients: () => number;
  readonly clock: Pick<Clock, 'nowMs'>;
};

/** One request that was answered. `route` is the pattern and never the path, so that there are few of them. */
export type AnsweredRequest = {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
};

export type Metrics = {
  readonly answered: (request: AnsweredRequest) => void;
  /** Prometheus' text format, version 0.0.4. */
  readonly text: () => Promise<{ readonly body: string; readonly contentType: string }>;
};

/** What was counted a moment ago is told again: whoever asks all the time keeps nobody from working. */
const FRESH_MS = 2_000;
const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Others are told as one: a client can write any word for a method. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']);

/**
 * What a server measures. Numbers of renders, takes, submissions and money are read from the workspaces when they are
 * asked for, so they are true whatever process did the work, and survive all of them.
 */
export function createMetrics({ folders, eventClients, clock }: MetricsOptions): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Histogram({
    name: 'longtake_http_request_duration_seconds',
    help: 'Time until an answer was begun.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS_SECONDS,
    registers,
  });
  const gauges = createGauges(registers);
  const unread = new Counter({
    name: 'longtake_metrics_unread_total',
    help: 'Workspaces that could not be read when they were to be counted.',
    registers,
  });
  new Gauge({
    name: 'longtake_event_clients',
    help: 'Clients that follow events now.',
    registers,
    collect() {
      this.set(eventClients());
    },
  });

  let counting: Promise<void> | null = null;
  let countedMs: number | null = null;
  const count = async (): Promise<void> => {
    for (const gauge of Object.values(gauges)) gauge.reset();
    for (const folder of folders()) {
      try {
        await countWorkspace(folder, gauges);
      } catch {
        unread.inc();
      }
    }
    countedMs = clock.nowMs();
    counting = null;
  };
  return {
    answered: ({ method, route, status, seconds }) => {
      requests.observe({ method: METHODS.has(method) ? method : 'other', route, status: String(status) }, seconds);
    },
    text: async () => {
      const ageMs = countedMs === null ? null : clock.nowMs() - countedMs;
      if (ageMs === null || ageMs >= FRESH_MS || ageMs < 0) counting ??= count();
      await counting;
      return { body: await registry.metrics(), contentType: registry.contentType };
    },
  };
}

type Gauges = ReturnType<typeof createGauges>;

function createGauges(registers: Registry[]) {
  const gauge = <T extends string>(name: string, help: string, labelNames: readonly T[]): Gauge<T> =>
    new Gauge({ name, help, labelNames: [...labelNames], registers });
  return {
    renders: gauge('longtake_renders', 'Films by the state of their newest render.', ['state']),
    tasks: gauge('longtake_tasks', 'Tasks of renders that run or are paused, by state.', ['kind', 'state']),
    takes: gauge('longtake_takes', 'Takes ever begun, by state.', ['state']),
    submissions: gauge('longtake_submissions', 'Submissions ever sent, by provider and outcome.', [
      'provider',
      'outcome',
    ]),
    spent: gauge('longtake_spent_dollars', 'What was paid or may have been, by provider.', ['provider']),
    reserved: gauge('longtake_reserved_dollars', 'What is set aside for open submissions, by provider.', ['provider']),
  };
}

async function countWorkspace(folder: string, gauges: Gauges): Promise<void> {
  await using workspace = await readWorkspace(folder);
  if (workspace === null) return;
  const { db } = workspace;
  for (const { state, count } of await countRenders(db)) gauges.renders.inc({ state }, count);
  for (const { state, count } of await countTakes(db)) gauges.takes.inc({ state }, count);
  for (const { kind, value, count } of await countMachines(db))
    if (kind !== 'render') gauges.tasks.inc({ kind, state: wordOf(value) }, count);
  for (const row of await countSubmissions(db)) {
    const { provider } = row;
    gauges.spent.inc({ provider }, row.status === 'settled' ? row.costMicros / 1e6 : 0);
    gauges.reserved.inc({ provider }, row.status === 'settled' ? 0 : row.reservedMicros / 1e6);
    const outcome = outcomeOf(row);
    if (outcome !== null) gauges.submissions.inc({ provider, outcome }, row.count);
  }
}

/** Null for what was not sent yet. */
function outcomeOf({ status, billed, isAccepted }: SubmissionCount): string | null {
  if (status === 'intent') return null;
  if (isAccepted) return 'accepted';
  if (status === 'sending') return 'sending';
  return status === 'held' || billed === 'unknown' ? 'unknown' : 'refused';
}
