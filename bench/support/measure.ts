import { readFileSync } from 'node:fs';

/** What a piece of work took, its child processes included. */
export type Cost = {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  /** Of the largest process, and of all at one moment, this one included. */
  readonly peakProcessMb: number;
  readonly peakSumMb: number;
};

/** Runs a piece of work and looks at the memory of all processes five times a second. Linux only. */
export async function measure(work: () => Promise<unknown>): Promise<Cost> {
  const [cpuBefore, startedMs] = [cpuSeconds(), performance.now()];
  let [peakProcessMb, peakSumMb] = [0, 0];
  const timer = setInterval(() => {
    const sizes = processSizesMb();
    peakProcessMb = Math.max(peakProcessMb, ...sizes);
    peakSumMb = Math.max(
      peakSumMb,
      sizes.reduce((sum, size) => sum + size, 0),
    );
  }, 200);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  const wallSeconds = (performance.now() - startedMs) / 1000;
  return { wallSeconds, cpuSeconds: cpuSeconds() - cpuBefore, peakProcessMb, peakSumMb };
}

/** CPU time of this process and of all children that have ended (proc(5): utime, stime, cutime, cstime). */
function cpuSeconds(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
}

/** Resident memory of this process and of its children now. */
function processSizesMb(): readonly number[] {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
  return ['self', ...children].flatMap((id) => {
    try {
      return [(Number(readFileSync(`/proc/${id}/statm`, 'utf8').split(' ')[1]) * 4096) / 1e6];
    } catch {
      return []; // It has ended meanwhile, or there are no children.
    }
  });
}

export function printCost(what: string, cost: Cost): void {
  const figures = [
    `${cost.wallSeconds.toFixed(2).padStart(8)} s`,
    `${cost.cpuSeconds.toFixed(1).padStart(7)} CPU s`,
    `${cost.peakProcessMb.toFixed(0).padStart(6)} MB`,
    `${cost.peakSumMb.toFixed(0).padStart(6)} MB together`,
  ];
  console.log(`${what.padEnd(52)}${figures.join('  ')}`);
}

export function ratioToText(ours: number, theirs: number, unit: string): string {
  return `${ours.toFixed(1)} ${unit}, the graph ${theirs.toFixed(1)} ${unit}: ${(ours / theirs).toFixed(3)} (1/${(theirs / ours).toFixed(1)})`;
}
