import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Charge } from '../test/support/vendors/vendor-server.ts';
import { hashOf, listFiles } from './judge.ts';
import type { PaidVendor, Seller } from './paid-vendors.ts';
import { DISGUISE, PATCHING, type Disguise, type Patch } from './patches/patch.ts';
import { pointPatch, type PointName } from './patches/points.ts';
import { FLYING_TIME } from './patches/time.ts';
import { run, type Command } from './strace.ts';
import { longtake } from './world.ts';

/** A film that a paid provider shoots: its folder, and a vendor that knows of no other. */
export type PaidFilm = AsyncDisposable & {
  readonly folder: string;
  readonly vendor: Seller;
  /** The command under test. */
  readonly rendering: (options?: Rendering) => Command;
  /** A server of this film, by the true time. */
  readonly serving: () => Command;
  /** Another command about this film. */
  readonly command: (...argv: readonly string[]) => Command;
};
export type Rendering = {
  readonly point?: { readonly name: PointName; readonly nth: number; readonly signal?: 'SIGKILL' | 'SIGSTOP' };
  readonly aheadMs?: number;
  /** A place where nobody listens, instead of the vendor. */
  readonly url?: string;
  /** Where the vendor may call. */
  readonly publicUrl?: string;
  /** Sends what was refused for its content once more. */
  readonly resendsRefused?: boolean;
};

/** How the film is when nothing happens. */
export type PaidReference = {
  readonly film: string;
  readonly files: readonly string[];
  /** What was charged for. */
  readonly charges: readonly Charge[];
  readonly frames: number;
};
export type PaidWorld = AsyncDisposable & {
  readonly root: string;
  readonly vendor: PaidVendor;
  readonly reference: PaidReference;
  /** A new one; `mutation`: what is broken in the product on purpose. */
  readonly film: (mutation?: readonly Patch[]) => Promise<PaidFilm>;
};

const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
/** What waits for a vendor waits a twentieth of its time. */
export const RATE = 20;
const EPOCH_MS = Date.now();

/** Makes the film once, undisturbed. @throws Error when not even that comes to its end. */
export async function createPaidWorld(vendor: PaidVendor, media: string): Promise<PaidWorld> {
  const root = await mkdtemp(join(PLACE, `longtake-chaos-${vendor.name}-`));
  // Hundreds of processes start here: what they are compiled from is compiled once.
  process.env['NODE_COMPILE_CACHE'] = join(media, 'compiled');
  // There is no such file: prices that whoever runs this was told are no part of it.
  process.env['LONGTAKE_PRICES'] = join(root, 'prices.json');
  let films = 0;
  const film = async (mutation: readonly Patch[] = []): Promise<PaidFilm> => {
    films += 1;
    const number = films;
    const folder = join(root, String(number));
    const ledger = join(root, `${number}.charges.jsonl`);
    await mkdir(folder);
    await writeFile(join(folder, 'film.yaml'), vendor.film);
    const seller = await vendor.sell(ledger, media);
    for (const [name, text] of Object.entries(vendor.files({ ledger, media, url: seller.url })))
      await writeFile(join(folder, name), text);
    await seller.clock(0, RATE);
    const set = (url: string): readonly string[] =>
      Object.entries(vendor.environment(url, folder)).map(([name, value]) => `${name}=${value}`);
    const command = (url: string, disguise: Disguise, ...argv: readonly string[]): Command => [
      'env',
      ...set(url),
      `NODE_OPTIONS=--import=${PATCHING}`,
      `${DISGUISE}=${JSON.stringify(disguise)}`,
      ...longtake(...argv),
    ];
    const patches = [...FLYING_TIME, ...mutation];
    const plain: Disguise = { patches, rate: RATE, epochMs: EPOCH_MS, aheadMs: 0, point: null };
    return {
      folder,
      vendor: seller,
      rendering: ({ point, aheadMs = 0, url = seller.url, publicUrl = '', resendsRefused = false } = {}) => [
        'env',
        `LONGTAKE_PUBLIC_URL=${publicUrl}`,
        ...command(
          url,
          {
            ...plain,
            aheadMs,
            patches: point === undefined ? patches : [...patches, pointPatch(point.name)],
            point: point === undefined ? null : { signal: 'SIGKILL', ...point },
          },
          'render',
          '--yes',
          '--json',
          ...(resendsRefused ? ['--resend-refused'] : []),
          join(folder, 'film.yaml'),
        ),
      ],
      serving: () => {
        const where = ['--json', '--port', '0', '--data', `${folder}.served`];
        return ['env', ...set(seller.url), ...longtake('serve', join(folder, 'film.yaml'), ...where)];
      },
      command: (...argv) => command(seller.url, plain, ...argv),
      [Symbol.asyncDispose]: () => seller[Symbol.asyncDispose](),
    };
  };
  await using calm = await film();
  const { exitCode, stdout, stderr } = await run(calm.rendering());
  if (exitCode !== 0)
    throw new Error(`${vendor.name}: the undisturbed film was not made: ${stdout.toString()}${stderr}`);
  const reference = {
    film: hashOf(join(calm.folder, 'film.mp4')),
    files: listFiles(calm.folder),
    charges: calm.vendor.charges(),
    frames: framesOf(stdout),
  };
  return {
    root,
    vendor,
    reference,
    film,
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

/** How long the film is that a command made, by its last line; 0 where it says nothing of it. */
export function framesOf(stdout: Buffer): number {
  return lastLineOf(stdout).film?.frames ?? 0;
}

/** Whether a command ended without something that a vendor refused for its content. */
export function hasRefusals(stdout: Buffer): boolean {
  return lastLineOf(stdout).failures?.some(({ failure }) => failure?.class === 'moderation') ?? false;
}

function lastLineOf(stdout: Buffer): {
  readonly film?: { readonly frames: number } | null;
  readonly failures?: readonly { readonly failure: { readonly class: string } | null }[];
} {
  const last = stdout.toString().trim().split('\n').at(-1) ?? '';
  return last.startsWith('{') ? JSON.parse(last) : {};
}

/** Where all vendors of a campaign keep what they made. */
export async function createMediaFolder(): Promise<AsyncDisposable & { readonly folder: string }> {
  const folder = await mkdtemp(join(PLACE, 'longtake-chaos-media-'));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
