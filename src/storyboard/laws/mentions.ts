import type { CastId } from '../../model/ids.ts';
import type { Problem } from '../../model/problem.ts';
import type { Character, Shot, Storyboard } from '../../model/storyboard.ts';
import { quote } from '../quote.ts';

type Report = (problem: Problem) => void;

/**
 * Law 3: a character that the action names (by id or by name) and that is not in the picture is a warning: its look
 * would not reach the model. The same for whoever speaks on screen.
 */
export function warnOfMentions(storyboard: Storyboard, report: Report): void {
  const finder = createFinder(storyboard.characters);
  const setups = new Map(storyboard.setups.map((setup) => [setup.id, setup.with]));
  for (const scene of storyboard.scenes) {
    for (const shot of scene.shots) {
      const setupWith = shot.setup === null ? null : (setups.get(shot.setup) ?? null);
      const present = new Set(shot.with ?? setupWith ?? scene.with ?? []);
      if (shot.action !== null && shot.card === null) {
        for (const [id, word] of finder(shot.action)) if (!present.has(id)) report(mentioned(shot, id, word));
      }
      for (const line of shot.say) {
        const isAbsent = line.place === 'on' && line.who !== 'narrator' && ![...present].some((id) => id === line.who);
        if (isAbsent && shot.card === null && shot.clip === null) {
          report({
            code: 'speaker_not_in_picture',
            severity: 'warning',
            path: line.path,
            message: `${quote(line.who)} speaks here but is not in the picture`,
            expected: `${quote(line.who)} in \`with\`, or \`(off)\` after the name`,
            fix: `write \`${line.who} (off): …\` when unseen`,
          });
        }
      }
    }
  }
}

function mentioned(shot: Shot, id: CastId, word: string): Problem {
  return {
    code: 'not_in_picture',
    severity: 'warning',
    path: [...shot.path, 'action'],
    message: `the action names ${quote(word)}, who is not in \`with\`: the model will not know the look`,
    expected: `\`${id}\` in \`with\` of the shot, its set-up or its scene`,
    fix: `add \`${id}\` to \`with\``,
  };
}

type Finder = (text: string) => ReadonlyMap<CastId, string>;
type Target = { readonly id: CastId; readonly shown: string };

const WORDS = /[\p{L}\p{M}\p{N}_-]+/gu;
/** Scripts that put no spaces between words. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const MAX_UNSPACED = 500;

/** Finds characters in a text by whole words. Names are looked up by all their words, so that a big cast costs nothing. */
function createFinder(characters: readonly Character[]): Finder {
  const byWords = new Map<string, Target>();
  const lengths = new Set<number>();
  const unspaced: Target[] = [];
  for (const { id, name } of characters) {
    for (const shown of new Set<string>([name, id])) {
      const words = shown.match(WORDS) ?? [];
      if (UNSPACED.test(shown)) unspaced.push({ id, shown });
      else if (words.length > 0) {
        byWords.set(words.join(' '), { id, shown });
        lengths.add(words.length);
      }
    }
  }
  return (text) => {
    const found = new Map<CastId, string>();
    const words = text.match(WORDS) ?? [];
    for (const index of words.keys()) {
      for (const length of lengths) {
        const target = byWords.get(length === 1 ? (words[index] ?? '') : words.slice(index, index + length).join(' '));
        if (target !== undefined && !found.has(target.id)) found.set(target.id, target.shown);
      }
    }
    for (const target of unspaced.slice(0, MAX_UNSPACED)) {
      if (!found.has(target.id) && text.includes(target.shown)) found.set(target.id, target.shown);
    }
    return found;
  };
}
