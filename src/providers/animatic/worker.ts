import { parentPort } from 'node:worker_threads';
import { carryOut } from './carry-out.ts';
import { type FromWorker, readToWorker } from './work.ts';

/**
 * glibc gives large blocks back to the system when they are freed and takes them anew for the next frame, page by page.
 * Freeing one block of this size teaches it to keep such blocks: reading a 1280x720 frame went from 14 to 1 ms.
 */
const LARGE_BYTES = 31 * 1024 * 1024;
new ArrayBuffer(LARGE_BYTES).transfer(0);

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
