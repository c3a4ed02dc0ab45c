import { writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Environment } from '../../../src/config.ts';
import { runCli, type Ran } from '../memory-io.ts';
import { startVendor, type StartedVendor } from '../../support/vendors/start-vendor.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A film in a folder, and the server that shoots it. */
export type OwnFilm = {
  readonly vendor: StartedVendor;
  readonly folder: string;
  readonly cli: (...command: readonly string[]) => Promise<Ran>;
  readonly attempts: () => readonly Readonly<Record<string, unknown>>[];
};
type OwnSetup = {
  readonly server: Parameters<typeof startVendor>[0];
  readonly film: string;
  /** Files beside the film. */
  readonly files?: Readonly<Record<string, string>>;
  readonly environment: (url: string, folder: string) => Environment;
};

let running: Promise<StartedVendor> | null = null;
afterAll(async () => (await running)?.[Symbol.asyncDispose]());

/** One server for all tests of a file. */
export async function openOwnFilm({ server, film, files = {}, environment }: OwnSetup): Promise<OwnFilm> {
  running ??= startVendor(server, '');
  const folder = await temporaryFolder();
  const vendor = await (await running).begin(join(await temporaryFolder(), 'charges.jsonl'));
  const file = join(folder, 'film.yaml');
  await writeFile(file, film);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const set = { PATH: process.env['PATH'], ...environment(vendor.url, folder) };
  return {
    vendor,
    folder,
    cli: (name = '', ...rest) => runCli([name, file, ...rest], { environment: set }),
    attempts: () => {
      const db = new DatabaseSync(join(folder, '.longtake', 'longtake.db'), { readOnly: true });
      const rows = db.prepare("select * from attempt where provider <> 'animatic' order by id").all();
      db.close();
      return rows;
    },
  };
}
