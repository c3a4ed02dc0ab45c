import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Clock, systemClock } from '../src/base/clock.ts';
import { createEngine } from '../src/engine/engine.ts';
import { createFloor } from '../src/engine/floor.ts';
import { createFakeMedia } from '../test/support/fake-media.ts';
import { type ShotSpec, planOf } from '../test/support/small-plan.ts';
import { createScriptedProvider } from './support/scripted-provider.ts';

/**
 * `npm run bench -- orchestrate [--quick | --shots N] [--manual]`: many shots on a provider whose jobs take scripted times and 8 slots. The
 * baseline is the lower bound that no schedule can beat: the longest chain of shots that start from each other, or all
 * jobs' time divided by the slots, whichever is longer. Media are texts, so that what remains is the engine.
 *
 * On the manual clock time stands still while the engine works, so the makespan is what its decisions cost; on the real
 * clock the jobs are short, and its own work and its disk are in the way too.
 */
const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    manual: { type: 'boolean', default: false },
    shots: { type: 'string' },
  },
});

const SLOTS = 8;
const SHOTS = Number(options.shots ?? (options.quick ? 100 : 1_000));
const MANY_SHOTS = options.quick ? 400 : 10_000;
const REAL_JOB_MS = [1_500, 4_500] as const;
const MANUAL_JOB_MS = [30_000, 150_000] as const;
/** Every so many shots one starts from the shot before it. */
const CHAIN_EVERY = 5;

type Outcome = {
  readonly shots: number;
  readonly boundMs: number;
  readonly makespanMs: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly databaseBytes: number;
  readonly peakHeapMb: number;
};

const rows: Record<string, string | number>[] = [];
await measure('manual', SHOTS, createVirtualClock(), MANUAL_JOB_MS);
if (!options.manual) await measure('real', SHOTS, systemClock, REAL_JOB_MS);
if (options.shots === undefined) await measure('manual', MANY_SHOTS, createVirtualClock(), MANUAL_JOB_MS);
console.table(rows);

/** Said at once: the next one takes minutes. */
async function measure(...what: Parameters<typeof run>): Promise<void> {
  const { name, outcome } = await run(...what);
  const row = toRow(name, outcome);
  rows.push(row);
  console.log(
    Object.entries(row)
      .map(([key, value]) => `${key} ${value}`)
      .join(', '),
  );
}

async function run(
  name: string,
  shots: number,
  clock: Clock,
  jobMs: readonly [number, number],
): Promise<{ readonly name: string; readonly outcome: Outcome }> {
  const folder = mkdtempSync(join(tmpdir(), 'longtake-bench-'));
  try {
    const lengths = Array.from({ length: shots }, (_, index) => lengthOf(index, jobMs));
    const specs = lengths.map((lengthMs, index): ShotSpec => ({
      id: `s${index}`,
      weightMs: lengthMs,
      ...(index % CHAIN_EVERY === 1 ? { from: `s${index - 1}` } : {}),
    }));
    const provider = createScriptedProvider(clock, (shot) => lengths[Number(shot.slice(1))] ?? 0);
    const engine = createEngine({
      workspace: join(folder, '.longtake'),
      clock,
      media: () => Promise.resolve(createFakeMedia()),
      providers: () => Promise.resolve(new Map([[provider.id, provider]])),
      floor: createFloor(new Map([[provider.id, SLOTS]])),
      assets: [],
      hasPrice: () => true,
      defaultOut: () => join(folder, 'film.mp4'),
    });
    const plan = planOf(specs);
    globalThis.gc?.();
    let peakHeap = 0;
    const fromMs = clock.nowMs();
    const wallFrom = performance.now();
    const cpuFrom = process.cpuUsage();
    let stored = 0;
    const result = await engine.render(plan, {
      out: null,
      maxCostMicros: null,
      stop: new AbortController().signal,
      kill: new AbortController().signal,
      onEvent: (event) => {
        if (event.type !== 'task.changed' || event.state !== 'stored') return;
        stored += 1;
        if (stored % 500 !== 0) return;
        globalThis.gc?.();
        peakHeap = Math.max(peakHeap, process.memoryUsage().heapUsed);
      },
    });
    if (result.status !== 'done') throw new Error(`the film is ${result.status}`);
    const cpu = process.cpuUsage(cpuFrom);
    return {
      name,
      outcome: {
        shots,
        boundMs: lowerBoundMs(lengths),
        makespanMs: provider.lastDoneMs() - fromMs,
        wallMs: performance.now() - wallFrom,
        cpuMs: (cpu.user + cpu.system) / 1000,
        databaseBytes: statSync(join(folder, '.longtake', 'longtake.db')).size,
        peakHeapMb: peakHeap / 1e6,
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function toRow(clock: string, outcome: Outcome): Record<string, string | number> {
  const { shots, boundMs, makespanMs, wallMs, cpuMs, databaseBytes, peakHeapMb } = outcome;
  return {
    clock,
    shots,
    'lower bound s': round(boundMs / 1000),
    'makespan s': round(makespanMs / 1000),
    'makespan : bound': round(makespanMs / boundMs, 4),
    'wall s': round(wallMs / 1000),
    'CPU ms/shot': round(cpuMs / shots, 2),
    'database bytes/shot': Math.round(databaseBytes / shots),
    'heap MB': round(peakHeapMb),
  };
}

function lengthOf(index: number, [least, most]: readonly [number, number]): number {
  // Golden-ratio steps: spread evenly over the range, in no order.
  return least + ((index * 0.618_033_988_7) % 1) * (most - least);
}

/** Shots of a chain cannot overlap; all jobs share the slots. */
function lowerBoundMs(lengths: readonly number[]): number {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const longest = lengths.reduce(
    (most, length, index) => Math.max(most, length + (index % CHAIN_EVERY === 1 ? (lengths[index - 1] ?? 0) : 0)),
    0,
  );
  return Math.max(total / SLOTS, longest);
}

/**
 * Time that moves only when nothing is being done: to the next waking, once no file is open for work and the event loop
 * came round a few times.
 */
function createVirtualClock(): Clock {
  let nowMs = Date.UTC(2026, 0, 1);
  const sleepers: { readonly dueMs: number; readonly wake: () => void }[] = [];
  let isWatching = false;
  const watch = (quietTurns: number): void => {
    setImmediate(() => {
      if (sleepers.length === 0) {
        isWatching = false;
        return;
      }
      const isBusy = process.getActiveResourcesInfo().some((name) => /^(FS|Work|Promise)/u.test(name));
      if (isBusy || quietTurns < 4) return watch(isBusy ? 0 : quietTurns + 1);
      sleepers.sort((a, b) => a.dueMs - b.dueMs);
      const next = sleepers.shift();
      nowMs = Math.max(nowMs, next?.dueMs ?? nowMs);
      next?.wake();
      watch(0);
    });
  };
  return {
    nowMs: () => nowMs,
    uptimeMs: () => nowMs,
    sleep: (delayMs, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason);
        const sleeper = {
          dueMs: nowMs + delayMs,
          wake: () => {
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        const onAbort = (): void => {
          const at = sleepers.indexOf(sleeper);
          if (at !== -1) sleepers.splice(at, 1);
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        sleepers.push(sleeper);
        if (isWatching) return;
        isWatching = true;
        watch(0);
      }),
  };
}

function round(value: number, digits = 1): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
