import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startVendor, type StartedVendor } from '../test/support/vendors/start-vendor.ts';
import { differences, hashOf, judgeRows, listFiles } from './judge.ts';
import { run, type Command } from './strace.ts';
import { longtake } from './world.ts';

/** A film that a hosted provider shoots: its folder, and a server of the vendor that knows of no other. */
export type PaidFilm = AsyncDisposable & {
  readonly folder: string;
  readonly vendor: StartedVendor;
  /** The command under test: the product as it is. */
  readonly rendering: Command;
};

/** How the film is when nothing happens. */
export type PaidReference = {
  readonly film: string;
  readonly files: readonly string[];
  readonly charges: readonly string[];
};
export type PaidWorld = AsyncDisposable & {
  readonly root: string;
  readonly reference: PaidReference;
  readonly film: () => Promise<PaidFilm>;
};

const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
/** By the vendor's clock, past every job that could still be running: what is not listed then was never there. */
const LATER_MS = 2 * 3_600_000;

/** A keyframe with the take that starts from it, a take from words alone, and a seam. */
const FILM = `longtake: 1
title: Chaos
size: 160x90
fps: 12
models: {video: [fal:kling-v3-pro], image: fal:nano-banana}
characters:
  mara: {look: woman about 60}
scenes:
  - id: s1
    shots:
      - {id: a, with: [mara], start: keyframe, duration: 3s, action: Mara waits., out: dissolve 0.5s}
      - {id: b, start: text, duration: 3s, action: A door opens.}
`;

export async function createPaidWorld(provider: 'fal'): Promise<PaidWorld> {
  const root = await mkdtemp(join(PLACE, 'longtake-chaos-paid-'));
  let films = 0;
  const film = async (): Promise<PaidFilm> => {
    films += 1;
    const number = films;
    const folder = join(root, String(number));
    await mkdir(folder);
    await writeFile(join(folder, 'film.yaml'), FILM);
    const vendor = await startVendor(provider, join(root, `${number}.charges.jsonl`));
    const environment = [`FAL_KEY=id:secret`, `LONGTAKE_FAL_URL=${vendor.url}`];
    return {
      folder,
      vendor,
      rendering: ['env', ...environment, ...longtake('render', '--yes', join(folder, 'film.yaml'))],
      [Symbol.asyncDispose]: () => vendor[Symbol.asyncDispose](),
    };
  };
  await using calm = await film();
  const { exitCode, stdout, stderr } = await run(calm.rendering);
  if (exitCode !== 0) throw new Error(`the undisturbed film was not made: ${stdout.toString()}${stderr}`);
  const reference = {
    film: hashOf(join(calm.folder, 'film.mp4')),
    files: listFiles(calm.folder),
    charges: whatsOf(calm.vendor),
  };
  return { root, reference, film, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}

/** What an interrupted film came to in the end. */
export type PaidVerdict = {
  readonly wrong: readonly string[];
  readonly doublePayments: number;
  readonly lostTakes: number;
  readonly held: number;
};

/** Lets the film be finished, with all that may still be there listed, and judges it by the vendor's book. */
export async function recoverPaid({ reference }: PaidWorld, film: PaidFilm): Promise<PaidVerdict> {
  const { folder, vendor } = film;
  await vendor.faults();
  await vendor.clock(LATER_MS);
  const { exitCode, stdout, stderr } = await run(film.rendering);
  const charges = vendor.charges();
  const jobs = jobsOf(folder);
  const chargedMicros = charges.reduce((sum, charge) => sum + charge.chargedMicros, 0);
  const doublePayments = charges.length - new Set(charges.map(({ what }) => what)).size;
  const lostTakes = charges.filter(({ job }) => !jobs.has(job)).length;
  const held = exitCode === 0 ? 0 : 1;
  const wrong = [
    ...(exitCode === 0 ? [] : [`the render ends with ${exitCode}: ${`${stdout.toString()}${stderr}`.slice(-400)}`]),
    ...(doublePayments === 0 ? [] : [`${doublePayments} double payments`]),
    ...(lostTakes === 0 ? [] : [`${lostTakes} jobs are charged and known to no attempt`]),
    ...(String(whatsOf(vendor)) === String(reference.charges) ? [] : [`charged for ${String(whatsOf(vendor))}`]),
    ...(hashOf(join(folder, 'film.mp4')) === reference.film ? [] : ['the film differs from the undisturbed one']),
    ...(existsSync(join(folder, '.longtake', 'longtake.db'))
      ? judgeRows(join(folder, '.longtake'), null, chargedMicros)
      : ['there is no database']),
  ];
  const files = listFiles(folder);
  if (String(files) !== String(reference.files))
    wrong.push(`files are left or missing: ${differences(files, reference.files)}`);
  if (wrong.length === 0) await rm(folder, { recursive: true, force: true });
  return { wrong: wrong.map((what) => `${what} (kept in ${folder})`), doublePayments, lostTakes, held };
}

function whatsOf(vendor: StartedVendor): readonly string[] {
  return vendor
    .charges()
    .map(({ what }) => what)
    .toSorted();
}

/** Jobs that some attempt has the handle of. */
function jobsOf(folder: string): ReadonlySet<string> {
  const file = join(folder, '.longtake', 'longtake.db');
  if (!existsSync(file)) return new Set();
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = db.prepare('select operation from attempt where operation is not null').all();
    return new Set(rows.map(({ operation }) => (JSON.parse(String(operation)) as { readonly id: string }).id));
  } finally {
    db.close();
  }
}
