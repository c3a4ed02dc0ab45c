import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openPaidFilm, type PaidFilm } from './paid-film.ts';

const ROOT = join(import.meta.dirname, '../../..');
/**
 * No picture to upload: the price list is asked first, and the second connection is the submission. No two tests shoot
 * the same: the vendor would find the one's job for the other.
 */
const filmOf = (words: string): string => `longtake: 1
title: One
size: 160x90
fps: 24
models: {video: [fal:kling-v3-pro]}
scenes:
  - id: s1
    shots:
      - {id: a, start: text, duration: 3s, action: ${words}}
`;
const SUBMISSION = '2';
const HOUR_MS = 3_600_000;

type Stopped = { readonly goOn: () => Promise<{ readonly code: number | null; readonly text: string }> };

/** A render as a process of its own, which stops itself between the intent and the POST. */
async function stoppedRender(film: PaidFilm, more: Readonly<Record<string, string>>): Promise<Stopped> {
  const child = spawn(
    process.execPath,
    [
      '--import',
      join(ROOT, 'test/support/stand-still.ts'),
      join(ROOT, 'bin/longtake.js'),
      'render',
      '--yes',
      film.file,
    ],
    {
      env: { PATH: process.env['PATH'], ...film.environment, STAND_STILL_AT: SUBMISSION, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
  const closed = once(child, 'close');
  while (stateOf(child.pid) !== 'T') {
    if (child.exitCode !== null) throw new Error(`it ended before it stood still: ${text}`);
    await setImmediate();
  }
  expect(film.attempts().map((row) => row['status'])).toEqual(['sending']);
  expect(film.vendor.charges()).toEqual([]);
  return {
    goOn: async () => {
      child.kill('SIGCONT');
      const [code] = (await closed) as [number | null];
      return { code, text };
    },
  };
}

/** The letter that the system shows for a process; `T`: stopped. */
function stateOf(pid: number | undefined): string | null {
  return /\) (\w)/u.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? null;
}

describe.skipIf(process.platform !== 'linux')('a process that is stopped between the intent and the POST', () => {
  test.each(['before', 'after'])(
    'never sends it once another took its workspace over (%s the socket was open)',
    async (when) => {
      const film = await openPaidFilm(filmOf(`Rain ${when} a window.`));
      const zombie = await stoppedRender(film, { STAND_STILL: when });
      // The system's lock outlives SIGSTOP: nobody gets in as long as it is left alone.
      expect(await film.render()).toMatchObject({ code: 3, err: expect.stringContaining('Another longtake') });
      rmSync(join(film.folder, '.longtake', 'lock'));
      // What was not sent is not listed an hour later, by the vendor's clock.
      await film.vendor.clock(2 * HOUR_MS);
      expect(await film.render()).toMatchObject({ code: 0 });
      expect(film.vendor.charges()).toHaveLength(1);

      const woken = await zombie.goOn();
      expect(woken).toMatchObject({ code: 3, text: expect.stringContaining('was taken away') });
      expect(film.vendor.charges()).toHaveLength(1);
      expect(film.attempts().map((row) => [row['status'], row['billed']])).toEqual([
        ['settled', 'no'],
        ['settled', 'yes'],
      ]);
    },
    60_000,
  );

  test.each(['before', 'after'])(
    'sends nothing under a right that an hour has passed over, and asks for a new one (%s the socket was open)',
    async (when) => {
      const film = await openPaidFilm(filmOf(`Snow ${when} a window.`));
      const sleeper = await stoppedRender(film, { STAND_STILL: when, STAND_STILL_HOURS: '1' });
      expect(await sleeper.goOn()).toMatchObject({ code: 0 });
      expect(film.vendor.charges()).toHaveLength(1);
      expect(film.attempts().map((row) => [row['status'], row['billed']])).toEqual([
        ['settled', 'no'],
        ['settled', 'yes'],
      ]);
    },
    60_000,
  );

  test('goes on as if nothing had been when it stood still for a moment', async () => {
    const film = await openPaidFilm(filmOf('Fog on a window.'));
    const sleeper = await stoppedRender(film, {});
    expect(await sleeper.goOn()).toMatchObject({ code: 0 });
    expect(film.vendor.charges()).toHaveLength(1);
    expect(film.attempts()).toHaveLength(1);
  });
});
