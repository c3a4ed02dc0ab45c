import { readdir, readFile, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { runCli, type Ran, type RunSetup } from '../memory-io.ts';
import { startVendor, type StartedVendor } from '../../support/vendors/start-vendor.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

export const KEY = 'id-11112222:secret-33334444';

/** A film in a folder, and the vendor that is paid for it. */
export type PaidFilm = {
  readonly vendor: StartedVendor;
  readonly folder: string;
  readonly file: string;
  /** The key, and where its vendor is. */
  readonly environment: Readonly<Record<string, string>>;
  readonly cli: (command: readonly string[], setup?: RunSetup) => Promise<Ran>;
  /** With `--yes`. */
  readonly render: (...more: readonly string[]) => Promise<Ran>;
  readonly charged: () => number;
  /** Recorded cost and status of every submission. */
  readonly attempts: () => readonly Readonly<Record<string, unknown>>[];
  /** All that is written down in the folder, byte by byte, in one string. */
  readonly everything: () => Promise<string>;
};

const FILM = `longtake: 1
title: The Wait
size: 160x90
fps: 24
budget: 5 USD
models: {video: [fal:kling-v3-pro], image: fal:nano-banana}
characters:
  mara: {look: woman about 60}
scenes:
  - id: s1
    with: [mara]
    shots:
      - {id: a, duration: 3s, action: Mara waits by the window.}
      - {id: b, duration: 3s, start: continue, action: She turns round.}
`;

let running: Promise<StartedVendor> | null = null;
afterAll(async () => (await running)?.[Symbol.asyncDispose]());

export async function openPaidFilm(text = FILM): Promise<PaidFilm> {
  running ??= startVendor('fal', '');
  const folder = await temporaryFolder();
  const vendor = await (await running).begin(join(await temporaryFolder(), 'charges.jsonl'));
  const file = join(folder, 'film.yaml');
  await writeFile(file, text);
  const environment = { FAL_KEY: KEY, LONGTAKE_FAL_URL: vendor.url };
  const cli: PaidFilm['cli'] = ([name = '', ...rest], setup) =>
    runCli([name, file, ...rest], { environment: { PATH: process.env['PATH'], ...environment }, ...setup });
  return {
    vendor,
    folder,
    file,
    environment,
    cli,
    render: (...more) => cli(['render', '--yes', ...more]),
    charged: () => vendor.charges().reduce((sum, { chargedMicros }) => sum + chargedMicros, 0),
    attempts: () => {
      const db = new DatabaseSync(join(folder, '.longtake', 'longtake.db'), { readOnly: true });
      const rows = db.prepare('select * from attempt order by id').all();
      db.close();
      return rows;
    },
    everything: async () => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      return (await Promise.all(files.map((one) => readFile(one, 'latin1')))).join('\n');
    },
  };
}
