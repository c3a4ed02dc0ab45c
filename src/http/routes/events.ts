import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Film } from '../../films/film.ts';
import type { ApiContext } from '../api-context.ts';
import { parseEventId } from '../event-id.ts';
import { HttpError } from '../problems.ts';
import { streamEvents } from '../sse.ts';
import { createRoutes, renderParams } from './operations.ts';

/** More would be a mistake, or an attack. */
const MOST_CLIENTS = 10_000;
const MOST_RENDERS = 100;

const eventsQuery = z.object({
  after: z.string().max(2_000).optional().openapi({
    description: 'The id of the last event that was heard, as `Last-Event-ID`, or `lastEvent` of a render.',
  }),
});
const stream = { 200: { description: 'The events', content: { 'text/event-stream': { schema: z.string() } } } };
const description =
  'Kept events have an id: `render.created`, `render.started`, `render.amended`, `render.changed`, `render.warned`, `render.finished`, `task.changed`, `take.selected`, `shot.accepted`, `film.changed`, `money.changed`. `task.progress` has none and is not sent again. Each has `render`, `atMs` and `seq` in its data. With `Last-Event-ID`, a client hears exactly what it missed, across a restart of the server too. A client that reads too slowly is dropped, and comes back the same way.';

/** What happens to films, as it happens. */
export function eventRoutes({ films, clock, stopping }: ApiContext) {
  const follow = (c: Context, chosen: readonly Film[] | null): Response => {
    if (films.feed.followers() >= MOST_CLIENTS)
      throw new HttpError(429, 'too_many_clients', 'Too many clients follow events already.');
    const keys = films.keysOf(chosen);
    const heard = c.req.header('last-event-id') ?? c.req.query('after') ?? '';
    const body = streamEvents({
      feed: films.feed,
      clock,
      keys,
      films: chosen === null ? null : new Set(chosen.map(({ id }) => id)),
      after: heard === '' ? new Map() : parseEventId(heard, keys),
      signal: stopping,
    });
    return c.body(body, 200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // For proxies that would hold it back.
      'x-accel-buffering': 'no',
    });
  };
  return createRoutes()
    .openapi(
      createRoute({
        method: 'get',
        path: '/v1/renders/{id}/events',
        tags: ['Events'],
        summary: 'What happens to one film',
        description,
        request: { params: renderParams, query: eventsQuery },
        responses: stream,
      }),
      async (c) => follow(c, [await films.find(c.req.valid('param').id)]),
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/v1/events',
        tags: ['Events'],
        summary: 'What happens to all films, or to some',
        description,
        request: {
          query: eventsQuery.extend({
            render: z.string().max(4_000).optional().openapi({ description: 'Ids, with commas.' }),
          }),
        },
        responses: stream,
      }),
      async (c) => {
        const { render } = c.req.valid('query');
        const ids = render === undefined ? null : render.split(',').filter(Boolean);
        if (ids !== null && ids.length > MOST_RENDERS)
          throw new HttpError(400, 'request_invalid', `Name at most ${MOST_RENDERS} renders, or none for all.`);
        return follow(c, ids === null ? null : await Promise.all(ids.map(films.find)));
      },
    );
}
