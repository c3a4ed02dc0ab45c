import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Log, LogFields } from '../base/log.ts';
import type { Metrics } from '../monitor/metrics.ts';

/**
 * Measures every answer, and says in the log what was asked: the route and never the path or what was sent. Reading is
 * told with `debug` only; pages do it all the time.
 */
export function measure(metrics: Pick<Metrics, 'answered'>, log: Log): MiddlewareHandler {
  return async (c, next) => {
    const fromMs = performance.now();
    await next();
    const seconds = (performance.now() - fromMs) / 1000;
    const { method } = c.req;
    const { status } = c.res;
    const route = matchedRoutes(c).findLast(({ path }) => !path.endsWith('*'))?.path ?? '*';
    metrics.answered({ method, route, status, seconds });
    const isReading = method === 'GET' || method === 'HEAD';
    log[status >= 500 ? 'error' : isReading ? 'debug' : 'info']('request', {
      method,
      route,
      status,
      ms: Math.round(seconds * 1000),
      ...subjectOf(c.req.path),
    });
  };
}

/** The render and the shot that a path names. */
function subjectOf(path: string): LogFields {
  const { render, shot } =
    /^\/v1\/renders\/(?<render>[a-z]-[0-9a-z]{1,40})(?:\/shots\/(?<shot>[\w.-]{1,60}))?(?:\/|$)/u.exec(path)?.groups ??
    {};
  return { ...(render === undefined ? {} : { render }), ...(shot === undefined ? {} : { shot }) };
}
