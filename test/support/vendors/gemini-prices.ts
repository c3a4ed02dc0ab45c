/** Per second of video, sound included, by model and resolution (2026-11-22). */
const MICROS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'gemini-omni-1.2-flash': { '360p': 23_000, '720p': 70_000, '1080p': 105_000, '4k': 210_000 },
  'gemini-omni-1.1-flash': { '360p': 30_000, '720p': 100_000, '1080p': 150_000, '4k': 300_000 },
};
/** Tokens of one second in 720p. */
export const TOKENS_A_SECOND = 5_792;

/** Null for a model or a resolution that there is not. */
export function microsOf(model: string, resolution: string, seconds: number): number | null {
  const micros = MICROS[model]?.[resolution];
  return micros === undefined ? null : Math.round(micros * seconds);
}
