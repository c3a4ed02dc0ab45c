/** Remembers what was made for a key: most shots of a long film are alike in most things. */
export type Memo<T> = (key: string, make: () => T) => T;

export function createMemo<T>(): Memo<T> {
  const made = new Map<string, T>();
  return (key, make) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const fresh = make();
    made.set(key, fresh);
    return fresh;
  };
}
