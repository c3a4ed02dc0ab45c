import type { ModelFacts } from '../../model/model-facts.ts';
import type { VideosApiSettings } from './body.ts';

/**
 * The lengths that such a server is asked for, of those that its model is said to make: whole seconds, or whole steps of
 * frames. What is charged hangs on them, so a plan must reckon with nothing less.
 */
export function askedLengths(lengths: ModelFacts['lengths'], settings: VideosApiSettings): ModelFacts['lengths'] {
  if (lengths === null && inSeconds(settings)) return null;
  if (lengths?.kind === 'steps')
    return { kind: 'steps', ms: [...new Set(lengths.ms.map((ms) => askedMs(ms, settings)))] };
  const { minMs, maxMs } = lengths ?? { minMs: 1, maxMs: (settings.timing.most * 1000) / settings.timing.fps };
  const found = [askedMs(minMs, settings)];
  for (let last = found[0] ?? 0; last < maxMs;) {
    const next = askedMs(last + 2, settings);
    if (next <= last) break;
    found.push(next);
    last = next;
  }
  return { kind: 'steps', ms: found };
}

function askedMs(lengthMs: number, settings: VideosApiSettings): number {
  const { timing } = settings;
  return inSeconds(settings) ? secondsOf(lengthMs) * 1000 : Math.ceil((framesOf(lengthMs, timing) * 1000) / timing.fps);
}

function inSeconds({ dialect }: Pick<VideosApiSettings, 'dialect'>): boolean {
  return dialect === 'openai' || dialect === 'openrouter';
}

/** Such servers take whole seconds only. */
export function secondsOf(lengthMs: number): number {
  return Math.ceil(lengthMs / 1000);
}

/** As many frames as it makes that are long enough; a length that was rounded up to a millisecond counts as its frames. */
export function framesOf(lengthMs: number, { fps, step, most }: VideosApiSettings['timing']): number {
  const wanted = Math.ceil(((lengthMs - 1) * fps) / 1000);
  return Math.min(most, Math.max(1, Math.ceil((wanted - 1) / step) * step + 1));
}
