import type { MachineId } from '../model/ids.ts';
import type { Attempt } from '../store/journal.ts';

type Sent = Pick<Attempt, 'provider' | 'model'>;

/**
 * Takes whose submission may have left this process and is not written down as answered. A job that a provider lists may be
 * theirs: until then no other submission to that model takes a job for its own because it looks like it.
 */
export type OnTheWire = {
  readonly enter: (take: MachineId, sent: Sent) => void;
  readonly leave: (take: MachineId) => void;
  /** Whether another take's is, to the same model. */
  readonly hasOther: (take: MachineId, sent: Sent) => boolean;
};

export function createOnTheWire(): OnTheWire {
  const all = new Map<MachineId, Sent>();
  return {
    enter: (take, { provider, model }) => {
      all.set(take, { provider, model });
    },
    leave: (take) => {
      all.delete(take);
    },
    hasOther: (take, { provider, model }) =>
      [...all].some(([other, sent]) => other !== take && sent.provider === provider && sent.model === model),
  };
}
