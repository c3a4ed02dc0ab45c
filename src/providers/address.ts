import { BlockList, isIP } from 'node:net';

/**
 * Why nobody's public files are at this IP address, such as `a loopback address`; null for a public one. Forms of IPv6
 * that carry an IPv4 address (mapped, NAT64, 6to4, Teredo) are not public: behind them may be any address at all.
 */
export function whyNotPublic(address: string): string | null {
  switch (isIP(address)) {
    case 4:
      return NOT_PUBLIC_4.find(({ list }) => list.check(address, 'ipv4'))?.what ?? null;
    case 6:
      return NOT_PUBLIC_6.find(({ list }) => list.check(address, 'ipv6'))?.what ?? outsideGlobal(address);
    default:
      return 'not an IP address';
  }
}

/** The IP address that a URL names outright, without an IPv6 one's brackets; null where it has a name. */
export function literalAddress(url: URL): string | null {
  const host = url.hostname.replace(/^\[(.*)\]$/u, '$1');
  return isIP(host) === 0 ? null : host;
}

type Range = { readonly what: string; readonly list: BlockList };

/** IANA's IPv4 special-purpose registry (2026), and the one public address at which a cloud answers its own machines. */
const NOT_PUBLIC_4: readonly Range[] = [
  range('an unspecified address', '0.0.0.0/8'),
  range('a private address', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'),
  range('an address of a carrier’s own network', '100.64.0.0/10'),
  range('a loopback address', '127.0.0.0/8'),
  range('a link-local address', '169.254.0.0/16'),
  range('a metadata address', '168.63.129.16/32'),
  range('a reserved address', '192.0.0.0/24', '192.88.99.0/24', '198.18.0.0/15', '240.0.0.0/4'),
  range('a documentation address', '192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'),
  range('a multicast address', '224.0.0.0/4'),
];

/** Only 2000::/3 is handed out to the public; these have names of their own, inside and outside of it. */
const NOT_PUBLIC_6: readonly Range[] = [
  range('an unspecified address', '::/128'),
  range('a loopback address', '::1/128'),
  range(
    'an IPv4 address in IPv6',
    '::/96',
    '::ffff:0:0/96',
    '64:ff9b::/96',
    '64:ff9b:1::/48',
    '2002::/16',
    '2001::/32',
  ),
  range('a private address', 'fc00::/7'),
  range('a link-local address', 'fe80::/10'),
  range('a multicast address', 'ff00::/8'),
  range('a documentation address', '2001:db8::/32', '3fff::/20'),
  range('a reserved address', '2001::/23'),
];

const GLOBAL_6 = range('', '2000::/3').list;

function outsideGlobal(address: string): string | null {
  return GLOBAL_6.check(address, 'ipv6') ? null : 'a reserved address';
}

function range(what: string, ...subnets: readonly string[]): Range {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = '', prefix = ''] = subnet.split('/');
    list.addSubnet(network, Number(prefix), isIP(network) === 6 ? 'ipv6' : 'ipv4');
  }
  return { what, list };
}
