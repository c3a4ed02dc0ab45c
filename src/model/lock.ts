import type { TakeOverride } from './plan.ts';

/** What the lock file beside a storyboard says of its takes, by shot; a bridge goes by the names of both its shots. */
export type Lock = {
  readonly selects: LockedTakes;
  /** The same for the film that `--preview` draws: no choice among drawings ever decides a paid film, nor the other way. */
  readonly preview: LockedTakes;
  /** Shots whose take was accepted although it starts from another frame: which frame and which take. */
  readonly accepts: ReadonlyMap<string, string>;
  /** Files that failed their gates and that a person lets pass, by how their hash begins; each with what it is, for people. */
  readonly overruled: ReadonlyMap<string, string>;
};
export type LockedTakes = ReadonlyMap<string, LockedTake>;

export type LockedTake = {
  readonly take: number;
  /** How the fingerprint of the take's task began when it was written: it counts as long as that is so. */
  readonly for: string;
  /** How the hash of the chosen file begins; null for a take that was asked for before it existed. */
  readonly file: string | null;
  /** How the hash of the file begins that the film uses until a take that was asked for is there; null: the newest. */
  readonly instead: string | null;
  /** How many takes were asked for. */
  readonly takes: number;
  readonly override: TakeOverride | null;
};

/** A hash as the lock file has it: long enough to tell apart, short enough to read past. */
export function toLockHash(sha256: string): string {
  return sha256.slice(0, 16);
}
