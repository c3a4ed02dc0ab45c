import type { ModelRef } from '../model/storyboard.ts';

export const ANIMATIC: ModelRef = { text: 'animatic', provider: 'animatic', model: null, options: {} };
export const CLIP: ModelRef = { text: 'clip', provider: 'clip', model: null, options: {} };

/** `provider:model`, or the provider alone, as the registry names it. */
export function modelIdOf(ref: ModelRef): string {
  return ref.model === null ? ref.provider : `${ref.provider}:${ref.model}`;
}
