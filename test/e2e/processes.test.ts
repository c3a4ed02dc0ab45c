import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const LONGTAKE = join(import.meta.dirname, '../../bin/longtake.js');

/** A film of two shots; `a` takes its time at its provider. */
function filmText({ delay = '1h', action = 'She smiles.' } = {}): string {
  return `longtake: 1
title: Slow
size: 160x90
fps: 12
scenes:
  - id: s1
    shots:
      - {id: a, start: text, duration: 1s, action: A tree., model: "animatic?fail=slow&delay=${delay}"}
      - {id: b, start: text, duration: 1s, action: ${action}}
`;
}

async function openFilm(): Promise<string> {
  const file = join(await temporaryFolder(), 'film.yaml');
  await writeFile(file, filmText({ delay: '999999s' }));
  return file;
}

type Running = {
  readonly interrupt: () => void;
  /** Resolves when the output so far has it. */
  readonly says: (text: string) => Promise<void>;
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
};

function start(...argv: readonly string[]): Running {
  const child = spawn(process.execPath, [LONGTAKE, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  let look = (): void => {};
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString('utf8');
    look();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString('utf8');
  });
  const ended = new Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, out, err }));
  });
  const says = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      look = () => {
        if (out.includes(text)) resolve();
      };
      look();
      void ended.then(() => reject(new Error(`it ended without saying ${text}: ${out}${err}`)));
    });
  return { interrupt: () => child.kill('SIGINT'), says, ended };
}

const run = (...argv: readonly string[]) => start(...argv).ended;
const events = (out: string): readonly { readonly type: string; readonly task?: string; readonly state?: string }[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

async function atProvider(file: string): Promise<Running> {
  const rendering = start('render', file, '--json');
  await rendering.says('"task":"conform:b","kind":"conform","shot":"b","state":"stored"');
  await rendering.says('"task":"take:a","kind":"take","shot":"a","state":"polling"');
  return rendering;
}

describe('processes on one workspace', () => {
  test('while one renders, others see how it stands and are kept from working there', async () => {
    const file = await openFilm();
    const rendering = await atProvider(file);
    const [status, second, retake, cleaning, plan, backup] = await Promise.all([
      run('status', file, '--json'),
      run('render', file, '--json'),
      run('retake', file, 'b', '--json'),
      run('clean', file, '--json'),
      run('plan', file, '--json'),
      run('backup', file, '-o', `${file}.tar`, '--json'),
    ]);
    expect(JSON.parse(status.out)).toMatchObject({
      latest: { isAlive: true, state: 'running' },
      takes: { inFlight: 1 },
    });
    expect(second.code).toBe(3);
    expect(JSON.parse(second.out)).toMatchObject({ error: { code: 'workspace_busy' } });
    expect(JSON.parse(retake.out)).toMatchObject({ error: { code: 'workspace_busy' } });
    await expect(readFile(file.replace('.yaml', '.lock.yaml')), 'what was refused is no wish').rejects.toThrow(
      'ENOENT',
    );
    expect(JSON.parse(cleaning.out)).toMatchObject({ error: { code: 'workspace_busy' } });
    expect(plan.code).toBe(0);
    expect(backup.code).toBe(0);

    const cancelled = await run('cancel', file, 'a', '--json');
    expect(JSON.parse(cancelled.out)).toMatchObject({ takes: [{ task: 'take:a', outcome: 'cancelled' }] });
    const ended = await rendering.ended;
    expect(ended.code, 'the others were made, and stand in a partial film').toBe(2);
    expect(events(ended.out).at(-1)).toMatchObject({ type: 'result', status: 'incomplete', film: { isPartial: true } });
  });

  test('the first Ctrl-C saves what is in flight, and the same take is asked for again by the next render', async () => {
    const file = await openFilm();
    const rendering = await atProvider(file);
    rendering.interrupt();
    const stopped = await rendering.ended;
    expect(stopped.code).toBe(130);
    expect(events(stopped.out).filter(({ type }) => type === 'render.changed')).toMatchObject([
      { state: 'stopping' },
      { state: 'paused' },
    ]);
    const status = await run('status', file);
    expect(status.out).toContain('paused: the same command goes on where it was');

    const again = start('render', file, '--json');
    await again.says('"resumed":true');
    again.interrupt();
    const { out } = await again.ended;
    expect(events(out).filter(({ state }) => state === 'reserving' || state === 'submitting')).toEqual([]);
  });

  test('a storyboard that changes while a take is in flight keeps it, and makes only what is new', async () => {
    const file = await openFilm();
    const rendering = await atProvider(file);
    await writeFile(file, filmText({ delay: '999999s', action: 'She frowns.' }));
    rendering.interrupt();
    await rendering.ended;
    const again = start('render', file, '--json');
    await again.says('"task":"take:b","kind":"take","shot":"b","state":"stored"');
    again.interrupt();
    const { out } = await again.ended;
    const sent = events(out).filter(({ state }) => state === 'submitting');
    expect(sent.map(({ task }) => task)).toEqual(['take:b']);
    expect(JSON.parse((await run('status', file, '--json')).out)).toMatchObject({ takes: { stored: 2, inFlight: 1 } });
  });

  test('a film goes through a backup: restored elsewhere it is the same, byte for byte, and nothing is shot', async () => {
    const file = await openFilm();
    await writeFile(file, filmText({ delay: '0s' }));
    expect((await run('render', file)).code).toBe(0);
    const archive = join(await temporaryFolder(), 'kept.tar');
    expect((await run('backup', file, '-o', archive)).out).toContain('written and read back');
    const folder = join(await temporaryFolder(), 'restored');
    expect((await run('restore', archive, '-o', folder)).out).toContain('longtake render');
    const rendered = await run('render', join(folder, 'film.yaml'), '--json');
    expect(events(rendered.out).at(-1)).toMatchObject({ status: 'done' });
    expect(events(rendered.out).filter(({ state }) => state === 'submitting')).toEqual([]);
    const films = await Promise.all(
      [file, join(folder, 'film.yaml')].map((one) => readFile(one.replace('.yaml', '.mp4'))),
    );
    expect(films[0]?.equals(films[1] ?? Buffer.of())).toBe(true);
  });
});
