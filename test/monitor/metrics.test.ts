import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMetrics } from '../../src/monitor/metrics.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { openStage } from '../support/open-stage.ts';
import { planOf } from '../support/small-plan.ts';

function open(folders: readonly string[], clock: ManualClock = createManualClock(), clients = 3) {
  return createMetrics({ folders: () => folders, eventClients: () => clients, clock });
}

/** The samples of our own, by name and labels. */
async function samples(metrics: ReturnType<typeof open>): Promise<ReadonlyMap<string, number>> {
  const { body } = await metrics.text();
  const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const [, name = '', value = ''] = /^(\S+(?:\{.*\})?) (\S+)$/u.exec(line) ?? [];
      return [name, Number(value)];
    }),
  );
}

test('renders, takes, submissions and money are what the workspaces say', async () => {
  const stage = await openStage({
    safety: 'none',
    fate: ({ shot, nth }) =>
      shot === 'a'
        ? { submit: 'unanswered' }
        : shot === 'b' && nth === 1
          ? {
              submit: {
                class: 'rate_limited',
                message: 'busy',
                billed: 'no',
                suspect: null,
                retryAfterMs: null,
                advice: null,
              },
            }
          : {},
  });
  await stage.render(planOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }]));
  const other = await openStage();
  await other.render(planOf([{ id: 'a' }], { name: 'one' }));
  await other.render(planOf([{ id: 'a' }, { id: 'b' }], { name: 'two' }));
  const found = await samples(open([stage.workspace, other.workspace, '/nowhere']));
  expect(found.get('longtake_renders{state="done"}')).toBe(2);
  expect(found.get('longtake_renders{state="incomplete"}')).toBe(1);
  expect(found.get('longtake_takes{state="stored"}')).toBe(5);
  expect(found.get('longtake_takes{state="held"}')).toBe(1);
  expect(found.get('longtake_submissions{provider="fake",outcome="accepted"}')).toBe(5);
  expect(found.get('longtake_submissions{provider="fake",outcome="refused"}')).toBe(1);
  expect(found.get('longtake_submissions{provider="fake",outcome="unknown"}')).toBe(1);
  expect(found.get('longtake_spent_dollars{provider="fake"}')).toBe(5);
  expect(found.get('longtake_reserved_dollars{provider="fake"}')).toBe(1);
  expect(found.get('longtake_event_clients')).toBe(3);
  expect(found.get('longtake_metrics_unread_total')).toBe(0);
});

test('tasks of a render that is under way are told by their state', async () => {
  const stage = await openStage({ slots: 1 });
  const stop = new AbortController();
  await stage.render(planOf([{ id: 'a' }, { id: 'b' }]), {
    stop: stop.signal,
    onEvent: (event) => {
      if (event.type === 'task.changed' && event.task === 'take:a' && event.state === 'polling') stop.abort();
    },
  });
  const found = await samples(open([stage.workspace]));
  expect(found.get('longtake_tasks{kind="take",state="polling"}')).toBe(1);
  expect(found.get('longtake_tasks{kind="film",state="waiting"}')).toBe(1);
  expect(found.get('longtake_renders{state="paused"}')).toBe(1);
});

test('requests are told by route, and few words come of whatever a client writes', async () => {
  const metrics = open([]);
  metrics.answered({ method: 'GET', route: '/v1/renders/:id', status: 200, seconds: 0.02 });
  metrics.answered({ method: 'GET', route: '/v1/renders/:id', status: 200, seconds: 0.2 });
  metrics.answered({ method: 'BREW', route: '*', status: 404, seconds: 0.001 });
  const found = await samples(metrics);
  const name = 'longtake_http_request_duration_seconds';
  expect(found.get(`${name}_count{method="GET",route="/v1/renders/:id",status="200"}`)).toBe(2);
  expect(found.get(`${name}_bucket{le="0.025",method="GET",route="/v1/renders/:id",status="200"}`)).toBe(1);
  expect(found.get(`${name}_count{method="other",route="*",status="404"}`)).toBe(1);
});

test('the process and its event loop are told of', async () => {
  const metrics = open([]);
  const found = await samples(metrics);
  for (const name of ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'nodejs_eventloop_lag_seconds'])
    expect(found.has(name), name).toBe(true);
  expect((await metrics.text()).contentType).toMatch(/^text\/plain; version=0\.0\.4/u);
});

test('whoever asks all the time is told what was counted a moment ago', async () => {
  const clock = createManualClock();
  const stage = await openStage();
  const metrics = open([stage.workspace], clock);
  await samples(metrics);
  await stage.render(planOf([{ id: 'a' }]));
  expect((await samples(metrics)).get('longtake_takes{state="stored"}')).toBeUndefined();
  clock.advance(2_000);
  const both = await Promise.all([samples(metrics), samples(metrics)]);
  for (const found of both) expect(found.get('longtake_takes{state="stored"}')).toBe(1);
});

test.each([
  ['take', 'take_state', 'select state, count(*) from take group by state'],
  [
    'attempt',
    'attempt_count',
    `select provider, status, billed, submitted_ms is not null as sent, count(*), sum(cost_micros), sum(reserved_micros)
     from attempt group by provider, status, billed, sent`,
  ],
])('rows of %s, which are long, are counted in an index', async (table, index, sql) => {
  const stage = await openStage();
  await stage.render(planOf([{ id: 'a' }]));
  const db = new DatabaseSync(join(stage.workspace, 'longtake.db'), { readOnly: true });
  const [first] = db.prepare(`explain query plan ${sql}`).all();
  db.close();
  expect(first).toMatchObject({ detail: `SCAN ${table} USING COVERING INDEX ${index}` });
});
