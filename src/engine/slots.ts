import type { MachineId } from '../model/ids.ts';

/**
 * Who is at work at which provider. The schedule counts shots, which may have several takes; this counts the takes
 * themselves, so that a provider never has more of them open than it has slots.
 */
export type Slots = {
  /** Gives a take a slot; false when all are taken. A take that has one keeps it. */
  take(provider: string, machine: MachineId): boolean;
  /** Notes a take that is at work already, whether or not there is room for it. */
  keep(provider: string, machine: MachineId): void;
  free(machine: MachineId): void;
};

export function createSlots(roomOf: (provider: string) => number): Slots {
  const holders = new Map<string, Set<MachineId>>();
  const holdersOf = (provider: string): Set<MachineId> => {
    const known = holders.get(provider) ?? new Set();
    holders.set(provider, known);
    return known;
  };
  return {
    take: (provider, machine) => {
      const known = holdersOf(provider);
      if (!known.has(machine) && known.size >= roomOf(provider)) return false;
      known.add(machine);
      return true;
    },
    keep: (provider, machine) => holdersOf(provider).add(machine),
    free: (machine) => {
      for (const known of holders.values()) known.delete(machine);
    },
  };
}
