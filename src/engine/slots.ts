import type { Clock } from '../base/clock.ts';
import type { MachineId } from '../model/ids.ts';

/**
 * Who is at work at which provider, as one render sees it. The schedule counts shots, which may have several takes; this
 * counts the takes themselves, so that a provider never has more of them open than it has slots.
 */
export type Slots = {
  /** Gives a take a slot; false when all are taken, or others wait for one longer. A take that has one keeps it. */
  take(provider: string, machine: MachineId): boolean;
  /** Notes a take that is at work already, whether or not there is room for it. */
  keep(provider: string, machine: MachineId): void;
  free(machine: MachineId): void;
  /** Waits for no slot any more; those who wait behind get their turn. */
  pass(): void;
  /** Gives nobody a slot at a provider for a while: it said so, or it is away. */
  brake(provider: string, forMs: number): void;
};

/**
 * The slots of a process, shared by all its renders. Whoever finds none waits in line, each render once, so that a slot
 * which becomes free goes round among them.
 */
export type SharedSlots = {
  /** `onTurn` is called when the render is the first in line and there is room: it tries again or passes. */
  join(onTurn: () => void, clock: Clock): Slots & Disposable;
};

export function createSharedSlots(roomOf: (provider: string) => number): SharedSlots {
  const holders = new Map<string, Map<MachineId, object>>();
  const lines = new Map<string, Waiting[]>();
  const holdersOf = (provider: string): Map<MachineId, object> => getOrMake(holders, provider, () => new Map());
  const lineOf = (provider: string): Waiting[] => getOrMake(lines, provider, () => []);
  const brakes = new Map<string, Brake>();
  const hasRoom = (provider: string): boolean => !brakes.has(provider) && holdersOf(provider).size < roomOf(provider);
  const offer = (provider: string): void => {
    if (hasRoom(provider)) lineOf(provider)[0]?.onTurn();
  };

  return {
    join: (onTurn, clock) => {
      const self: Waiting = { onTurn };
      const lift = (provider: string, brake: Brake): void => {
        if (brakes.get(provider) !== brake) return;
        brakes.delete(provider);
        brake.timer.abort();
        offer(provider);
      };
      const leaveLine = (provider: string): void => {
        const line = lineOf(provider);
        const index = line.indexOf(self);
        if (index === -1) return;
        line.splice(index, 1);
        if (index === 0) offer(provider);
      };
      const release = (isOurs: (machine: MachineId, holder: object) => boolean): void => {
        for (const [provider, known] of holders) {
          for (const [machine, holder] of known) {
            if (isOurs(machine, holder) && known.delete(machine)) offer(provider);
          }
        }
      };
      const pass = (): void => {
        for (const provider of lines.keys()) leaveLine(provider);
      };
      return {
        take: (provider, machine) => {
          const known = holdersOf(provider);
          if (known.has(machine)) return true;
          const line = lineOf(provider);
          if (hasRoom(provider) && (line.length === 0 || line[0] === self)) {
            known.set(machine, self);
            leaveLine(provider);
            return true;
          }
          if (!line.includes(self)) line.push(self);
          return false;
        },
        keep: (provider, machine) => holdersOf(provider).set(machine, self),
        free: (machine) => release((one) => one === machine),
        pass,
        brake: (provider, forMs) => {
          const untilMs = clock.nowMs() + forMs;
          const known = brakes.get(provider);
          if (known !== undefined && known.untilMs >= untilMs) return;
          known?.timer.abort();
          const brake: Brake = { owner: self, untilMs, timer: new AbortController() };
          brakes.set(provider, brake);
          clock.sleep(forMs, brake.timer.signal).then(
            () => lift(provider, brake),
            () => {},
          );
        },
        [Symbol.dispose]: () => {
          pass();
          // Nobody would let it go any more; the others find out for themselves.
          for (const [provider, brake] of brakes) if (brake.owner === self) lift(provider, brake);
          release((_machine, holder) => holder === self);
        },
      };
    },
  };
}

type Waiting = { readonly onTurn: () => void };
type Brake = { readonly owner: Waiting; readonly untilMs: number; readonly timer: AbortController };

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
