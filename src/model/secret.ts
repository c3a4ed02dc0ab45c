/** Something that must not be seen: however it is printed, logged or turned into JSON, it shows nothing. */
export type Secret = {
  readonly bytes: () => Uint8Array;
};

export function toSecret(bytes: Uint8Array): Secret {
  const kept = Uint8Array.from(bytes);
  return { bytes: () => kept };
}
