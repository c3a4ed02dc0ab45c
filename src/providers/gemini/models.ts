/** What an Omni model is called there, and what of it is fixed for the price that the registry gives it. */
export type OmniModel = {
  readonly model: string;
  readonly resolution: '720p' | '1080p';
  /** Longest take between a given first and last frame; null: as long as any other. */
  readonly mostMsBetweenFrames: number | null;
};

/** By the name that a storyboard gives them after `gemini:`. */
export const OMNI_MODELS: Readonly<Record<string, OmniModel>> = {
  'omni-1.2-flash': { model: 'gemini-omni-1.2-flash', resolution: '720p', mostMsBetweenFrames: 10_000 },
  'omni-1.2-flash-1080p': { model: 'gemini-omni-1.2-flash', resolution: '1080p', mostMsBetweenFrames: 10_000 },
  'omni-1.1-flash': { model: 'gemini-omni-1.1-flash', resolution: '720p', mostMsBetweenFrames: null },
};
