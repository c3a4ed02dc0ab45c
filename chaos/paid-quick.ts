import { sweepMutants } from './mutants-sweep.ts';
import {
  failedAtCall,
  faulty,
  faultsOf,
  killedAt,
  killedAtCall,
  killedTwice,
  overtaken,
  stopped,
  type Course,
} from './paid-disasters.ts';
import { FAULT_NAMES } from './paid-faults.ts';
import { placeOf, tell } from './paid-sweep.ts';
import { createTable } from './paid-table.ts';
import { VENDORS, type PaidVendor } from './paid-vendors.ts';
import { courseOfWeather } from './paid-weather.ts';
import { createMediaFolder, createPaidWorld, type PaidWorld } from './paid-world.ts';
import { POINT_NAMES, type PointName } from './patches/points.ts';
import { tryAll } from './try-all.ts';

/** Points that only some come by in a film in which nothing goes wrong. */
const NOT_EVERYWHERE: ReadonlySet<PointName> = new Set(['downloading', 'reconciled']);

/**
 * Every provider, every fault, every named point and every mutant once, in minutes. False when something went wrong.
 */
export async function sweepQuickly(): Promise<boolean> {
  const startedMs = performance.now();
  await using media = await createMediaFolder();
  await using worlds = new AsyncDisposableStack();
  const table = createTable();
  const byName = new Map<string, PaidWorld>();
  const places = [];
  for (const [index, vendor] of VENDORS.entries()) {
    const world = worlds.use(await createPaidWorld(vendor, media.folder));
    byName.set(vendor.name, world);
    places.push(...coursesFor(vendor, index).map((course) => placeOf(world, course, table)));
  }
  console.log(`${places.length} places at ${VENDORS.length} providers`);
  await tryAll({ name: 'quick' }, places);
  const missed = await sweepMutants((name) => byName.get(name) ?? null);
  const isWell = tell(table, startedMs);
  return isWell && missed.length === 0;
}

/** Its share of what there is: everything comes to somebody, and to each something of every kind. */
function coursesFor(vendor: PaidVendor, index: number): readonly Course[] {
  const faults = faultsOf({ vendor }).filter((name) => ownerOf(name) === vendor.name);
  const points = POINT_NAMES.filter((name, at) => !NOT_EVERYWHERE.has(name) && at % VENDORS.length === index);
  return [
    ...faults.map((name, at) => faulty(name, at % 2)),
    ...points.map((name) => killedAt(name, 1)),
    ...(OWN[vendor.name] ?? []),
  ];
}

/** Each fault has its turn at another provider, of those that have it. */
function ownerOf(name: (typeof FAULT_NAMES)[number]): string {
  const able = VENDORS.filter((vendor) => faultsOf({ vendor }).includes(name));
  return able[FAULT_NAMES.indexOf(name) % able.length]?.name ?? '';
}

const EIO = { kind: 'fail', error: 'EIO', isForGood: false } as const;
const ENOSPC = { kind: 'fail', error: 'ENOSPC', isForGood: true } as const;

/** What needs one of them in particular, or only one of them. */
const OWN: Readonly<Record<string, readonly Course[]>> = {
  fal: [faulty('reset_after', 0, 'reconciled'), stopped('sending begun'), courseOfWeather(1, ['html', 'expired'])],
  replicate: [
    killedAt('downloading', 1),
    overtaken('sending begun'),
    killedAtCall({ lane: 'wire', call: 'write', nth: 25 }),
  ],
  runway: [killedTwice('answered', 'gated'), killedAtCall({ lane: 'files', call: 'rename', nth: 2 })],
  elevenlabs: [killedAtCall({ lane: 'rows', call: 'pwrite64', nth: 60 })],
  comfyui: [failedAtCall({ lane: 'rows', call: 'fdatasync', nth: 20 }, EIO)],
  'videos-api': [killedTwice('sending begun', 'operation written')],
  command: [failedAtCall({ lane: 'files', call: 'fsync', nth: 3 }, ENOSPC)],
};
