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
  'room',
] as const;
export type PlaceKind = (typeof EXTERIORS)[number] | (typeof INTERIORS)[number];

export type PlaceWords = {
  readonly kind: PlaceKind;
  readonly isInterior: boolean;
  /** Everything the storyboard says about the place, in lower case. */
  readonly words: string;
  /** The same for the same place in every shot. */
  readonly seed: string;
};

/** First match wins, so the more telling words stand first. */
const VOCABULARY: readonly (readonly [RegExp, PlaceKind])[] = [
  [/lamp[ _-]?room|lantern room|lens room/u, 'lamp_room'],
  [/gallery outside|iron gallery|balcony|lighthouse gallery|widow's walk/u, 'gallery'],
  [/jetty|pier|quay|mole|breakwater|landing stage/u, 'jetty'],
  [/harbou?r|dock|marina|port(?![a-z])|shipyard/u, 'harbour'],
  [/rowing boat|on the boat|deck of|ship'?s deck|raft|sailing/u, 'boat'],
  [/space ?ship|starship|space station|cockpit|bridge of the|airlock|spacecraft|capsule/u, 'spaceship'],
  [/planet|moon surface|lunar|mars|alien/u, 'planet'],
  [/train (?!station)|carriage|compartment|railway car|subway car|tram|bus(?![a-z])/u, 'train'],
  [/platform|railway track|tracks/u, 'platform'],
  [/ticket hall|station|concourse|terminal|lobby|foyer|waiting room|bank|museum|ballroom|palace|throne/u, 'hall'],
  [/kitchen|pantry|bakery/u, 'kitchen'],
  [/workshop|studio|garage|forge|pottery|atelier|smithy|shed|barn|stable|mill/u, 'workshop'],
  [/bedroom|bed(?![a-z])|nursery|attic|dormitory|hotel room|motel/u, 'bedroom'],
  [/hospital|ward|clinic|surgery|infirmary/u, 'hospital'],
  [/laborator|\blab\b|control room|server/u, 'lab'],
  [/class ?room|school/u, 'classroom'],
  [/librar|bookshop|book shop|archive|study/u, 'library'],
  [/caf[eé]|\bbar\b|\bpub\b|tavern|restaurant|diner|saloon|inn(?![a-z])|shop|store/u, 'bar'],
  [/office|newsroom|bureau|police|courtroom/u, 'office'],
  [/hall ?way|corridor|stair|passage|elevator|lift(?![a-z])|tunnel/u, 'hallway'],
  [/church|chapel|cathedral|temple|monastery|crypt/u, 'church'],
  [/theat|stage|opera|circus|cinema|concert/u, 'stage'],
  [/cellar|basement|prison|dungeon|cell(?![a-z])|vault|bunker|sewer/u, 'cellar'],
  [/cave|grotto|mine(?![a-z])|cavern/u, 'cave'],
  [/weather hut|\bhut\b|cabin|log house|lodge|cottage(?= interior)/u, 'hut'],
  [/tent|yurt/u, 'tent'],
  [/\bcar\b|taxi|truck|van(?![a-z])/u, 'car'],
  [/living ?room|lounge|parlou?r|sitting room|apartment|flat(?![a-z])|home|house interior|dining/u, 'living_room'],
  [/roof/u, 'rooftop'],
  [/bridge|viaduct/u, 'bridge'],
  [/graveyard|cemetery|grave/u, 'graveyard'],
  [/garden|orchard|park|courtyard with trees|greenhouse/u, 'garden'],
  [/beach|dune|shore|strand|coast|seaside|lagoon|island/u, 'beach'],
  [/cliff|headland|lighthouse/u, 'cliff'],
  [/hilltop|weather station|summit|peak|observatory/u, 'hilltop'],
  [/square|plaza|market|fairground|piazza/u, 'square'],
  [/yard|courtyard|patio|backyard|alley/u, 'yard'],
  [/village|hamlet|town(?![a-z])|farm/u, 'village'],
  [/street|city|road|avenue|sidewalk|crossing|neon|downtown|skyscraper/u, 'street'],
  [/forest|wood(?:s|land)|jungle|grove|clearing|swamp/u, 'forest'],
  [/desert|sahara|canyon|badlands|sand(?:s|y)? plain/u, 'desert'],
  [/snow|ice|arctic|glacier|tundra|polar|winter/u, 'snow'],
  [/mountain|alp|ridge|pass(?![a-z])|valley/u, 'mountains'],
  [/field|meadow|prairie|steppe|farm|plain|lawn|hill/u, 'field'],
  [/sea|ocean|lake|river|water/u, 'beach'],
];

/** Finds the place's kind by its id, look and heading; unknown words give a fixed, sensible one. */
export function toPlace(picture: Picture): PlaceWords {
  const own = [picture.place?.id.replaceAll(/[_-]/gu, ' ') ?? '', picture.place?.look ?? ''].join(' ').toLowerCase();
  const heading = (picture.heading ?? '').toLowerCase();
  const seed = `${picture.place?.id ?? ''}|${picture.place?.look ?? ''}|${picture.place === null ? heading : ''}`;
  const named = picture.place?.id.replaceAll(/[_-]/gu, ' ').toLowerCase() ?? '';
  // What a place is called says more than what can be seen from it.
  const match = [named, own, heading].map((words) => find(words, heading)).find((kind) => kind !== null);
  const isExterior = /^\s*ext\b/u.test(heading);
  const fallback = isExterior
    ? createRandom(seed).pick<PlaceKind>('field', 'street', 'hilltop')
    : createRandom(seed).pick<PlaceKind>('room', 'living_room', 'hut');
  const kind = match ?? fallback;
  const isInterior = INTERIORS.some((known) => known === kind);
  return { kind, isInterior, words: `${own} ${heading}`, seed };
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
