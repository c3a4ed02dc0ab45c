import { LongtakeError } from '../model/error.ts';
import { toDisplayPath } from './display-path.ts';
import type { Json } from '../base/json.ts';

/** An error in words for a person: what happened and what to do; for one that nobody foresaw, how to report it. */
export function errorToText(error: unknown, options: { readonly debug: boolean } = { debug: false }): string {
  if (error instanceof LongtakeError && error.code !== 'unexpected_error')
    return `longtake: ${toDisplayLines(error.message)}`;
  const system = systemErrorWords(error);
  if (system !== null) return `longtake: ${toDisplayLines(system)}`;
  const where = options.debug && error instanceof Error && error.stack !== undefined ? `\n${error.stack}` : '';
  return (
    `longtake: something went wrong that should not: ${toDisplayLines(messageOf(error))}\n` +
    `What was made so far is kept. Please report it with the output of \`longtake doctor\` and of the same command with ` +
    `LONGTAKE_DEBUG=1 set.${where}`
  );
}

export type JsonError = {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly details: Json;
};

/** The same for programs: they decide on `code`. */
export function errorToJson(error: unknown): JsonError {
  if (error instanceof LongtakeError) {
    return { code: error.code, message: error.message, retryable: error.retryable, details: error.details };
  }
  const system = systemErrorWords(error);
  return {
    code: system === null ? 'unexpected_error' : 'system_error',
    message: system ?? messageOf(error),
    retryable: false,
    details: null,
  };
}

/** Errors of the operating system that a person can do something about. */
export function systemErrorWords(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : 'a file';
  const words: Readonly<Record<string, string>> = {
    ENOSPC: `${path}: the disk is full. Make room and run the same command again; what is made is kept.`,
    EDQUOT: `${path}: the disk quota is used up. Make room and run the same command again; what is made is kept.`,
    EACCES: `${path}: no permission. Check who owns it.`,
    EPERM: `${path}: no permission. Check who owns it.`,
    EROFS: `${path}: the file system is read-only.`,
    ENOENT: `${path}: there is no such file or folder.`,
    EISDIR: `${path} is a folder; a file was expected.`,
    ENOTDIR: `${path}: a part of the path is not a folder.`,
    EMFILE: 'Too many files are open. Raise the limit (`ulimit -n`).',
    EIO: `${path}: the disk reports an error.`,
  };
  return Object.hasOwn(words, error.code) ? (words[error.code] ?? null) : null;
}

/** Messages name files, and files can have any name. */
function toDisplayLines(message: string): string {
  return message.split('\n').map(toDisplayPath).join('\n');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
