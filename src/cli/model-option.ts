import { InputError } from '../model/error.ts';
import type { ModelRef } from '../model/storyboard.ts';
import { parseStoryboard } from '../storyboard/parse.ts';

/** Reads `--model` with the storyboard's own grammar. @throws InputError in the words that the storyboard would get. */
export function parseModelOption(text: string): ModelRef {
  const parsed = parseStoryboard({
    file: '--model',
    name: 'option',
    text: `{longtake: 1, models: {video: ${JSON.stringify(text)}}, scenes: [{id: s, shots: [{id: a, card: a}]}]}`,
  });
  const model = parsed.storyboard?.models.video?.[0];
  const problem = parsed.problems.find(({ severity }) => severity === 'error');
  if (model !== undefined && problem === undefined) return model;
  const words = problem === undefined ? `"${text}" is not a model` : problem.message;
  const fix = problem?.fix ?? null;
  throw new InputError({ code: 'usage_error', message: `--model: ${words}${fix === null ? '' : `; ${fix}`}.` });
}
