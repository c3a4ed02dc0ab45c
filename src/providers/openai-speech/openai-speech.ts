import { copyFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import type { Failure } from '../../model/generation.ts';
import { toId, type BlobSha } from '../../model/ids.ts';
import type { ModelFacts } from '../../model/model-facts.ts';
import type { Account } from '../account.ts';
import { API_LIMITS, type ApiLimits } from '../ask-api.ts';
import type { DownloadOutcome, Provider, SubmitOutcome } from '../contract.ts';
import { sniffMediaType } from '../media-type.ts';
import { jsonOf, outcomeOf, type PostReport } from '../post-once.ts';
import { refusal } from '../refusal.ts';
import { ambiguityOf, saidIn, toRejection } from '../rejection.ts';
import { parseBody, parseOperation, prepare, type SpeechOperation } from './body.ts';
import type { createSpeak } from './client.ts';

export type OpenaiSpeechDeps = {
  readonly account: Account;
  readonly models: readonly ModelFacts[];
  readonly clock: Clock;
  readonly limits?: ApiLimits;
};

const NAMES = { name: 'OpenAI', key: 'OPENAI_API_KEY', url: 'LONGTAKE_OPENAI_URL' };

/**
 * Speech of OpenAI, whose answer to a submission is the sound itself. Nothing is kept or listed there: what became of a
 * submission without an answer can never be known, and a line costs a cent or so.
 */
export function createOpenaiSpeech({ account, models, clock, limits = API_LIMITS }: OpenaiSpeechDeps): Provider {
  const { key } = account;
  let made: Promise<ReturnType<typeof createSpeak>> | null = null;
  const speak = async (): Promise<ReturnType<typeof createSpeak>> => {
    if (key === null) throw new Error('OPENAI_API_KEY is not set');
    made ??= import('./client.ts').then((client) => client.createSpeak(account, key, limits));
    return made;
  };
  const clean = (failure: Failure): Failure =>
    key === null ? failure : { ...failure, message: key.redact(failure.message) };

  return {
    id: 'openai',
    lacks: key === null ? NAMES.key : null,
    submitSafety: 'none',
    // Made while the answer is waited for; whoever heard nothing for so long would have given up.
    maxRunMs: limits.totalMs,
    models: () => models.filter(({ provider }) => provider === 'openai'),
    prepare,

    submit: async (json, context): Promise<SubmitOutcome> => {
      const report = await (await speak())(parseBody(json), context);
      switch (outcomeOf(report)) {
        case 'rejected':
          return { status: 'rejected', failure: clean(toSpeechRejection(report, clock.nowMs())) };
        case 'ambiguous':
          return { status: 'ambiguous', message: ambiguityOf(NAMES, report) };
        case 'accepted': {
          const bytes = report.phase === 'answered' ? report.body : new Uint8Array();
          const type = sniffMediaType(bytes);
          if (type?.kind !== 'sound') return { status: 'ambiguous', message: 'OpenAI took it and sent no sound' };
          const operation: SpeechOperation = { sha: await context.keep(bytes), mediaType: type.mediaType };
          return { status: 'accepted', operation };
        }
      }
    },

    reconcile: async () => ({ status: 'unknown', message: 'OpenAI keeps no speech, and lists none.' }),
    poll: () => Promise.resolve({ status: 'done', costMicros: null }),
    // It was over when it was answered.
    cancel: () => Promise.resolve(),

    download: async (json, destination, { blobPath }): Promise<DownloadOutcome> => {
      const { sha, mediaType } = parseOperation(json);
      await copyFile(blobPath(toId<BlobSha>(sha)), destination);
      return { status: 'stored', mediaType };
    },
  };
}

const problemSchema = z.object({ error: z.object({ code: z.string().nullish().catch(null) }) });

/** What a submission that created nothing means. */
function toSpeechRejection(report: PostReport, nowMs: number): Failure {
  const parsed = problemSchema.safeParse(jsonOf(report));
  const code = parsed.success ? (parsed.data.error.code ?? '') : '';
  if (!/content_policy|moderation/u.test(code)) return toRejection(NAMES, report, nowMs);
  const message = `${NAMES.name} refuses it for its content: ${saidIn(report)}`;
  return { ...refusal('moderation', message, 'Say it in other words.'), suspect: 'the prompt' };
}
