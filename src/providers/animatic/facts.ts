import type { Medium, ModelFacts } from '../../model/model-facts.ts';
import { MOVES } from '../../model/camera.ts';

const LABELS = {
  video: 'drawn locally',
  image: 'drawn locally',
  voice: 'murmured locally',
  music: 'synthesised locally',
} as const;

/** What the animatic can do in each medium. It is part of longtake: there is no vendor to look up. */
export const ANIMATIC_MODELS: readonly ModelFacts[] = (['video', 'image', 'voice', 'music'] as const).map(toFacts);

function toFacts(medium: Medium): ModelFacts {
  return {
    id: 'animatic',
    provider: 'animatic',
    medium,
    label: `Animatic (${LABELS[medium]})`,
    modes: medium === 'video' ? ['text', 'image', 'first_last', 'references', 'motion'] : [],
    exclusive: [],
    lengths: null,
    sizes: [],
    audio: false,
    seed: true,
    camera: medium === 'video' ? MOVES : [],
    price: { kind: 'free' },
    concurrency: 2,
    answersAtOnce: false,
    retires: null,
    ready: true,
    source: 'part of longtake',
    asOf: '2026-11-22',
  };
}
