import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from '../memory-io.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const SMALL = `longtake: 1
title: "A \u202E title"
size: 320x180
characters: {mara: {look: woman}}
scenes:
  - id: s1
    with: [mara]
    shots:
      - {id: a, duration: 1s, action: Mara waits., out: dissolve 0.5s}
      - {id: b, duration: 2s, action: Mara goes., say: "mara: Now."}
`;

async function storyboard(text: string): Promise<string> {
  const file = join(await temporaryFolder(), 'film.yaml');
  await writeFile(file, text);
  return file;
}

describe('new', () => {
  test('makes a storyboard that has no mistakes, and names the next command', async () => {
    const cwd = await temporaryFolder();
    const { code, out } = await runCli(['new', 'my-film'], { cwd });
    expect(code).toBe(0);
    expect(out).toContain('longtake render my-film/film.yaml');
    const file = join(cwd, 'my-film', 'film.yaml');
    expect(await readFile(file, 'utf8')).toContain('title: "My Film"');
    expect(await readFile(join(cwd, 'my-film', '.gitignore'), 'utf8')).toContain('.longtake/');
    const schema = JSON.parse(await readFile(join(cwd, 'my-film', '.longtake', 'storyboard.schema.json'), 'utf8'));
    expect(schema).toMatchObject({ type: 'object' });
    expect(await runCli(['check', file])).toMatchObject({ code: 0, err: '' });
  });

  test('overwrites nothing: it names the file that is in the way', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'film.yaml'), 'mine');
    const { code, err } = await runCli(['new', '.'], { cwd });
    expect(code).toBe(1);
    expect(err).toContain('film.yaml already');
    expect(await readFile(join(cwd, 'film.yaml'), 'utf8')).toBe('mine');
    await expect(stat(join(cwd, '.gitignore'))).rejects.toThrow(/ENOENT/u);
  });

  test('a file where the folder should be is said to be one', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'my-film'), '');
    const { code, err } = await runCli(['new', 'my-film'], { cwd });
    expect(code).toBe(1);
    expect(err).toContain('my-film is a file');
  });
});

describe('check', () => {
  test('a sound storyboard is said to have no mistakes', async () => {
    const file = await storyboard(SMALL);
    const { code, out, err } = await runCli(['check', file]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('no mistakes, 2 shots, 0:03');
  });

  test('all mistakes of all files are told, with file and line, and end with 1', async () => {
    const one = await storyboard(SMALL.replace('size:', 'sice:'));
    const two = await storyboard(SMALL.replace('dissolve 0.5s', 'dissolve 9s'));
    const { code, err } = await runCli(['check', one, two]);
    expect(code).toBe(1);
    expect(err).toContain(`${one}:3:1`);
    expect(err).toContain('size');
    expect(err).toContain(`${two}:9:`);
  });

  test('with --json the problems are data', async () => {
    const file = await storyboard(SMALL.replace('size:', 'sice:'));
    const { code, out, err } = await runCli(['check', '--json', file]);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      files: [{ file, ok: false, problems: [{ severity: 'error', line: 3, column: 1 }] }],
    });
  });

  test('--fix mends what is safe and says so', async () => {
    const file = await storyboard(SMALL.replace('- id: s1\n    with', '- with'));
    const { code, out } = await runCli(['check', '--fix', file]);
    expect(code).toBe(0);
    expect(out).toMatch(/film\.yaml:\d+: fixed:/u);
    expect(await readFile(file, 'utf8')).toContain('id: s1');
  });

  test('a storyboard that names the schema gets it beside itself; another folder stays clean', async () => {
    const named = await storyboard(`# yaml-language-server: $schema=./.longtake/storyboard.schema.json\n${SMALL}`);
    const plain = await storyboard(SMALL);
    await runCli(['check', named, plain]);
    await expect(stat(join(named, '..', '.longtake', 'storyboard.schema.json'))).resolves.toBeDefined();
    await expect(stat(join(plain, '..', '.longtake'))).rejects.toThrow(/ENOENT/u);
  });
});

describe('plan', () => {
  test('as JSON is one object with the film in frames', async () => {
    const { code, out } = await runCli(['plan', '--json', await storyboard(SMALL)]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ film: { frames: 60 }, shots: [{ id: 'a' }, { id: 'b' }] });
  });

  test('is a table with the film, its scenes, shots, speech and what was taken for granted', async () => {
    const { code, out } = await runCli(['plan', await storyboard(SMALL)]);
    expect(code).toBe(0);
    expect(out).toContain('0:03 (00:00:02:12) · 60 frames · 320x180 · 24 fps · 2 shots · free');
    expect(out).toMatch(/^ +0:00 +a +\S.* 1s +keyframe +dissolve 0\.5s +animatic +free +make: /mu);
    expect(out).toContain('Now.');
    expect(out).toContain('Not written, so taken');
    expect(out).not.toContain('\u202E');
  });

  test.each([40, 80, 120])('no line of the table is wider than a terminal of %i columns', async (columns) => {
    const paid = `${SMALL}budget: 12.50 USD\nmodels: {video: "fal:kling-v3-pro", image: "fal:flux-2"}\n`;
    const { out } = await runCli(['plan', await storyboard(paid), '--no-color'], { isTerminal: true, columns });
    expect(out).toMatch(/2\sunknown prices/u);
    const wide = out.split('\n').filter((line) => line.length > columns);
    expect(wide).toEqual([]);
  });

  test('of a storyboard with mistakes tells them all and ends with 1', async () => {
    const file = await storyboard(SMALL.replace('[mara]', '[mora]'));
    const { code, out, err } = await runCli(['plan', file]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('mora');
    expect(err).toMatch(/film\.yaml has .*mistake/u);
    const json = await runCli(['plan', '--json', file]);
    const { error } = JSON.parse(json.out);
    expect(error).toMatchObject({ code: 'storyboard_unsound' });
    expect(error.details.problems[0]).toMatchObject({ line: 7, severity: 'error' });
  });
});
