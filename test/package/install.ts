import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

/** A project that has the packed longtake in its `node_modules`, and nothing that longtake does not depend on. */
export type Installed = {
  readonly folder: string;
  /** Paths in the tarball. */
  readonly files: readonly string[];
  readonly longtake: string;
  /** Runs Node in the project, without what the tests have in their environment. */
  readonly node: (argv: readonly string[]) => Promise<Ended>;
};

/**
 * Builds, packs and unpacks longtake. Its dependencies are linked from the checkout as the lock file lists them, without
 * those for development: what npm would install, without asking a registry.
 */
export async function installPackage(): Promise<Installed> {
  // Not in memory: hundreds of files, and a film.
  const folder = await mkdtemp(join(tmpdir(), 'longtake package '));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: ROOT,
    maxBuffer: 16 * 1024 ** 2,
  });
  // `prepack` may print before it.
  const [packed]: readonly Packed[] = JSON.parse(stdout.slice(stdout.search(/^\[$/mu)));
  if (packed === undefined) throw new Error(`npm packed nothing: ${stdout}`);
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, 'longtake'), { recursive: true });
  await run('tar', ['-xzf', join(folder, packed.filename), '-C', join(modules, 'longtake'), '--strip-components=1']);
  for (const name of await listDependencies()) await link(modules, name);
  // The project's own, as every project in TypeScript has them.
  for (const name of ['@types/node', 'undici-types']) await link(modules, name);
  const longtake = join(modules, 'longtake', 'bin', 'longtake.js');
  return {
    folder,
    files: packed.files.map(({ path }) => path),
    longtake,
    node: (argv) => runNode(folder, argv),
  };
}

type Packed = { readonly filename: string; readonly files: readonly { readonly path: string }[] };

/** Packages at the top of `node_modules`; what lies in one of them comes with it. Optional ones may be missing. */
async function listDependencies(): Promise<readonly string[]> {
  const lock: Lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8'));
  return Object.entries(lock.packages)
    .filter(([path, { dev }]) => dev !== true && /^node_modules\/(?:@[^/]+\/)?[^/]+$/u.test(path))
    .map(([path]) => path.slice('node_modules/'.length))
    .filter((name) => existsSync(join(ROOT, 'node_modules', name)));
}
type Lock = { readonly packages: Readonly<Record<string, { readonly dev?: boolean }>> };

async function link(modules: string, name: string): Promise<void> {
  const place = join(modules, name);
  if (existsSync(place)) return;
  await mkdir(dirname(place), { recursive: true });
  await symlink(join(ROOT, 'node_modules', name), place, 'junction');
}

async function runNode(cwd: string, argv: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, argv, { cwd, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

/** Nothing of the checkout: neither its programs in `PATH` nor what vitest sets, but for a file of prices that is not there. */
export function environment(): NodeJS.ProcessEnv {
  const PATH = (process.env['PATH'] ?? '').split(':').filter((part) => !part.includes('node_modules'));
  const { HOME, LONGTAKE_PRICES } = process.env;
  return { PATH: PATH.join(':'), HOME, LONGTAKE_PRICES, NO_COLOR: '1' };
}
