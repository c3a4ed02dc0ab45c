import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';

import { createRemoteFiles, type RemoteFiles } from '../../src/providers/remote-file.ts';
import { createLockFile } from '../../src/storyboard/lock-file.ts';
import type { Network } from '../../src/wire.ts';
import { runCli } from '../cli/memory-io.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const HERE: Network = { allowAddress: (address) => address === '127.0.0.1' };
const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const PNG = Buffer.concat([SIGNATURE, Buffer.alloc(300_000, 7)]);
const OTHER_PNG = Buffer.concat([SIGNATURE, Buffer.alloc(10, 8)]);
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

type Served = {
  readonly url: string;
  readonly asked: string[];
  /** What is answered from now on; null: the connection is cut in the middle. */
  body: Buffer | null;
};

async function serve(body: Buffer): Promise<Served> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (served.body !== null) response.end(served.body);
    else {
      response.writeHead(200, { 'content-length': String(PNG.byteLength) });
      response.write(PNG.subarray(0, 1000), () => response.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = address === null || typeof address === 'string' ? 0 : address.port;
  const served: Served = { url: `http://127.0.0.1:${port}/mara.png`, asked, body };
  return served;
}

type House = { readonly folder: string; readonly kept: string; readonly lock: string; readonly files: RemoteFiles };

/** A storyboard's folder as it is after a fresh start of the program. */
function openHouse(folder: string): House {
  const kept = join(folder, '.longtake', 'remote');
  const lock = join(folder, 'film.lock.yaml');
  return { folder, kept, lock, files: createRemoteFiles({ ...HERE, folder: kept, pins: createLockFile(lock).pins }) };
}

describe('a remote file', () => {
  test('is fetched, kept under its hash and pinned', async () => {
    const { url, asked } = await serve(PNG);
    const { files, kept, lock } = openHouse(await temporaryFolder());
    const absolutePath = join(kept, sha(PNG));
    expect(await files.fetchRemote(url)).toEqual({
      asset: { file: url, absolutePath, sha256: sha(PNG), sizeBytes: PNG.byteLength },
    });
    expect(await readFile(absolutePath)).toEqual(PNG);
    expect(await readFile(lock, 'utf8')).toBe(`remote:\n  "${url}": ${sha(PNG)}\n`);
    expect(await readdir(kept)).toEqual([sha(PNG)]);
    expect(asked).toEqual(['/mara.png']);
  });

  test('is not fetched again, also when the network is away', async () => {
    const served = await serve(PNG);
    const { folder, files } = openHouse(await temporaryFolder());
    const first = await files.fetchRemote(served.url);
    served.body = null;
    const later = openHouse(folder).files;
    expect(await later.fetchRemote(served.url)).toEqual(first);
    expect(await later.findFetched(served.url)).toEqual(first);
    expect(served.asked).toHaveLength(1);
  });

  test('that is pinned and not here is fetched, and must be the same', async () => {
    const served = await serve(PNG);
    const { folder, files, kept, lock } = openHouse(await temporaryFolder());
    const first = await files.fetchRemote(served.url);
    const pinned = await readFile(lock, 'utf8');
    await rm(kept, { recursive: true });

    expect(await openHouse(folder).files.findFetched(served.url)).toBeNull();
    expect(await openHouse(folder).files.fetchRemote(served.url)).toEqual(first);
    await rm(kept, { recursive: true });
    served.body = OTHER_PNG;
    const found = await openHouse(folder).files.fetchRemote(served.url);
    expect(found).toMatchObject({
      wrong: {
        code: 'remote_changed',
        message: expect.stringContaining(sha(OTHER_PNG)),
        expected: expect.stringContaining(sha(PNG)),
        fix: expect.stringContaining('film.lock.yaml'),
      },
    });
    expect(await readFile(lock, 'utf8')).toBe(pinned);
    expect(await readdir(kept)).toEqual([]);

    await writeFile(lock, '');
    expect(await openHouse(folder).files.fetchRemote(served.url)).toMatchObject({ asset: { sha256: sha(OTHER_PNG) } });
  });

  test('whose bytes were damaged here is fetched again', async () => {
    const served = await serve(PNG);
    const { files, kept } = openHouse(await temporaryFolder());
    await files.fetchRemote(served.url);
    await writeFile(join(kept, sha(PNG)), 'rot');
    expect(await files.findFetched(served.url)).toBeNull();
    expect(await files.fetchRemote(served.url)).toHaveProperty('asset');
    expect(await readFile(join(kept, sha(PNG)))).toEqual(PNG);
  });

  test('that breaks off leaves nothing behind, and is neither kept nor pinned', async () => {
    const served = await serve(PNG);
    served.body = null;
    const { files, kept, folder } = openHouse(await temporaryFolder());
    expect(await files.fetchRemote(served.url)).toMatchObject({ wrong: { fix: expect.stringContaining('try again') } });
    expect(await readdir(kept)).toEqual([]);
    expect(await readdir(folder)).toEqual(['.longtake']);
  });

  test('sweeps away what a killed process left half fetched long ago, and nothing that may still be coming', async () => {
    const { url } = await serve(PNG);
    const { files, kept } = openHouse(await temporaryFolder());
    await mkdir(kept, { recursive: true });
    for (const name of ['1-1.part', '2-1.part', sha(OTHER_PNG)]) await writeFile(join(kept, name), OTHER_PNG);
    for (const name of ['1-1.part', sha(OTHER_PNG)]) await utimes(join(kept, name), 1_000_000, 1_000_000);
    await files.fetchRemote(url);
    expect((await readdir(kept)).toSorted()).toEqual(['2-1.part', sha(PNG), sha(OTHER_PNG)].toSorted());
  });

  test('cannot come from an address that is not public', async () => {
    const { url, asked } = await serve(PNG);
    const { kept, lock } = openHouse(await temporaryFolder());
    const files = createRemoteFiles({ folder: kept, pins: createLockFile(lock).pins });
    expect(await files.fetchRemote(url)).toMatchObject({ wrong: { code: 'remote_refused' } });
    expect(asked).toEqual([]);
  });

  test('is not fetched while the lock file cannot be understood, or nothing can be kept', async () => {
    const { url, asked } = await serve(PNG);
    const { files, lock, folder } = openHouse(await temporaryFolder());
    await writeFile(lock, `remote:\n  "${url}": ../../../etc/passwd\n`);
    expect(await files.fetchRemote(url)).toMatchObject({ wrong: { code: 'lock_file_broken' } });
    expect(await files.findFetched(url)).toMatchObject({ wrong: { code: 'lock_file_broken' } });
    await rm(lock);
    await writeFile(join(folder, '.longtake'), 'in the way');
    expect(await files.fetchRemote(url)).toMatchObject({ wrong: { code: 'remote_not_kept' } });
    expect(asked).toEqual([]);
  });
});

describe('longtake check', () => {
  const film = (url: string): string => `longtake: 1
characters:
  mara:
    look: woman
    refs: {front: "${url}"}
scenes:
  - id: s1
    with: [mara]
    shots: [{id: a, action: Mara waits.}, {id: b, start: "image ${url}", action: Mara goes.}]
`;

  test('fetches what it may, once; from then on the network is not needed, nor the permission', async () => {
    const served = await serve(PNG);
    const folder = await temporaryFolder();
    const file = join(folder, 'film.yaml');
    await writeFile(file, film(served.url));

    const refused = await runCli(['check', file], { network: HERE });
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.err).toContain('film.yaml:5:19');
    expect(refused.err).toContain('--allow-remote');
    expect(served.asked).toEqual([]);

    expect(await runCli(['check', '--allow-remote', file], { network: HERE })).toMatchObject({ code: 0, err: '' });
    expect(served.asked).toHaveLength(1);
    expect(await readFile(join(folder, 'film.lock.yaml'), 'utf8')).toContain(sha(PNG));

    served.body = null;
    for (const command of ['check', 'plan']) {
      expect(await runCli([command, file])).toMatchObject({ code: 0, err: '' });
      expect(await runCli([command, '--allow-remote', file])).toMatchObject({ code: 0, err: '' });
    }
    expect(served.asked).toHaveLength(1);

    await rm(join(folder, '.longtake'), { recursive: true });
    const gone = await runCli(['check', file], { network: HERE });
    expect(gone.err).toContain('--allow-remote');
    expect(served.asked).toHaveLength(1);
    served.body = OTHER_PNG;
    const changed = await runCli(['check', '--allow-remote', file], { network: HERE });
    expect(changed).toMatchObject({ code: 1 });
    expect(changed.err).toContain('film.yaml:5:19');
    for (const hash of [sha(PNG), sha(OTHER_PNG)]) expect(changed.err).toContain(hash);
  });

  test('asks no private address, whatever the storyboard says', async () => {
    const { url, asked } = await serve(PNG);
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'films'));
    const file = join(folder, 'films', 'film.yaml');
    await writeFile(file, film(url));
    const { code, err } = await runCli(['check', '--allow-remote', file]);
    expect(code).toBe(1);
    expect(err).toContain('a loopback address');
    expect(asked).toEqual([]);
  });
});
