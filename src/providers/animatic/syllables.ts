/** One syllable of a spoken line, in seconds from the line's start. Heard in the murmur and seen on the mouth. */
export type Syllable = {
  readonly atS: number;
  readonly lengthS: number;
  /** Which mouth shape and formants: the vowel it is built on. */
  readonly vowel: 'a' | 'e' | 'i' | 'o' | 'u';
  readonly onset: 'soft' | 'hiss' | 'stop' | 'hum';
  /** First syllable of a word. */
  readonly isStressed: boolean;
  /** 0..1 through its sentence. */
  readonly place: number;
  readonly ending: '.' | '?' | '!';
};

const LONGEST_S = 0.24;
const LEAD_S = 0.06;
const VOWEL_RUN = /[aeiouyаеёиоуыэюяαεηιουωáéíóúàèìòùâêîôûäëïöüåæøãõ]+/giu;
const PAUSES: Readonly<Record<string, number>> = {
  ',': 1,
  ';': 1.4,
  ':': 1.4,
  '.': 2,
  '!': 2,
  '?': 2,
  '…': 2.4,
  '—': 1.2,
};

/**
 * Lays the syllables of a line over its length, with pauses at its punctuation. A short line in a long slot is spoken at
 * an easy pace and followed by silence; a long line is spoken faster.
 */
export function toSyllables(words: string, lengthS: number): readonly Syllable[] {
  const sentences = words.match(/[^.!?…]+[.!?…]*/gu) ?? [];
  const steps: { syllable: Omit<Syllable, 'atS' | 'lengthS'> | null; units: number }[] = [];
  for (const sentence of sentences) {
    const parts = sentence.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
    const ending = sentence.includes('?') ? '?' : sentence.includes('!') ? '!' : '.';
    const counts = parts.map((word) => syllablesOf(word));
    const total = counts.reduce((sum, list) => sum + list.length, 0);
    let spoken = 0;
    parts.forEach((word, index) => {
      (counts[index] ?? []).forEach((text, position) => {
        const isStressed = position === 0;
        steps.push({
          syllable: {
            vowel: vowelOf(text),
            onset: onsetOf(text),
            isStressed,
            place: total < 2 ? 1 : spoken / (total - 1),
            ending,
          },
          units: isStressed ? 1.1 : 0.9,
        });
        spoken += 1;
      });
      steps.push({ syllable: null, units: 0.25 + (PAUSES[word.at(-1) ?? ''] ?? 0) });
    });
  }
  if (steps.at(-1)?.syllable === null) steps.pop();
  const units = steps.reduce((sum, step) => sum + step.units, 0);
  const unitS = Math.min(LONGEST_S, Math.max(0, lengthS - 2 * LEAD_S) / Math.max(1, units));
  const laid: Syllable[] = [];
  let atS = Math.min(LEAD_S, lengthS / 4);
  for (const step of steps) {
    if (step.syllable !== null) laid.push({ ...step.syllable, atS, lengthS: step.units * unitS });
    atS += step.units * unitS;
  }
  return laid;
}

/** How far the mouth is open, 0..1, and how round, at a moment of the line. */
export function mouthAt(line: readonly Syllable[], timeS: number): { readonly open: number; readonly round: number } {
  const now = line.find((syllable) => timeS >= syllable.atS && timeS < syllable.atS + syllable.lengthS);
  if (now === undefined) return { open: 0, round: 0 };
  const part = (timeS - now.atS) / now.lengthS;
  const openness = { a: 1, e: 0.7, i: 0.45, o: 0.8, u: 0.5 }[now.vowel];
  return { open: openness * Math.sin(Math.PI * part) ** 0.7, round: { a: 0.2, e: 0, i: 0, o: 0.8, u: 1 }[now.vowel] };
}

function syllablesOf(word: string): readonly string[] {
  const bare = word.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  const runs = [...bare.matchAll(VOWEL_RUN)];
  if (runs.length === 0)
    return Array.from({ length: Math.max(1, Math.round(Array.from(bare).length / 1.5)) }, () => bare);
  return runs.map((run, index) => {
    const from = index === 0 ? 0 : run.index - 1;
    return bare.slice(Math.max(0, from), run.index + run[0].length);
  });
}

function vowelOf(text: string): Syllable['vowel'] {
  const letter = text.normalize('NFD').match(/[aeiouyаеёиоуыэюяαεηιουω]/iu)?.[0] ?? 'a';
  if ('eеэε'.includes(letter)) return 'e';
  if ('iyиыηι'.includes(letter)) return 'i';
  if ('oоёοω'.includes(letter)) return 'o';
  if ('uуюυ'.includes(letter)) return 'u';
  return 'a';
}

function onsetOf(text: string): Syllable['onset'] {
  const first = text[0] ?? '';
  if ('sfzxcšśсфзхшщцσζ'.includes(first)) return 'hiss';
  if ('tkpdbgqтпкдбгτκπ'.includes(first)) return 'stop';
  if ('mnlrwvмнлрвμνλρ'.includes(first)) return 'hum';
  return 'soft';
}
