import { z } from 'zod';
import type { Micros } from '../../model/money.ts';
import type { ListedPrice, PricesOutcome } from '../contract.ts';
import { isOk, jsonOf, type PostReport } from '../post-once.ts';
import { refusal } from '../refusal.ts';
import { saidIn } from '../rejection.ts';
import type { Known } from './body.ts';
import { inPixels } from './sizes.ts';

/**
 * What OpenRouter lists now at `GET /api/v1/videos/models` (openrouter.ai/docs, List all video generation models) of
 * models whose price their own file does not say. `pricing_skus` are names with an amount in dollars; those known here
 * were read off that list in October 2026.
 */
export function toPrices(
  models: readonly Known[],
  report: PostReport,
  { source, urlName }: { readonly source: string; readonly urlName: string },
): PricesOutcome {
  const parsed = isOk(report) ? listSchema.safeParse(jsonOf(report)) : null;
  if (parsed?.success !== true) {
    const why =
      report.phase === 'answered' && report.status >= 300
        ? `the gateway does not tell its prices: ${saidIn(report)}`
        : report.phase === 'answered'
          ? 'the price list of the gateway cannot be read'
          : 'the gateway cannot be reached';
    return { status: 'failed', failure: refusal('unavailable', why, `Check ${urlName}, and ask again.`) };
  }
  const entries = parsed.data.data.flatMap((entry) => entry ?? []);
  const prices = models.map((known): ListedPrice => {
    const name = known.settings.model ?? '';
    const entry = entries.find(({ id, canonical_slug: slug }) => id === name || slug === name);
    const model = known.facts.id;
    const rate = entry === undefined ? `${name} is not in the price list` : toRate(known, entry);
    if (typeof rate === 'string') return { kind: 'not_reckoned', model, why: rate };
    return { kind: 'price', model, price: { kind: 'per_second', ...rate }, isBase: false };
  });
  return { status: 'listed', source, prices };
}

type Entry = z.infer<typeof entrySchema>;
type PerSecond = { readonly micros: Micros; readonly soundMicros: Micros | null };
/** What one name of the list means: so much a second, of such pictures, with sound, without, or either. */
type Sku = { readonly micros: number; readonly lines: number | null; readonly sound: 'with' | 'without' | null };

/** The dearest of what could be charged for, or why nobody can say. */
function toRate(
  { facts }: Known,
  { pricing_skus: listed, supported_resolutions: resolutions }: Entry,
): PerSecond | string {
  const asked = askedLines(facts.sizes);
  const known = asked.length > 0 ? asked : (resolutions ?? []).flatMap((text) => linesOf(text) ?? []);
  const most = known.length > 0 ? Math.max(...known) : MOST_LINES;
  const skus: Sku[] = [];
  for (const [name, amount] of Object.entries(listed ?? {})) {
    const sku = toSku(name, Number(amount), most);
    if (sku === null) return `charged by ${/^[\w-]{1,60}$/u.test(name) ? name : 'something that is not named'}`;
    skus.push(sku);
  }
  const fitting = skus.filter(({ lines }) => lines === null || asked.length === 0 || asked.includes(lines));
  const able = fitting.length === 0 ? skus : fitting;
  if (able.every(({ micros }) => micros <= 0)) return 'listed without a price';
  const dearest = (those: readonly Sku[]): Micros => Math.ceil(Math.max(...those.map(({ micros }) => micros), 0));
  const all = dearest(able);
  // Whether there is to be sound is said only to a model that can make some.
  if (!facts.audio) return { micros: all, soundMicros: null };
  const silent = dearest(able.filter(({ sound }) => sound !== 'with')) || all;
  const heard = dearest(able.filter(({ sound }) => sound !== 'without')) || all;
  return { micros: silent, soundMicros: heard === silent ? null : heard };
}

/** `duration_seconds_with_audio_1080p`, `per-video-second-1080p`, `cents_per_second_output`, `video_tokens_720p`. */
function toSku(name: string, amount: number, mostLines: number): Sku | null {
  if (!Number.isFinite(amount) || amount < 0) return null;
  const words = name.toLowerCase().replaceAll('-', '_');
  const lines =
    words
      .split('_')
      .map(linesOf)
      .find((found) => found !== null) ?? null;
  const sound = words.includes('without_audio') ? 'without' : words.includes('with_audio') ? 'with' : null;
  const isByPixel = words.includes('pixel');
  if (!isByPixel && /(?:^|_)duration_seconds?(?:_|$)|^per_video_second(?:_|$)/u.test(words))
    return { micros: toMicros(amount), lines, sound };
  if (!isByPixel && /^cents_per_(?:video_)?second(?:_|$)/u.test(words))
    return { micros: toMicros(amount / 100), lines, sound };
  if (/^video_tokens(?:_|$)/u.test(words))
    return { micros: toMicros(amount * tokensASecond(lines ?? mostLines)), lines, sound };
  return null;
}

/** Width times height times frames over 1024, of pictures 16 wide to 9 high at the most that such models make. */
function tokensASecond(lines: number): number {
  return (Math.ceil((lines * 16) / 9) * lines * MOST_FPS) / 1024;
}

const MOST_FPS = 30;
const MOST_LINES = 1080;

/** Without the dust of binary fractions. */
function toMicros(dollars: number): number {
  return Number((dollars * 1_000_000).toFixed(3));
}

/** The lines that a model is asked for by its sizes; none where it is left to the server. */
function askedLines(sizes: readonly string[]): readonly number[] {
  const pixels = inPixels(sizes).map(({ width, height }) => Math.min(width, height));
  return [...pixels, ...sizes.flatMap((text) => linesOf(text) ?? [])];
}

function linesOf(text: string): number | null {
  const [, lines] = /^(\d{3,4})p$/iu.exec(text) ?? [];
  return lines === undefined ? (LINES_OF_K[text.toLowerCase()] ?? null) : Number(lines);
}
const LINES_OF_K: Readonly<Record<string, number>> = { '1k': 1080, '2k': 1440, '4k': 2160 };

const entrySchema = z.object({
  id: z.string(),
  canonical_slug: z.string().nullish(),
  pricing_skus: z.record(z.string(), z.union([z.string(), z.number()])).nullish(),
  supported_resolutions: z.array(z.string()).nullish(),
});
/** An entry that makes no sense is one that is not there. */
const listSchema = z.object({ data: z.array(entrySchema.nullable().catch(null)) });
