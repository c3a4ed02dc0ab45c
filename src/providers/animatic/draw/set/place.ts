import type { Picture } from '../../../../model/generation.ts';
import { createRandom } from '../../random.ts';

export const EXTERIORS = [
  'gallery',
  'jetty',
  'harbour',
  'beach',
  'cliff',
  'boat',
  'forest',
  'mountains',
  'desert',
  'snow',
  'street',
  'rooftop',
  'square',
  'village',
  'garden',
  'field',
  'bridge',
  'platform',
  'hilltop',
  'planet',
  'yard',
  'graveyard',
  'underwater',
  'market',
  'pitch',
  'moon',
  'road',
  'alley',
] as const;
export const INTERIORS = [
  'lamp_room',
  'kitchen',
  'living_room',
  'bedroom',
  'office',
  'hallway',
  'train',
  'spaceship',
  'cave',
  'bar',
  'hall',
  'library',
  'lab',
  'hospital',
  'church',
  'workshop',
  'hut',
  'stage',
  'classroom',
  'cellar',
  'car',
  'tent',
  'courtroom',
  'castle',
  'pool',
  'ballroom',
  'ring',
  'bathroom',
  'supermarket',
  'gym',
  'room',
] as const;
export type PlaceKind = (typeof EXTERIORS)[number] | (typeof INTERIORS)[number];

/** Where there is air, water, or nothing at all: decides the sky and how far one sees. */
export type Realm = 'air' | 'water' | 'space';
export type PlaceWords = {
  readonly kind: PlaceKind;
  readonly isInterior: boolean;
  readonly realm: Realm;
  /** Everything the storyboard says about the place, in lower case. */
  readonly words: string;
  /** The same for the same place in every shot. */
  readonly seed: string;
};

/** First match wins, so the more telling words stand first. */
const VOCABULARY: readonly (readonly [RegExp, PlaceKind])[] = [
  [/swimming ?pool|\bpool\b(?! (?:table|hall))/u, 'pool'],
  [/ball ?room|dance hall/u, 'ballroom'],
  [/boxing|(?:wrestling|prize) ring/u, 'ring'],
  [
    /\b(?:country|dirt|dusty|rural|coastal|open|winding|gravel|lonely) (?:road|lane|track)|\broad (?:between|through|across|along) (?:the )?(?:fields|country|meadows|hills|farmland)/u,
    'road',
  ],
  [/\balley/u, 'alley'],
  [/bath ?room|wash ?room|shower room/u, 'bathroom'],
  [/super ?market|grocery|hypermarket/u, 'supermarket'],
  [/\bgym\b|fitness|weight room|dojo/u, 'gym'],
  [/\bair ?plane|airliner|aircraft|cabin of (?:a|the) plane/u, 'train'],
  [/lamp[ _-]?room|lantern room|lens room/u, 'lamp_room'],
  [/gallery outside|iron gallery|balcony|lighthouse gallery|widow's walk/u, 'gallery'],
  [/jetty|pier|quay|\bmole\b|breakwater|landing stage/u, 'jetty'],
  [/harbou?r|dock|marina|\bport\b|shipyard/u, 'harbour'],
  [/rowing boat|on the boat|deck of|ship'?s deck|raft|sailing/u, 'boat'],
  [/space ?ship|starship|space station|cockpit|bridge of the|airlock|spacecraft|capsule/u, 'spaceship'],
  [/under ?water|seabed|sea ?floor|coral|\breef\b|ocean floor|deep sea|submerged|kelp/u, 'underwater'],
  [/\bmoon\b(?!light|lit)|lunar|asteroid|deep space|open space|outer space|in orbit/u, 'moon'],
  [
    /(?:football|soccer|rugby|hockey|baseball) (?:field|pitch|ground|stadium)|stadium|\bpitch\b|goal posts?|playing field|arena/u,
    'pitch',
  ],
  [/court ?room|court of|tribunal|\bcourt\b(?! ?yard)/u, 'courtroom'],
  [/castle|great hall|throne|medieval hall|fortress|keep(?![a-z])/u, 'castle'],
  [/market|bazaar|\bsouk\b|fruit stalls?/u, 'market'],
  [/planet|moon surface|lunar|mars|alien/u, 'planet'],
  [/train (?!station)|carriage|compartment|railway car|subway (?:car|train)|tram|bus(?![a-z])/u, 'train'],
  [/platform|railway track|tracks/u, 'platform'],
  [
    /ticket hall|station|concourse|terminal|lobby|foyer|waiting room|subway|metro|airport|bank|museum|ballroom|palace/u,
    'hall',
  ],
  [/kitchen|pantry|bakery/u, 'kitchen'],
  [/workshop|studio|garage|forge|pottery|atelier|smithy|shed|barn|stable|\bmill\b/u, 'workshop'],
  [/bedroom|bed(?![a-z])|nursery|attic|dormitory|hotel room|motel/u, 'bedroom'],
  [/hospital|\bward\b|clinic|surgery|infirmary/u, 'hospital'],
  [/laborator|\blab\b|control room|server/u, 'lab'],
  [/class ?room|school/u, 'classroom'],
  [/librar|bookshop|book shop|archive|study/u, 'library'],
  [/caf[eé]|\bbar\b|\bpub\b|tavern|restaurant|diner|saloon|\binn\b|shop|store/u, 'bar'],
  [/office|newsroom|bureau|police/u, 'office'],
  [/hall ?way|corridor|stair|passage|elevator|lift(?![a-z])|tunnel/u, 'hallway'],
  [/church|chapel|cathedral|temple|monastery|crypt/u, 'church'],
  [/theat|stage|opera|circus|cinema|concert/u, 'stage'],
  [/cellar|basement|prison|dungeon|cell(?![a-z])|vault|bunker|sewer/u, 'cellar'],
  [/cave|grotto|mine(?![a-z])|cavern/u, 'cave'],
  [/weather hut|\bhut\b|cabin|log house|lodge|cottage(?= interior)/u, 'hut'],
  [/\btents?\b|yurt/u, 'tent'],
  [/\bcar\b|taxi|truck|van(?![a-z])/u, 'car'],
  [/living ?room|lounge|parlou?r|sitting room|apartment|flat(?![a-z])|\bhome\b|house interior|dining/u, 'living_room'],
  [/roof/u, 'rooftop'],
  [/bridge|viaduct/u, 'bridge'],
  [/graveyard|cemetery|grave/u, 'graveyard'],
  [/garden|orchard|\bzoo\b|playground|\bpark\b|courtyard with trees|greenhouse/u, 'garden'],
  [/beach|dune|shore|strand|coast|seaside|lagoon|island/u, 'beach'],
  [/cliff|headland|lighthouse/u, 'cliff'],
  [/hilltop|weather station|summit|peak|observatory/u, 'hilltop'],
  [/square|plaza|fairground|piazza/u, 'square'],
  [/yard|courtyard|patio|backyard|alley/u, 'yard'],
  [/village|hamlet|town(?![a-z])|farm/u, 'village'],
  [/street|\bcity\b|\broad\b|highway|avenue|sidewalk|crossing|neon|downtown|skyscraper/u, 'street'],
  [/forest|wood(?:s|land)|jungle|grove|clearing|swamp/u, 'forest'],
  [/desert|sahara|canyon|badlands|sand(?:s|y)? plain/u, 'desert'],
  [/snow|\bice\b|\bicy\b|arctic|glacier|tundra|polar|winter/u, 'snow'],
  [/mountain|\balps?\b|\bridge|\bpass\b|valley/u, 'mountains'],
  [/field|meadow|prairie|steppe|farm|\bplains\b|(?:wide|grassy|open|flat) plain|lawn|hill/u, 'field'],
  [/\bsea\b|ocean|\blake|river|waterfront|\bwaters?\b/u, 'beach'],
];

const VAGUE =
  /^(?:the |my |old |main )?(?:field|hall|bridge|yard|square|street|road|ring|office|platform|room|court|ground|deck|set|place|subway|metro|station)$/u;

/** Finds the place's kind by its id, look and heading; unknown words give a fixed, sensible one. */
export function toPlace(picture: Picture): PlaceWords {
  const own = [picture.place?.id.replaceAll(/[_-]/gu, ' ') ?? '', picture.place?.look ?? ''].join(' ').toLowerCase();
  const heading = (picture.heading ?? '').toLowerCase();
  const seed = `${picture.place?.id ?? ''}|${picture.place?.look ?? ''}|${picture.place === null ? heading : ''}`;
  const named = picture.place?.id.replaceAll(/[_-]/gu, ' ').toLowerCase() ?? '';
  // What a place is called says more than what can be seen from it, unless the name is one that many places share.
  // A place that the heading does not know, inside where the heading says outside, is still itself.
  const order = VAGUE.test(named) ? [own, named, heading] : [named, own, heading];
  const match =
    order.map((words) => find(words, heading)).find((kind) => kind !== null) ??
    (isAbout(heading, own) ? [] : order.slice(0, 2)).map((words) => find(words, '')).find((kind) => kind !== null);
  const isExterior = /^\s*ext\b/u.test(heading);
  const fallback = isExterior
    ? createRandom(seed).pick<PlaceKind>('field', 'street', 'hilltop')
    : createRandom(seed).pick<PlaceKind>('room', 'living_room', 'hut');
  const kind = match ?? fallback;
  const isInterior = INTERIORS.some((known) => known === kind);
  const realm = kind === 'underwater' ? 'water' : kind === 'moon' ? 'space' : 'air';
  return { kind, isInterior, realm, words: `${own} ${heading}`, seed };
}

/** Whether a heading names something of what is said of the place. */
function isAbout(heading: string, own: string): boolean {
  const name = heading.split(/\s[-–—]\s/u)[0] ?? '';
  return (name.match(/\p{L}{3,}/gu) ?? []).some((word) => word !== 'int' && word !== 'ext' && own.includes(word));
}

function find(words: string, heading: string): PlaceKind | null {
  if (words.trim() === '') return null;
  const wantsInside = /^\s*int\b/u.test(heading);
  const wantsOutside = /^\s*ext\b/u.test(heading);
  for (const [pattern, kind] of VOCABULARY) {
    if (!pattern.test(words)) continue;
    const isInside = INTERIORS.some((known) => known === kind);
    if ((wantsInside && !isInside) || (wantsOutside && isInside)) continue;
    return kind;
  }
  return null;
}
