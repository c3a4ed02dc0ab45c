import type { ApiKey } from '../base/api-key.ts';
import { literalAddress } from './address.ts';
import { resolveName, type FetchOptions } from './http.ts';
import type { AllowAddress } from './remote-url.ts';

/** What is set for a provider: its key, and where it is asked instead of at its own address. */
export type Account = {
  readonly key: ApiKey | null;
  /** A gateway of one's own; null: the vendor's address. */
  readonly url: URL | null;
};

/**
 * Sends what a client addresses to one of a vendor's hosts to the gateway instead, the host as the first part of the
 * path: `https://queue.fal.run/x` becomes `http://127.0.0.1:8080/queue.fal.run/x`.
 */
export function routeTo(gateway: URL | null, hosts: readonly string[]): (url: URL) => URL {
  if (gateway === null) return (url) => url;
  const folder = gateway.pathname.replace(/\/+$/u, '');
  return (url) =>
    hosts.includes(url.hostname) ? new URL(`${folder}/${url.host}${url.pathname}${url.search}`, gateway) : url;
}

/** Files may come from where the gateway is, and from nowhere else that is not public. */
export function allowGateway(gateway: URL | null): AllowAddress {
  if (gateway === null) return () => false;
  const literal = literalAddress(gateway);
  const allowed = gateway.hostname === 'localhost' ? ['127.0.0.1', '::1'] : literal === null ? [] : [literal];
  return (address) => allowed.includes(address);
}

/** Files may come from a server of one's own wherever its name leads, and from nowhere else that is not public. */
export function trustServer(server: URL): Pick<FetchOptions, 'allowAddress' | 'resolve'> {
  const literal = literalAddress(server);
  const own = new Set(literal === null ? [] : [literal]);
  return {
    allowAddress: (address) => own.has(address),
    resolve: async (name) => {
      const addresses = await resolveName(name);
      if (name === server.hostname) for (const address of addresses) own.add(address);
      return addresses;
    },
  };
}
