import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startVendor, type StartedVendor } from '../../../support/vendors/start-vendor.ts';
import type { Charge, Fault } from '../../../support/vendors/vendor-server.ts';
import { openStage, type Stage } from './stage.ts';

/** A server whose films are shot by vendors that keep a book, and a browser before it. */
export type PaidStage = Stage & {
  /** Begins a new book at every vendor. */
  readonly beginBook: (...faults: readonly Fault[]) => Promise<Book>;
};
export type Book = {
  /** At all vendors. */
  readonly charges: () => readonly Charge[];
  readonly chargedMicros: () => number;
};

/** What a second of `videos-api:wan` costs there. */
export const MICROS_A_SECOND = 50_000;
const MODELS = {
  version: 1,
  models: [
    {
      id: 'videos-api:wan',
      dialect: 'openai',
      modes: ['text', 'image'],
      lengths: { kind: 'steps', ms: [1000, 4000] },
      price: { kind: 'per_second', micros: MICROS_A_SECOND },
    },
  ],
};

export async function openPaidStage(): Promise<PaidStage> {
  const folder = await mkdtemp(join(tmpdir(), 'longtake-web-paid-'));
  const models = join(folder, 'models.json');
  await writeFile(models, JSON.stringify(MODELS));
  const vendors = [await startVendor('fal', ''), await startVendor('videos-api', '')] as const;
  const [fal, own] = vendors;
  const stage = await openStage(async () => [], {
    FAL_KEY: 'id:secret',
    LONGTAKE_FAL_URL: fal.url,
    LONGTAKE_VIDEOS_API_URL: `${own.url}/v1`,
    VIDEOS_API_KEY: 'sk-1',
    LONGTAKE_MODELS: models,
  });
  let books = 0;
  return {
    ...stage,
    beginBook: async (...faults) => {
      books += 1;
      const open: StartedVendor[] = [];
      for (const [index, vendor] of vendors.entries())
        open.push(await vendor.begin(join(folder, `${books}.${index}.charges.jsonl`)));
      for (const vendor of open) await vendor.faults(...faults);
      const charges = (): readonly Charge[] => open.flatMap((vendor) => vendor.charges());
      return { charges, chargedMicros: () => charges().reduce((sum, charge) => sum + charge.chargedMicros, 0) };
    },
    [Symbol.asyncDispose]: async () => {
      await stage[Symbol.asyncDispose]();
      for (const vendor of vendors) await vendor[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What the page says was spent, in the cents that it shows. */
export async function spentOf(page: Page): Promise<string> {
  const facts = await page.locator('.film-facts').textContent();
  return /\$\d+\.\d+(?= spent)/u.exec(facts ?? '')?.[0] ?? 'nothing';
}

export function toDollars(micros: number): string {
  return `$${(micros / 1_000_000).toFixed(2)}`;
}
