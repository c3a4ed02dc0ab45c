import { stat } from 'node:fs/promises';

/** Another one whenever the file is: its size and when it was written. What an ETag of it says, and its address. */
export function toFileMark({ size, mtimeMs }: { readonly size: number; readonly mtimeMs: number }): string {
  return `${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}`;
}

/** Null where no file is. */
export async function readFileMark(path: string | null | undefined): Promise<string | null> {
  if (path === null || path === undefined) return null;
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true ? toFileMark(found) : null;
}
