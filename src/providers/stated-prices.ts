import { toIsoDate, type Clock } from '../base/clock.ts';
import { EnvironmentError, InputError } from '../model/error.ts';
import type { Medium, ModelFacts, Rate } from '../model/model-facts.ts';
import { readPrices, writePrices } from './prices-file.ts';
import { STATED, isStated } from './refreshed-price.ts';

/** What a person says that a model costs; `price` is null where the person takes back what was said. */
export type StatedPrice = { readonly model: string; readonly price: Rate | null };

const FORM = /^(?<model>[^=\s]+)=(?:(?<none>unknown)|\$?(?<amount>\d+(?:\.\d{1,6})?)(?: ?USD)?\/(?<unit>.+))$/u;
const EXAMPLE = 'write it like `fal:topaz-upscale=0.08/second`, with `/second`, `/take` or `/1000-letters`';

/**
 * `MODEL=AMOUNT/UNIT` in US dollars, or `MODEL=unknown`.
 * @throws InputError where it is not of that form, the model is not known, or is not charged in such a way
 */
export function toStatedPrice(text: string, models: readonly ModelFacts[]): StatedPrice {
  const { model = '', none, amount = '', unit = '' } = FORM.exec(text.trim())?.groups ?? {};
  if (model === '') throw wrongForm(text, `expected a price; ${EXAMPLE}`);
  const media = models.filter(({ id, price }) => id === model && price.kind !== 'free').map(({ medium }) => medium);
  const [medium] = media;
  if (medium === undefined)
    throw wrongForm(
      text,
      `longtake knows no paid model ${model}; \`longtake models\` lists them, and a model of your own has its price in its file`,
    );
  if (none !== undefined) return { model, price: null };
  const micros = Math.round(Number(amount) * 1_000_000);
  if (micros <= 0) throw wrongForm(text, 'a price is more than nothing');
  return { model, price: { ...rateOf(text, medium, unit), micros } };
}

/** Writes prices down beside those that are known, whole or not at all. @throws EnvironmentError where there is no place */
export async function statePrices(
  { file, clock }: { readonly file: string | null; readonly clock: Clock },
  stated: readonly StatedPrice[],
): Promise<void> {
  if (file === null) throw noPlace();
  const prices = new Map(readPrices(file));
  const asOf = toIsoDate(clock.nowMs());
  for (const { model, price } of stated) {
    if (price !== null) prices.set(model, { price, isBase: false, asOf, source: STATED });
    else if (isStated(prices.get(model))) prices.delete(model);
  }
  await writePrices(file, prices);
}

export function noPlace(): EnvironmentError {
  return new EnvironmentError({
    code: 'no_prices_file',
    message:
      'Nobody knows where prices are to be kept: neither HOME nor XDG_CONFIG_HOME is set. ' +
      'Set LONGTAKE_PRICES to a file such as ./prices.json.',
  });
}

type Unit =
  | { readonly kind: 'per_second'; readonly soundMicros: null }
  | { readonly kind: Exclude<Rate['kind'], 'per_second'> };

function rateOf(text: string, medium: Medium, unit: string): Unit {
  switch (unit.toLowerCase().replaceAll(/[\s-]+/gu, ' ')) {
    case 'second':
      if (medium === 'video' || medium === 'music') return { kind: 'per_second', soundMicros: null };
      break;
    case 'minute':
      if (medium === 'music') return { kind: 'per_minute' };
      break;
    case 'take':
      return { kind: 'per_take' };
    case '1000 letters':
      if (medium === 'voice') return { kind: 'per_1000_characters' };
      break;
  }
  const fitting = {
    video: '/second or /take',
    music: '/second, /minute or /take',
    image: '/take',
    voice: '/1000-letters or /take',
  };
  throw wrongForm(text, `a model that makes ${medium} costs so much ${fitting[medium]}`);
}

function wrongForm(text: string, why: string): InputError {
  return new InputError({ code: 'usage_error', message: `--price ${text}: ${why}.` });
}
