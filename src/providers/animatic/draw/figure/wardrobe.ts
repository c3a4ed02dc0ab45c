import type { Figure } from '../../../../model/generation.ts';
import { createRandom } from '../../random.ts';
import { type Rgb, findColor, lighten, toRgb } from '../color.ts';

export type HatKind =
  | 'knit'
  | 'cap'
  | 'brim'
  | 'hood'
  | 'top'
  | 'helmet'
  | 'crown'
  | 'headscarf'
  | 'hijab'
  | 'turban'
  | 'cook'
  | 'beret';
/** What a figure wears, by what is seen of it. */
export type Clothes = {
  readonly top: Rgb;
  /** A garment over the top; its hem as a share of body height. */
  readonly outer: {
    readonly color: Rgb;
    readonly hem: number;
    readonly isOpen: boolean;
    readonly hasHood: boolean;
  } | null;
  readonly bottom: Rgb;
  /** Skirts and robes: the hem as a share of body height; null: trousers. */
  readonly skirtHem: number | null;
  /** Trousers that end above the knee. */
  readonly isShort: boolean;
  readonly shoes: Rgb;
  readonly hat: { readonly kind: HatKind; readonly color: Rgb } | null;
  readonly scarf: Rgb | null;
  readonly tie: { readonly color: Rgb; readonly isBow: boolean } | null;
  readonly apron: Rgb | null;
  readonly stripes: Rgb | null;
  readonly bareArms: boolean;
  readonly gloves: Rgb | null;
  readonly belt: Rgb | null;
};

const DARKS: readonly [Rgb, ...Rgb[]] = [
  [52, 58, 78],
  [70, 62, 58],
  [58, 70, 66],
  [84, 74, 66],
];

/** Reads clothes from the wardrobe in force and from what the look says is always worn. */
export function toClothes(figure: Figure): Clothes {
  const words = `${figure.wardrobe ?? ''}, ${figure.look ?? ''}`.toLowerCase();
  const parts = words.split(/,|;|\bover\b|\bunder\b|\band\b|\bwith\b/u);
  const random = createRandom(`clothes ${figure.id} ${figure.wardrobe ?? ''}`);
  const accent = toRgb(figure.color);
  const find = (pattern: RegExp): { readonly color: Rgb | null; readonly text: string } | null => {
    const text = parts.find((part) => pattern.test(part));
    return text === undefined
      ? null
      : { color: findColor(text.slice(0, text.search(pattern) + 1)) ?? findColor(text), text };
  };
  const dark = DARKS[Math.floor(random.next() * DARKS.length)] ?? DARKS[0];

  const suit = find(/\bsuit\b|tuxedo|uniform|dungarees|overalls|jumpsuit|space ?suit|pyjamas|pajamas|armou?r|wetsuit/u);
  const coat = find(
    /\b(oilskin|over|rain|trench|fur|duffle|long )?coat|cloak|cape|robe|parka|anorak|cassock|kimono|gown(?= over)/u,
  );
  const jacket = find(/jacket|blazer|cardigan|waistcoat|vest|bomber/u);
  const dress = find(/dress|\bgown\b|nightgown|sari|tunic|habit/u);
  const shirt = find(/sweater|jumper|pullover|shirt|blouse|hoodie|\btop\b|turtleneck|jersey|polo/u);
  const skirt = find(/skirt|kilt/u);
  const trousers = find(/trousers|jeans|pants|shorts|leggings|breeches/u);
  const apron = find(/apron/u);
  const scarf = find(/scarf|shawl|cravat/u);
  const tie = find(/\btie\b|bow ?tie/u);
  const shoes = find(/boots|shoes|sneakers|sandals|wellies|slippers/u);
  const gloves = find(/gloves|mittens/u);

  const hasHood = /hood|parka|anorak/u.test(coat?.text ?? '');
  const covering = coat ?? jacket;
  const nothingNamed = suit === null && covering === null && dress === null && shirt === null;
  const top =
    shirt?.color ??
    dress?.color ??
    (covering === null && suit === null ? accent : (suit?.color ?? lighten(accent, nothingNamed ? 0 : 0.1)));
  return {
    top:
      suit !== null && shirt === null
        ? /\bsuit\b|tuxedo/u.test(suit.text) && !/space|wet|jump/u.test(suit.text)
          ? [238, 234, 226]
          : (suit.color ?? accent)
        : top,
    outer:
      covering !== null
        ? {
            color: covering.color ?? accent,
            hem:
              coat === null
                ? 0.45
                : /cloak|cape|robe|cassock|kimono/u.test(coat.text)
                  ? 0.1
                  : /parka|anorak|duffle/u.test(coat.text)
                    ? 0.36
                    : 0.26,
            isOpen: !/oilskin|rain|buttoned|closed|parka/u.test(covering.text),
            hasHood,
          }
        : suit !== null && /\bsuit\b|tuxedo|uniform/u.test(suit.text) && !/space|wet|jump/u.test(suit.text)
          ? { color: suit.color ?? accent, hem: 0.44, isOpen: !/uniform/u.test(suit.text), hasHood: false }
          : null,
    bottom: trousers?.color ?? skirt?.color ?? suit?.color ?? (dress === null ? dark : (dress.color ?? accent)),
    skirtHem:
      dress !== null
        ? /long|gown|habit|sari|evening/u.test(dress.text)
          ? 0.06
          : 0.24
        : skirt !== null
          ? /long/u.test(skirt.text)
            ? 0.08
            : 0.27
          : null,
    isShort: /\bshorts\b|swim(?:suit|ming trunks)|\btrunks\b/u.test(words) && dress === null && skirt === null,
    shoes: shoes?.color ?? [52, 44, 42],
    hat: toHat(parts, accent),
    scarf: scarf === null || /head/u.test(scarf.text) ? null : (scarf.color ?? lighten(accent, 0.2)),
    tie: tie === null ? null : { color: tie.color ?? [170, 50, 50], isBow: /bow/u.test(tie.text) },
    apron: apron === null ? null : (apron.color ?? [232, 226, 212]),
    stripes: /striped|stripes/u.test(words) ? [238, 234, 224] : null,
    bareArms: /sleeveless|t-shirt|tank top|sleeves up|bare arms|swimsuit/u.test(words),
    gloves: gloves === null ? null : (gloves.color ?? [80, 60, 50]),
    belt: /belt|sash/u.test(words)
      ? (findColor(parts.find((part) => /belt|sash/u.test(part)) ?? '') ?? [82, 58, 42])
      : null,
  };
}

function toHat(parts: readonly string[], accent: Rgb): Clothes['hat'] {
  const kinds: readonly (readonly [RegExp, HatKind])[] = [
    [/knit(ted)? cap|beanie|wool(len|ly)? (cap|hat)|bobble hat|night ?cap/u, 'knit'],
    [/cook'?s? hat|chef|toque/u, 'cook'],
    [/helmet|hard hat/u, 'helmet'],
    [/crown|tiara|diadem/u, 'crown'],
    [/top hat|bowler/u, 'top'],
    [/hijab|chador|khimar|wimple|\bnun\b|al-?amira/u, 'hijab'],
    [/turban/u, 'turban'],
    [/head ?scarf|kerchief|bandana|veil/u, 'headscarf'],
    [/beret/u, 'beret'],
    [/\bcap\b|peaked|baseball/u, 'cap'],
    [/\bhat\b|fedora|stetson|sou'?wester|straw|sombrero|bonnet/u, 'brim'],
    [/hood up|hooded/u, 'hood'],
  ];
  for (const part of parts) {
    for (const [pattern, kind] of kinds)
      if (pattern.test(part))
        return {
          kind,
          color: findColor(part) ?? (kind === 'cook' ? [240, 238, 232] : kind === 'crown' ? [222, 178, 70] : accent),
        };
  }
  return null;
}
