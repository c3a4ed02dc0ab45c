import type { Config } from '../config.ts';
import { InputError } from '../model/error.ts';
import type { ModelRef } from '../model/storyboard.ts';
import { modelIdOf } from '../plan/model-names.ts';
import { unknownModel } from '../plan/model-problems.ts';
import { listModels } from '../providers/own-models.ts';
import { readPrices } from '../providers/prices-file.ts';
import { readModelText } from '../storyboard/model-text.ts';

/**
 * Reads `--model` with the storyboard's own grammar.
 * @throws InputError in the words that the storyboard would get; what stands on the command line has no line in the file.
 */
export function parseModelOption(text: string, config: Pick<Config, 'modelsFile' | 'pricesFile'>): ModelRef {
  const read = readModelText(text);
  if ('wrong' in read) throw new InputError({ code: 'usage_error', message: `--model: ${read.wrong}.` });
  const models = listModels(config.modelsFile, readPrices(config.pricesFile));
  const id = modelIdOf(read.model);
  if (read.model.provider === 'auto' || models.some((one) => one.id === id && one.medium === 'video'))
    return read.model;
  const { message, fix } = unknownModel(read.model, { medium: 'video', ladderPath: [] }, models);
  const hint = fix === null ? '' : ` ${fix.charAt(0).toUpperCase()}${fix.slice(1)}`;
  throw new InputError({
    code: 'unknown_model',
    message: `--model: ${message}.${hint} \`longtake models\` lists them.`,
  });
}
