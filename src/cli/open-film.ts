import { UnsoundStoryboardError } from '../films/problems.ts';
import { openSoundFilm, type SoundFilm } from '../films/sound-film.ts';
import { problemToText } from '../storyboard/render-problem.ts';
import { createLongtake, type OpenOptions } from '../wire.ts';
import type { CommandContext } from './context.ts';

/**
 * Opens a storyboard for a command that needs a sound one, and tells what is wrong with it.
 * @throws UnsoundStoryboardError with all its problems; InputError when the file cannot be read.
 */
export async function openFilm(context: CommandContext, file: string, options: OpenOptions): Promise<SoundFilm> {
  try {
    return await openSoundFilm(createLongtake(context.config, undefined, context.io.network), file, options);
  } catch (error) {
    if (error instanceof UnsoundStoryboardError && !context.json)
      for (const problem of error.problems)
        context.io.err.write(`${problemToText(problem, { color: context.paint.isOn })}\n\n`);
    throw error;
  }
}
