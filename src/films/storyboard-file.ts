import { readFile } from 'node:fs/promises';
import { sha256 } from '../base/hash.ts';
import { replaceFile } from '../base/replace-file.ts';
import { InputError } from '../model/error.ts';
import { shownName, type Film } from './film.ts';

/** A storyboard's text, and the mark by which a writer says which text it replaces. */
export type StoryboardText = { readonly text: string; readonly etag: string };

export async function readStoryboardText(film: Film): Promise<StoryboardText> {
  const text = await readFile(film.file, 'utf8').catch((error: unknown) => {
    throw new InputError({
      code: 'storyboard_missing',
      message: `${shownName(film)} is not there any more, or cannot be read.`,
      cause: error,
    });
  });
  return { text, etag: etagOf(text) };
}

/**
 * Replaces a storyboard, whole or not at all.
 * @throws InputError where it is not the text any more that the writer has seen.
 */
export async function replaceStoryboard(film: Film, text: string, ifMatch: string | null): Promise<void> {
  await requireMatch(film, ifMatch);
  await replaceFile(film.file, text);
}

/** A file that somebody was given may be open in an editor: who replaces it must know what it says. */
export async function requireMatch(film: Film, ifMatch: string | null): Promise<void> {
  if (ifMatch === null && film.source === 'file') {
    throw new InputError({
      code: 'if_match_needed',
      message: `${shownName(film)} is somebody's own file: send \`If-Match\` with the ETag of the text that you replace.`,
    });
  }
  if (ifMatch === null || ifMatch === '*') return;
  const { etag } = await readStoryboardText(film);
  if (ifMatch.split(',').some((one) => one.trim().replace(/^W\//u, '') === etag)) return;
  throw new InputError({
    code: 'storyboard_changed',
    message: `${shownName(film)} was changed since you read it. Read it again; nothing was written.`,
  });
}

function etagOf(text: string): string {
  return `"${sha256(text).slice(0, 32)}"`;
}
