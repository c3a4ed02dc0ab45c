import { listingOf } from './fal-prices.ts';
import type { Asked, Desk, Reply } from './vendor-server.ts';

/** 1 to 50 ids in one request, as its documentation says; answers come in pages. */
const MOST_IDS = 50;
const PAGE = 15;

/**
 * `GET /v1/models/pricing`. Faults with `on: 'pricing'`: `error`, `unauthorized`, `leaky`, `rate_limited`, `html`, `reset`;
 * `dearer` (twice), `cheaper` (half), `in_euros`, `by_pixels`, `for_nothing`; `some_gone` has one endpoint less.
 */
export function priceList(
  desk: Desk,
  { query, headers }: Pick<Asked, 'query' | 'headers'>,
  isServed: (endpoint: string) => boolean,
): Reply {
  const fault = desk.strikeNamed('pricing');
  switch (fault ?? '') {
    case 'error':
      return wrong(500, 'server_error', 'Something went wrong');
    case 'unauthorized':
      return wrong(401, 'authorization_error', 'Authentication required');
    case 'leaky':
      return wrong(401, 'authorization_error', `${headers['authorization'] ?? ''} is not a key`);
    case 'rate_limited':
      return wrong(429, 'rate_limited', 'Rate limit exceeded');
    case 'html':
      return { status: 200, bytes: Buffer.from('<html>All is well.</html>'), type: 'text/html' };
    case 'reset':
      return { happens: 'reset' };
    default:
  }
  const ids = query.getAll('endpoint_id').flatMap((value) => value.split(','));
  if (ids.length === 0 || ids.length > MOST_IDS) return wrong(400, 'validation_error', 'Accepts 1-50 endpoint IDs');
  const isGone = (id: string): boolean => !isServed(id) || (fault === 'some_gone' && id.includes('wan-ati'));
  if (ids.some(isGone)) return wrong(404, 'not_found', 'Endpoint not found');
  const page = Number(Buffer.from(query.get('cursor') ?? '', 'base64').toString('utf8') || '1');
  const hasMore = ids.length > page * PAGE;
  const prices = ids.slice((page - 1) * PAGE, page * PAGE).map((id) => entryOf(id, fault));
  const cursor = hasMore ? Buffer.from(String(page + 1)).toString('base64') : null;
  return { status: 200, json: { prices, next_cursor: cursor, has_more: hasMore } };
}

const TIMES: Readonly<Record<string, number>> = { dearer: 2, cheaper: 0.5, for_nothing: 0 };

function entryOf(id: string, fault: string | null): unknown {
  const { unit_price: price, unit } = listingOf(id);
  return {
    endpoint_id: id,
    unit_price: price * (TIMES[fault ?? ''] ?? 1),
    unit: fault === 'by_pixels' ? 'processed megapixels' : unit,
    currency: fault === 'in_euros' ? 'EUR' : 'USD',
  };
}

function wrong(status: number, type: string, message: string): Reply {
  return { status, json: { error: { type, message } } };
}
