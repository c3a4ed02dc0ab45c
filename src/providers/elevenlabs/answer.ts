import { z } from 'zod';
import type { Failure } from '../../model/generation.ts';
import { sniffMediaType } from '../media-type.ts';
import { jsonOf, type PostReport } from '../post-once.ts';
import { refusal } from '../refusal.ts';
import { saidIn, toRejection, type VendorNames } from '../rejection.ts';
import type { SoundBody, SpokenWord } from './body.ts';

export type Sound = {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** When each word is heard; empty for music, and where the answer does not say. */
  readonly words: readonly SpokenWord[];
};

/** The sound in an answer; null where there is none, and then it may be paid all the same. */
export function soundOf(report: PostReport, kind: SoundBody['kind']): Sound | null {
  if (report.phase !== 'answered') return null;
  const spoken = kind === 'speech' ? speechSchema.safeParse(jsonOf(report)) : null;
  if (spoken?.success === false) return null;
  const bytes = spoken === null ? report.body : Buffer.from(spoken.data.audio_base64, 'base64');
  const type = sniffMediaType(bytes);
  if (type?.kind !== 'sound') return null;
  const alignment = spoken?.data.alignment ?? null;
  return { bytes, mediaType: type.mediaType, words: alignment === null ? [] : wordsOf(alignment) };
}

/** Characters with their times, put together to words. */
function wordsOf({ characters, starts, ends }: Alignment): readonly SpokenWord[] {
  const words: { text: string; fromMs: number; toMs: number }[] = [];
  let isOpen = false;
  for (const [index, character] of characters.entries()) {
    const fromMs = Math.round((starts[index] ?? 0) * 1000);
    const toMs = Math.round((ends[index] ?? 0) * 1000);
    const last = words.at(-1);
    if (/^\s*$/u.test(character)) isOpen = false;
    else if (isOpen && last !== undefined) words.splice(-1, 1, { ...last, text: `${last.text}${character}`, toMs });
    else {
      words.push({ text: character, fromMs, toMs });
      isOpen = true;
    }
  }
  return words;
}

/** What a submission that created nothing means. */
export function toSoundRejection(names: VendorNames, report: PostReport, nowMs: number): Failure {
  const parsed = z.object({ detail: z.object({ status: z.string() }) }).safeParse(jsonOf(report));
  if (parsed.success && parsed.data.detail.status === 'voice_not_found')
    return refusal(
      'invalid_request',
      `${names.name} has no such voice: ${saidIn(report)}`,
      'Give who speaks another `voice:`: the id of one in your library there, or words such as `low-calm-female`.',
    );
  if (parsed.success && REFUSED.test(parsed.data.detail.status)) {
    const message = `${names.name} refuses it for its content: ${saidIn(report)}`;
    return { ...refusal('moderation', message, 'Say it in other words.'), suspect: 'the prompt' };
  }
  return toRejection(names, report, nowMs);
}

const REFUSED = /bad_prompt|bad_composition_plan|content_against_policy|moderation|copyright/u;

const alignmentSchema = z
  .object({
    characters: z.array(z.string()),
    character_start_times_seconds: z.array(z.number()),
    character_end_times_seconds: z.array(z.number()),
  })
  .transform(({ characters, ...times }) => ({
    characters,
    starts: times.character_start_times_seconds,
    ends: times.character_end_times_seconds,
  }));
type Alignment = z.infer<typeof alignmentSchema>;
const speechSchema = z.object({
  audio_base64: z.string().min(1),
  alignment: alignmentSchema.nullish().catch(null),
});
