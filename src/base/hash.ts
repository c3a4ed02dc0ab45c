import { hash } from 'node:crypto';

/** Lower-case hexadecimal SHA-256 (64 characters) of text (as UTF-8) or bytes. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex');
}
