import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectHonest } from '../support/honest.ts';
import { openStage } from '../support/open-stage.ts';
import { CRASH_PLAN } from '../support/render-and-die.ts';
import { chargesFor } from '../support/stage.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SCRIPT = join(import.meta.dirname, '../support/render-and-die.ts');

/** Where a process is killed with SIGKILL, or several, one after the other. */
const DEATHS: readonly (readonly string[])[] = [
  ['take:a reserving'],
  ['take:a submitting'],
  ['submit.after'],
  ['reconcile.before', 'reconcile.after'],
  ['download.after'],
  ['conform.after', 'submit.after'],
  ['seam.after'],
  ['assemble.after'],
  ['film stored'],
];

test.each(DEATHS.map((points) => ({ points, words: points.join(', then at ') })))(
  'a process killed at $words leaves nothing that the next one cannot finish',
  async ({ points }) => {
    const folder = await temporaryFolder();
    for (const point of points) expect(await dieAt(folder, point), point).toBe('SIGKILL');

    const next = await openStage({ folder });
    const result = await next.render(CRASH_PLAN);
    expect(['done', 'unchanged']).toContain(result.status);
    expect(result).toMatchObject({ spentMicros: 4_000_000, reservedMicros: 0 });
    expect(await next.film()).toBe(await undisturbed());
    const charges = next.provider.posts().filter((post) => post.chargedMicros > 0);
    expect(charges.map(({ kind, shot }) => `${kind} ${shot}`).toSorted()).toEqual([
      'video a',
      'video b',
      'video c',
      'voice a',
    ]);
    expect(chargesFor(next, 'b')).toBe(1);
    await expectHonest(next);
  },
);

let film: Promise<string> | null = null;

/** The film as it is when nobody dies. */
function undisturbed(): Promise<string> {
  return (film ??= openStage().then(async (stage) => {
    await stage.render(CRASH_PLAN);
    return stage.film();
  }));
}

async function dieAt(folder: string, point: string): Promise<string> {
  const child = spawn(process.execPath, [SCRIPT, folder, point], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code, signal]: unknown[] = await once(child, 'exit');
  return String(signal ?? code);
}
