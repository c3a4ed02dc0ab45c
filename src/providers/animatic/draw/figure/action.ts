import type { Figure, Picture } from '../../../../model/generation.ts';
import type { BodyPose } from './body-pose.ts';

export type Act =
  | 'idle'
  | 'walk'
  | 'run'
  | 'sit'
  | 'rest'
  | 'lie'
  | 'bed'
  | 'wave'
  | 'hold'
  | 'give'
  | 'take'
  | 'point'
  | 'dance'
  | 'row'
  | 'push'
  | 'work'
  | 'drink'
  | 'write'
  | 'read'
  | 'crouch'
  | 'jump'
  | 'fall'
  | 'raise'
  | 'lean'
  | 'climb'
  | 'kneel'
  | 'carry'
  | 'hug'
  | 'kick'
  | 'ride'
  | 'glide'
  | 'swim'
  | 'drift'
  | 'drive'
  | 'phone'
  | 'fight'
  | 'aim'
  | 'play';
export type Gaze = 'ahead' | 'up' | 'down' | 'away' | 'other' | 'closed';
export type Mood = 'calm' | 'happy' | 'sad' | 'angry' | 'afraid' | 'tired';
/** What a figure does during a part of the take (0..1). */
export type Beat = {
  readonly from: number;
  readonly to: number;
  readonly act: Act;
  readonly gaze: Gaze;
  readonly mood: Mood;
  readonly nod: 'yes' | 'no' | null;
};

const ACTS: readonly (readonly [RegExp, Act])[] = [
  [
    /\b(?:on|into|answers?|picks up|takes|dials?) (?:the |a |his |her |their )?(?:tele|cell ?|mobile ?)?phone\b|\bphones\b|\breceiver\b|\bdials\b|\bcalls? (?:home|for help)\b/u,
    'phone',
  ],
  [
    /\baims?\b|\bdraws? (?:his|her|a|the|their) (?:gun|revolver|pistol|rifle|bow)|\bfires? (?:at|a shot)|\bshoots? at\b|\bpoints? (?:the|a|his|her) (?:gun|pistol|revolver|rifle)/u,
    'aim',
  ],
  [
    /\bpunch|\bfights?\b|\bfighting\b|\bhits? (?:back|him|her|out)\b|\bslaps?\b|\bwrestl|\bboxing\b|\bspars?\b|\bblocks (?:the|a|his|her) (?:blow|punch)|\bduels?\b|\battacks?\b|\bfenc(?:es|ing)\b|\bswings? (?:at|(?:his|her|the) sword)/u,
    'fight',
  ],
  [/\b(?:plays?|strums?|tunes?)\b[^.,]*\b(?:guitar|ukulele|lute|banjo|mandolin|violin|fiddle|cello)\b/u, 'play'],
  [
    /\bskat(?:es|ing)\b|\bskateboard(?:s|ing)\b|(?<!\b(?:his|her|the|their|on|of) )\bski(?:s|ing)\b|\bsurf(?:s|ing)\b|\bsnowboard(?:s|ing)\b|\bon (?:a|the|his|her) (?:skateboard|surfboard|snowboard|skis)\b/u,
    'glide',
  ],
  [
    /\brid(?:es?|ing)\b(?! (?:in |on )?(?:the |a )?(?:bus|train|tram|lift|elevator|escalator|subway|metro|taxi))|\bcycl(?:es|ing)\b|\bbik(?:es|ing)\b|\bpedals\b|\bon horseback\b|\bon (?:a|the|his|her) (?:white |black |brown )?(?:horse|pony|donkey|camel|elephant|bike|bicycle)\b/u,
    'ride',
  ],
  [
    /\bdriv(?:es|ing)\b|\bsteer|\b(?:behind|at) the (?:steering wheel|controls)\b|\bbehind the wheel\b|\bgrips? the (?:steering )?wheel\b|\bpilots\b/u,
    'drive',
  ],
  [/\bswims?\b|\bswimming\b|\bdives?\b(?! (?:for cover|behind|under))|\bdiving\b|\bsnorkel/u, 'swim'],
  [/\bfloat(?:s|ing)\b|\bweightless|\bhovers?\b|\blevitat/u, 'drift'],
  [/\b(danc|whirl|waltz|twirl|spins?\b)/u, 'dance'],
  [/\b(runs?\b|running|rush|burst|sprint|chase|race|flee|hurr)/u, 'run'],
  [/\b(rows?\b|rowing|paddl|oars)/u, 'row'],
  [/\b(climb|clamber)/u, 'climb'],
  [/\b(carr(y|ies)|brings?\b|leads?\b)/u, 'carry'],
  [
    /\b(walk|rolls? (?:through|across|along|past|over|up|down|to|into|in|out|away|by|off)|flies\b|flying|crawl|creep|sneak|prowl|gallop|trot|crosses|cross\b|steps?\b|comes?\b|enters?|leaves?\b|approach|follow|stride|stroll|wander|passes|march|goes|arrive|returns?)/u,
    'walk',
  ],
  [/\brests? (?:his|her|their|a|the) (?:head|hands?|chin|arms?|elbows?|cheek|forehead)\b/u, 'lean'],
  [
    /\b(?:sleep|asleep|lies\b|lie\b|lying|lays?\b|doze|rests?\b|wakes?\b|awake)[^.]*\b(?:bed|bunk|cot|sofa|couch|mattress|hammock|stretcher)\b|\b(?:in|on) (?:the |his |her |a |their )?(?:bed|bunk|cot|sofa|couch|stretcher)\b/u,
    'bed',
  ],
  [
    /\b(?:sleep\w*|asleep|dozes?|dozing|rests?)\b[^.]*\b(?:chair|armchair|seat|bench|table|desk|wall|tree|shoulder|lap)\b/u,
    'rest',
  ],
  [/(?<!(?:that|which) )\b(?:lies\b(?! to\b)|lie\b|lying|stretche[sd] out)/u, 'lie'],
  [/\b(sleeps?|asleep|sleeping)\b/u, 'lie'],
  [/\b(dozes?|dozing|rests?\b)/u, 'rest'],
  [/\b(sits?\b|sitting|seated|slumps?)/u, 'sit'],
  [/\b(kneels?|crouch|squat|ducks?|hides?)/u, 'crouch'],
  [/\b(jump|leap|hop)/u, 'jump'],
  [/\b(kick|dribbl|shoots? (?:the|a) (?:ball|goal))/u, 'kick'],
  [/\b(falls?\b|collapse|stumble|trip)/u, 'fall'],
  [/\b(waves?\b|waving|greets?|salutes?)/u, 'wave'],
  [/\b(hug|embrace|kiss|covers?\b|comfort)/u, 'hug'],
  [/\b(points?\b|pointing|gestures?|traces?)/u, 'point'],
  [
    /\b(hands?\b(?= (?:him|her|them|it|the|over|a|an|tom|\w+ the))|gives?\b|offers?\b|passes over|puts?\b|lays?\b|hangs?)/u,
    'give',
  ],
  [/\b(takes?\b|grab|reach|picks?\b|catch|accepts?|opens?\b|fits?\b)/u, 'take'],
  [/\b(writes?|draws?\b|drawing|paints?|sign|types?)/u, 'write'],
  [/\b(drinks?|sips?|eats?|pours?|raises? (?:his|her|a|the) (?:glass|cup|mug)|toast)/u, 'drink'],
  [/\b(reads?\b|reading|stud(y|ies)|turns? the (?:page|ticket))/u, 'read'],
  [/\b(push|pulls?\b|crank|haul|drag|throws? (?:her|his) weight|wind(?:s|ing)\b|turns? the)/u, 'push'],
  [
    /\b(throws?|works?\b|cook|wash|knead|cent(?:re|er)s|fill|waters?\b|sew|hammer|repair|builds?|button|ties?\b|tears?)/u,
    'work',
  ],
  [/\b(lifts?|holds?|raises?|shows?|lift)/u, 'hold'],
  [/\b(arms? (?:up|high)|cheers?|both arms)/u, 'raise'],
  [/\b(leans?|bends?)/u, 'lean'],
];
const GAZES: readonly (readonly [RegExp, Gaze])[] = [
  [/\b(sleeps?|asleep|sleeping|closes? (?:his|her|their) eyes|dozes?|prays?)/u, 'closed'],
  [/\blooks? up|looks? at the (?:sky|stars|moon|light|ceiling)|gaz(?:es|ing) up|upwards?/u, 'up'],
  [
    /\blooks? (?:down|at it)|reads?\b|looks? at (?:the|a) (?:key|letter|ticket|map|chart|bowl|clay)|writes|sews|stares at the (?:box|table|floor)/u,
    'down',
  ],
  [/\b(looks? away|turns? away|watches|stares? out|looks? out|at the window|does not look|glances?)/u, 'away'],
  [/\b(looks? at|listens?|faces?|each other|smiles at|hands|tells|asks|answers)/u, 'other'],
];
const MOODS: readonly (readonly [RegExp, Mood])[] = [
  [/\b(laugh|smil|grin|happy|cheer|joy|giggl|wink|delight|hum)/u, 'happy'],
  [/\b(cr(?:y|ies)|weep|tear runs|sob|sad|griev|mourn|sigh)/u, 'sad'],
  [/\b(angr|shout|yell|rage|fur(?:y|ious)|glare|too hard|slam|tears the)/u, 'angry'],
  [/\b(afraid|scream|startl|fear|gasp|shock|terrif|panic|stumble)/u, 'afraid'],
  [/\b(tired|exhaust|weary|sleep|yawn|sleepy)/u, 'tired'],
];
const EVERYBODY = /\b(they|everybody|everyone|all|both|together|guests|crowd)\b/u;

/** Reads from the action what one of the figures does, sentence by sentence. */
export function toBeats(picture: Picture, figure: Figure): readonly Beat[] {
  const sentences = (picture.action ?? '').split(/(?<=[.!?;])\s+/u).filter((sentence) => /\p{L}/u.test(sentence));
  let subject: readonly string[] = picture.figures.slice(0, 1).map((first) => first.id);
  const beats: { from: number; to: number; words: string }[] = [];
  sentences.forEach((sentence, index) => {
    const named = subjectsOf(sentence, picture.figures);
    if (named.length > 0) subject = named;
    const span = { from: index / sentences.length, to: (index + 1) / sentences.length };
    if (subject.includes(figure.id)) beats.push({ ...span, words: sentence.toLowerCase() });
  });
  const notes = picture.speech.filter((line) => line.who === figure.id).length > 0;
  if (beats.length === 0) {
    const isAlone = picture.figures.length < 2;
    return [{ from: 0, to: 1, act: 'idle', gaze: notes || isAlone ? 'ahead' : 'other', mood: 'calm', nod: null }];
  }
  return beats.map((beat) => ({
    from: beat.from,
    to: beat.to,
    act: match(ACTS, beat.words) ?? 'idle',
    gaze: match(GAZES, beat.words) ?? 'ahead',
    mood: match(MOODS, beat.words) ?? 'calm',
    nod: /\bnods?\b/u.test(beat.words) ? 'yes' : /shakes? (?:his|her|their) head/u.test(beat.words) ? 'no' : null,
  }));
}

/** Whoever is named before the first verb acts; with nobody there, whoever is named first. */
function subjectsOf(sentence: string, figures: readonly Figure[]): readonly string[] {
  const words = sentence.toLowerCase();
  const found = figures
    .map((figure) => ({ id: figure.id, at: placeOf(words, figure) }))
    .filter((entry) => entry.at >= 0)
    .toSorted((a, b) => a.at - b.at);
  if (EVERYBODY.test(words) && found.length !== 1) return figures.map((figure) => figure.id);
  // It takes two, however the sentence puts it.
  if (/\b(?:punch|fight|wrestl|duel|hug|embrac|kiss)/u.test(words)) return found.map((entry) => entry.id);
  const verb = ACTS.reduce((least, [pattern]) => {
    const at = words.search(pattern);
    return at >= 0 && at < least ? at : least;
  }, words.length);
  const before = found.filter((entry) => entry.at < verb);
  return (before.length > 0 ? before : found.slice(0, 1)).map((entry) => entry.id);
}

function placeOf(words: string, figure: Figure): number {
  const names = [
    figure.id.replaceAll(/[-_]/gu, ' '),
    figure.name.toLowerCase(),
    figure.name.toLowerCase().split(' ')[0] ?? '',
  ];
  const places = names.filter((name) => name.length > 1).map((name) => words.indexOf(name));
  return places.filter((at) => at >= 0).reduce((least, at) => (least < 0 || at < least ? at : least), -1);
}

function match<T>(table: readonly (readonly [RegExp, T])[], words: string): T | null {
  return table.find(([pattern]) => pattern.test(words))?.[1] ?? null;
}

export function isTravel(act: Act): boolean {
  return TRAVELS.has(act);
}

const TRAVELS: ReadonlySet<Act> = new Set(['walk', 'run', 'carry', 'climb', 'ride', 'glide', 'swim']);

/** The bodily part of a mood. */
export function moodPose(mood: Mood): Pick<BodyPose, 'smile' | 'brow' | 'lids'> {
  switch (mood) {
    case 'happy':
      return { smile: 1, brow: 0.35, lids: 0.1 };
    case 'sad':
      return { smile: -0.7, brow: 0.5, lids: 0.3 };
    case 'angry':
      return { smile: -0.5, brow: -0.9, lids: 0.12 };
    case 'afraid':
      return { smile: -0.35, brow: 1, lids: 0 };
    case 'tired':
      return { smile: -0.15, brow: 0, lids: 0.42 };
    case 'calm':
      return { smile: 0.12, brow: 0.05, lids: 0.04 };
  }
}
