/**
 * A number in 0..2^32-1 that lasts for a text: FNV-1a with the finalizer of MurmurHash3, so that texts that differ in
 * their last letter differ everywhere. For colours and seeds; what identifies a result is hashed with SHA-256.
 */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
