import { createHmac } from 'node:crypto';
import { EnvironmentError } from '../model/error.ts';
import type { Secret } from '../model/secret.ts';
import type { Endpoint } from './endpoint.ts';
import type { Message } from './message.ts';
import { toSentence } from './sentence.ts';

/** Bytes and headers of one POST. */
export type PostBody = { readonly body: string; readonly headers: Readonly<Record<string, string>> };

/**
 * What is sent to a receiver, in its own form. In the standard one it is signed anew each time, with the time of sending
 * (standardwebhooks.com, version 1.0.0), under the id that it has for ever.
 */
export function toPostBody(
  { form }: Pick<Endpoint, 'form'>,
  {
    id,
    message,
    secret,
    nowMs,
  }: { readonly id: string; readonly message: Message; readonly secret: Secret | null; readonly nowMs: number },
): PostBody {
  const json = { 'content-type': 'application/json' };
  switch (form) {
    case 'discord':
      // A title must neither call anybody nor be formatted.
      return {
        body: JSON.stringify({
          username: 'longtake',
          content: cut(escapeMarkdown(toSentence(message)), MAX_DISCORD),
          allowed_mentions: { parse: [] },
        }),
        headers: json,
      };
    case 'slack':
      return {
        body: JSON.stringify({ text: escapeSlack(cut(toSentence(message), MAX_SLACK)), unfurl_links: false }),
        headers: json,
      };
    case 'standard': {
      const body = JSON.stringify(message);
      const timestamp = String(Math.floor(nowMs / 1000));
      return {
        body,
        headers: {
          ...json,
          'webhook-id': id,
          'webhook-timestamp': timestamp,
          'webhook-signature': `v1,${sign(secret, `${id}.${timestamp}.${body}`)}`,
        },
      };
    }
  }
}

function sign(secret: Secret | null, text: string): string {
  if (secret === null) {
    throw new EnvironmentError({
      code: 'webhook_secret_missing',
      message:
        'Webhooks are signed, and LONGTAKE_WEBHOOK_SECRET is not set. Set it to whsec_ and what `openssl rand -base64 32` prints.',
    });
  }
  return createHmac('sha256', secret.bytes()).update(text).digest('base64');
}

/** https://docs.discord.com/developers/resources/webhook#execute-webhook: content up to 2000 characters. */
const MAX_DISCORD = 1_900;
const MAX_SLACK = 3_000;

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length).replace(/[\uD800-\uDBFF]$/u, '')}…`;
}

function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\*_~`|>#[\]()<@-]/gu, String.raw`\$&`);
}

/** https://docs.slack.dev/messaging/formatting-message-text: these three are all that means something. */
function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
