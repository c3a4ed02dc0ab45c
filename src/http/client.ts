import { hc } from 'hono/client';
import type { Hono, Schema } from 'hono';
import type { Api } from './api.ts';

export { readEvents, type HeardData, type HeardEvent } from './read-events.ts';

/** The API as typed functions: `client.v1.renders[':id'].$get({ param: { id } })`. */
export type Client = ReturnType<typeof hc<AskedApi>>;

export type ClientOptions = {
  /** Where the server asks for one. */
  readonly token?: string;
  /** In place of the global one. */
  readonly fetch?: typeof fetch;
};

/** A client of a server at `url`. */
export function createClient(url: string, options: ClientOptions = {}): Client {
  const headers = options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
  return hc<AskedApi>(url, { headers, ...(options.fetch === undefined ? {} : { fetch: options.fetch }) });
}

/** The API as it is asked: a query, headers or a body that may be empty may be left out, which hono's types do not say. */
type AskedApi =
  Api extends Hono<infer E, infer S, infer B>
    ? { [Path in keyof S]: { [Method in keyof S[Path]]: Asked<S[Path][Method]> } } extends infer Routes extends Schema
      ? Hono<E, Routes, B>
      : never
    : never;
type Asked<Route> = Route extends { input: infer Input } ? Omit<Route, 'input'> & { input: Demanded<Input> } : Route;
type Demanded<Input> = { [Key in keyof Input as MayBeEmpty<Input[Key]> extends true ? never : Key]: Input[Key] } & {
  [Key in keyof Input as MayBeEmpty<Input[Key]> extends true ? Key : never]?: Input[Key];
};
type MayBeEmpty<Part> = Record<never, never> extends Part ? true : false;
