import { z } from 'zod';
import type { Billed, Failure } from '../../model/generation.ts';
import type { HostedOperation } from '../hosted-job.ts';
import type { JobState } from '../hosted-provider.ts';
import { jsonOf, type PostReport } from '../post-once.ts';
import { refusal } from '../refusal.ts';
import { shorten } from '../rejection.ts';
import { isRefusedForContent, moderated } from './failure.ts';

const problemSchema = z.object({
  code: z.union([z.string(), z.number()]).nullish().catch(null),
  status: z.string().nullish().catch(null),
  message: z.string().nullish().catch(null),
});
const contentSchema = z.object({
  type: z.string(),
  uri: z.string().min(1).optional().catch(undefined),
  data: z.string().min(1).optional().catch(undefined),
  text: z.string().optional().catch(undefined),
});
const interactionSchema = z.object({
  id: z.string().min(1),
  status: z.string(),
  steps: z
    .array(z.object({ type: z.string(), content: z.array(contentSchema).nullish().catch(null) }))
    .nullish()
    .catch(null),
  error: problemSchema.nullish().catch(null),
  errors: z.array(problemSchema).nullish().catch(null),
  usage: z
    .object({
      output_tokens_by_modality: z
        .array(z.object({ modality: z.string(), tokens: z.number() }))
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
});
type Interaction = z.infer<typeof interactionSchema>;

/** The id in the answer to a submission. */
export function idOf(report: PostReport): string | null {
  const parsed = z.object({ id: z.string().min(1) }).safeParse(jsonOf(report));
  return parsed.success ? parsed.data.id : null;
}

/** How an interaction stands. Google tells tokens and no money: what it cost is taken from the registry. */
export function stateOf(report: PostReport, { id }: HostedOperation): JobState | null {
  if (report.phase !== 'answered' || report.status !== 200) return null;
  const parsed = interactionSchema.safeParse(jsonOf(report));
  if (!parsed.success || parsed.data.id !== id) return null;
  const interaction = parsed.data;
  switch (interaction.status) {
    case 'queued':
    case 'in_progress':
      return { status: 'pending', progress: null };
    case 'completed':
      return completed(interaction);
    case 'cancelled':
      return failed(interaction, refusal('cancelled', 'the interaction was cancelled at Gemini', null));
    case 'budget_exceeded':
      return failed(interaction, refusal('quota', 'the budget that is set at Gemini is used up', 'Raise it there.'));
    case 'failed':
    case 'incomplete':
    // To go on would be another submission, which may cost again: for a person to decide.
    case 'requires_action':
    case 'requires_continuation':
      return failed(interaction, toFailure(interaction));
    default:
      return null;
  }
}

function completed(interaction: Interaction): JobState | null {
  const made = outputOf(interaction);
  // Seen of interactions whose video was made and paid (discuss.ai.google.dev, 2026-09-20): it says neither what nor how much.
  if (made.length === 0 && videoTokensOf(interaction) === null) return null;
  const video = made.find(({ type, uri, data }) => type === 'video' && (uri ?? data) !== undefined);
  // Whatever was asked for, an answer to GET may have the video itself (documented in July 2026).
  const url =
    video?.uri === undefined
      ? video?.data === undefined
        ? undefined
        : `data:video/mp4;base64,${video.data}`
      : bytesAt(video.uri);
  if (url !== undefined) return { status: 'done', url, costMicros: null };
  if ((videoTokensOf(interaction) ?? 0) > 0)
    return failed(interaction, refusal('provider_failed', 'Gemini made a video and delivered none', 'Shoot it again.'));
  // A refusal is a finished interaction that has words and no video.
  const words = made.find(({ text }) => text !== undefined && text !== '')?.text;
  return failed(interaction, moderated(words === undefined ? '' : `: ${shorten(words)}`, 'unknown'));
}

const FILE = /^(?:https:\/\/generativelanguage\.googleapis\.com\/v1(?:beta)?\/)?(files\/[\w-]+)$/u;

/**
 * Google's papers name a file in three ways: `files/ID`, the address of what is known of it, and that of its bytes; its own
 * client takes them all. https://ai.google.dev/gemini-api/docs/omni (read 2026-11-30)
 */
function bytesAt(uri: string): string {
  const [, name] = FILE.exec(uri) ?? [];
  return name === undefined ? uri : `https://generativelanguage.googleapis.com/v1beta/${name}:download?alt=media`;
}

function toFailure({ status, error, errors }: Interaction): Failure {
  const problem = error ?? errors?.[0];
  const said = problem?.message ? `: ${shorten(problem.message)}` : '';
  if (problem !== undefined && problem !== null && isRefusedForContent(problem)) return moderated(said, 'unknown');
  return refusal('provider_failed', `Gemini ended it as ${status}${said}`, 'Shoot it again, or name another model.');
}

/** Video is what is charged for; where Google counts tokens, none of them for video is no video charged. */
function failed(interaction: Interaction, failure: Failure): JobState {
  const tokens = videoTokensOf(interaction);
  const billed: Billed = tokens === null ? 'unknown' : tokens > 0 ? 'yes' : 'no';
  return { status: 'failed', failure: { ...failure, billed }, costMicros: billed === 'no' ? 0 : null };
}

function outputOf({ steps }: Interaction): readonly z.infer<typeof contentSchema>[] {
  return (steps ?? []).filter(({ type }) => type === 'model_output').flatMap(({ content }) => content ?? []);
}

/** Null where nothing is counted. */
function videoTokensOf({ usage }: Interaction): number | null {
  const counted = usage?.output_tokens_by_modality ?? null;
  if (counted === null) return null;
  return counted.reduce((sum, { modality, tokens }) => sum + (modality.toLowerCase() === 'video' ? tokens : 0), 0);
}
