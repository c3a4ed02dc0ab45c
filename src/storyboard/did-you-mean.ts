import { distance } from 'fastest-levenshtein';

const MAX_COMPARED = 2000;

/** The known word that was probably meant, or null when none is near enough. */
export function closestWord(written: string, known: Iterable<string>): string | null {
  const word = normalise(written);
  if (word.length > 60) return null;
  let best: string | null = null;
  let bestDistance = Infinity;
  let compared = 0;
  for (const candidate of known) {
    compared += 1;
    if (compared > MAX_COMPARED) break;
    const target = normalise(candidate);
    if (Math.abs(target.length - word.length) >= bestDistance) continue;
    const found = distance(word, target);
    if (found < bestDistance) [best, bestDistance] = [candidate, found];
  }
  const isSwapped = best !== null && bestDistance === 2 && sortLetters(best) === sortLetters(word);
  return isSwapped || bestDistance <= Math.max(1, Math.floor(word.length / 3)) ? best : null;
}

/** `did you mean X?` as a fix, or null. */
export function didYouMean(written: string, known: Iterable<string>): string | null {
  const word = closestWord(written, known);
  return word === null ? null : `did you mean \`${word}\`?`;
}

/** A list for an "expected" line: `a, b or c`; long ones are cut. */
export function listWords(words: readonly string[], most = 30): string {
  const shown = words.slice(0, most).map((word) => `\`${word}\``);
  if (words.length > most) return `${shown.join(', ')} … (${words.length} in all)`;
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} or ${last}`;
}

/** Two letters in the wrong order count as one slip. */
function sortLetters(word: string): string {
  return Array.from(normalise(word)).toSorted().join('');
}

function normalise(word: string): string {
  return word.toLowerCase().replaceAll(/[\s_-]+/g, '-');
}
