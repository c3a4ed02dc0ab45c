import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { runCli } from './memory-io.ts';

const LAUNCHER = fileURLToPath(new URL('../../bin/longtake.js', import.meta.url));

describe('the command line', () => {
  test('explains itself and ends well', async () => {
    const { code, out } = await runCli(['--help']);
    expect(code).toBe(0);
    for (const command of ['new', 'check', 'plan', 'render', 'status', 'models', 'doctor'])
      expect(out).toContain(`  ${command} `);
  });

  test('without a command explains itself and does not end well', async () => {
    const { code, err } = await runCli([]);
    expect(code).toBe(1);
    expect(err).toContain('Usage: longtake');
  });

  test('prints its version', async () => {
    expect(await runCli(['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+/u) });
  });

  test.each([
    [['rendr', 'film.yaml'], 'Did you mean render?'],
    [['render', '--previw', 'film.yaml'], 'Did you mean --preview?'],
    [['render'], "Missing required argument 'file'"],
    [['render', 'film.yaml', '--max-cost', 'much'], 'Write an amount in US dollars'],
    [['render', 'film.yaml', '--takes', '0'], 'Write a whole number from 1 to 99'],
    [['plan', 'a.yaml', 'b.yaml'], 'Too many arguments'],
  ])('says what is wrong with %j', async (argv, words) => {
    const { code, out, err } = await runCli(argv);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toContain(words);
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  test('with --json, also a wrong command line is one JSON object', async () => {
    const { code, out, err } = await runCli(['render', '--json', '--previw', 'film.yaml']);
    expect(code).toBe(1);
    expect(err).toBe('');
    expect(JSON.parse(out)).toMatchObject({
      error: { code: 'usage_error', message: expect.stringContaining('--preview') },
    });
  });

  test('a missing file is an input error that says what to do', async () => {
    const { code, err } = await runCli(['plan', 'no-such-film.yaml']);
    expect(code).toBe(1);
    expect(err).toContain('no-such-film.yaml does not exist');
    expect(err).toContain('longtake new');
  });
});

describe('the environment', () => {
  test('an unknown LONGTAKE_ variable is refused with a suggestion', async () => {
    const { code, err } = await runCli(['models'], { environment: { LONGTAKE_SLOT: '4' } });
    expect(code).toBe(1);
    expect(err).toContain('Did you mean LONGTAKE_SLOTS?');
  });

  test('a wrong value is refused without being repeated', async () => {
    const { code, err } = await runCli(['models'], { environment: { LONGTAKE_SLOTS: 'hunter2' } });
    expect(code).toBe(1);
    expect(err).toContain('LONGTAKE_SLOTS must be a whole number from 1 to 64');
    expect(err).not.toContain('hunter2');
  });

  test('slots are a number for what is made here, or numbers by provider', () => {
    expect(readConfig({ LONGTAKE_SLOTS: '4' }).slots).toEqual({ animatic: 4, clip: 4 });
    expect(readConfig({ LONGTAKE_SLOTS: '2,fal=8,runway=10' }).slots).toEqual({
      animatic: 2,
      clip: 2,
      fal: 8,
      runway: 10,
    });
    for (const wrong of ['0', '65', 'fal=', 'fal:8', '2,,3'])
      expect(() => readConfig({ LONGTAKE_SLOTS: wrong }), wrong).toThrow('LONGTAKE_SLOTS must be');
  });

  test('NO_COLOR, a dumb terminal and a pipe have no colour; --color has it anyway', async () => {
    const escape = '\u001B[';
    const terminal = { isTerminal: true, environment: {} };
    expect((await runCli(['models'], terminal)).out).toContain(escape);
    expect((await runCli(['models'], { isTerminal: true, environment: { NO_COLOR: '1' } })).out).not.toContain(escape);
    expect((await runCli(['models'], { isTerminal: true, environment: { TERM: 'dumb' } })).out).not.toContain(escape);
    expect((await runCli(['models', '--no-color'], terminal)).out).not.toContain(escape);
    expect((await runCli(['models'], { environment: {} })).out).not.toContain(escape);
    expect((await runCli(['models', '--color'], { environment: { NO_COLOR: '1' } })).out).toContain(escape);
  });
});

describe('what is written', () => {
  test.skipIf(!existsSync('/dev/full'))('into a full disk ends with 3 and one sentence', async () => {
    const full = openSync('/dev/full', 'w');
    try {
      const child = spawn(process.execPath, [LAUNCHER, 'models'], { stdio: ['ignore', full, 'pipe'] });
      const [err, [code]] = await Promise.all([text(child.stderr!), once(child, 'close')]);
      expect(code).toBe(3);
      expect(err).toMatch(/^longtake: The output cannot be written and ends here: ENOSPC.*\n$/u);
    } finally {
      closeSync(full);
    }
  });

  test('for a reader that goes away is dropped, and all is well', async () => {
    const child = spawn(process.execPath, [LAUNCHER, 'models', '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect({ err, code }).toEqual({ err: '', code: 0 });
  });

  test('of a file name cannot move the cursor or turn the line round', async () => {
    const { code, err } = await runCli(['render', 'a\u001B[2J\u202Eb.yaml']);
    expect(code).toBe(1);
    expect(err).toContain('a?[2J?b.yaml does not exist');
  });
});

test('status of a folder says that it is one', async () => {
  const { code, err } = await runCli(['status', '.']);
  expect(code).toBe(1);
  expect(err).toContain('. is a folder');
});

describe('models', () => {
  test('lists what a storyboard can name, as JSON too', async () => {
    expect((await runCli(['models'])).out).toMatch(/^video\n. +animatic +any +free/mu);
    const { models } = JSON.parse((await runCli(['models', '--json', '--medium', 'voice'])).out);
    expect(models.length).toBeGreaterThan(0);
    expect(models.every((model: { medium: string }) => model.medium === 'voice')).toBe(true);
  });

  test('a filter that nothing can match names what there is', async () => {
    const { code, err } = await runCli(['models', '--medium', 'smell']);
    expect(code).toBe(1);
    expect(err).toContain('video, image, voice, music');
  });
});

describe('doctor', () => {
  test('has a line for everything a film needs', async () => {
    const { code, out } = await runCli(['doctor', '--json']);
    const { ok, findings } = JSON.parse(out);
    expect(code).toBe(ok ? 0 : 3);
    expect(findings.map(({ name }: { name: string }) => name)).toEqual([
      'node',
      'sqlite',
      'ffmpeg',
      'canvas',
      'fonts',
      'disk',
      'folder',
    ]);
  });

  test('a missing ffmpeg ends with 3 and the command that mends it', async () => {
    const { code, out } = await runCli(['doctor'], { environment: { FFMPEG_PATH: '/nowhere/ffmpeg' } });
    expect(code).toBe(3);
    expect(out).toMatch(/missing +ffmpeg +.*\/nowhere\/ffmpeg/u);
    expect(out).toContain('FFMPEG_PATH');
  });
});
