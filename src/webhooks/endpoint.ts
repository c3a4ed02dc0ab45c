import { sha256 } from '../base/hash.ts';
import { InputError } from '../model/error.ts';

/** Whom the operator wants to be told. Its address may be a secret: only `shown` is ever told to anybody. */
export type Endpoint = {
  readonly url: URL;
  /** How it wants to be told: as Standard Webhooks say, or in the words of a chat. */
  readonly form: 'standard' | 'discord' | 'slack';
  /** Tells receivers apart, without their address. */
  readonly key: string;
  /** Its host. */
  readonly shown: string;
};

/**
 * Reads what the operator wrote: a URL, or one that says its form (`discord+https://…`, `slack+https://…`).
 * @throws InputError that does not repeat it.
 */
export function parseEndpoint(text: string): Endpoint {
  const { form, rest } = /^(?<form>discord|slack)\+(?<rest>.*)$/isu.exec(text.trim())?.groups ?? { rest: text.trim() };
  const url = URL.canParse(rest ?? '') ? new URL(rest ?? '') : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.hostname === '')
    throw refused('is no https:// or http:// address');
  if (url.username !== '' || url.password !== '') throw refused('has a user name in it, which is not supported');
  url.hash = '';
  return {
    url,
    form: form === undefined ? formOf(url) : form.toLowerCase() === 'discord' ? 'discord' : 'slack',
    key: sha256(url.href).slice(0, 16),
    shown: url.host,
  };
}

const DISCORD_HOST = /^(?:(?:ptb|canary)\.)?discord(?:app)?\.com$/u;

/** Discord also takes Slack's form, where the address ends with `/slack`. */
function formOf({ hostname, pathname }: URL): Endpoint['form'] {
  if (DISCORD_HOST.test(hostname) && /^\/api\/(?:v\d+\/)?webhooks\//u.test(pathname))
    return pathname.endsWith('/slack') ? 'slack' : 'discord';
  return hostname === 'hooks.slack.com' ? 'slack' : 'standard';
}

function refused(why: string): InputError {
  return new InputError({
    code: 'webhook_refused',
    message: `An address given with --webhook ${why}. It is not repeated here, for it may be a secret.`,
  });
}
