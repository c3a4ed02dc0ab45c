import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { EnvironmentError, InputError } from '../model/error.ts';
import type { Secret } from '../model/secret.ts';
import { appendEvent } from '../store/events.ts';
import { findLatestRender } from '../store/renders.ts';
import type { Database } from '../store/sqlite.ts';
import { endDelivery, listDeliveries, postponeDelivery, tidyDeliveries, type Delivery } from '../store/webhooks.ts';
import { openWorkspace } from '../store/workspace.ts';
import type { Endpoint } from './endpoint.ts';
import type { Message } from './message.ts';
import { codeOf, createNotes, sourceKey, type WebhookSource } from './notes.ts';
import { toPostBody } from './post-body.ts';
import { post, type PostOutcome } from './post.ts';

export type WebhookOptions = {
  readonly endpoints: readonly Endpoint[];
  readonly secret: Secret | null;
  /** The workspace that keeps what is still to be told. */
  readonly folder: string;
  readonly sources: () => readonly WebhookSource[];
  readonly clock: Clock;
  readonly log: Log;
  /** How often it is looked for what other processes did. */
  readonly lookMs?: number;
};

export type Webhooks = {
  /** Reads event logs and tells receivers until the signal is aborted. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  /** Something may have happened. */
  readonly wake: () => void;
};

/** After each try that failed: seconds, minutes, then hours; a day in all. A receiver that says when is heard. */
const DELAYS_MS = [5_000, 60_000, 5 * 60_000, 30 * 60_000, 2 * 3_600_000, 5 * 3_600_000, 8 * 3_600_000, 8 * 3_600_000];
/** Events of other processes come without a word. */
const LOOK_MS = 5_000;
const REMEMBERED_MS = 7 * 24 * 3_600_000;

/**
 * Tells receivers what becomes of renders: read from the event logs, taken down in one transaction with how far they were
 * read, and sent until it is heard or a day has passed. Whoever dies in between tells some things twice, under the same id.
 * @throws InputError when a receiver wants signatures and there is no secret.
 */
export function createWebhooks(options: WebhookOptions): Webhooks {
  const { endpoints, secret, clock, log, lookMs = LOOK_MS } = options;
  const unsigned = endpoints.find(({ form }) => form === 'standard');
  if (secret === null && unsigned !== undefined) {
    throw new InputError({
      code: 'webhook_secret_missing',
      message: `What ${unsigned.shown} is told is signed, and LONGTAKE_WEBHOOK_SECRET is not set. Set it to whsec_ and what \`openssl rand -base64 32\` prints.`,
    });
  }
  // A full disk may have room again, a locked database may be free.
  const failed = (error: unknown): number => {
    log.error('webhooks stumbled', { code: codeOf(error) });
    return lookMs;
  };
  let bell = Promise.withResolvers<void>();
  return {
    wake: () => bell.resolve(),
    run: async (signal) => {
      if (endpoints.length === 0) return;
      await using own = await openWorkspace(options.folder);
      const keys = endpoints.map(({ key }) => key);
      await tidyDeliveries(own.db, keys, clock.nowMs() - REMEMBERED_MS);
      const takeNotes = createNotes(options, own.db);
      // Also where it is to end at once: what happens from now on is not to be missed.
      await takeNotes();
      while (!signal.aborted) {
        const waits = await Promise.all(
          endpoints.map((endpoint) => tell(options, own.db, endpoint, signal).catch(failed)),
        );
        await waitFor(bell.promise, clock, Math.min(lookMs, ...waits), signal);
        bell = Promise.withResolvers<void>();
        await takeNotes().catch(failed);
      }
    },
  };
}

/** Sends what is due, one after the other. Returns how long to wait for what is not. */
async function tell(options: WebhookOptions, db: Database, endpoint: Endpoint, signal: AbortSignal): Promise<number> {
  for (;;) {
    const [next] = await listDeliveries(db, endpoint.key, 1);
    if (next === undefined || signal.aborted) return Number.POSITIVE_INFINITY;
    const waitMs = next.nextMs - options.clock.nowMs();
    if (waitMs > 0) return waitMs;
    try {
      await settle(options, db, endpoint, next, await send(options, endpoint, next, signal));
    } catch (error) {
      if (signal.aborted) return Number.POSITIVE_INFINITY;
      throw error;
    }
  }
}

async function send(
  { secret, clock }: WebhookOptions,
  endpoint: Endpoint,
  { id, message }: Delivery,
  signal: AbortSignal,
): Promise<PostOutcome> {
  const parsed: Message = JSON.parse(message);
  return post(endpoint.url, toPostBody(endpoint, { id, message: parsed, secret, nowMs: clock.nowMs() }), signal);
}

async function settle(
  options: WebhookOptions,
  db: Database,
  { shown }: Endpoint,
  delivery: Delivery,
  outcome: PostOutcome,
): Promise<void> {
  const { clock, log } = options;
  const nowMs = clock.nowMs();
  const { type, data }: Message = JSON.parse(delivery.message);
  const about = { render: data.render, type, receiver: shown, id: delivery.id };
  if (outcome.status === 'heard') {
    await endDelivery(db, delivery, nowMs);
    log.info('webhook heard', { ...about, tries: delivery.tries + 1 });
    return;
  }
  const delayMs = DELAYS_MS[delivery.tries];
  if (delayMs !== undefined && !outcome.isFinal) {
    const nextMs = nowMs + Math.max(delayMs, outcome.retryAfterMs ?? 0);
    await postponeDelivery(db, delivery, { nextMs, tries: delivery.tries + 1 });
    log.warn('webhook not heard', { ...about, reason: outcome.reason });
    return;
  }
  log.error('webhook given up', { ...about, reason: outcome.reason });
  const message = `${shown} was not to be told of it (${outcome.reason}); it is given up. Look at the receiver, and at --webhook.`;
  if (await warn(options, delivery, message)) await endDelivery(db, delivery, nowMs);
  else await postponeDelivery(db, delivery, { nextMs: nowMs + LOOK_MS, tries: DELAYS_MS.length });
}

/** Writes it into the film's own event log; false while another process has that. */
async function warn(
  { sources, clock }: WebhookOptions,
  { source: name, film }: Delivery,
  message: string,
): Promise<boolean> {
  const source = sources().find((one) => sourceKey(one) === name);
  if (source === undefined) return true;
  try {
    await using workspace = await openWorkspace(source.folder);
    const render = await findLatestRender(workspace.db, film);
    if (render !== null) {
      const body = { code: 'webhook_given_up', message };
      await appendEvent(workspace.db, { render: render.id, machine: null, type: 'render.warned', body }, clock.nowMs());
    }
    return true;
  } catch (error) {
    if (error instanceof EnvironmentError && error.code === 'workspace_busy') return false;
    throw error;
  }
}

async function waitFor(bell: Promise<void>, clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  const timer = new AbortController();
  const slept = clock.sleep(delayMs, AbortSignal.any([timer.signal, signal])).catch(() => {});
  await Promise.race([bell, slept]);
  timer.abort();
  await slept;
}
