import { systemClock } from '../../base/clock.ts';
import { listModels, readOwnModels } from '../../providers/own-models.ts';
import { readPrices } from '../../providers/prices-file.ts';
import { statePrices, toStatedPrice } from '../../providers/stated-prices.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { fullPriceToText } from '../price-text.ts';

/** Writes down what a person says that models cost. */
export async function runStatePrices(
  { config, io, json }: CommandContext,
  texts: readonly string[],
): Promise<ExitCode> {
  const { pricesFile: file, modelsFile } = config;
  // What is of one's own and has a price in its own file has it there.
  const priced = new Set(
    readOwnModels(modelsFile).facts.flatMap(({ id, price }) => (price.kind === 'unknown' ? [] : id)),
  );
  const known = listModels(modelsFile, new Map()).filter(({ id }) => !priced.has(id));
  const stated = texts.map((text) => toStatedPrice(text, known));
  await statePrices({ file, clock: systemClock }, stated);
  const names = new Set(stated.map(({ model }) => model));
  const models = listModels(modelsFile, readPrices(file)).filter(
    ({ id, price }) => names.has(id) && price.kind !== 'free',
  );
  if (json) io.out.write(`${JSON.stringify({ models })}\n`);
  else for (const { id, price } of models) io.out.write(`${id}: ${fullPriceToText(price)}\n`);
  return EXIT.done;
}
