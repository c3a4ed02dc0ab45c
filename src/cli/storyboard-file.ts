import { stat } from 'node:fs/promises';
import { InputError } from '../model/error.ts';

/** Hands back a storyboard's path when there is a file. @throws InputError otherwise. */
export async function mustExist(file: string): Promise<string> {
  let isFile: boolean;
  try {
    isFile = !(await stat(file)).isDirectory();
  } catch (error) {
    throw new InputError({
      code: 'storyboard_missing',
      message: `${file} does not exist. Check the path; \`longtake status\` alone shows every film of this folder.`,
      cause: error,
    });
  }
  if (isFile) return file;
  throw new InputError({
    code: 'not_a_file',
    message: `${file} is a folder, not a storyboard. \`longtake status\` in it shows all of its films.`,
  });
}
