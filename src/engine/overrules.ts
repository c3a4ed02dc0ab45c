import type { AcceptedGate } from '../model/gate.ts';
import { toLockHash } from '../model/lock.ts';
import type { Take } from '../store/takes.ts';
import type { EngineDependencies } from './dependencies.ts';

/** Which files a person lets pass although their gates say no: all (`--accept-gates`), or those in the lock file. */
export type Overrules = {
  readonly isAll: boolean;
  /** By how their hash begins. */
  readonly hashes: ReadonlyMap<string, string>;
};

export function isOverruled({ isAll, hashes }: Overrules, sha: string | null): boolean {
  return sha !== null && (isAll || hashes.has(toLockHash(sha)));
}

export async function readOverrules(
  { overruled }: Pick<EngineDependencies, 'overruled'>,
  isAll: boolean,
): Promise<Overrules> {
  return { isAll, hashes: overruled === undefined ? new Map() : await overruled.read() };
}

/** A line of the lock file: the file that passes, and what is told of it. */
export type Overrule = { readonly hash: string; readonly words: string };

export function toOverrule(
  { task, number, sha }: Pick<Take, 'task' | 'number' | 'sha'>,
  gates: readonly Pick<AcceptedGate, 'gate'>[],
): Overrule | null {
  if (sha === null || gates.length === 0) return null;
  const name = task.replace(/^take:/u, '');
  return { hash: toLockHash(sha), words: `${name} take ${number}: ${gates.map(({ gate }) => gate).join(', ')}` };
}

/** What a person let pass stands in the lock file, whatever becomes of the workspace. */
export async function writeOverrule(
  { overruled }: Pick<EngineDependencies, 'overruled'>,
  take: Pick<Take, 'task' | 'number' | 'sha'>,
  gates: readonly AcceptedGate[],
): Promise<void> {
  const overrule = toOverrule(take, gates);
  if (overrule !== null) await overruled?.add(overrule.hash, overrule.words);
}
