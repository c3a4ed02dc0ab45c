/** Voices that every account has, with what can be said of them. https://elevenlabs.io/docs (premade voices) */
const VOICES: readonly { readonly id: string; readonly name: string; readonly words: string }[] = [
  { id: '21m00Tcm4TlvDq8ikWAM', name: 'Rachel', words: 'female woman young calm clear' },
  { id: 'EXAVITQu4vr4xnSDxMaL', name: 'Sarah', words: 'female woman young soft warm' },
  { id: 'Xb7hH8MSUJpSbSDYk0k2', name: 'Alice', words: 'female woman british clipped clear calm low confident' },
  { id: 'pFZP5JQG7iQjIQuC4Bku', name: 'Lily', words: 'female woman old dry low raspy warm british' },
  { id: 'cgSgspJ2msm6clMCkdW9', name: 'Jessica', words: 'female girl young bright playful child' },
  { id: 'JBFqnCBsd6RMkjVDRZzb', name: 'George', words: 'male man warm calm low british' },
  { id: 'onwK4e9ZLuTAKqWW03F9', name: 'Daniel', words: 'male man deep clear news clipped british' },
  { id: 'N2lVS1w4EtoT3dr4eOWO', name: 'Callum', words: 'male man gravel hoarse rough raspy' },
  { id: 'pqHfZKP75CvOlQylNhV4', name: 'Bill', words: 'male man old dry wise' },
  { id: 'TX3LPaxmHKxFdv7VOQHJ', name: 'Liam', words: 'male boy young bright bored child' },
];

/** Who speaks where a character has no voice. */
const ANYBODY = VOICES[0];

/**
 * The id of a voice: as it is where it is one, else of the voice that the most of the words fit, such as
 * `low-calm-female`; `name` is null where nothing was chosen. Null where no word fits any.
 */
export function toVoice(voice: string | null): { readonly id: string; readonly name: string | null } | null {
  if (voice === null) return ANYBODY ?? null;
  if (/^[A-Za-z0-9]{20}$/u.test(voice)) return { id: voice, name: null };
  const asked = voice.toLowerCase().split(/[^a-z]+/u);
  const named = VOICES.find(({ name }) => asked.includes(name.toLowerCase()));
  if (named !== undefined) return named;
  const [best] = VOICES.map((one) => ({ one, fits: fitsOf(one.words.split(' '), asked) })).toSorted(
    (a, b) => b.fits - a.fits,
  );
  return best === undefined || best.fits <= 0 ? null : best.one;
}

const KINDS: ReadonlySet<string> = new Set(['female', 'woman', 'girl', 'male', 'man', 'boy']);

/** Whether it is a man or a woman counts for more than all the rest. */
function fitsOf(words: readonly string[], asked: readonly string[]): number {
  return asked.reduce((sum, word) => sum + (words.includes(word) ? (KINDS.has(word) ? 10 : 1) : 0), 0);
}
