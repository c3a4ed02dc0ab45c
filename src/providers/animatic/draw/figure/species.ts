import { type Rgb, findColor } from '../color.ts';

export type Species =
  | 'human'
  | 'robot'
  | 'cat'
  | 'lion'
  | 'dog'
  | 'fox'
  | 'wolf'
  | 'horse'
  | 'cow'
  | 'deer'
  | 'pig'
  | 'bear'
  | 'elephant'
  | 'rabbit'
  | 'mouse'
  | 'reptile'
  | 'bird'
  | 'owl'
  | 'penguin'
  | 'fish'
  | 'ghost';
/** A kind of being, how high its head is and its colour when the words name none. */
export type Kind = { readonly species: Species; readonly heightMetres: number; readonly color: Rgb };

const KINDS: readonly (readonly [RegExp, Species, number, Rgb])[] = [
  [/\b(robot|android|droid|automaton|cyborg)\b/u, 'robot', 1.65, [164, 174, 184]],
  [/\b(ghost|spirit|phantom)\b/u, 'ghost', 1.7, [226, 234, 240]],
  [/\b(whale|orca)\b/u, 'fish', 1.6, [70, 88, 110]],
  [/\b(shark|dolphin)\b/u, 'fish', 0.8, [110, 128, 146]],
  [/\b(fish|clownfish|goldfish|trout|salmon|tuna|carp|piranha|eel)\b/u, 'fish', 0.26, [224, 122, 48]],
  [/\b(kitten|cat)\b/u, 'cat', 0.36, [208, 148, 88]],
  [/\b(lion|lioness|tiger|leopard|panther|jaguar|cheetah|lynx|puma)\b/u, 'lion', 1.05, [204, 156, 92]],
  [/\b(dog|puppy|hound|terrier|poodle|retriever|sheepdog)\b/u, 'dog', 0.6, [164, 116, 74]],
  [/\bfox\b/u, 'fox', 0.5, [206, 108, 52]],
  [/\bwol(f|ves)\b/u, 'wolf', 0.8, [126, 130, 138]],
  [/\b(horse|pony|mare|stallion|foal|donkey|mule|zebra|unicorn|camel|giraffe)\b/u, 'horse', 1.7, [122, 82, 56]],
  [/\b(deer|stag|reindeer|moose|elk|antelope)\b/u, 'deer', 1.5, [154, 108, 72]],
  [/\b(cow|bull|ox|goat|sheep|lamb|buffalo)\b/u, 'cow', 1.4, [196, 178, 160]],
  [/\b(pig|piglet|hog|boar)\b/u, 'pig', 0.7, [232, 172, 164]],
  [/\b(elephant|mammoth|rhino|rhinoceros|hippo)\b/u, 'elephant', 2.3, [142, 146, 152]],
  [/\b(bear|panda|gorilla|ape)\b/u, 'bear', 1.3, [104, 76, 58]],
  [/\b(rabbit|hare|bunny)\b/u, 'rabbit', 0.34, [196, 180, 160]],
  [/\b(mouse|rat|hamster|squirrel|hedgehog)\b/u, 'mouse', 0.2, [160, 146, 138]],
  [
    /\b(crocodile|alligator|lizard|dragon|dinosaur|snake|serpent|turtle|tortoise|frog)\b/u,
    'reptile',
    0.7,
    [96, 132, 78],
  ],
  [/\bowl\b/u, 'owl', 0.5, [150, 118, 88]],
  [/\bpenguin\b/u, 'penguin', 0.7, [44, 48, 58]],
  [
    /\b(bird|crow|raven|gull|seagull|parrot|duck|goose|hen|chicken|pigeon|eagle|hawk|swan|robin)\b/u,
    'bird',
    0.4,
    [92, 96, 110],
  ],
];
const PERSON =
  /\b(?:man|woman|boy|girl|lady|gentleman|person|child|kid|teenager|baby|toddler|mother|father|grandmother|grandfather|aunt|uncle|king|queen|prince|princess|soldier|sailor|nurse|doctor|captain|knight|pirate|witch|wizard|farmer|monk|nun)\b/u;

/** What the words of a look describe; null for people. Somebody with a parrot is not one, a baby elephant is. */
export function toKind(words: string): Kind | null {
  const found = KINDS.map(([pattern, species, heightMetres, color]) => {
    const match = pattern.exec(words);
    return match === null || words[match.index + match[0].length] === '-'
      ? null
      : { at: match.index, species, heightMetres, color };
  }).filter((kind) => kind !== null);
  const [first] = found.toSorted((a, b) => a.at - b.at);
  if (first === undefined) return null;
  const { at, ...kind } = first;
  const person = PERSON.exec(words);
  const isOfPerson = person !== null && (person.index < at || / of an? $/u.test(words.slice(0, person.index)));
  const isCompound =
    person !== null && person.index < at && words.slice(person.index + person[0].length, at).trim() === '';
  if (isOfPerson && !isCompound && kind.species !== 'robot') return null;
  const grown = /\b(baby|small|little|tiny|young)\b/u.test(words) ? 0.78 : 1;
  const scaled =
    kind.species === 'robot' || kind.species === 'ghost'
      ? 1
      : grown * (/\b(big|large|huge|giant)\b/u.test(words) ? 1.25 : 1);
  return { ...kind, heightMetres: kind.heightMetres * scaled };
}

/** The colour of a coat: that of its eyes, beak or collar does not count, and a red fox is no pillar-box. */
export function toCoat(words: string, kind: Kind): Rgb {
  const body = words
    .replaceAll(
      /[a-z]+ (?:eyes|beak|bill|feet|paws|legs|collar|ribbon|spots|stripes|mane|tail|ears|nose|glowing eyes)\b/gu,
      '',
    )
    .replaceAll(/glowing [a-z]+/gu, '');
  if (/snowy|snow-white|polar|arctic/u.test(body)) return [236, 238, 240];
  if (kind.species === 'fox' && /\bred\b/u.test(body)) return kind.color;
  // Of two colours the first is the coat, the second its marks.
  const parts = body.split(/\bwith\b|,|\band\b/u);
  return parts.map((part) => findColor(part)).find((color) => color !== null) ?? kind.color;
}
