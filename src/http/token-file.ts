import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EnvironmentError, InputError } from '../model/error.ts';

/** Reads the server's token, or makes one; nobody but its owner may read the file. */
export async function readTokenFile(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new EnvironmentError({ code: 'token_file_unreadable', message: `${path} cannot be read.`, cause: error });
  });
  if (text === null) return make(path);
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0 && process.platform !== 'win32') {
    throw new InputError({
      code: 'token_file_open',
      message: `${path} can be read by others. Run \`chmod 600\` on it, or name another file with --token-file.`,
    });
  }
  const token = text.trim();
  if (!/^[\u0021-\u007E]{16,500}$/u.test(token)) {
    throw new InputError({
      code: 'token_too_weak',
      message: `${path} must hold one line of at least 16 visible ASCII characters. Remove it, and a good one is made.`,
    });
  }
  return token;
}

async function make(path: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await mkdir(dirname(path), { recursive: true });
  // Never over a file that somebody else made in the meantime.
  await writeFile(path, `${token}\n`, { mode: 0o600, flag: 'wx' });
  await chmod(path, 0o600);
  return token;
}
