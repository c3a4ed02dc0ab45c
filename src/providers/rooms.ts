import type { ModelFacts } from '../model/model-facts.ts';
import { readRegistry } from './registry.ts';

/** What runs on this machine takes as many places as it has cores. */
const LOCAL: ReadonlySet<string> = new Set(['animatic', 'clip']);
const OWN_MACHINES: ReadonlySet<string> = new Set(['comfyui']);

/**
 * How many takes may be open at once at each provider: what `given` says, else what its models can do. A vendor counts an
 * account's jobs together, so the most of its models counts; a machine of one's own does no more than its least model can.
 */
export function roomsOf(
  models: readonly ModelFacts[],
  given: Readonly<Record<string, number>>,
): ReadonlyMap<string, number> {
  const vendors = new Set(readRegistry().map(({ provider }) => provider));
  const rooms = [...Map.groupBy(models, ({ provider }) => provider)].flatMap(([provider, own]) => {
    if (LOCAL.has(provider)) return [];
    const rooms = own.map(({ concurrency }) => concurrency);
    const isVendor = vendors.has(provider) && !OWN_MACHINES.has(provider);
    return [[provider, isVendor ? Math.max(...rooms) : Math.min(...rooms)] as const];
  });
  return new Map([...rooms, ...Object.entries(given)]);
}
