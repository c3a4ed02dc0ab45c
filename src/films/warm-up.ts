import { loadEngine } from '../engine/engine.ts';
import type { Films } from './films.ts';

/**
 * Does once what every answer does: code is loaded and made fast before somebody waits for it. The first film that was
 * opened took ten times as long as the next.
 */
export async function warmUp({ planDraft }: Pick<Films, 'planDraft'>): Promise<void> {
  const draft = { text: EXAMPLE, name: null, files: new Map() };
  await Promise.all([loadEngine(), planDraft(draft, null, {})]);
}

const EXAMPLE = `longtake: 1
characters: {mara: {look: woman about 60}}
places: {cliff: {look: grassy cliff above a calm sea}}
scenes:
  - id: s1
    place: cliff
    with: [mara]
    shots:
      - {id: a, camera: dolly_in slow, duration: 4s, action: Mara waits., say: "mara: Good morning.", out: dissolve 1s}
      - {id: b, frame: close-up, duration: 4s, action: She smiles.}
      - {id: c, duration: 4s, action: She goes.}
`;
