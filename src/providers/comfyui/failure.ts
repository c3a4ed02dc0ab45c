import { z } from 'zod';
import type { Failure } from '../../model/generation.ts';
import { jsonOf, retryAfterMs, type PostReport } from '../post-once.ts';
import { refusal, TRIED_AGAIN } from '../refusal.ts';

/** What a request that did not do what was asked means. */
export function toRejection(report: PostReport, nowMs: number): Failure {
  if (report.phase !== 'answered')
    return refusal(
      'unavailable',
      `ComfyUI cannot be reached (${report.phase === 'nothing' ? 'nothing was sent' : report.code})`,
      'It is tried again; start ComfyUI, or correct LONGTAKE_COMFYUI_URL.',
    );
  const { status } = report;
  switch (status) {
    case 401:
    case 403:
      return refusal(
        'unauthorized',
        `something in front of ComfyUI does not let us in (HTTP ${status})`,
        'Correct LONGTAKE_COMFYUI_URL.',
      );
    case 404:
    case 405:
      return refusal(
        'unavailable',
        `there is no ComfyUI at this address (HTTP ${status})`,
        'Correct LONGTAKE_COMFYUI_URL.',
      );
    case 429:
      return {
        ...refusal('rate_limited', 'ComfyUI takes no more for now', TRIED_AGAIN),
        retryAfterMs: retryAfterMs(report, nowMs),
      };
    default:
      if (status >= 500 || status < 400)
        return refusal('unavailable', `ComfyUI answered with HTTP ${status}`, TRIED_AGAIN);
      return refusal(
        'invalid_request',
        `ComfyUI does not accept the workflow${wordsOf(report)}`,
        'Install what it names, or correct the workflow.',
      );
  }
}

const SHOWN = 300;

const problemSchema = z.object({
  error: z
    .object({ message: z.string().default('') })
    .optional()
    .catch(undefined),
  node_errors: z
    .record(
      z.string(),
      z.object({
        class_type: z.string().default(''),
        errors: z.array(z.object({ message: z.string().default(''), details: z.string().default('') })).default([]),
      }),
    )
    .catch({}),
});

/** Which node is not content, and with what. */
function wordsOf(report: PostReport): string {
  const parsed = problemSchema.safeParse(jsonOf(report));
  if (!parsed.success) return report.phase === 'answered' ? ` (HTTP ${report.status})` : '';
  const { error, node_errors: nodes } = parsed.data;
  const found = Object.entries(nodes).flatMap(([id, { class_type: type, errors }]) =>
    errors.map(({ message, details }) => `${type} (node ${id}): ${message}${details === '' ? '' : `: ${details}`}`),
  );
  return shown(found.length === 0 ? (error?.message ?? '') : found.join('; '));
}

/** For a person to read. */
export function shown(words: string): string {
  const text = words.replaceAll(/\s+/gu, ' ').replace(/\.? *$/u, '');
  if (text === '') return '';
  return `: ${text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text}`;
}
