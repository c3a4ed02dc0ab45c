import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

import { sha256 } from '../../src/base/hash.ts';
import { InputError } from '../../src/model/error.ts';
import type { LockedTake } from '../../src/model/lock.ts';
import { createLockFile, pinInText, readLock, toLockFile } from '../../src/storyboard/lock-file.ts';
import { setLockEntry } from '../../src/storyboard/lock-text.ts';
import { lockedTakeText } from '../../src/storyboard/locked-take.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const pin = (text: string, url: string, sha256 = A): string => pinInText(text, url, sha256, 'film.lock.yaml');

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longtake lock '));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('a pinned URL', () => {
  test('is the first line of a new file', () => {
    expect(pin('', 'https://example.org/a.png')).toBe(`remote:\n  "https://example.org/a.png": ${A}\n`);
  });

  test('leaves everything else as it is, byte for byte', () => {
    const before = `# Mind the seams.
selects:   {s1a: 3}     # the calm one
remote:
    # From the archive:
    'https://example.org/b.png':   ${B}   # checked by Ada

    "https://example.org/d.png": ${B}
seams: [ s1a-s1b,   s1b-s1c ]   # accepted
`;
    const line = (name: string): string => `    "https://example.org/${name}.png": ${A}\n`;
    expect(pin(before, 'https://example.org/c.png')).toBe(before.replace('by Ada\n', `by Ada\n${line('c')}`));
    expect(pin(before, 'https://example.org/a.png')).toBe(before.replace('remote:\n', `remote:\n${line('a')}`));
    expect(pin(before, 'https://example.org/e.png')).toBe(before.replace('seams:', `${line('e')}seams:`));
  });

  test('comes after what a file has, also without a newline at its end', () => {
    expect(pin('# nothing yet', 'http://x/a')).toBe(`# nothing yet\nremote:\n  "http://x/a": ${A}\n`);
    expect(pin('selects: {a: 1}', 'http://x/a')).toBe(`selects: {a: 1}\nremote:\n  "http://x/a": ${A}\n`);
    expect(pin(`remote:\n  http://x/a: ${B}`, 'http://x/b')).toBe(`remote:\n  http://x/a: ${B}\n  "http://x/b": ${A}`);
  });

  test('keeps the line ends of Windows', () => {
    const before = `selects: {a: 1}\r\nremote:\r\n  http://x/a: ${B}\r\n`;
    expect(pin(before, 'http://x/b')).toBe(`${before}  "http://x/b": ${A}\r\n`);
  });

  test.each([
    ['remote:\n'],
    ['remote: {}\n'],
    [`remote: {"http://x/z": ${B}}\n`],
    ['remote: # none yet\nselects: {a: 1} # calm\n'],
    ['{selects: {a: 1}}\n'],
    ['  selects: {a: 1}\n'],
    ['selects: {a: 1}\n...\n'],
  ])('finds its place in %j', (before) => {
    const after = pin(before, 'http://x/a');
    const data: unknown = parse(before);
    const old = typeof data === 'object' ? data : {};
    const remote = old !== null && 'remote' in old ? old.remote : {};
    expect(parse(after)).toEqual({ ...old, remote: { ...(remote as object), 'http://x/a': A } });
    for (const comment of before.match(/# .*/gu) ?? []) expect(after).toContain(comment);
  });

  test('is written once', () => {
    const once = pin('', 'http://x/a');
    expect(pin(once, 'http://x/a')).toBe(once);
    expect(() => pin(once, 'http://x/a', B)).toThrow(InputError);
  });

  test('is found again whatever it looks like, and in whatever order it was pinned', () => {
    const urls = fc.uniqueArray(fc.oneof(fc.webUrl(), fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' })), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(urls, (list) => {
        const text = list.reduce((before, url) => pin(before, url), '# mine\n');
        expect(parse(text)).toEqual({ remote: Object.fromEntries(list.map((url) => [url, A])) });
        expect(list.toReversed().reduce((before, url) => pin(before, url), '# mine\n')).toBe(text);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a lock file', () => {
  test('stands beside its storyboard', () => {
    expect(toLockFile(join('films', 'my film.yaml'))).toBe(join('films', 'my film.lock.yaml'));
    expect(toLockFile('film.yml')).toBe('film.lock.yaml');
  });

  test('that does not exist pins nothing, and reading does not make it', async () => {
    const pins = createLockFile(join(folder, 'film.lock.yaml')).pins;
    expect(await pins.find('http://x/a')).toBeNull();
    expect(await readdir(folder)).toEqual([]);
  });

  test('keeps every pin of many at the same time, and leaves no draft behind', async () => {
    const pins = createLockFile(join(folder, 'film.lock.yaml')).pins;
    const urls = Array.from({ length: 12 }, (_, index) => `http://x/${index}`);
    await Promise.all(urls.map((url) => pins.pin(url, A)));
    expect(await Promise.all(urls.map((url) => pins.find(url)))).toEqual(urls.map(() => A));
    expect(await readdir(folder)).toEqual(['film.lock.yaml']);
  });

  test('keeps a hash that has only digits in it', async () => {
    const digits = '1'.repeat(64);
    await writeFile(join(folder, 'film.lock.yaml'), `remote:\n  http://x/a: ${digits}\n`);
    expect(await createLockFile(join(folder, 'film.lock.yaml')).pins.find('http://x/a')).toBe(digits);
  });

  test.each([
    ['remote: [a]\n', 'not a map'],
    ['- a\n', 'not a map'],
    ['remote:\n  http://x/a: ../../etc/passwd\n', 'not a SHA-256'],
    [`remote:\n  http://x/a: ${A.toUpperCase()}\n`, 'not a SHA-256'],
    [`remote:\n  http://x/a: ${A}\n  http://x/a: ${B}\n`, 'unique'],
    ['remote: {\n', 'film.lock.yaml:2 cannot be used'],
    ['<<<<<<< ours\nremote:\n  http://x/a: b\n=======\n', 'film.lock.yaml:1 cannot be used: git left a merge conflict'],
  ])('that says %j is refused and left alone', async (text, why) => {
    const file = join(folder, 'film.lock.yaml');
    await writeFile(file, text);
    const pins = createLockFile(file).pins;
    await expect(pins.find('http://x/a')).rejects.toThrow(why);
    await expect(pins.pin('http://x/b', A)).rejects.toThrow(InputError);
    expect(await readFile(file, 'utf8')).toBe(text);
  });
});

test('a section whose name is a slip of the pen is named, and one of a later version is left alone', () => {
  const slip = 'remote: {}\nselectz:\n  a: {take: 1, for: 6b86b273ff34fce1}\n';
  expect(() => readLock(slip, 'film.lock.yaml')).toThrow(
    'film.lock.yaml:2 cannot be used: `selectz` is no section of a lock file, `selects` is.',
  );
  expect(readLock('notes:\n  a: b\n', 'film.lock.yaml').selects.size).toBe(0);
});

const FOR = '6b86b273ff34fce1';
const locked = (rest: Partial<LockedTake> = {}): LockedTake => ({
  take: 3,
  for: FOR,
  file: null,
  instead: null,
  takes: 1,
  override: null,
  ...rest,
});
const lockTake = (text: string, key: string, value: string | null): string =>
  setLockEntry(text, { section: 'selects', key, value }, 'film.lock.yaml');

describe('a take that is locked', () => {
  test('is written on a line of its own, in the order of shots', () => {
    const once = lockTake('', 's1b', lockedTakeText(locked({ file: '0123456789abcdef' })));
    expect(once).toBe(`selects:\n  s1b: {take: 3, for: ${FOR}, file: 0123456789abcdef}\n`);
    expect(lockTake(once, 's1a', lockedTakeText(locked()))).toBe(
      `selects:\n  s1a: {take: 3, for: ${FOR}}\n  s1b: {take: 3, for: ${FOR}, file: 0123456789abcdef}\n`,
    );
  });

  test('takes the place of the one before and leaves comments, pins and all else byte for byte', () => {
    const before = `# Ours.\nremote:\n  http://x/a:  ${A}   # old\nselects:\n    s1a:   {take: 1,   for: ${FOR}}   # the calm one\n    s1b: {take: 2, for: ${FOR}}\nlater: [ a,  b ]\n`;
    expect(lockTake(before, 's1a', `{take: 2, for: ${FOR}}`)).toBe(
      before.replace(`{take: 1,   for: ${FOR}}`, `{take: 2, for: ${FOR}}`),
    );
    expect(lockTake(before, 's1b', null)).toBe(before.replace(`    s1b: {take: 2, for: ${FOR}}\n`, ''));
    expect(lockTake(before, 's1c', null)).toBe(before);
    expect(readLock(before, 'film.lock.yaml').selects.get('s1a')).toEqual(locked({ take: 1 }));
  });

  test('finds its place in files that people laid out', () => {
    const block = `selects:\n  s1a:\n    take: 1\n    for: ${FOR}\n`;
    for (const before of [
      block,
      `selects: {s1a: {take: 1, for: ${FOR}}}\n`,
      `{selects: {s1a: {take: 1, for: ${FOR}}}}\n`,
    ]) {
      const after = readLock(lockTake(before, 's1a', `{take: 2, for: ${FOR}}`), 'film.lock.yaml').selects;
      expect([...after]).toEqual([['s1a', locked({ take: 2 })]]);
      const added = readLock(lockTake(before, 'zz', `{take: 2, for: ${FOR}}`), 'film.lock.yaml').selects;
      expect([...added.keys()]).toEqual(['s1a', 'zz']);
    }
  });

  test('is read back as it was, whatever the prompt', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), fc.nat(), (prompt, seed) => {
        const model = { text: 'fal:kling-v3-pro', provider: 'fal', model: 'kling-v3-pro', options: {} };
        const wanted = locked({ takes: 3, instead: FOR, override: { prompt, model, seed } });
        const text = lockTake('# mine\n', 's1a', lockedTakeText(wanted));
        expect(readLock(text, 'film.lock.yaml').selects.get('s1a')).toEqual(wanted);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['selects: [a]\n', 'film.lock.yaml:1 cannot be used: `selects` is not a map'],
    ['# mine\nselects:\n  s1a: 2\n', 'film.lock.yaml:3 cannot be used'],
    ['selects:\n  s1a: {take: 2}\n', 'what it is `for`'],
    [`selects:\n  s1a: {for: ${FOR}}\n`, 'which `take`'],
    [`selects:\n  s1a: {take: two, for: ${FOR}}\n`, 'not a whole number'],
    [`selects:\n  s1a: {take: 2, for: ${FOR}, sed: 3}\n`, '`sed`, which is none of'],
    [`selects:\n  s1a: {take: 2, for: ${FOR}, model: fal/kling}\n`, 'fal:kling'],
    [`selects:\n  s1a: {take: 2, for: "../../etc"}\n`, '16 hexadecimal digits'],
    ['accepts:\n  s1a: yes\n', 'film.lock.yaml:2 cannot be used'],
  ])('that is written as %j is refused with its line', (text, why) => {
    expect(() => readLock(text, 'film.lock.yaml')).toThrow(why);
  });

  test('keeps which files pass although their gates say no', async () => {
    const file = createLockFile(join(folder, 'film.lock.yaml'));
    await file.overrule(FOR, 'a take 1: frozen');
    expect([...(await file.read()).overruled]).toEqual([[FOR, 'a take 1: frozen']]);
    expect(() => readLock('overruled:\n  s1a: frozen\n', 'film.lock.yaml')).toThrow('film.lock.yaml:2');
  });

  test('takes away what a killed process left beside it, and nothing else', async () => {
    const beside = ['film.lock.yaml.4711', 'film.lock.yaml.bak', 'other.lock.yaml.12'];
    for (const name of beside) {
      await writeFile(join(folder, name), 'half');
      await utimes(join(folder, name), 1_000_000, 1_000_000);
    }
    await createLockFile(join(folder, 'film.lock.yaml')).accept('a', FOR);
    expect((await readdir(folder)).toSorted()).toEqual(['film.lock.yaml', ...beside.slice(1)]);
  });

  test('takes away at once what a process of this machine left that is gone; one that writes keeps its own', async () => {
    const path = join(folder, 'film.lock.yaml');
    const machine = sha256(hostname()).slice(0, 8);
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    const beside = [`film.lock.yaml.${process.ppid}-${machine}`, `film.lock.yaml.${gone}-00000000`];
    for (const name of [...beside, `film.lock.yaml.${gone}-${machine}`]) await writeFile(join(folder, name), 'half');
    await createLockFile(path).tidy();
    expect((await readdir(folder)).toSorted()).toEqual(beside.toSorted());
  });

  test('loses nothing when it is opened twice and written at the same time', async () => {
    const path = join(folder, 'film.lock.yaml');
    const shots = Array.from({ length: 8 }, (_, index) => `s${index}`);
    await Promise.all(shots.map((shot) => createLockFile(path).accept(shot, FOR)));
    expect([...(await createLockFile(path).read()).accepts.keys()]).toEqual(shots);
  });

  test('is safe on disk when it was written, many at the same time', async () => {
    const file = createLockFile(join(folder, 'film.lock.yaml'));
    const shots = ['c', 'a', 'b'];
    await Promise.all([...shots.map((shot) => file.lockTake('selects', shot, locked())), file.accept('a', FOR)]);
    const lock = await file.read();
    expect([...lock.selects.keys()]).toEqual(['a', 'b', 'c']);
    expect([...lock.accepts]).toEqual([['a', FOR]]);
    expect(await readdir(folder)).toEqual(['film.lock.yaml']);
  });
});
