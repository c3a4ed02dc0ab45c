import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../base/replace-file.ts';
import { InputError } from '../model/error.ts';
import type { RefreshedPrice } from './refreshed-price.ts';
import { priceSchema } from './registry.ts';

/** By the id that a model has in the registry. */
export type Prices = ReadonlyMap<string, RefreshedPrice>;

/**
 * What `models --refresh` wrote down last: none where there is no such file, or `file` is null.
 * @throws InputError that names the file where it is broken
 */
export function readPrices(file: string | null): Prices {
  const text = file === null ? null : readIfThere(resolve(file));
  if (file === null || text === null) return new Map();
  const parsed = fileSchema.safeParse(toJson(text));
  if (!parsed.success) throw broken(resolve(file), z.prettifyError(parsed.error));
  return new Map(Object.entries(parsed.data.models));
}

/** Writes the file whole or not at all, and its folder where there is none. @throws what the disk says. */
export async function writePrices(file: string, prices: Prices): Promise<void> {
  const path = resolve(file);
  await mkdir(dirname(path), { recursive: true });
  const models = Object.fromEntries([...prices].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  await replaceFile(path, `${JSON.stringify({ version: 1, models }, null, 2)}\n`);
}

const rateSchema = priceSchema.transform((price, context) => {
  if ('micros' in price) return price;
  context.addIssue({ code: 'custom', message: 'must have a figure' });
  return z.NEVER;
});
const fileSchema = z.strictObject({
  version: z.literal(1),
  models: z.record(
    z.string(),
    z.strictObject({ price: rateSchema, isBase: z.boolean(), asOf: z.iso.date(), source: z.string().min(1) }),
  ),
});

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw broken(path, error instanceof Error ? error.message : String(error), error);
  }
}

/** Undefined is nothing that JSON can hold: the schema refuses it. */
function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function broken(path: string, why: string, cause?: unknown): InputError {
  return new InputError({
    code: 'bad_prices_file',
    message:
      `The file of prices, ${path}, cannot be used: ${why.replace(/\.$/u, '')}. ` +
      'Write it anew with `longtake models --refresh`, or delete it.',
    cause,
  });
}
