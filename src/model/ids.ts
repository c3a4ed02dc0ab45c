import { randomBytes } from 'node:crypto';

declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

export type SceneId = Id<'scene'>;
export type ShotId = Id<'shot'>;
/** Characters, places, props and set-ups share one namespace. */
export type CastId = Id<'cast'>;
/** A node of the plan's graph, such as `take:s1a`, `keyframe:s1a`, `voice:s1b.1`, `seam:s1a.s1b`, `film`. */
export type TaskId = Id<'task'>;
export type RenderId = Id<'render'>;
/** One row of the `machine` table. */
export type MachineId = Id<'machine'>;
export type TakeId = Id<'take'>;
export type AttemptId = Id<'attempt'>;
/** SHA-256 of a blob's bytes, lower-case hexadecimal. */
export type BlobSha = Id<'blob'>;

/** Gives text the type of an id. The one place where a plain string becomes one; it checks nothing. */
export function toId<T extends Id<string>>(text: string): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the reviewed brand cast
  return text as T;
}

/** A new id that sorts by the time it was made: `prefix_` and 26 characters. */
export function newId<T extends Id<string>>(prefix: string, nowMs: number): T {
  const time = nowMs.toString(36).padStart(9, '0');
  const random = BigInt(`0x${randomBytes(10).toString('hex')}`)
    .toString(36)
    .padStart(16, '0')
    .slice(-16);
  return toId<T>(`${prefix}_${time}${random}`);
}

/** What nobody can guess who was not told, and fits into an address: 128 bits. */
export function newNonce(): string {
  return randomBytes(16).toString('base64url');
}

export const NONCE = /^[\w-]{22}$/u;
