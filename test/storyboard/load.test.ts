import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getuid } from 'node:process';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { InputError } from '../../src/model/error.ts';
import { loadStoryboard } from '../../src/storyboard/load.ts';
import type { LoadOptions, LoadedStoryboard } from '../../src/storyboard/load.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longtake load '));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

function load(options?: LoadOptions): Promise<LoadedStoryboard> {
  return loadStoryboard(join(folder, 'film.yaml'), options);
}

async function problemsOf(options?: LoadOptions): Promise<string[]> {
  const { problems } = await load(options);
  return problems.map(
    (problem) => `${problem.file.slice(folder.length + 1)}:${problem.line}:${problem.column} ${problem.code}`,
  );
}

function filmWithClip(clip: string): string {
  return `longtake: 1\nscenes:\n  - id: s\n    shots:\n      - id: a\n        clip: ${clip}\n`;
}

describe('files that a storyboard names', () => {
  test('are found and hashed, each once', async () => {
    await write({
      'film.yaml': `longtake: 1
characters: {mara: {refs: {front: refs/a.png, left: refs/b.png}}}
places: {room: {refs: [refs/a.png]}}
audio: {music: {file: score.flac}}
scenes:
  - id: s
    shots:
      - {id: a, clip: takes/door 1.mp4}
      - {id: b, start: image refs/a.png, end: image refs/b.png, perform: dance.mp4}
`,
      'refs/a.png': 'a',
      'refs/b.png': 'bb',
      'score.flac': 'music',
      'takes/door 1.mp4': 'door',
      'dance.mp4': 'dance',
    });
    const { problems, assets, storyboard } = await load();
    expect(problems).toEqual([]);
    expect(assets.map((asset) => asset.file).toSorted()).toEqual([
      'dance.mp4',
      'refs/a.png',
      'refs/b.png',
      'score.flac',
      'takes/door 1.mp4',
    ]);
    expect(assets.find((asset) => asset.file === 'refs/b.png')).toMatchObject({
      sha256: createHash('sha256').update('bb').digest('hex'),
      sizeBytes: 2,
    });
    expect(storyboard?.name).toBe('film');
  });

  test.each([
    ['/etc/hostname', 'path_leaves_folder'],
    ['../outside.mp4', 'path_leaves_folder'],
    ['takes/../../outside.mp4', 'path_leaves_folder'],
    ['~/door.mp4', 'path_leaves_folder'],
    ['C:\\door.mp4', 'path_leaves_folder'],
    ['takes\\door.mp4', 'bad_path'],
    ['file:///etc/hostname', 'remote_file'],
    ['https://example.org/door.mp4', 'remote_file'],
    ['data:video/mp4;base64,AAAA', 'remote_file'],
    ['takes', 'not_a_file'],
    ['empty.mp4', 'empty_file'],
    ['dor.mp4', 'missing_file'],
    ['door.mp4/inside.mp4', 'missing_file'],
  ])('%s is refused', async (clip, code) => {
    await write({ 'film.yaml': filmWithClip(clip), 'door.mp4': 'x', 'takes/door.mp4': 'x', 'empty.mp4': '' });
    expect(await problemsOf()).toEqual([`film.yaml:6:15 ${code}`]);
    expect((await load()).storyboard?.scenes[0]?.shots[0]?.clip).toBeNull();
  });

  test('a near name is suggested', async () => {
    await write({ 'film.yaml': filmWithClip('takes/dor.mp4'), 'takes/door.mp4': 'x' });
    expect((await load()).problems[0]?.fix).toBe('did you mean `takes/door.mp4`?');
  });

  test('links may point inside the folder and not out of it', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'longtake-outside-'));
    await writeFile(join(outside, 'secret.mp4'), 'secret');
    await write({ 'film.yaml': filmWithClip('in.mp4'), 'door.mp4': 'x' });
    await symlink('door.mp4', join(folder, 'in.mp4'));
    expect(await problemsOf()).toEqual([]);
    await symlink(join(outside, 'secret.mp4'), join(folder, 'out.mp4'));
    await symlink(outside, join(folder, 'linked'));
    for (const clip of ['out.mp4', 'linked/secret.mp4']) {
      await write({ 'film.yaml': filmWithClip(clip) });
      expect(await problemsOf()).toEqual(['film.yaml:6:15 path_leaves_folder']);
    }
    await rm(outside, { recursive: true });
  });

  test.skipIf(getuid?.() === 0)('an unreadable file is told', async () => {
    await write({ 'film.yaml': filmWithClip('door.mp4'), 'door.mp4': 'x' });
    await chmod(join(folder, 'door.mp4'), 0);
    expect(await problemsOf()).toEqual(['film.yaml:6:15 unreadable_file']);
  });

  test('a remote file is fetched by what is handed in, when that is allowed', async () => {
    await write({ 'film.yaml': filmWithClip('https://example.org/door.mp4') });
    const asset = {
      file: 'https://example.org/door.mp4',
      absolutePath: '/cache/x',
      sha256: 'f'.repeat(64),
      sizeBytes: 1,
    };
    const fetched: string[] = [];
    const fetchRemote = async (url: string) => {
      fetched.push(url);
      return { asset };
    };
    expect((await load({ allowRemote: true, fetchRemote })).assets).toEqual([asset]);
    expect(await problemsOf({ fetchRemote })).toEqual(['film.yaml:6:15 remote_file']);
    expect(await problemsOf({ allowRemote: true })).toEqual(['film.yaml:6:15 remote_file']);
    expect(fetched).toEqual(['https://example.org/door.mp4']);
  });

  test('a remote file that was fetched before is found without permission, and what is wrong with it is told', async () => {
    const file = 'https://example.org/door.mp4';
    await write({ 'film.yaml': filmWithClip(file) });
    const asset = { file, absolutePath: '/cache/x', sha256: 'f'.repeat(64), sizeBytes: 1 };
    expect((await load({ findFetched: async () => ({ asset }) })).assets).toEqual([asset]);
    expect(await problemsOf({ findFetched: async () => null })).toEqual(['film.yaml:6:15 remote_file']);
    const wrong = { code: 'lock_file_broken', message: 'x', expected: null, fix: null };
    expect(await problemsOf({ findFetched: async () => ({ wrong }) })).toEqual(['film.yaml:6:15 lock_file_broken']);
  });
});

describe('included files', () => {
  const film = `longtake: 1
include: [shared/cast.yaml]
scenes: [{id: s, place: room, shots: [{id: a, with: [mara], action: x, setup: close}]}]
`;

  test('bring their cast, and their paths are seen from where they stand', async () => {
    await write({
      'film.yaml': film,
      'shared/cast.yaml':
        'longtake: 1\ncharacters: {mara: {refs: {front: mara.png}}}\nplaces: {room: {refs: [mara.png]}}\nsetups: {close: {with: [mara]}}\n',
      'shared/mara.png': 'x',
    });
    const { problems, storyboard, assets } = await load();
    expect(problems).toEqual([]);
    expect(storyboard?.characters[0]?.refs).toEqual({ front: 'shared/mara.png' });
    expect(assets).toMatchObject([{ file: 'shared/mara.png', absolutePath: expect.stringContaining('mara.png') }]);
  });

  test('have problems of their own, at their own lines', async () => {
    await write({
      'film.yaml': film,
      'shared/cast.yaml':
        'characters:\n  mara: {loook: x}\n  tom: {refs: {front: no.png}}\nplaces: {room: {}}\nscenes: []\nsetups: {close: {with: [mary]}}\n',
    });
    expect(await problemsOf()).toEqual([
      'shared/cast.yaml:2:10 unknown_key',
      'shared/cast.yaml:3:23 missing_file',
      'shared/cast.yaml:5:1 unknown_key',
      'shared/cast.yaml:6:25 unknown_reference',
    ]);
  });

  test('do not make everyone unknown when they cannot be read', async () => {
    await write({ 'film.yaml': film });
    expect(await problemsOf()).toEqual(['film.yaml:2:11 missing_file']);
    await write({ 'shared/cast.yaml': 'characters: [' });
    expect(await problemsOf()).toEqual(['shared/cast.yaml:1:13 unclosed_bracket']);
    await write({ 'shared/cast.yaml': new Uint8Array([0xff, 0xff]) });
    expect(await problemsOf()).toEqual(['shared/cast.yaml:1:1 not_utf8']);
  });

  test('cannot define what the storyboard defines, nor include the storyboard itself, nor leave the folder', async () => {
    await write({
      'film.yaml':
        'longtake: 1\ninclude: [cast.yaml, film.yaml, ../x.yaml]\nprops: {key: {look: a}}\nscenes: [{id: s, shots: [{id: a, action: x}]}]\n',
      'cast.yaml': 'props: {key: {look: b}}\n',
    });
    expect(await problemsOf()).toEqual([
      'film.yaml:2:22 includes_itself',
      'film.yaml:2:33 path_leaves_folder',
      'film.yaml:3:9 duplicate_id',
    ]);
  });

  test('may define a thing once among them', async () => {
    await write({
      'film.yaml': 'longtake: 1\ninclude: [a.yaml, b.yaml]\nscenes: [{id: s, shots: [{id: a, action: x}]}]\n',
      'a.yaml': 'props: {key: {look: a}}\n',
      'b.yaml': 'props: {key: {look: b}}\n',
    });
    const [problem] = (await load()).problems;
    expect(problem).toMatchObject({ code: 'duplicate_id', line: 1, column: 9 });
  });
});

describe('the file itself', () => {
  test.each([
    ['missing.yaml', 'storyboard_missing'],
    ['folder', 'not_a_file'],
  ])('%s throws an input error with a clear message', async (name, code) => {
    await mkdir(join(folder, 'folder'));
    const thrown: unknown = await loadStoryboard(join(folder, name)).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(InputError);
    expect(thrown).toMatchObject({ code, message: expect.stringContaining(name) });
  });

  test('a file of more than 16 MiB is a problem, not an error', async () => {
    await write({ 'film.yaml': new Uint8Array(16 * 1024 * 1024 + 10).fill(0x20) });
    expect(await problemsOf()).toEqual(['film.yaml:1:1 file_too_big']);
  });
});
