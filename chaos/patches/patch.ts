/** Puts other text in place of what a source file has exactly once; one that no longer applies is an error. */
export type Patch = {
  /** From the root of the tree. */
  readonly file: string;
  readonly find: string;
  readonly put: string;
};

/** What is different in one process from the product as it is. Nothing in the product knows of it. */
export type Disguise = {
  readonly patches: readonly Patch[];
  /** Time goes so many times as fast since `epochMs`, and is `aheadMs` ahead. */
  readonly rate: number;
  readonly epochMs: number;
  readonly aheadMs: number;
  /** Where the process ends, or stands still, and at which time that it comes there. */
  readonly point: { readonly name: string; readonly nth: number; readonly signal: 'SIGKILL' | 'SIGSTOP' } | null;
};

/** What a process is to load first, as an address: a path with a space in it would be two options. */
export const PATCHING = new URL('load.ts', import.meta.url).href;
/** Its text, as a process hears of it. */
export const DISGUISE = 'CHAOS_DISGUISE';
/** A process whose patches do not apply ends with this. */
export const OUTDATED = 97;

/** @throws Error when the file has the text not once. */
export function applyPatch(source: string, { file, find, put }: Patch): string {
  const pieces = source.split(find);
  if (pieces.length !== 2)
    throw new Error(
      `A patch of ${file} no longer applies: ${JSON.stringify(find)} is there ${pieces.length - 1} times.`,
    );
  return pieces.join(put);
}
