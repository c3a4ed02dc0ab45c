import { LongtakeError } from '../model/error.ts';
import { literalAddress, whyNotPublic } from './address.ts';

/** Says yes to an address that may be asked although it is not public. */
export type AllowAddress = (address: string) => boolean;

/**
 * The URL, when it may be asked for at all; `from` is the one whose answer was a redirect to it. An address that it names
 * outright is checked here, because nothing is looked up for one; those of a name are checked when it is looked up.
 * @throws LongtakeError `remote_refused`
 */
export function checkRemoteUrl(text: string, from: URL | null, allowAddress?: AllowAddress): URL {
  const what = from === null ? 'the URL' : `the redirect of ${shownUrl(from)}`;
  const refused = (why: string): LongtakeError =>
    new LongtakeError({ code: 'remote_refused', message: `${what} ${why}` });
  const url = URL.parse(text, from?.href);
  if (url === null) throw refused('is not a URL');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused('is neither https nor http');
  if (from?.protocol === 'https:' && url.protocol === 'http:') throw refused('leads from https to http');
  if (url.username !== '' || url.password !== '') throw refused('has a user name or password in it');
  const address = literalAddress(url);
  if (address === null) return url;
  // Numbers, hexadecimal and octal: nobody writes those to be understood. A relative redirect has no address to hide.
  const isHidden = !address.includes(':') && !text.includes(address) && address !== from?.hostname;
  if (isHidden) throw refused(`hides the address ${address}`);
  const why = whyRefused(address, allowAddress);
  if (why !== null) throw refused(`leads to ${address}, ${why}`);
  return url;
}

/** Why an address is not asked; null when it may be. */
export function whyRefused(address: string, allowAddress?: AllowAddress): string | null {
  const why = whyNotPublic(address);
  return why !== null && allowAddress?.(address) === true ? null : why;
}

const SHOWN = 100;

/** A URL for messages: without the query, which may be a signature. */
export function shownUrl(url: URL): string {
  const text = `${url.host}${url.pathname}`;
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
}
