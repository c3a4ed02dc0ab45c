import { z } from 'zod';

import { NO_POLICIES } from '../model/on-unknown.ts';
import type { Defaults, Storyboard } from '../model/storyboard.ts';
import type { Fps } from '../model/time.ts';
import { camera, framing } from './camera-words.ts';
import { characters, places, props, setups } from './cast.ts';
import { list, map } from './collection.ts';
import { duration } from './lengths.ts';
import { budget, fit, fps, size, version } from './film-format.ts';
import { join } from './joins.ts';
import { oneOf } from './leaf.ts';
import { onUnknown } from './on-unknown.ts';
import { modelLadders } from './model-refs.ts';
import { whole } from './numbers.ts';
import { described, mapped } from './rule.ts';
import type { Cursor, Reading, Rule } from './rule.ts';
import { scenes } from './scene.ts';
import { MAX_SEED, MAX_TAKES, nativeAudio } from './shot.ts';
import { trim } from './shot-picture.ts';
import { audio, captions, label } from './sound.ts';
import { lineOfText, path, text } from './texts.ts';

export const DEFAULT_FPS: Fps = { num: 24, den: 1 };
const DEFAULT_SIZE = { width: 1280, height: 720 } as const;
const DEFAULT_SEED = 0;

/** The keys that a file named under `include` may have. */
export const SHARED_KEYS = ['characters', 'places', 'props', 'setups'] as const;

const longtake = described(version(), 'The version of the storyboard format, always first.');
const include = described(
  list({
    item: path(),
    expected: 'a list of files, such as `[cast.yaml]`',
    max: 100,
    fixOne: (written) => `write \`[${written.slice(0, 60)}]\``,
  }),
  'Files with characters, places, props and setups shared by several films.',
  [['cast.yaml']],
);
const shared = {
  characters: described(characters(), 'People, by id.'),
  places: described(places(), 'Places, by id.'),
  props: described(props(), 'Things that matter, by id.'),
  setups: described(setups(), 'Camera positions used more than once, by id.'),
};
const rate = described(fps(), 'Frames per second.', [24, 25, 30, '24000/1001']);

/** Text from the outermost map: one that is a storyboard. */
export function film(name: string): Rule<Storyboard> {
  return mapped(filmMap, (value) => ({
    version: 1 as const,
    name,
    title: value.title ?? name,
    size: value.size ?? DEFAULT_SIZE,
    fit: value.fit ?? 'crop',
    fps: value.fps ?? DEFAULT_FPS,
    seed: value.seed ?? DEFAULT_SEED,
    budgetMicros: value.budget,
    onUnknown: value.on_unknown ?? NO_POLICIES,
    onModeration: value.on_moderation ?? 'stop',
    style: value.style,
    avoid: value.avoid,
    models: value.models ?? { video: null, image: null, voice: null, music: null },
    characters: value.characters ?? [],
    places: value.places ?? [],
    props: value.props ?? [],
    setups: value.setups ?? [],
    audio: value.audio ?? { music: null, ambience: null, loudnessLufs: null },
    captions: value.captions,
    label: value.label,
    defaults: value.defaults ?? NO_DEFAULTS,
    scenes: value.scenes ?? [],
  }));
}

/** The rate by itself: every length needs it before it can be read. */
export function readFps(cursor: Cursor): Fps {
  const node = cursor.node.kind === 'map' ? cursor.node.entries.get('fps')?.value : undefined;
  if (node === undefined) return DEFAULT_FPS;
  const silent = createSilentReading();
  return rate.read({ node, path: ['fps'], keySpan: null }, silent) ?? DEFAULT_FPS;
}

/** For a first look at a part that is read, and reported on, later. */
export function createSilentReading(): Reading {
  return { fps: DEFAULT_FPS, report: () => {}, isListening: () => false };
}

/** The files that a storyboard includes, read before the rest. */
export const includeRule = include;

const anything: Rule<null> = { schema: z.unknown(), read: () => null };

/** What an included file may hold. Only its keys are checked here: what is under them is read with the storyboard's own. */
export const sharedFile = map({
  what: 'an included file',
  expected: 'a map with `characters`, `places`, `props` or `setups`',
  fields: { longtake, characters: anything, places: anything, props: anything, setups: anything },
  slips: {
    include: 'an included file cannot include others; list them all in the storyboard',
    scenes: '`scenes` stays in the storyboard itself',
  },
});

const defaults = mapped(
  map({
    what: '`defaults`',
    fields: {
      duration: described(duration(), 'Length of shots that give none.', ['5s']),
      takes: described(whole(1, MAX_TAKES), 'Candidates a shot.'),
      out: described(join(), 'How shots lead to the next.', ['cut']),
      anchor_every: described(
        whole(1, 1000),
        'A chain of `start: continue` gets a fresh keyframe after so many links.',
      ),
      frame: described(framing(), 'Frame of shots that give none.'),
      camera: described(camera(), 'Camera of shots that give none.'),
      trim: described(trim(), 'Cut off every take’s ends.'),
      native_audio: described(nativeAudio(), 'What happens to takes’ own sound.'),
    },
    slips: { length: 'duration', join: 'out', transition: 'out', anchor: 'anchor_every' },
  }),
  ({ anchor_every: anchorEvery, native_audio: audioChoice, ...value }): Defaults => ({
    ...value,
    anchorEvery,
    nativeAudio: audioChoice,
  }),
);

const filmMap = map({
  what: 'a storyboard',
  expected: 'a map that begins with `longtake: 1` and has `scenes`',
  fields: {
    longtake,
    title: described(lineOfText(200), 'The film’s title. Default: the file’s name.'),
    size: described(size(), 'Film size in pixels; every take is conformed to it.'),
    fit: fit(),
    fps: rate,
    seed: described(whole(0, MAX_SEED), 'Where seeds are derived from.'),
    budget: described(budget(), 'Ceiling over the film’s whole life.'),
    on_unknown: described(
      onUnknown(),
      'A submission of which nobody can tell whether it exists: hold it, or pay it again.',
    ),
    on_moderation: described(
      oneOf(['stop', 'next_model']),
      'A take that a model refuses for its content: the shot fails, or the next model of its ladder tries.',
    ),
    style: described(text(4000), 'First in every prompt: medium, colours, light, grain.'),
    avoid: described(text(4000), 'What must not be seen.'),
    include,
    models: described(modelLadders(), 'Which models make what. Without it everything is drawn and voiced locally.'),
    ...shared,
    audio: described(audio(), 'Music, ambience and loudness.'),
    captions: described(captions(), 'Captions from `say`.'),
    label: described(label(), 'A visible disclosure; off when absent.', ['AI-generated']),
    defaults: described(defaults, 'For shots that do not say.'),
    scenes: described(scenes(), 'The film, in play order.'),
  },
  required: {
    longtake: 'write `longtake: 1` as the first line (`longtake check --fix` does it)',
    scenes: 'write `scenes:` and its scenes below, each with `id` and `shots`',
  },
  slips: {
    version: 'longtake',
    name: 'title',
    resolution: 'size',
    framerate: 'fps',
    frame_rate: 'fps',
    cast: 'characters',
    character: 'characters',
    locations: 'places',
    location: 'places',
    place: 'places',
    prop: 'props',
    setup: 'setups',
    set_ups: 'setups',
    scene: 'scenes',
    model: 'models',
    music: '`music` goes under `audio`',
    negative: 'avoid',
    negative_prompt: 'avoid',
    subtitles: 'captions',
    default: 'defaults',
    includes: 'include',
    cost: 'budget',
    on_ambiguous: 'on_unknown',
    onunknown: 'on_unknown',
    on_refusal: 'on_moderation',
    moderation: 'on_moderation',
    shots: '`shots` goes into a scene: write `scenes:`, then `- id: s1`, then `shots:` below it',
    shot: '`shots` goes into a scene: write `scenes:`, then `- id: s1`, then `shots:` below it',
    ambience: '`ambience` goes under `audio`',
    loudness: '`loudness` goes under `audio`',
    look: 'style',
    aspect_ratio: 'size',
    duration: '`duration` goes into a shot, or under `defaults`',
    takes: '`takes` goes under `defaults`',
  },
});

/** The grammar of a whole storyboard, as zod. */
export const filmSchema = filmMap.schema;

const NO_DEFAULTS: Defaults = {
  duration: null,
  takes: null,
  out: null,
  anchorEvery: null,
  frame: null,
  camera: null,
  trim: null,
  nativeAudio: null,
};
