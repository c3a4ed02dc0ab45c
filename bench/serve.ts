import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';

/**
 * `npm run bench -- serve [--quick]`: a server in a process of its own, its films small texts by a provider with scripted
 * times. Many clients follow one render: memory for each, and how long one event takes to reach all. Many renders at
 * once: that no event is lost, and how fast the API answers meanwhile. Many finished renders: how fast they are listed
 * and opened. The machine's other work is in all of it.
 */
const { values: options } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const CLIENTS = options.quick ? 200 : 2_000;
const RENDERS = options.quick ? 10 : 100;
const SHOTS = 20;
const FILMS = options.quick ? 1_000 : 10_000;
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });

/** The rows of a film under another name. */
const COPIES = [
  `insert into posted select $twin, title, state, replace(summary, $id, $twin), created_ms, changed_ms, called from posted where id = $id`,
  `insert into render select id || $tail, $twin, plan_fingerprint, replace(out_path, $id, $twin), max_cost_micros, state,
     started_ms, changed_ms from render where film = $id`,
  `insert into render_plan select render_id || $tail, replace(plan, $id, $twin) from render_plan where render_id in
     (select id from render where film = $id)`,
  `insert into machine select id || $tail, render_id || $tail, kind, task, owner_id, machine_version, value, context, output,
     status, ver, changed_ms from machine where render_id in (select id from render where film = $id)`,
  `insert into take select id || $tail, $twin, task, number, fingerprint, parts, model, ref, seed, request, machine_id || $tail,
     state, sha, media_type, size_bytes, facts, cost_micros, failure, made_ms, settled_ms from take where film = $id`,
  `insert into film select replace(out_path, $id, $twin), $twin, render_id || $tail, plan_fingerprint, is_partial, facts,
     size_bytes, modified_ms, made_ms from film where film = $id`,
];

const folder = mkdtempSync(join(tmpdir(), 'longtake-bench-'));
try {
  const server = await startServer(folder);
  console.log(await manyClients(server));
  console.log(await manyRenders(server));
  await stopServer(server);
  console.log(await manyFilms());
} finally {
  agent.destroy();
  rmSync(folder, { recursive: true, force: true });
}

type Server = { readonly child: ChildProcess; readonly url: string };
type Event = { readonly seq: number | null; readonly render: string; readonly type: string; readonly atMs: number };

async function startServer(data: string): Promise<Server> {
  const child = fork(join(import.meta.dirname, 'support/scripted-server.ts'), [data], { execArgv: ['--expose-gc'] });
  const [url]: readonly unknown[] = await once(child, 'message');
  return { child, url: String(url) };
}

async function stopServer({ child }: Server): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function residentBytes({ child }: Server): Promise<number> {
  child.send('memory');
  const [bytes]: readonly unknown[] = await once(child, 'message');
  return Number(bytes);
}

async function manyClients(server: Server): Promise<object> {
  const id = await post(server, { start: false });
  const before = await residentBytes(server);
  const heard = new Map<number, number[]>();
  const clients = await Promise.all(
    Array.from({ length: CLIENTS }, () =>
      follow(`${server.url}/v1/renders/${id}/events?after=0`, ({ seq }) => {
        if (seq === null) return;
        const times = heard.get(seq) ?? [];
        heard.set(seq, times);
        times.push(performance.now());
      }),
    ),
  );
  const each = ((await residentBytes(server)) - before) / CLIENTS;
  const ended = waitFor(server, id);
  await call(server, 'POST', `/v1/renders/${id}/resume`);
  await ended;
  await until(() => [...heard.values()].every((times) => times.length === CLIENTS));
  for (const leave of clients) leave();
  const spreads = [...heard.values()].map((times) => Math.max(...times) - Math.min(...times));
  return {
    clients: CLIENTS,
    events: heard.size,
    'kB of memory for each': round(each / 1000),
    'ms from the first client to the last, half of the events': round(quantile(spreads, 0.5)),
    '99% of the events': round(quantile(spreads, 0.99)),
  };
}

async function manyRenders(server: Server): Promise<object> {
  const seen = new Map<string, number[]>();
  let ends = 0;
  const leave = await follow(`${server.url}/v1/events`, ({ seq, render, type }) => {
    if (seq !== null) seen.set(render, [...(seen.get(render) ?? []), seq]);
    if (type === 'render.finished') ends += 1;
  });
  const startedMs = performance.now();
  const ids: string[] = [];
  const posts: number[] = [];
  for (let index = 0; index < RENDERS; index += 1)
    posts.push(await timed(async () => void ids.push(await post(server, {}))));
  const lists: number[] = [];
  const opens: number[] = [];
  while (ends < RENDERS) {
    lists.push(await timed(() => call(server, 'GET', '/v1/renders?limit=50')));
    opens.push(await timed(() => call(server, 'GET', `/v1/renders/${ids[opens.length % ids.length]}`)));
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  const seconds = (performance.now() - startedMs) / 1000;
  leave();
  let lost = 0;
  for (const id of ids) {
    const own: number[] = [];
    const again = await follow(`${server.url}/v1/renders/${id}/events?after=0`, ({ seq }) => {
      if (seq !== null) own.push(seq);
    });
    await until(() => own.length >= (seen.get(id)?.length ?? 0));
    again();
    const live = new Set(seen.get(id));
    lost += own.filter((seq) => !live.has(seq)).length + (live.size === seen.get(id)?.length ? 0 : 1);
  }
  return {
    renders: RENDERS,
    'shots of each': SHOTS,
    seconds: round(seconds),
    'shots a second': round((RENDERS * SHOTS) / seconds),
    'events lost or told twice': lost,
    'ms to post, 99%': round(quantile(posts, 0.99)),
    'ms to list, half': round(quantile(lists, 0.5)),
    'to list, 99%': round(quantile(lists, 0.99)),
    'to open, half': round(quantile(opens, 0.5)),
    'to open, 99%': round(quantile(opens, 0.99)),
  };
}

/** One film is made, and its rows and its storyboard are copied under other names. */
async function manyFilms(): Promise<object> {
  const data = mkdtempSync(join(tmpdir(), 'longtake-bench-'));
  try {
    const first = await startServer(data);
    const id = await post(first, {});
    await waitFor(first, id);
    await stopServer(first);
    copyFilm(data, id);
    const server = await startServer(data);
    await call(server, 'GET', '/v1/renders?limit=50');
    const lists: number[] = [];
    const pages: number[] = [];
    const opens: number[] = [];
    let next: string | null = '';
    for (let index = 0; index < 40 && next !== null; index += 1) {
      lists.push(await timed(() => call(server, 'GET', '/v1/renders?limit=50')));
      let page: { readonly renders: readonly { readonly id: string }[]; readonly next: string | null } = {
        renders: [],
        next: null,
      };
      pages.push(
        await timed(async () => {
          page = JSON.parse(await call(server, 'GET', `/v1/renders?limit=50${next === '' ? '' : `&after=${next}`}`));
        }),
      );
      next = page.next;
      const [one] = page.renders;
      if (one !== undefined) opens.push(await timed(() => call(server, 'GET', `/v1/renders/${one.id}`)));
    }
    await stopServer(server);
    return {
      'finished renders': FILMS,
      'ms to list 50, half': round(quantile(lists, 0.5)),
      'to list 50, 99%': round(quantile(lists, 0.99)),
      'later pages, 99%': round(quantile(pages, 0.99)),
      'to open one for the first time, half': round(quantile(opens, 0.5)),
      'to open one, 99%': round(quantile(opens, 0.99)),
    };
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

function copyFilm(data: string, id: string): void {
  const db = new DatabaseSync(join(data, '.longtake', 'longtake.db'));
  const text = storyboard();
  db.exec('begin');
  for (let index = 1; index < FILMS; index += 1) {
    const tail = index.toString(36).padStart(6, '0');
    const twin = `${id.slice(0, -6)}${tail}`;
    const own = { $id: id, $twin: twin, $tail: tail };
    for (const sql of COPIES)
      db.prepare(sql).run(Object.fromEntries(Object.entries(own).filter(([name]) => sql.includes(name))));
    mkdirSync(join(data, twin));
    writeFileSync(join(data, twin, `${twin}.yaml`), text);
  }
  db.exec('commit');
  db.close();
}

async function post(server: Server, more: object): Promise<string> {
  const answer: { readonly id: string } = JSON.parse(
    await call(server, 'POST', '/v1/renders', JSON.stringify({ storyboard: storyboard(), options: more })),
  );
  return answer.id;
}

function storyboard(): string {
  const shots = Array.from(
    { length: SHOTS },
    (_, index) => `      - {id: s${index}, duration: 2s, action: Wave ${index} rolls in.}`,
  );
  return `longtake: 1\ntitle: Sea\nscenes:\n  - id: s\n    shots:\n${shots.join('\n')}\n`;
}

async function waitFor(server: Server, id: string): Promise<void> {
  const ended = Promise.withResolvers<void>();
  const leave = await follow(`${server.url}/v1/renders/${id}/events?after=0`, ({ type }) => {
    if (type === 'render.finished') ended.resolve();
  });
  await ended.promise;
  leave();
}

async function call({ url }: Server, method: string, path: string, body?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(
      `${url}${path}`,
      { method, agent, headers: body === undefined ? {} : { 'content-type': 'application/json' } },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => ((answer.statusCode ?? 500) < 300 ? resolve(text) : reject(new Error(text))));
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

async function follow(url: string, hear: (event: Event) => void): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const asked = get(url, { agent: false }, (answer) => {
      let rest = '';
      answer.setEncoding('utf8');
      answer.on('error', () => {});
      answer.on('data', (chunk: string) => {
        const blocks = `${rest}${chunk}`.split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) {
          const at = block.indexOf('data: ');
          const type = /^event: (.*)$/mu.exec(block)?.[1] ?? '';
          const data: Omit<Event, 'type'> | null = at === -1 ? null : JSON.parse(block.slice(at + 6));
          if (data !== null) hear({ ...data, type });
        }
      });
      answer.once('data', () => resolve(() => asked.destroy()));
    });
    asked.on('error', reject);
  });
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue())
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
