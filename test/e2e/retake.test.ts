import { readFile, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { runCli } from '../cli/memory-io.ts';

const LONGTAKE = join(import.meta.dirname, '../../bin/longtake.js');

const FILM = `longtake: 1
title: Small
size: 160x90
characters: {mara: {look: woman}}
scenes:
  - id: s1
    with: [mara]
    shots:
      - {id: a, duration: 12f, start: text, action: Mara waits.}
      - {id: b, duration: 12f, start: text, action: Mara goes.}
      - {id: end, card: The End, duration: 12f}
`;

async function storyboard(text = FILM): Promise<string> {
  const file = join(await temporaryFolder(), 'film.yaml');
  await writeFile(file, text);
  return file;
}
const lockOf = (file: string): Promise<string> => readFile(file.replace('.yaml', '.lock.yaml'), 'utf8');

/** Every take, such as `b2 used`. */
async function takesOf(file: string): Promise<readonly string[]> {
  const { takes } = JSON.parse((await runCli(['takes', file, '--json'])).out) as {
    readonly takes: readonly { readonly shot: string; readonly number: number; readonly isUsed: boolean }[];
  };
  return takes.map(({ shot, number, isUsed }) => `${shot}${number}${isUsed ? ' used' : ''}`);
}

describe('one shot again', () => {
  test('is asked for, shot, listed and chosen among', async () => {
    const file = await storyboard();
    await runCli(['render', file]);
    const retaken = await runCli(['retake', file, 'b', '--prompt', 'Mara runs.', '--seed', '12']);
    expect(retaken).toMatchObject({ code: 0, err: '' });
    expect(retaken.out).toContain('b: take 2');
    expect(retaken.out).toMatch(/3 made, \d+ reused|4 made, \d+ reused/u);
    expect(await lockOf(file)).toMatch(
      /^selects:\n {2}b: \{take: 2, for: [0-9a-f]{16}, instead: [0-9a-f]{16}, prompt: "Mara runs\.", seed: 12\}\n$/u,
    );
    const { takes } = JSON.parse((await runCli(['takes', file, 'b', '--json'])).out);
    expect(takes).toMatchObject([
      { shot: 'b', number: 1, state: 'stored', isUsed: false },
      { shot: 'b', number: 2, state: 'stored', isUsed: true, seed: 12, prompt: expect.stringContaining('Mara runs.') },
    ]);
    expect((await runCli(['takes', file])).out).toMatch(/b +1 +stored[^\n]*\n +2 +used/u);

    const chosen = await runCli(['select', file, 'b', '1']);
    expect(chosen).toMatchObject({ code: 0, err: '' });
    expect(await lockOf(file)).toMatch(/^selects:\n {2}b: \{take: 1, for: [0-9a-f]{16}, file: [0-9a-f]{16}\}\n$/u);
    expect((await runCli(['plan', file])).out).toContain('reuse: take 1 of 2, chosen');
    expect((await runCli(['render', file])).out).toContain('nothing was made');

    const unknown = await runCli(['select', file, 'b', '7']);
    expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('b has no take 7. Stored: 1, 2.') });
    const nothing = await runCli(['accept', file, 'b']);
    expect(nothing).toMatchObject({ code: 1, err: expect.stringContaining('fits the frames') });
  });

  test('leaves every other shot as it is, says so, and the next render makes the rest', async () => {
    const file = await storyboard();
    await runCli(['render', file]);
    await writeFile(file, FILM.replace('Mara waits.', 'Mara sings.').replace('The End', 'Fin'));
    const { code, out } = await runCli(['retake', file, 'b']);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('a: take 1 is used as it is') });
    expect(out).toContain('end: take 1 is used as it is');
    expect(out.replaceAll(/\s+/gu, ' ')).toContain(`The rest is made by: longtake render '${file}'`);
    expect(await takesOf(file)).toEqual(['a1 used', 'b1', 'b2 used', 'end1 used']);
    expect((await runCli(['plan', file])).out).toContain('Mara sings. (take 1 until then)');
    // The choice of a take makes nothing either.
    expect(await runCli(['select', file, 'b', '1'])).toMatchObject({ code: 0 });
    expect(await takesOf(file)).toEqual(['a1 used', 'b1 used', 'b2', 'end1 used']);
    expect(await runCli(['render', file])).toMatchObject({ code: 0 });
    expect(await takesOf(file)).toEqual(['a1', 'a2 used', 'b1 used', 'b2', 'end1', 'end2 used']);
  });

  test('of a film that was never made shoots that shot and leaves the others out', async () => {
    const file = await storyboard();
    const { code, out } = await runCli(['retake', file, 'b']);
    expect(code).toBe(2);
    expect(out).toContain('only one shot was to be made');
    expect(out).toContain('a: left out (new)');
    expect(await takesOf(file)).toEqual(['b1 used']);
    await expect(readFile(file.replace('.yaml', '.partial.mp4'))).resolves.toBeDefined();
    expect(await runCli(['render', file])).toMatchObject({ code: 0 });
    expect(await takesOf(file)).toEqual(['a1 used', 'b1 used', 'end1 used']);
  });

  test('is made with what it cannot be made without', async () => {
    const file = await storyboard(
      `${FILM.replace('id: b, duration: 12f, start: text', 'id: b, duration: 12f, start: continue')}`,
    );
    const { code } = await runCli(['retake', file, 'b']);
    expect(code).toBe(2);
    expect(await takesOf(file)).toEqual(['a1 used', 'b1 used']);
  });

  test('is chosen of many shots by as many processes at once, and no choice is lost', async () => {
    const file = await storyboard();
    await runCli(['render', file]);
    const select = (shot: string): Promise<unknown> =>
      promisify(execFile)(process.execPath, [LONGTAKE, 'select', file, shot, '1', '--no-render']);
    await Promise.all(['a', 'b', 'end'].map(select));
    const lock = await lockOf(file);
    expect(['a', 'b', 'end'].filter((shot) => !lock.includes(`  ${shot}: {take: 1`))).toEqual([]);
  });

  test('that fails keeps the film, ends with 2 and says how to give it up', async () => {
    const file = await storyboard();
    await runCli(['render', file]);
    const film = await readFile(file.replace('.yaml', '.mp4'));
    const { code, out } = await runCli(['retake', file, 'b', '--model', 'animatic?fail=moderation&on=b']);
    expect(code).toBe(2);
    expect(out).toContain('retake failed, the film keeps the take it had');
    expect(out.replaceAll(/\s+/gu, ' ')).toContain(`The film uses take 1 meanwhile. \`longtake select '${file}' b 1\``);
    expect(await readFile(file.replace('.yaml', '.mp4'))).toEqual(film);
  });

  test.each([
    [['retake', 'FILE', 'bb'], 'There is no shot bb. Did you mean b?'],
    [['retake', 'FILE', 's1'], 's1 is a scene. Its shots are a, b, end.'],
    [['retake', 'FILE', 'end'], 'it is a card'],
    [['retake', 'FILE', 'film'], 'only shots are shot again'],
    [['retake', 'FILE', 'b', '--seed', 'x'], 'Write a whole number'],
    [['retake', 'FILE', 'b', '--preview', '--model', 'fal:kling-v3-pro'], 'A preview draws locally'],
    [['select', 'FILE', 'b', '0'], 'is no take'],
    [['select', 'FILE', 'b', '1'], 'None is stored yet.'],
  ])('%j is refused in words, and nothing is written', async (argv, why) => {
    const file = await storyboard();
    const { code, err } = await runCli(argv.map((word) => (word === 'FILE' ? file : word)));
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining(why) });
    await expect(lockOf(file)).rejects.toThrow('ENOENT');
  });

  test('asks before money is spent, and writes nothing until it is answered', async () => {
    const file = await storyboard(`${FILM}models: {video: fal:kling-v3-pro}\n`);
    const { code, err } = await runCli(['retake', file, 'b'], {
      environment: { PATH: process.env['PATH'], FAL_KEY: 'not:a-key' },
    });
    expect(code).toBe(1);
    expect(err).toContain('give --yes to spend it');
    await expect(lockOf(file)).rejects.toThrow('ENOENT');
  });

  test('of a broken lock file says where it is broken', async () => {
    const file = await storyboard();
    await writeFile(file.replace('.yaml', '.lock.yaml'), '# mine\nselects:\n  b: 2\n');
    const { code, err } = await runCli(['plan', file]);
    expect(code).toBe(1);
    expect(err).toContain('film.lock.yaml:3');
  });
});
