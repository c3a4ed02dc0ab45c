import type { Figure } from '../../../../model/generation.ts';
import { createRandom } from '../../random.ts';
import { type Rgb, findColor, lighten, toRgb } from '../color.ts';
import { type Species, toCoat, toKind } from './species.ts';

export type HairStyle =
  | 'bald'
  | 'cropped'
  | 'short'
  | 'spiky'
  | 'bob'
  | 'long'
  | 'bun'
  | 'braid'
  | 'plaits'
  | 'ponytail'
  | 'curls';
export type Beard = 'none' | 'stubble' | 'trimmed' | 'full' | 'moustache';

/** What a figure is by nature, read from the words of its look; what they leave open is seeded by the figure. */
export type Traits = {
  readonly species: Species;
  /** The look itself, in lower case. */
  readonly words: string;
  readonly heightMetres: number;
  /** 1 is average; more is broader. */
  readonly build: number;
  readonly age: number;
  readonly isFemale: boolean;
  readonly skin: Rgb;
  readonly hair: Rgb;
  readonly hairStyle: HairStyle;
  readonly beard: Beard;
  readonly glasses: 'none' | 'round' | 'sharp' | 'dark';
  readonly eyes: Rgb;
  readonly hasFreckles: boolean;
  /** Sits in one, wherever it goes. */
  readonly hasWheelchair: boolean;
  readonly accent: Rgb;
  readonly seed: string;
};

const SKINS: readonly [Rgb, ...Rgb[]] = [
  [244, 208, 180],
  [234, 190, 156],
  [222, 170, 134],
  [198, 140, 102],
  [160, 106, 76],
  [118, 78, 58],
];
const HAIRS: readonly [Rgb, ...Rgb[]] = [
  [58, 40, 32],
  [92, 60, 40],
  [34, 30, 34],
  [150, 100, 58],
  [210, 170, 100],
  [128, 58, 36],
];
export function toTraits(figure: Figure): Traits {
  const words = (figure.look ?? '').toLowerCase();
  const seed = `${figure.id}|${figure.look ?? ''}`;
  const random = createRandom(`traits ${seed}`);
  const accent = toRgb(figure.color);
  const kind = toKind(words);
  const age = toAge(words, random.next());
  const isFemale =
    /\b(woman|girl|female|lady|mother|grandmother|queen|she|her|aunt|sister|daughter|waitress|actress|nun|witch|princess)\b/u.test(
      words,
    )
      ? true
      : /\b(man|boy|male|he|his|father|grandfather|king|uncle|brother|son|monk|beard|moustache|prince)\b/u.test(words)
        ? false
        : random.next() < 0.5;
  const isChild = age < 14;
  const base = SKINS[Math.min(SKINS.length - 1, Math.floor(random.next() ** 1.5 * SKINS.length))] ?? SKINS[0];
  const eyes =
    findColor(words.match(/([a-z]+) eyes/u)?.[1] ?? '') ??
    random.pick<Rgb>([86, 62, 44], [70, 98, 122], [82, 110, 84], [60, 48, 44]);
  return {
    species: kind?.species ?? 'human',
    heightMetres: kind === null ? toHeight(words, age, isFemale, random.next()) : kind.heightMetres,
    words,
    build: /broad|stocky|burly|fat|heavy|stout|big|strong|plump/u.test(words)
      ? 1.2
      : /thin|slim|slender|small|skinny|wiry|lanky/u.test(words)
        ? 0.88
        : random.range(0.94, 1.06),
    age,
    isFemale,
    skin: kind === null ? toSkin(words, base) : toCoat(words, kind),
    hair: toHair(words, age, HAIRS[Math.floor(random.next() * HAIRS.length)] ?? HAIRS[0]),
    hairStyle: toHairStyle(words, isFemale, isChild, random.next()),
    beard: isFemale || isChild ? 'none' : toBeard(words, random.next()),
    glasses: /sunglasses|dark glasses|shades/u.test(words)
      ? 'dark'
      : /sharp glasses|square glasses/u.test(words)
        ? 'sharp'
        : /glasses|spectacles|goggles/u.test(words)
          ? 'round'
          : 'none',
    eyes,
    hasFreckles: /freckle/u.test(words),
    hasWheelchair: /wheel ?chair/u.test(words),
    accent,
    seed,
  };
}

function toAge(words: string, chance: number): number {
  const years = words.match(/(?:about|aged?|of)\s+(\d{1,3})\b/u)?.[1] ?? words.match(/\b(\d{1,3})[ -]year/u)?.[1];
  if (years !== undefined) return Number(years);
  const decade = ['teens', 'twenties', 'thirties', 'forties', 'fifties', 'sixties', 'seventies', 'eighties'].findIndex(
    (word) => words.includes(word),
  );
  if (decade >= 0) return 15 + decade * 10;
  if (/\b(baby|toddler)\b/u.test(words)) return 3;
  if (/\b(boy|girl|child|kid)\b/u.test(words)) return 9;
  if (/\b(teen|teenager|youth)\b/u.test(words)) return 16;
  if (/\b(old|elderly|aged|grand\w+|ancient)\b/u.test(words)) return 72;
  if (/\byoung\b/u.test(words)) return 24;
  return 28 + Math.round(chance * 20);
}

function toHeight(words: string, age: number, isFemale: boolean, chance: number): number {
  const grown = (isFemale ? 1.64 : 1.76) + (chance - 0.5) * 0.08;
  const young = age < 17 ? 0.78 + (age / 17) * (grown - 0.78) : grown;
  const bent = age > 68 ? young * 0.965 : young;
  if (/\b(tall|giant|towering)\b/u.test(words)) return bent * 1.07;
  if (
    /\b(short|small|tiny|petite|little)\b(?! (?:black|brown|grey|gray|red|blonde?|dark|white|fair)? ?hair)/u.test(words)
  )
    return bent * 0.93;
  return bent;
}

function toSkin(words: string, base: Rgb): Rgb {
  if (/dark[- ]skin|black (?:wo)?man|ebony/u.test(words)) return [104, 70, 54];
  if (/brown[- ]skin|indian|latina?|olive skin/u.test(words)) return [170, 116, 82];
  if (/pale|porcelain|fair[- ]skin/u.test(words)) return [248, 222, 204];
  if (/tanned|weathered|wind-burnt|sunburnt/u.test(words)) return [214, 156, 120];
  if (/red hair|ginger|freckle|blonde?|fair hair/u.test(words) && base[0] < 200) return SKINS[0];
  return base;
}

function toHair(words: string, age: number, base: Rgb): Rgb {
  const described =
    words.match(/([a-z,\s-]{0,28})\b(?:hair|braids?|plaits?|curls|bob|bun|ponytail|knot|beard|mane|locks)\b/u)?.[1] ??
    '';
  const named = findColor(described);
  if (named !== null) return named;
  if (/red-?head|redhead/u.test(words)) return [168, 74, 38];
  if (/\b(blonde?)\b/u.test(words)) return [222, 186, 112];
  if (age > 66) return [214, 214, 216];
  if (age > 52) return lighten(base, 0.5);
  return base;
}

function toHairStyle(words: string, isFemale: boolean, isChild: boolean, chance: number): HairStyle {
  if (/\bbald|shaved head|hairless/u.test(words)) return 'bald';
  if (/plaits|braids|pigtails/u.test(words)) return 'plaits';
  if (/braid|plait/u.test(words)) return 'braid';
  if (/\bbun\b|knot|chignon|updo/u.test(words)) return 'bun';
  if (/ponytail|pony tail/u.test(words)) return 'ponytail';
  if (/curl|afro|frizzy/u.test(words)) return 'curls';
  if (/\bbob\b/u.test(words)) return 'bob';
  if (/cropped|crew cut|buzz/u.test(words)) return 'cropped';
  if (/spiky|mohawk|punk|wild|messy|tousled/u.test(words)) return 'spiky';
  if (/long\b[a-z ,]*hair|windblown|flowing/u.test(words)) return 'long';
  if (/short\b[a-z ,]*hair|thick/u.test(words)) return 'short';
  if (isFemale) return chance < 0.4 ? 'long' : chance < 0.65 ? 'bob' : chance < 0.85 ? 'bun' : 'ponytail';
  return isChild ? 'short' : chance < 0.6 ? 'short' : chance < 0.85 ? 'cropped' : 'curls';
}

function toBeard(words: string, chance: number): Beard {
  if (/moustache|mustache/u.test(words)) return 'moustache';
  if (/stubble|unshaven/u.test(words)) return 'stubble';
  if (/trimmed beard|short beard|goatee/u.test(words)) return 'trimmed';
  if (/beard/u.test(words)) return 'full';
  if (/clean-shaven/u.test(words)) return 'none';
  return chance < 0.15 ? 'stubble' : 'none';
}
