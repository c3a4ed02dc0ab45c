import { hc } from 'hono/client';
import type { Api } from './api.ts';

/** The API as typed functions: `client.v1.renders[':id'].$get({ param: { id } })`. */
export type Client = ReturnType<typeof hc<Api>>;

/** A client of a server at `url`; `token` where the server asks for one. */
export function createClient(url: string, options: { readonly token?: string } = {}): Client {
  const headers = options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
  return hc<Api>(url, { headers });
}
