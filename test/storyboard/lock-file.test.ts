import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

import { InputError } from '../../src/model/error.ts';
import { createLockFile, pinInText, toLockFile } from '../../src/storyboard/lock-file.ts';

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
    ['<<<<<<< ours\nremote:\n  http://x/a: b\n=======\n', 'film.lock.yaml:1 cannot be used'],
  ])('that says %j is refused and left alone', async (text, why) => {
    const file = join(folder, 'film.lock.yaml');
    await writeFile(file, text);
    const pins = createLockFile(file).pins;
    await expect(pins.find('http://x/a')).rejects.toThrow(why);
    await expect(pins.pin('http://x/b', A)).rejects.toThrow(InputError);
    expect(await readFile(file, 'utf8')).toBe(text);
  });
});
