import { availableParallelism } from 'node:os';
import { createBrakes, type Brakes } from './brakes.ts';
import { createOnTheWire, type OnTheWire } from './on-the-wire.ts';
import { createSharedSlots, type SharedSlots } from './slots.ts';

/** What the renders of a process share: the providers' slots, and the cores for our own work. */
export type Floor = {
  readonly slots: SharedSlots;
  readonly roomOf: (provider: string) => number;
  readonly brakes: Brakes;
  readonly onTheWire: OnTheWire;
  /** How much of our own work runs at once. */
  readonly cores: number;
  /** Does a piece of our own work when it is its turn: first come, first served. */
  readonly work: <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;
};

/** `slots`: takes that may run at once, per provider; as many as the machine has cores where it names none. */
export function createFloor(slots: ReadonlyMap<string, number>, cores = availableParallelism()): Floor {
  const roomOf = (provider: string): number => slots.get(provider) ?? cores;
  const line: (() => void)[] = [];
  let atWork = 0;
  const begin = async (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    if (atWork < cores) {
      atWork += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const enter = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        line.splice(line.indexOf(enter), 1);
        reject(signal.reason);
      };
      line.push(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  };
  const end = (): void => {
    // The place is handed on without becoming free in between.
    const next = line.shift();
    if (next === undefined) atWork -= 1;
    else next();
  };
  return {
    slots: createSharedSlots(roomOf),
    roomOf,
    brakes: createBrakes(),
    onTheWire: createOnTheWire(),
    cores,
    work: async (work, signal) => {
      await begin(signal);
      try {
        return await work();
      } finally {
        end();
      }
    },
  };
}
