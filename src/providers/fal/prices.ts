import { z } from 'zod';
import type { Failure } from '../../model/generation.ts';
import type { ModelFacts } from '../../model/model-facts.ts';
import type { PricesOutcome } from '../contract.ts';
import { isOk, jsonOf, type PostReport } from '../post-once.ts';
import { refusal } from '../refusal.ts';
import { saidIn } from '../rejection.ts';
import type { FalClients } from './client.ts';
import { FAL_MODELS } from './endpoints.ts';
import { toListedPrice, type FalPrice } from './price-units.ts';

/** `GET /v1/models/pricing` takes 1 to 50 ids (docs.fal.ai/platform-apis/v1/models/pricing, 2026-11-30). */
const IDS_A_REQUEST = 20;
const MOST_PAGES = 20;

/**
 * What fal lists now for every endpoint that the models are shot with. Only what has an endpoint here is asked for: all
 * prices or none, so that a list that broke off is never taken for a whole one.
 */
export async function listPrices(
  clients: Pick<FalClients, 'platform'>,
  models: readonly ModelFacts[],
  signal: AbortSignal,
): Promise<PricesOutcome> {
  const asked = models.flatMap((facts) => {
    const [provider, name = ''] = facts.id.split(':');
    const endpoints = provider === 'fal' ? FAL_MODELS[name] : undefined;
    return endpoints === undefined ? [] : [{ facts, endpoints: Object.values(endpoints) }];
  });
  const paths = [...new Set(asked.flatMap(({ endpoints }) => endpoints.map(({ path }) => path)))];
  const listed = new Map<string, FalPrice>();
  const desk: Desk = { ask: (path) => clients.platform(path, signal), listed, signal };
  for (let first = 0; first < paths.length; first += IDS_A_REQUEST) {
    const failure = await askFor(desk, paths.slice(first, first + IDS_A_REQUEST));
    if (failure !== null) return { status: 'failed', failure };
  }
  if (listed.size === 0) return { status: 'failed', failure: refusal('unavailable', 'fal lists no prices', null) };
  const prices = asked.map(({ facts, endpoints }) => toListedPrice(facts, endpoints, listed));
  return { status: 'listed', source: 'https://api.fal.ai/v1/models/pricing', prices };
}

type Desk = {
  readonly ask: (path: string) => Promise<PostReport>;
  readonly listed: Map<string, FalPrice>;
  readonly signal: AbortSignal;
};

async function askFor(desk: Desk, paths: readonly string[]): Promise<Failure | null> {
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = new URLSearchParams({ endpoint_id: paths.join(','), ...(cursor === null ? {} : { cursor }) });
    const report = await desk.ask(`models/pricing?${query.toString()}`);
    desk.signal.throwIfAborted();
    // One endpoint that is gone must not hide the prices of the others.
    if (report.phase === 'answered' && report.status === 404) return askForHalves(desk, paths);
    const parsed = isOk(report) ? pageSchema.safeParse(jsonOf(report)) : null;
    if (parsed?.success !== true) return toFailure(report);
    for (const entry of parsed.data.prices) if (entry !== null) desk.listed.set(entry.endpoint_id, entry);
    cursor = parsed.data.next_cursor ?? null;
    if (parsed.data.has_more !== true || cursor === null) return null;
  }
  return refusal('unavailable', 'the price list of fal is too long to be read to its end', null);
}

async function askForHalves(desk: Desk, paths: readonly string[]): Promise<Failure | null> {
  if (paths.length < 2) return null;
  const middle = Math.ceil(paths.length / 2);
  return (await askFor(desk, paths.slice(0, middle))) ?? askFor(desk, paths.slice(middle));
}

function toFailure(report: PostReport): Failure {
  if (report.phase !== 'answered')
    return refusal(
      'unavailable',
      `fal cannot be reached (${report.phase === 'nothing' ? 'nothing was sent' : report.code})`,
      'Check the network, and ask again.',
    );
  const said = saidIn(report);
  switch (report.status) {
    case 401:
      return refusal('unauthorized', `fal does not know the key: ${said}`, 'Check FAL_KEY.');
    case 403:
      return refusal('unauthorized', `fal tells this key no prices: ${said}`, 'Check FAL_KEY and its scope.');
    case 429:
      return refusal('rate_limited', `fal was asked too often: ${said}`, 'Ask again in a minute.');
    default:
      return report.status < 300
        ? refusal('unavailable', 'the price list of fal cannot be read', 'It may have another form by now.')
        : refusal('unavailable', `fal does not tell its prices: ${said}`, 'Ask again later.');
  }
}

const entrySchema: z.ZodType<FalPrice> = z.object({
  endpoint_id: z.string().min(1),
  unit_price: z.number().nonnegative(),
  unit: z.string(),
  currency: z.string(),
});
/** An entry that makes no sense is one that is not there. */
const pageSchema = z.object({
  prices: z.array(entrySchema.nullable().catch(null)),
  next_cursor: z.string().nullish(),
  has_more: z.boolean().nullish(),
});
