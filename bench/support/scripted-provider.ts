import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Clock } from '../../src/base/clock.ts';
import type { JsonObject } from '../../src/base/json.ts';
import type { Provider } from '../../src/providers/contract.ts';
import { takeText } from '../../test/support/fake-media.ts';

const shotOf = z.object({ shot: z.string(), frames: z.number() });
const jobOf = shotOf.extend({ dueMs: z.number() });

export type ScriptedProvider = Provider & { readonly lastDoneMs: () => number };

/** Accepts at once; a job is done after its time, and who asks earlier is told how long it still takes. */
export function createScriptedProvider(
  clock: Clock,
  lengthMs: (shot: string) => number,
  id = 'fake',
): ScriptedProvider {
  let lastDoneMs = 0;
  const read = (operation: JsonObject): { readonly shot: string; readonly frames: number; readonly dueMs: number } =>
    jobOf.parse(operation);
  return {
    id,
    submitSafety: 'lookup',
    lastDoneMs: () => lastDoneMs,
    models: () => [],
    prepare: (request) => ({
      ok: true,
      body: { shot: 'shot' in request ? request.shot : '', frames: request.kind === 'video' ? request.frames : 24 },
      dropped: [],
    }),
    submit: async (body) => {
      const { shot, frames } = shotOf.parse(body);
      return { status: 'accepted', operation: { shot, frames, dueMs: clock.nowMs() + lengthMs(shot) } };
    },
    reconcile: async () => ({ status: 'absent' }),
    poll: async (operation) => {
      const leftMs = read(operation).dueMs - clock.nowMs();
      return leftMs > 0
        ? { status: 'pending', progress: null, retryAfterMs: leftMs }
        : { status: 'done', costMicros: 0 };
    },
    cancel: async () => {},
    download: async (operation, destination) => {
      const { shot, frames } = read(operation);
      await writeFile(destination, takeText({ kind: 'video', frames, of: shot }));
      lastDoneMs = clock.nowMs();
      return { status: 'stored', mediaType: 'video/mp4' };
    },
  };
}
