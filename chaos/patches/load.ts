import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { applyPatch, DISGUISE, OUTDATED, type Disguise } from './patch.ts';

/** Given to Node with `--import`: patches what this process loads, as `CHAOS_DISGUISE` says; the tree stays as it is. */
const asked = process.env[DISGUISE];
if (asked !== undefined) disguise(JSON.parse(asked) as Disguise);

function disguise({ patches, point, rate, epochMs, aheadMs }: Disguise): void {
  let passed = 0;
  Object.assign(globalThis, {
    chaosPoint: (name: string): void => {
      if (name !== point?.name) return;
      passed += 1;
      if (passed === point.nth) process.kill(process.pid, point.signal);
    },
    chaosTime: (nowMs: number): number => epochMs + (nowMs - epochMs) * rate + aheadMs,
    chaosWait: (delayMs: number): number => delayMs / rate,
  });
  const root = join(import.meta.dirname, '../..');
  const byUrl = Map.groupBy(patches, ({ file }) => pathToFileURL(join(root, file)).href);
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      const own = byUrl.get(url);
      if (own === undefined) return loaded;
      try {
        const { source = '' } = loaded;
        const text = typeof source === 'string' ? source : new TextDecoder().decode(source);
        return { ...loaded, source: own.reduce(applyPatch, text) };
      } catch (error) {
        writeSync(2, `${String(error)}\n`);
        return process.exit(OUTDATED);
      }
    },
  });
}
