import { $, OpenAPIHono } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { Context, MiddlewareHandler } from 'hono';
import type { ApiContext } from './api-context.ts';
import type { ConcealPaths } from './conceal-paths.ts';
import { describeApi } from './describe-api.ts';
import { idempotent } from './idempotency.ts';
import { measure } from './measure.ts';
import { HttpError, sendProblem, toProblem } from './problems.ts';
import { callbackRoutes } from './routes/callbacks.ts';
import { eventRoutes } from './routes/events.ts';
import { heldRoutes } from './routes/held.ts';
import { houseRoutes } from './routes/house.ts';
import { MOST_BLOB_BYTES, mediaRoutes } from './routes/media.ts';
import { monitorRoutes } from './routes/monitor.ts';
import { renderRoutes } from './routes/renders.ts';
import { steeringRoutes } from './routes/steering.ts';
import { answerPage } from '../web/answer-page.ts';
import { checkHost, checkOrigin, checkToken, secureHeaders } from './safety.ts';

/** A storyboard is at most 16 MiB; a form may bring files with it, larger ones are uploaded by themselves. */
const MOST_TEXT_BYTES = 17 * 1024 ** 2;
const MOST_FORM_BYTES = 96 * 1024 ** 2;
const MOST_SMALL_BYTES = 1024 ** 2;

/** What the API itself says. Media are compressed already, and events are sent one by one. */
const COMPRESSED = /^application\/(?:problem\+)?json/u;

export type ApiOptions = ApiContext & {
  readonly conceal: ConcealPaths;
  /** What nobody foresaw. */
  readonly onError: (error: unknown, where: { readonly method: string; readonly path: string }) => void;
};

/** The HTTP API: translates, and holds no rules. Checks of who asks and how much come before anything is read. */
export function createApi(options: ApiOptions) {
  const { safety, conceal, films, clock, metrics, log } = options;
  const base = new OpenAPIHono();
  base.onError((error, c) => {
    const problem = toProblem(error, conceal);
    if (problem.status === 500) options.onError(error, { method: c.req.method, path: c.req.routePath });
    return sendProblem(c, problem);
  });
  base.notFound((c) => sendProblem(c, toProblem(new HttpError(404, 'not_found', 'There is nothing here.'), conceal)));
  base.use(
    measure(metrics, log),
    compress({ contentTypeFilter: COMPRESSED }),
    secureHeaders(),
    checkHost(safety),
    checkOrigin(),
    checkToken(safety, isOpen),
    limitBodies(),
    methodNotAllowed({
      app: base,
      onMethodNotAllowed: (c, methods) => {
        c.header('allow', methods.join(', '));
        const detail = `${c.req.method} does nothing here. Use ${methods.join(' or ')}.`;
        return sendProblem(c, toProblem(new HttpError(405, 'method_not_allowed', detail), conceal));
      },
    }),
    idempotent(films, clock),
    async (c, next) => (await answerPage(c.req.raw)) ?? next(),
  );
  const api = $(base)
    .route('/', renderRoutes(options))
    .route('/', steeringRoutes(options))
    .route('/', heldRoutes(options))
    .route('/', callbackRoutes(options))
    .route('/', eventRoutes(options))
    .route('/', mediaRoutes(options))
    .route('/', houseRoutes(options))
    .route('/', monitorRoutes(options));
  describeApi(api, options.version);
  return api;
}

/** For the typed client. */
export type Api = ReturnType<typeof createApi>;

/** What is answered without a token: the page, so that somebody can sign in, and whether the server is well. */
function isOpen(c: Context): boolean {
  const { path, method } = c.req;
  if (path === '/v1/session') return true;
  // Who sends to it proves who they are by the address that only they were given, and most by a signature.
  if (path.startsWith('/v1/webhooks/') && method === 'POST') return true;
  const isProtected = path.startsWith('/v1/') || path === '/metrics' || path === '/docs' || path === '/openapi.json';
  return !isProtected && (method === 'GET' || method === 'HEAD');
}

/** Counts what comes, declared or not, and stops at the limit. Blobs are streamed, and counted on their way. */
function limitBodies(): MiddlewareHandler {
  const onError = (): never => {
    throw new HttpError(413, 'too_large', 'The request is larger than is taken here.');
  };
  const limits = {
    text: bodyLimit({ maxSize: MOST_TEXT_BYTES, onError }),
    form: bodyLimit({ maxSize: MOST_FORM_BYTES, onError }),
    small: bodyLimit({ maxSize: MOST_SMALL_BYTES, onError }),
  };
  return async (c, next) => {
    if (c.req.path === '/v1/blobs') {
      if (Number(c.req.header('content-length') ?? 0) > MOST_BLOB_BYTES) return onError();
      return next();
    }
    const isDraft = /^\/v1\/(?:renders|plan|renders\/[^/]+\/storyboard)$/u.test(c.req.path);
    const isForm = c.req.header('content-type')?.toLowerCase().startsWith('multipart/form-data') === true;
    return limits[!isDraft ? 'small' : isForm ? 'form' : 'text'](c, next);
  };
}
