/**
 * Voices that every account has, with what can be said of them (openai 7.59.0; the words are our own ears' and the
 * vendor's examples of 2026). `isForAll`: the two older models have it too.
 */
const VOICES: readonly { readonly name: string; readonly words: string; readonly isForAll: boolean }[] = [
  { name: 'alloy', words: 'neutral calm clear even', isForAll: true },
  { name: 'ash', words: 'male man warm calm young clear', isForAll: true },
  { name: 'ballad', words: 'male man soft british gentle', isForAll: false },
  { name: 'coral', words: 'female woman bright warm young playful', isForAll: true },
  { name: 'echo', words: 'male man clear even young', isForAll: true },
  { name: 'fable', words: 'male man british bright boy child', isForAll: true },
  { name: 'onyx', words: 'male man deep low old gravel dry wise', isForAll: true },
  { name: 'nova', words: 'female woman young bright clear girl', isForAll: true },
  { name: 'sage', words: 'female woman calm low soft wise', isForAll: true },
  { name: 'shimmer', words: 'female woman clear confident dry old', isForAll: true },
  { name: 'verse', words: 'male man expressive bright young', isForAll: false },
  { name: 'marin', words: 'female woman warm natural clear', isForAll: false },
  { name: 'cedar', words: 'male man warm natural low deep', isForAll: false },
];

export type Speaker = {
  /** As it is sent. */
  readonly voice: string | { readonly id: string };
  /** The name of a voice that was chosen by words; null where it was named. */
  readonly chosen: string | null;
};

/**
 * Who speaks: a voice by its name or by its id (`voice_…`), else the one that the most of the words fit, such as
 * `low-calm-female`. Null where no word fits any, or where the model does not have it.
 */
export function toSpeaker(voice: string | null, isOldModel: boolean): Speaker | null {
  const known = VOICES.filter(({ isForAll }) => isForAll || !isOldModel);
  if (voice === null) return { voice: 'alloy', chosen: null };
  if (/^voice_\w+$/u.test(voice)) return isOldModel ? null : { voice: { id: voice }, chosen: null };
  const asked = voice.toLowerCase().split(/[^a-z]+/u);
  const named = VOICES.find(({ name }) => asked.includes(name));
  if (named !== undefined) return known.includes(named) ? { voice: named.name, chosen: null } : null;
  const [best] = known
    .map(({ name, words }) => ({ name, fits: fitsOf(words.split(' '), asked) }))
    .toSorted((a, b) => b.fits - a.fits);
  return best === undefined || best.fits <= 0 ? null : { voice: best.name, chosen: best.name };
}

const KINDS: ReadonlySet<string> = new Set(['female', 'woman', 'girl', 'male', 'man', 'boy']);

/** Whether it is a man or a woman counts for more than all the rest. */
function fitsOf(words: readonly string[], asked: readonly string[]): number {
  return asked.reduce((sum, word) => sum + (words.includes(word) ? (KINDS.has(word) ? 10 : 1) : 0), 0);
}
