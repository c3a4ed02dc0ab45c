import { homedir, tmpdir } from 'node:os';
import { resolve, sep } from 'node:path';

/** Takes this machine's folders out of what is told to callers: what lies in them is named as seen from there. */
export type ConcealPaths = {
  readonly text: (text: string) => string;
  /** The same for every text in a piece of JSON. */
  readonly in: <T>(json: T) => T;
};

export function createConcealPaths(folders: readonly string[]): ConcealPaths {
  // The longest first, so that a folder inside another one goes whole.
  const known = [...new Set([...folders, process.cwd(), tmpdir(), homedir()].map((folder) => resolve(folder)))]
    .filter((folder) => folder !== sep)
    .toSorted((a, b) => b.length - a.length);
  const text = (whole: string): string => {
    let told = whole;
    for (const folder of known) told = told.replaceAll(`${folder}${sep}`, '').replaceAll(folder, 'its folder');
    // A path of any other place keeps its last part only.
    return told.replaceAll(/(^|[\s"'`(])\/(?:[\w.@~+-]+\/)+([\w.@~+-]+)/gu, '$1$2');
  };
  const within = (json: unknown): unknown => {
    if (typeof json === 'string') return text(json);
    if (Array.isArray(json)) return json.map(within);
    if (typeof json !== 'object' || json === null) return json;
    return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, within(value)]));
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same shape, with other words in its texts
  return { text, in: <T>(json: T) => within(json) as T };
}
