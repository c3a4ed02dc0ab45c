import { InputError } from '../model/error.ts';
import type { ModelRef } from '../model/storyboard.ts';
import { readModelText } from '../storyboard/model-text.ts';

/** Reads `--model` with the storyboard's own grammar. @throws InputError in the words that the storyboard would get. */
export function parseModelOption(text: string): ModelRef {
  const read = readModelText(text);
  if ('model' in read) return read.model;
  throw new InputError({ code: 'usage_error', message: `--model: ${read.wrong}.` });
}
