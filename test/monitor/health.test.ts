import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EnvironmentError } from '../../src/model/error.ts';
import { createHealthCheck, type HealthOptions } from '../../src/monitor/health.ts';
import { openWorkspace } from '../../src/store/workspace.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function look(options: Partial<HealthOptions> = {}) {
  const folder = join(await temporaryFolder(), '.longtake');
  const clock = createManualClock();
  return createHealthCheck({ folder, ffmpeg: async () => {}, minFreeBytes: 1, clock, ...options })();
}

test('a server that can write, has room and finds ffmpeg is healthy', async () => {
  expect(await look()).toEqual({
    isHealthy: true,
    checks: [
      { name: 'database', ok: true, reason: null },
      { name: 'disk', ok: true, reason: null },
      { name: 'ffmpeg', ok: true, reason: null },
    ],
  });
});

test('who only asks makes no folder', async () => {
  const data = join(await temporaryFolder(), 'films');
  expect(await look({ folder: join(data, '.longtake') })).toMatchObject({ isHealthy: true });
  expect(existsSync(data)).toBe(false);
});

test('it is looked at beside the work that goes on', async () => {
  const folder = join(await temporaryFolder(), '.longtake');
  await using _workspace = await openWorkspace(folder);
  expect(await look({ folder })).toMatchObject({ isHealthy: true });
});

test('what is missing is told in words, without any path', async () => {
  const place = await temporaryFolder();
  const folder = join(place, '.longtake');
  await (await openWorkspace(folder))[Symbol.asyncDispose]();
  await writeFile(join(folder, 'longtake.db'), 'no database at all '.repeat(1_000));
  const health = await look({
    folder,
    minFreeBytes: Number.MAX_SAFE_INTEGER,
    ffmpeg: () => Promise.reject(new EnvironmentError({ code: 'ffmpeg_missing', message: `not in ${place}` })),
  });
  expect(health).toEqual({
    isHealthy: false,
    checks: [
      { name: 'database', ok: false, reason: 'The database is damaged.' },
      { name: 'disk', ok: false, reason: expect.stringMatching(/^Only \d+ MB are free; \d+ MB are wanted\.$/u) },
      { name: 'ffmpeg', ok: false, reason: 'No usable ffmpeg was found; `longtake doctor` says more.' },
    ],
  });
  expect(JSON.stringify(health)).not.toContain(place);
});

test('what nobody foresaw is told in words of ours', async () => {
  const health = await look({ ffmpeg: () => Promise.reject(new Error('/home/somebody/secret')) });
  expect(health.checks[2]).toEqual({ name: 'ffmpeg', ok: false, reason: 'ffmpeg cannot be run.' });
});

test('who asks all the time makes no work; what was missing and is there again is seen', async () => {
  const clock = createManualClock();
  let looked = 0;
  let isThere = false;
  const health = createHealthCheck({
    folder: join(await temporaryFolder(), '.longtake'),
    minFreeBytes: 1,
    clock,
    ffmpeg: async () => {
      looked += 1;
      if (!isThere) throw new Error('not there');
    },
  });
  const asked = await Promise.all([health(), health(), health()]);
  expect(asked.map(({ isHealthy }) => isHealthy)).toEqual([false, false, false]);
  expect(looked).toBe(1);
  isThere = true;
  for (const _ of [1, 2, 3]) {
    clock.advance(2_000);
    expect(await health()).toMatchObject({ isHealthy: true });
  }
  expect(looked).toBe(2);
});
