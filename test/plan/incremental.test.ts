import { describe, expect, test } from 'vitest';
import { FILM, compileText, madeBy, madeOf } from './incremental-film.ts';

type Expected = {
  /** Paid tasks that are made, by the reason that `plan` prints. */
  readonly paid?: Readonly<Record<string, string>>;
  /** Derived tasks with other inputs or settings; those of shots that merely moved are not among them. */
  readonly derived?: string;
  /** Reused, although what they start from is made again. */
  readonly stale?: string;
  /** The very same film: `render` says that nothing has changed. */
  readonly isSameFilm?: boolean;
};

const was = compileText(FILM);
const takes = madeOf(was.plan);

/** Every edit of the film, and exactly what it makes. What is not named is reused. */
const EDITS: readonly (readonly [what: string, text: string, expected: Expected])[] = [
  ['nothing', FILM, { isSameFilm: true }],
  [
    'comments and blanks',
    '# Draft 2\n' + FILM.replace('title: The Key', 'title:   The Key # for now'),
    { isSameFilm: true },
  ],
  [
    'the order of keys',
    edit(
      '{id: f, with: [mara, tom], action: They shake hands.}',
      '{action: They shake hands., with: [mara, tom], id: f}',
    ),
    { isSameFilm: true },
  ],
  ['a note of a scene', edit('the beginning', 'the end of the beginning'), { isSameFilm: true }],
  ['a note of a shot', edit('keep it short', 'or long'), { isSameFilm: true }],
  ['the title', edit('title: The Key', 'title: The Brass Key'), { derived: 'film' }],
  [
    'words that are said in the picture',
    edit('Whose are you?', 'Whose key is this?'),
    { paid: { 'words changed': 'voice:c.1' }, derived: 'sound film' },
  ],
  [
    'words of the narrator',
    edit('And so they met.', 'They met.'),
    { paid: { 'words: And so they met. → They met.': 'voice:e.1' }, derived: 'sound film' },
  ],
  [
    'a line more',
    edit('say: "mara: Whose are you?"', 'say: ["mara: Whose are you?"]').replace(
      '["mara: Whose are you?"]',
      '"mara: Whose are you?\\nmara: Well?"',
    ),
    { paid: { new: 'voice:c.2' }, derived: 'sound film' },
  ],
  [
    'a line that is said outside the picture',
    edit('mara: Whose', 'mara (off): Whose'),
    { paid: { 'speaks removed': 'take:c' }, derived: 'conform:c sound film' },
  ],
  ['a voice', edit('voice: low', 'voice: high'), { paid: { 'voice: low → high': 'voice:c.1' }, derived: 'sound film' }],
  ['the kind of a join', edit('out: dissolve 1s', 'out: wipe left 1s'), { derived: 'seam:a.b sound film' }],
  ['a join that becomes a cut', edit(', out: dissolve 1s}', '}'), { derived: 'conform:a conform:b sound film' }],
  [
    'the length of a join',
    edit('out: dissolve 1s', 'out: dissolve 12f'),
    { derived: 'conform:a conform:b seam:a.b sound film' },
  ],
  ['the colour of a fade', edit('fade black 1s', 'fade white 1s'), { derived: 'seam:d.e film' }],
  [
    'the length of a fade',
    edit('fade black 1s', 'fade black 2s'),
    { derived: 'conform:e conform:d seam:d.e sound film' },
  ],
  [
    'a cut that becomes a morph',
    edit('action: Tom waits.,', 'action: Tom waits., out: morph 1s,'),
    { derived: 'seam:e.f sound film' },
  ],
  [
    'the words of a bridge',
    edit('he stumbles', 'he falls'),
    { paid: { 'action: he stumbles → he falls': 'take:g.h' }, derived: 'conform:g.h sound film' },
  ],
  [
    'the length of a bridge',
    edit('bridge 2s', 'bridge 3s'),
    { paid: { 'frames: 48 → 72': 'take:g.h' }, derived: 'conform:g.h sound film' },
  ],
  ['the order of scenes', scenesSwapped(), { derived: 'conform:end conform:e seam:d.end sound film' }],
  ['the order of shots', move('f', 'e'), { derived: 'conform:f conform:e seam:d.f sound film' }],
  [
    'a shot moved to another scene, into a chain',
    move('f', 'b'),
    {
      paid: { 'wardrobe of mara: navy sweater → oilskin coat, place: yard → room, time added': 'keyframe:f take:f' },
      derived: 'conform:f seam:a.f conform:b sound film',
      stale: 'take:b',
    },
  ],
  [
    'a shot inserted',
    edit('      - {id: f,', '      - {id: e2, with: [tom], action: Tom sings.}\n      - {id: f,'),
    { paid: { new: 'keyframe:e2 take:e2' }, derived: 'conform:e2 sound film' },
  ],
  [
    'a shot removed',
    edit('      - {id: f, with: [mara, tom], action: They shake hands.}\n', ''),
    { derived: 'sound film' },
  ],
  [
    'a look',
    edit('woman about 60', 'woman about 70'),
    {
      paid: {
        'look of mara: woman about 60 → woman about 70':
          'keyframe:a keyframe:c keyframe:f take:a take:c keyframe:d take:f take:d take:b',
      },
      derived: 'conform:a conform:c conform:f conform:d conform:b seam:d.e seam:a.b sound film',
    },
  ],
  [
    'the default of a wardrobe',
    edit('oilskin coat', 'red coat'),
    {
      paid: {
        'wardrobe of mara: oilskin coat → red coat': 'keyframe:a keyframe:c take:a take:c keyframe:d take:d take:b',
      },
      derived: 'conform:a conform:c conform:d conform:b seam:d.e seam:a.b sound film',
    },
  ],
  [
    'another entry of a wardrobe',
    edit('navy sweater', 'grey sweater'),
    { paid: { 'wardrobe of mara: navy sweater → grey sweater': 'keyframe:f take:f' }, derived: 'conform:f sound film' },
  ],
  [
    'the wardrobe of a scene',
    edit('    wardrobe: {mara: home}\n', ''),
    { paid: { 'wardrobe of mara: navy sweater → oilskin coat': 'keyframe:f take:f' }, derived: 'conform:f sound film' },
  ],
  [
    'the style',
    edit('35mm film', 'charcoal'),
    {
      paid: {
        'style: 35mm film → charcoal':
          'keyframe:a keyframe:c keyframe:e keyframe:f take:g keyframe:h take:end take:a take:c keyframe:d take:e take:f take:h take:d take:b take:g.h',
      },
      derived:
        'conform:g conform:end conform:a conform:c conform:e conform:f conform:h conform:d conform:b seam:d.e conform:g.h seam:a.b sound film',
    },
  ],
  [
    'the style of a scene',
    edit('    place: yard\n', '    place: yard\n    style: charcoal\n'),
    {
      paid: {
        'style: 35mm film → charcoal': 'keyframe:e keyframe:f take:g keyframe:h take:end take:e take:f take:h take:g.h',
      },
      derived: 'conform:g conform:end conform:e conform:f conform:h seam:d.e conform:g.h sound film',
    },
  ],
  [
    'what to avoid',
    edit('text, watermark', 'text'),
    {
      paid: {
        'avoid: text, watermark → text':
          'keyframe:a keyframe:c keyframe:e keyframe:f take:g keyframe:h take:a take:c keyframe:d take:e take:f take:h take:d take:b take:g.h',
      },
      derived:
        'conform:g conform:a conform:c conform:e conform:f conform:h conform:d conform:b seam:d.e conform:g.h seam:a.b sound film',
    },
  ],
  ['a rung added to a ladder', edit('fal:wan-v2.7]', 'fal:wan-v2.7, runway:gen4.5]'), {}],
  ['the order of a ladder', edit('[fal:kling-v3-pro, fal:wan-v2.7]', '[fal:wan-v2.7, fal:kling-v3-pro]'), {}],
  [
    'a model taken out of a ladder',
    edit('[fal:kling-v3-pro, fal:wan-v2.7]', 'fal:wan-v2.7'),
    {
      paid: {
        'model changed: fal:kling-v3-pro → fal:wan-v2.7':
          'take:g take:a take:c take:e take:f take:h take:d take:b take:g.h',
      },
      derived:
        'conform:g conform:a conform:c conform:e conform:f conform:h conform:d conform:b seam:d.e conform:g.h seam:a.b sound film',
    },
  ],
  ['another image model', edit('fal:nano-banana', 'openai:gpt-image'), {}],
  [
    'a model of a shot',
    edit('action: Tom waits.,', 'action: Tom waits., model: fal:wan-v2.7,'),
    { paid: { 'model changed: fal:kling-v3-pro → fal:wan-v2.7': 'take:e' }, derived: 'conform:e seam:d.e sound film' },
  ],
  ['an id, with `was`', edit('{id: f,', '{id: ff, was: f,'), { derived: 'sound film' }],
  [
    'an id, without `was`',
    edit('{id: f,', '{id: ff,'),
    {
      paid: {
        new: 'keyframe:ff',
        'new; take 1 of f, which is gone, was made of the same words: `was: f` would keep it': 'take:ff',
      },
      derived: 'conform:ff sound film',
    },
  ],
  ['the id of a chain’s first shot, with `was`', edit('{id: a,', '{id: aa, was: a,'), { derived: 'sound film' }],
  [
    'the duration of a shot',
    edit('action: They shake hands.}', 'action: They shake hands., duration: 5s}'),
    { paid: { 'frames: 96 → 120': 'take:f' }, derived: 'conform:f sound film' },
  ],
  [
    'the duration of all shots',
    edit('duration: 4s', 'duration: 5s'),
    {
      paid: { 'frames: 96 → 120': 'take:g take:a take:c take:e take:f take:h take:d', 'frames: 97 → 121': 'take:b' },
      derived:
        'conform:g conform:a conform:c conform:e conform:f conform:h conform:d conform:b seam:d.e seam:a.b sound film',
      stale: 'take:g.h',
    },
  ],
  [
    'a trim',
    edit('action: They shake hands.}', 'action: They shake hands., trim: {head: 6f}}'),
    { paid: { 'frames: 96 → 102': 'take:f' }, derived: 'conform:f sound film' },
  ],
  [
    'how a shot is fitted',
    edit('action: They shake hands.}', 'action: They shake hands., fit: pad}'),
    { derived: 'conform:f sound film' },
  ],
  [
    'how all shots are fitted',
    edit('fps: 24', 'fps: 24\nfit: pad'),
    {
      derived:
        'conform:g conform:end conform:a conform:c conform:e conform:f conform:h conform:d conform:b seam:d.e conform:g.h seam:a.b sound film',
    },
  ],
  [
    'the look of a place',
    edit('windy yard', 'sunny yard'),
    {
      paid: { 'look of yard: windy yard → sunny yard': 'keyframe:e keyframe:f take:g keyframe:h take:e take:f take:h' },
      derived: 'conform:g conform:e conform:f conform:h seam:d.e sound film',
      stale: 'take:g.h',
    },
  ],
  [
    'the place of a shot',
    edit('action: They shake hands.}', 'action: They shake hands., place: room}'),
    { paid: { 'place: yard → room': 'keyframe:f take:f' }, derived: 'conform:f sound film' },
  ],
  [
    'the time of a scene',
    edit('time: night', 'time: dawn'),
    {
      paid: { 'time: night → dawn': 'keyframe:a keyframe:c take:a take:c keyframe:d take:d take:b' },
      derived: 'conform:a conform:c conform:d conform:b seam:d.e seam:a.b sound film',
    },
  ],
  [
    'the light',
    edit('action: They shake hands.}', 'action: They shake hands., light: candle}'),
    { paid: { 'light added': 'keyframe:f take:f' }, derived: 'conform:f sound film' },
  ],
  [
    'the frame',
    edit('frame: wide', 'frame: extreme-wide'),
    { paid: { 'frame: wide eye → extreme-wide eye': 'keyframe:e take:e' }, derived: 'conform:e seam:d.e sound film' },
  ],
  [
    'the camera',
    edit('dolly_in slow', 'dolly_in fast'),
    {
      paid: { 'camera: dolly_in slow → dolly_in fast': 'take:a' },
      derived: 'conform:a seam:a.b sound film',
      stale: 'take:b',
    },
  ],
  [
    'the action',
    edit('They shake hands.', 'They dance.'),
    { paid: { 'action changed': 'keyframe:f take:f' }, derived: 'conform:f sound film' },
  ],
  [
    'a prompt in the place of the action',
    edit('action: They shake hands.}', 'action: They shake hands., prompt: two hands}'),
    { paid: { 'action removed, prompt added': 'keyframe:f take:f' }, derived: 'conform:f sound film' },
  ],
  [
    'the seed of the film',
    edit('seed: 7', 'seed: 8'),
    {
      paid: {
        'seed: 7 → 8':
          'keyframe:a keyframe:c voice:c.1 keyframe:e voice:e.1 keyframe:f take:g keyframe:h music:music take:a take:c keyframe:d take:e take:f take:h take:d take:b take:g.h',
      },
      derived:
        'conform:g conform:a conform:c conform:e conform:f conform:h conform:d conform:b seam:d.e conform:g.h seam:a.b sound film',
    },
  ],
  [
    'the seed of a shot',
    edit('action: They shake hands.}', 'action: They shake hands., seed: 9}'),
    { paid: { 'seed: 7 → 9': 'keyframe:f take:f' }, derived: 'conform:f sound film' },
  ],
  [
    'how many takes',
    edit('action: They shake hands.}', 'action: They shake hands., takes: 3}'),
    { paid: { '2 more of 3': 'take:f' }, derived: 'conform:f sound film' },
  ],
  [
    'the sound of a shot',
    edit('sound: ticking', 'sound: silence'),
    { paid: { 'sound: ticking → silence': 'take:a' }, derived: 'conform:a seam:a.b sound film', stale: 'take:b' },
  ],
  [
    'the size of the film',
    edit('1280x720', '1920x1080'),
    {
      paid: {
        'size: 1280x720 → 1920x1080':
          'keyframe:a keyframe:c keyframe:e keyframe:f take:g keyframe:h take:end take:a take:c keyframe:d take:e take:f take:h take:d take:b take:g.h',
      },
      derived:
        'conform:g conform:end conform:a conform:c conform:e conform:f conform:h conform:d conform:b seam:d.e conform:g.h seam:a.b sound film',
    },
  ],
  [
    'the rate of the film',
    edit('fps: 24', 'fps: 30'),
    {
      paid: {
        'fps: 24 → 30, frames: 96 → 120': 'take:g take:a take:c take:e take:f take:h take:d',
        'fps: 24 → 30, frames: 48 → 60': 'take:end take:g.h',
        'fps: 24 → 30, frames: 97 → 121': 'take:b',
      },
      derived:
        'conform:g conform:end conform:a conform:c conform:e conform:f conform:h conform:d conform:b seam:d.e conform:g.h seam:a.b sound film',
    },
  ],
  [
    'the text of a card',
    edit('card: The End', 'card: Fin'),
    { paid: { 'card: The End → Fin': 'take:end' }, derived: 'conform:end sound film' },
  ],
  [
    'a set-up',
    edit('close: {frame: close-up', 'close: {frame: medium'),
    {
      paid: { 'frame: close-up eye → medium eye': 'keyframe:c take:c keyframe:d take:d' },
      derived: 'conform:c conform:d seam:d.e sound film',
    },
  ],
  [
    'the look of a prop',
    edit('brass key', 'iron key'),
    { paid: { 'look of key: brass key → iron key': 'take:b' }, derived: 'conform:b seam:a.b sound film' },
  ],
  [
    'a prop that nobody holds',
    edit('  key: {look: brass key}', '  key: {look: brass key}\n  cup: {look: cup}'),
    { isSameFilm: true },
  ],
  ['a colour', edit('#d9a21b', '#112233'), { isSameFilm: true }],
  [
    'a name',
    edit('tom: {look', 'tom: {name: Thomas, look'),
    {
      paid: { 'name of tom: Tom → Thomas': 'keyframe:e keyframe:f take:g keyframe:h take:e take:f take:h' },
      derived: 'conform:g conform:e conform:f conform:h seam:d.e sound film',
      stale: 'take:g.h',
    },
  ],
  [
    'a match that becomes a keyframe of its own',
    edit('{id: d, setup: close,', '{id: d, setup: close, start: keyframe,'),
    {},
  ],
  [
    'a link that becomes a keyframe',
    edit('start: continue', 'start: keyframe'),
    {
      paid: { new: 'keyframe:b', 'frames: 97 → 96, start: continue → keyframe': 'take:b' },
      derived: 'conform:b seam:a.b sound film',
    },
  ],
  [
    'a keyframe where there was none',
    edit('start: text', 'start: keyframe'),
    {
      paid: { new: 'keyframe:g', 'start: text → keyframe': 'take:g' },
      derived: 'conform:g sound film',
      stale: 'take:g.h',
    },
  ],
  [
    'an end on the next shot',
    edit('{id: e, with: [tom],', '{id: e, end: next, with: [tom],'),
    { paid: { 'end added': 'take:e' }, derived: 'conform:e seam:d.e sound film' },
  ],
  [
    'raw settings',
    edit('action: They shake hands.}', 'action: They shake hands., raw: {fal: {cfg: 1}}}'),
    { paid: { 'raw added': 'keyframe:f take:f' }, derived: 'conform:f sound film' },
  ],
  [
    'what becomes of a take’s own sound',
    edit('action: They shake hands.}', 'action: They shake hands., native_audio: mute}'),
    { derived: 'sound film' },
  ],
  [
    'a held picture',
    edit('action: They shake hands.}', 'action: They shake hands., still: true}'),
    { paid: { 'kind: take → still': 'take:f' }, derived: 'conform:f sound film' },
  ],
  [
    'the music',
    edit('slow cello', 'fast cello'),
    { paid: { 'prompt: slow cello → fast cello': 'music:music' }, derived: 'sound film' },
  ],
  [
    'the level of the music',
    edit('{prompt: slow cello}', '{prompt: slow cello, level: -20dB}'),
    { derived: 'sound film' },
  ],
  ['no music', edit('audio:\n  music: {prompt: slow cello}\n', ''), { derived: 'sound film' }],
  ['captions', edit('defaults:', 'captions: {file: [srt]}\ndefaults:'), { isSameFilm: true }],
  ['a label', edit('defaults:', 'label: {text: AI}\ndefaults:'), { isSameFilm: true }],
  ['the loudness', edit('audio:\n', 'audio:\n  loudness: -14LUFS\n'), { isSameFilm: true }],
  ['the budget', edit('seed: 7', 'seed: 7\nbudget: 12 USD'), { isSameFilm: true }],
  ['a heading beside a place', edit('EXT. YARD - DAY', 'EXT. GARDEN - DAY'), { isSameFilm: true }],
  [
    'lip-sync',
    edit('action: She looks at it.', 'action: She looks at it.\n        lipsync: true'),
    { paid: { new: 'finish:c.lipsync' }, derived: 'conform:c sound film' },
  ],
  [
    'a motion path',
    edit(
      'action: They shake hands.}',
      'action: They shake hands., motion: [{region: [0,0,1,1], path: [[0,0],[1,1]]}]}',
    ),
    { paid: { 'motion added': 'take:f' }, derived: 'conform:f sound film' },
  ],
  [
    'a fade at the film’s beginning',
    edit('{id: a,', '{id: a, in: fade black 1s,'),
    { derived: 'conform:a seam:a.in seam:a.b sound film' },
  ],
  [
    'who is in it',
    edit('with: [mara, tom], action', 'with: [tom], action'),
    { paid: { 'with: mara, tom → tom': 'keyframe:f take:f' }, derived: 'conform:f sound film' },
  ],
  [
    'the action of a chain’s first shot',
    edit('Mara winds the clock.', 'Mara stops the clock.'),
    { paid: { 'action changed': 'keyframe:a take:a' }, derived: 'conform:a seam:a.b sound film', stale: 'take:b' },
  ],
  [
    'the action of the shot that others match',
    edit('She looks at it.', 'She hides it.'),
    {
      paid: { 'action: She looks at it. → She hides it.': 'keyframe:c take:c' },
      derived: 'conform:c sound film',
      stale: 'keyframe:d',
    },
  ],
  ['how often a chain is anchored', edit('duration: 4s}', 'duration: 4s, anchor_every: 1}'), { isSameFilm: true }],
  ['a keyframe that matches another', edit('{id: h, with: [tom],', '{id: h, start: match e, with: [tom],'), {}],
  [
    'another image model and an action',
    edit('fal:nano-banana', 'openai:gpt-image').replace('They shake hands.', 'They dance.'),
    { paid: { 'action changed': 'keyframe:f take:f' }, derived: 'conform:f sound film' },
  ],
];

describe('an edit makes exactly what it touches', () => {
  test('and the film that is edited is sound', () => {
    expect(was.errors).toEqual([]);
    expect(new Set(EDITS.map(([what]) => what)).size).toBe(EDITS.length);
  });

  test.each(EDITS)('%s', (_what, text, expected) => {
    const after = compileText(text);
    expect(after.errors).toEqual([]);
    const made = madeBy(was.plan, takes, after.plan);
    expect(made.paid).toEqual(byTask(expected.paid ?? {}));
    expect(made.derived.toSorted()).toEqual(words(expected.derived).toSorted());
    expect(made.stale).toEqual(words(expected.stale));
    expect(after.plan.fingerprint === was.plan.fingerprint).toBe(expected.isSameFilm ?? false);
  });
});

describe('what the animatic draws', () => {
  const local = FILM.replace(/^models:\n(?: {2}.*\n)+/mu, '');
  const drawn = compileText(local);
  const drawings = madeOf(drawn.plan);

  test.each([
    ['is drawn again in another colour, and nothing else is', local.replace('#d9a21b', '#112233'), {}],
    ['is drawn again without a slate', local, { slate: false }],
  ])('%s', (_what, text, overrides) => {
    const made = madeBy(drawn.plan, drawings, compileText(text, undefined, overrides).plan);
    const isColour = text !== local;
    const shots = isColour ? ['a', 'b', 'c', 'd', 'f'] : ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'end'];
    const reason = isColour ? 'color of mara: #d9a21b → #112233' : 'slate: on → off';
    const paid = Object.entries(made.paid).filter(([task]) => task.startsWith('take:') && !task.includes('.'));
    expect(Object.fromEntries(paid)).toEqual(Object.fromEntries(shots.map((id) => [`take:${id}`, reason])));
    expect(Object.keys(made.paid).some((task) => task.startsWith('voice') || task.startsWith('music'))).toBe(false);
  });
});

/** `{reason: 'a b'}` → `{a: reason, b: reason}`. */
function byTask(byReason: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(byReason).flatMap(([reason, tasks]) => words(tasks).map((task) => [task, reason])),
  );
}

function words(text = ''): readonly string[] {
  return text === '' ? [] : text.split(' ');
}

/** The film with one piece of its text replaced. */
function edit(from: string, to: string): string {
  if (!FILM.includes(from)) throw new Error(`the film has no ${from}`);
  return FILM.replace(from, to);
}

/** The film with the line of one shot moved before that of another. */
function move(id: string, before: string): string {
  const lines = FILM.split('\n');
  const at = (shot: string): number => lines.findIndex((line) => line.includes(`{id: ${shot},`));
  const moved = lines.splice(at(id), 1);
  lines.splice(at(before), 0, ...moved);
  return lines.join('\n');
}

/** The second scene first; the card has a scene of its own, so that it stays the end. */
function scenesSwapped(): string {
  const [first, second, end] = ['  - id: s1', '  - id: s2', '      - {id: end'].map((text) => FILM.indexOf(text));
  const [head, one, two] = [FILM.slice(0, first), FILM.slice(first, second), FILM.slice(second, end)];
  return `${head}${two}${one}  - {id: s3, shots: [{id: end, card: The End, duration: 2s}]}\n`;
}
