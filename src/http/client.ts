import { hc } from 'hono/client';
import type { Api } from './api.ts';

/** The API as typed functions: `client.v1.renders[':id'].$get({ param: { id } })`. */
export type Client = ReturnType<typeof hc<Api>>;

export type ClientOptions = {
  /** Where the server asks for one. */
  readonly token?: string;
  /** In place of the global one. */
  readonly fetch?: typeof fetch;
};

/** A client of a server at `url`. */
export function createClient(url: string, options: ClientOptions = {}): Client {
  const headers = options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
  return hc<Api>(url, { headers, ...(options.fetch === undefined ? {} : { fetch: options.fetch }) });
}
