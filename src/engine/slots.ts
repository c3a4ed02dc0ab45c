import type { Clock } from '../base/clock.ts';
import type { AttemptId, MachineId } from '../model/ids.ts';

/**
 * Who is at work at which provider, as one render sees it. The schedule counts shots, which may have several takes; this
 * counts the takes themselves, so that a provider never has more of them open than it has slots.
 */
export type Slots = {
  /** Gives a take a slot; false when all are taken, or others wait for one longer. A take that has one keeps it. */
  take(provider: string, machine: MachineId): boolean;
  /** Notes a take that is at work already, whether or not there is room for it. */
  keep(provider: string, machine: MachineId, attempt?: AttemptId): void;
  /**
   * Nobody knows whether the submission is at work there: until it must be over it counts as if it were, whatever becomes
   * of its take and of this render. `keep` says that it is known again, `forget` that it is not there.
   */
  hold(provider: string, attempt: AttemptId, untilMs: number): void;
  forget(attempt: AttemptId): void;
  /** When the next slot becomes free where nothing but such submissions takes them up; else null. */
  heldUntilMs(provider: string): number | null;
  /** True once for each such moment. */
  mayTell(provider: string, untilMs: number): boolean;
  /** Whether some render of this process follows the take. */
  has(machine: MachineId): boolean;
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
  /**
   * `onTurn` is called when the render is the first in line and there is room, and when nobody but the clock will say when
   * there is: it tries again or passes.
   */
  join(onTurn: () => void, clock: Clock): Slots & Disposable;
};

export function createSharedSlots(roomOf: (provider: string) => number): SharedSlots {
  const holders = new Map<string, Map<MachineId, Waiting>>();
  const doubts = new Map<string, Map<AttemptId, number>>();
  const lines = new Map<string, Waiting[]>();
  const holdersOf = (provider: string): Map<MachineId, Waiting> => getOrMake(holders, provider, () => new Map());
  const lineOf = (provider: string): Waiting[] => getOrMake(lines, provider, () => []);
  const brakes = new Map<string, Brake>();
  const doubtsOf = (provider: string, nowMs: number): Map<AttemptId, number> => {
    const known = getOrMake(doubts, provider, () => new Map<AttemptId, number>());
    for (const [attempt, untilMs] of known) if (untilMs <= nowMs) known.delete(attempt);
    return known;
  };
  const hasRoom = (provider: string, nowMs: number): boolean =>
    !brakes.has(provider) && holdersOf(provider).size + doubtsOf(provider, nowMs).size < roomOf(provider);
  const offer = (provider: string): void => {
    const first = lineOf(provider)[0];
    if (first !== undefined && hasRoom(provider, first.clock.nowMs())) first.onTurn();
  };

  return {
    join: (onTurn, clock) => {
      const self: Waiting = { onTurn, clock };
      const alarms = new Map<string, Alarm>();
      const told = new Map<string, number>();
      /** Nobody else says when such a slot is free again. */
      const wait = (provider: string): void => {
        const untilMs = Math.min(...doubtsOf(provider, clock.nowMs()).values());
        const known = alarms.get(provider);
        if (!Number.isFinite(untilMs) || known?.untilMs === untilMs) return;
        known?.timer.abort();
        const alarm: Alarm = { untilMs, timer: new AbortController() };
        alarms.set(provider, alarm);
        const ring = (): void => {
          alarms.delete(provider);
          offer(provider);
          if (lineOf(provider).includes(self)) wait(provider);
        };
        clock
          .sleep(untilMs - clock.nowMs(), alarm.timer.signal)
          .then(ring)
          .catch(() => {});
      };
      const forget = (attempt: AttemptId): void => {
        for (const [provider, known] of doubts) if (known.delete(attempt)) offer(provider);
      };
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
        alarms.get(provider)?.timer.abort();
        alarms.delete(provider);
        if (index === 0) offer(provider);
      };
      const release = (isOurs: (machine: MachineId, holder: Waiting) => boolean): void => {
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
          if (hasRoom(provider, clock.nowMs()) && (line.length === 0 || line[0] === self)) {
            known.set(machine, self);
            leaveLine(provider);
            return true;
          }
          if (!line.includes(self)) line.push(self);
          wait(provider);
          return false;
        },
        keep: (provider, machine, attempt) => {
          holdersOf(provider).set(machine, self);
          if (attempt !== undefined) doubtsOf(provider, clock.nowMs()).delete(attempt);
        },
        hold: (provider, attempt, untilMs) => {
          const known = doubtsOf(provider, clock.nowMs());
          if (untilMs <= clock.nowMs() || known.get(attempt) === untilMs) return;
          known.set(attempt, untilMs);
          // They wait for whoever had the slot, who will not let it go: each sets its own alarm.
          for (const waiting of lineOf(provider)) waiting.onTurn();
        },
        forget,
        has: (machine) => [...holders.values()].some((known) => known.has(machine)),
        mayTell: (provider, untilMs) => {
          const isNew = told.get(provider) !== untilMs;
          told.set(provider, untilMs);
          return isNew;
        },
        heldUntilMs: (provider) => {
          const held = doubtsOf(provider, clock.nowMs());
          return held.size === 0 || holdersOf(provider).size > 0 ? null : Math.min(...held.values());
        },
        free: (machine) => release((one) => one === machine),
        pass,
        brake: (provider, forMs) => {
          const untilMs = clock.nowMs() + forMs;
          const known = brakes.get(provider);
          if (known !== undefined && known.untilMs >= untilMs) return;
          known?.timer.abort();
          const brake: Brake = { owner: self, untilMs, timer: new AbortController() };
          brakes.set(provider, brake);
          clock
            .sleep(forMs, brake.timer.signal)
            .then(() => lift(provider, brake))
            .catch(() => {});
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

type Waiting = { readonly onTurn: () => void; readonly clock: Clock };
type Alarm = { readonly untilMs: number; readonly timer: AbortController };
type Brake = { readonly owner: Waiting; readonly untilMs: number; readonly timer: AbortController };

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
