import { parentPort } from 'node:worker_threads';
import { carryOut } from './carry-out.ts';
import { type FromWorker, readToWorker } from './work.ts';

// The thread that `studio.ts` starts: one piece of work at a time, abortable.
const port = parentPort;
const running = new Map<number, AbortController>();

const say = (message: FromWorker): void => port?.postMessage(message);

port?.on('message', (message: unknown) => {
  const told = readToWorker(message);
  if (told.kind === 'abort') {
    running.get(told.id)?.abort();
    return;
  }
  const { id, work } = told;
  const controller = new AbortController();
  running.set(id, controller);
  carryOut(work, controller.signal, (done) => say({ kind: 'progress', id, done }))
    .then(
      () => say({ kind: 'done', id }),
      (error: unknown) => say({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) }),
    )
    .finally(() => running.delete(id));
});
