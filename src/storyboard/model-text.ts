import type { ModelRef } from '../model/storyboard.ts';
import { parseStoryboard } from './parse.ts';

/** Reads a model that does not stand in a storyboard with the storyboard's own grammar; `wrong` has its words. */
export function readModelText(text: string): { readonly model: ModelRef } | { readonly wrong: string } {
  const parsed = parseStoryboard({
    file: '--model',
    name: 'option',
    text: `{longtake: 1, models: {video: ${JSON.stringify(text)}}, scenes: [{id: s, shots: [{id: a, card: a}]}]}`,
  });
  const model = parsed.storyboard?.models.video?.[0];
  const problem = parsed.problems.find(({ severity }) => severity === 'error');
  if (model !== undefined && problem === undefined) return { model };
  const words = problem === undefined ? `"${text}" is not a model` : problem.message;
  return { wrong: `${words}${problem?.fix === null || problem === undefined ? '' : `; ${problem.fix}`}` };
}
