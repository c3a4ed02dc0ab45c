import { copyFile, writeFile } from 'node:fs/promises';
import type { Clock } from '../../base/clock.ts';
import type { Failure } from '../../model/generation.ts';
import { toId, type BlobSha } from '../../model/ids.ts';
import type { ModelFacts } from '../../model/model-facts.ts';
import type { Account } from '../account.ts';
import { API_LIMITS, type ApiLimits } from '../ask-api.ts';
import type { DownloadOutcome, Provider, SubmitOutcome } from '../contract.ts';
import { sniffMediaType } from '../media-type.ts';
import { isOk, jsonOf, outcomeOf, vendorNowMs } from '../post-once.ts';
import { refusal } from '../refusal.ts';
import { ambiguityOf, toRejection } from '../rejection.ts';
import { soundOf, toSoundRejection } from './answer.ts';
import { parseBody, parseOperation, type SoundOperation } from './body.ts';
import type { SoundClients } from './client.ts';
import { prepare } from './prepare.ts';
import { isItemOf, reconcile } from './reconcile.ts';

export type ElevenlabsDeps = {
  readonly account: Account;
  readonly models: readonly ModelFacts[];
  readonly clock: Clock;
  readonly limits?: ApiLimits;
};

const NAMES = { name: 'ElevenLabs', key: 'ELEVENLABS_API_KEY', url: 'LONGTAKE_ELEVENLABS_URL' };

/** Minutes of music take minutes before the first byte comes. */
const LIMITS: ApiLimits = { ...API_LIMITS, silenceMs: 300_000, totalMs: 600_000 };

/** Speech, music and sound effects of ElevenLabs, whose answer to a submission is the sound itself. */
export function createElevenlabs({ account, models, clock, limits = LIMITS }: ElevenlabsDeps): Provider {
  const { key } = account;
  let made: Promise<SoundClients> | null = null;
  const clients = async (): Promise<SoundClients> => {
    if (key === null) throw new Error('ELEVENLABS_API_KEY is not set');
    made ??= import('./client.ts').then(({ createClients }) => createClients(account, key, limits));
    return made;
  };
  const clean = (failure: Failure): Failure =>
    key === null ? failure : { ...failure, message: key.redact(failure.message) };

  return {
    id: 'elevenlabs',
    lacks: key === null ? NAMES.key : null,
    submitSafety: 'lookup',
    // Made while the answer is waited for; whoever heard nothing for so long would have given up.
    maxRunMs: limits.totalMs,
    models: () => models.filter(({ provider }) => provider === 'elevenlabs'),
    prepare,

    upload: async (json, { signal }) => {
      const hour = await (await clients()).get('models', signal);
      if (hour.phase !== 'answered')
        return { status: 'failed', failure: clean(toRejection(NAMES, hour, clock.nowMs())) };
      return { status: 'ready', body: { ...parseBody(json), askedMs: vendorNowMs(hour) } };
    },

    submit: async (json, context): Promise<SubmitOutcome> => {
      const body = parseBody(json);
      const report = await (await clients()).submit(body, context);
      switch (outcomeOf(report)) {
        case 'rejected':
          return { status: 'rejected', failure: clean(toSoundRejection(NAMES, report, clock.nowMs())) };
        case 'ambiguous':
          return { status: 'ambiguous', message: ambiguityOf(NAMES, report) };
        case 'accepted': {
          const sound = soundOf(report, body.kind);
          if (sound === null) return { status: 'ambiguous', message: 'ElevenLabs took it and sent no sound' };
          const { bytes, mediaType, words } = sound;
          const operation: SoundOperation = { kind: 'kept', sha: await context.keep(bytes), mediaType, words };
          return { status: 'accepted', operation };
        }
      }
    },

    reconcile: async (attempt, context) => reconcile(await clients(), attempt, context),

    // Its history lists what was spoken, and nothing else.
    hasNamedJob: (body) => parseBody(body).kind === 'speech',

    toOperation: (job, attempt) =>
      parseBody(attempt.body).kind === 'speech' && /^[\w-]{10,40}$/u.test(job) ? { kind: 'history', item: job } : null,

    hasJob: async (json, { signal, body }) => {
      const operation = parseOperation(json);
      if (operation.kind === 'kept') return true;
      const report = await (await clients()).get(`history/${encodeURIComponent(operation.item)}`, signal);
      if (report.phase === 'answered' && UNKNOWN.has(report.status)) return false;
      if (!isOk(report)) return null;
      return body === undefined || isItemOf(parseBody(body), jsonOf(report));
    },

    poll: () => Promise.resolve({ status: 'done', costMicros: null }),
    // It was over when it was answered.
    cancel: () => Promise.resolve(),

    download: async (json, destination, { signal, blobPath }): Promise<DownloadOutcome> => {
      const operation = parseOperation(json);
      if (operation.kind === 'kept') {
        await copyFile(blobPath(toId<BlobSha>(operation.sha)), destination);
        return { status: 'stored', mediaType: operation.mediaType };
      }
      const report = await (await clients()).get(`history/${encodeURIComponent(operation.item)}/audio`, signal);
      signal.throwIfAborted();
      const bytes = report.phase === 'answered' && report.status === 200 ? report.body : null;
      const type = bytes === null ? null : sniffMediaType(bytes);
      if (bytes === null || type?.kind !== 'sound') return { status: 'failed', failure: NOT_FETCHED };
      await writeFile(destination, bytes);
      return { status: 'stored', mediaType: type.mediaType };
    },
  };
}

/** What the history says of an item that it has not. */
const UNKNOWN: ReadonlySet<number> = new Set([400, 404, 422]);
const NOT_FETCHED: Failure = {
  ...refusal('unavailable', 'The speech cannot be fetched from the history of ElevenLabs', null),
  billed: 'unknown',
  advice: 'It is kept there: the next render asks again, and `longtake held` says what else you can do.',
};
