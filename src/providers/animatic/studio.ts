import { Worker } from 'node:worker_threads';
import { type Work, readFromWorker } from './work.ts';

/** Threads that draw and synthesise, so that the main thread stays free and takes run side by side. */
export type Studio = {
  /** Writes the work's file. Rejects with the signal's reason when aborted, otherwise with an Error that says what broke. */
  run(work: Work, signal: AbortSignal, onProgress: (done: number) => void): Promise<void>;
};

type Task = {
  readonly id: number;
  readonly work: Work;
  readonly onProgress: (done: number) => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};
type Seat = { readonly worker: Worker; task: Task | null };

/** The compiled program has a `.js` beside this file, the source a `.ts`. */
const WORKER_URL = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

/**
 * A pool of at most `threads` workers, started when first needed and kept: loading the canvas and its fonts is paid once
 * per thread. Idle threads do not keep the process alive. A thread that crashes fails its own work and is replaced.
 */
export function createStudio(threads: number): Studio {
  const seats: Seat[] = [];
  const waiting: Task[] = [];
  let lastId = 0;

  const settle = (seat: Seat, finish: (task: Task) => void): void => {
    const { task } = seat;
    if (task === null) return;
    seat.task = null;
    seat.worker.unref();
    finish(task);
    next();
  };
  const openSeat = (): Seat => {
    const seat: Seat = { worker: new Worker(WORKER_URL), task: null };
    seats.push(seat);
    seat.worker.on('message', (message: unknown) => {
      const said = readFromWorker(message);
      if (said.id !== seat.task?.id) return;
      if (said.kind === 'progress') seat.task.onProgress(said.done);
      else if (said.kind === 'done') settle(seat, (task) => task.resolve());
      else settle(seat, (task) => task.reject(new Error(said.message)));
    });
    const onGone = (why: string): void => {
      const index = seats.indexOf(seat);
      if (index !== -1) seats.splice(index, 1);
      settle(seat, (task) => task.reject(new Error(why)));
    };
    seat.worker.on('error', (error) => onGone(`the drawing thread broke: ${String(error)}`));
    seat.worker.on('exit', (code) => onGone(`the drawing thread ended with code ${code}`));
    return seat;
  };
  const next = (): void => {
    const seat = seats.find((free) => free.task === null) ?? (seats.length < threads ? null : undefined);
    if (seat === undefined) return;
    const task = waiting.shift();
    if (task === undefined) return;
    const chosen = seat ?? openSeat();
    chosen.task = task;
    chosen.worker.ref();
    chosen.worker.postMessage({ kind: 'do', id: task.id, work: task.work });
  };

  return {
    run: async (work, signal, onProgress) => {
      signal.throwIfAborted();
      lastId += 1;
      const id = lastId;
      const onAbort = (): void => {
        const index = waiting.findIndex((task) => task.id === id);
        if (index === -1) seats.find((seat) => seat.task?.id === id)?.worker.postMessage({ kind: 'abort', id });
        else waiting.splice(index, 1)[0]?.reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        await new Promise<void>((resolve, reject) => {
          waiting.push({ id, work, onProgress, resolve, reject });
          next();
        });
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
  };
}
