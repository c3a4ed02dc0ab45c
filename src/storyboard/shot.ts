import { toId } from '../model/ids.ts';
import type { ShotId } from '../model/ids.ts';
import type { NativeAudio, Shot } from '../model/storyboard.ts';
import { CAST_SLIPS, castList, castRef, wardrobeChoice } from './cast.ts';
import { camera, framing } from './camera-words.ts';
import { map } from './collection.ts';
import { fit } from './film-format.ts';
import { id } from './ids.ts';
import { fadeIn, join } from './joins.ts';
import { oneOf } from './leaf.ts';
import { duration } from './lengths.ts';
import { modelLadder } from './model-refs.ts';
import { flag, whole } from './numbers.ts';
import { raw } from './raw.ts';
import { described, mapped } from './rule.ts';
import type { Rule } from './rule.ts';
import { finish, motion, shotEnd, shotStart, trim } from './shot-picture.ts';
import { speech } from './speech.ts';
import { lineOfText, path, text } from './texts.ts';

export const MAX_SEED = 4_294_967_295;
export const MAX_TAKES = 32;

/** A shot whose id is missing or wrong is kept, with this in front of a number: its other problems are told too. */
export const PLACEHOLDER = '~';

export function nativeAudio(): Rule<NativeAudio> {
  return oneOf(['keep', 'mix', 'mute']);
}

export function shot(): Rule<Shot> {
  const fields = {
    id: described(id(), 'Unique in the film; takes are filed under it.'),
    setup: described(castRef(), 'A set-up of `setups`: its frame, camera, light, place and people.'),
    frame: described(framing(), 'Any of size, angle and lens in one line.', ['close-up eye 85mm', 'wide low']),
    camera: described(camera(), 'How the camera moves, and its speed.'),
    light: described(lineOfText(1000), 'The light, in words.'),
    place: described(castRef(), 'A place of `places`, when it differs from the scene’s.'),
    time: described(lineOfText(300), '`dawn`, `day`, `dusk`, `night`, or words.', ['night']),
    wardrobe: described(wardrobeChoice(), 'What characters wear in this shot.', [{ mara: 'home' }]),
    with: described(castList(), 'Characters and props in the picture.', [['mara', 'key']]),
    action: described(text(), 'What happens.'),
    prompt: described(text(), 'Replaces the action part of the compiled prompt.'),
    sound: described(text(2000), 'What is heard besides speech.'),
    say: described(speech(), 'Speech, a line each: `who (notes): words`.', ['mara: One more night.\n']),
    duration: described(duration(), 'Length, with the handles that joins need.', ['5s', '120f', 'auto']),
    takes: described(whole(1, MAX_TAKES), 'How many candidates are shot.'),
    seed: described(whole(0, MAX_SEED), 'Seed of the first take.'),
    model: described(modelLadder(), 'Instead of `models.video`, for this shot.'),
    start: described(shotStart(), 'Where the first frame comes from.'),
    end: described(shotEnd(), 'What the last frame is bound to.'),
    in: described(fadeIn(), 'A fade at the start of the shot.', ['fade black 1s']),
    out: described(join(), 'How the shot leads to the next.'),
    trim: described(trim(), 'Cut off the take’s ends before use.', [{ head: '6f', tail: '6f' }]),
    fit: fit(),
    native_audio: described(nativeAudio(), 'What happens to the take’s own sound.'),
    clip: described(path(), 'Existing footage.', ['footage/door.mp4']),
    restyle: described(text(2000), 'Sends `clip` through video-to-video with these words.'),
    perform: described(path(), 'A driving performance that moves the character.'),
    lipsync: described(flag(), 'Lip-sync the shot to its speech.'),
    motion: described(motion(), 'Motion brush: what moves, and where.'),
    still: described(flag(), 'A held picture.'),
    card: described(text(500), 'A title card drawn locally.'),
    finish: described(finish(), 'Upscaling and frame interpolation.'),
    raw: described(raw(), 'Fields handed to a provider as they are.'),
    note: described(text(20_000), 'For people; changes nothing.'),
    was: described(id(), 'The shot’s id before it was renamed: it keeps its takes.'),
  };
  return mapped(
    map({
      what: 'a shot',
      fields,
      required: { id: 'give it an id, such as `id: s1a` (`longtake check --fix` does it)' },
      slips: SHOT_SLIPS,
      expected: 'a map such as `{id: s1a, action: …}`',
    }),
    ({ native_audio: audio, ...value }, cursor) => ({
      ...value,
      id: toId<ShotId>(value.id ?? `${PLACEHOLDER}${cursor.path.join('.')}`),
      path: cursor.path,
      wardrobe: value.wardrobe ?? {},
      say: value.say ?? [],
      nativeAudio: audio,
      lipsync: value.lipsync ?? false,
      motion: value.motion ?? [],
      still: value.still ?? false,
      finish: value.finish ?? [],
      raw: value.raw ?? {},
      was: value.was === null ? null : toId<ShotId>(value.was),
    }),
  );
}

const SHOT_SLIPS = {
  ...CAST_SLIPS,
  length: 'duration',
  seconds: 'duration',
  time_s: 'duration',
  dialogue: 'say',
  dialog: 'say',
  speech: 'say',
  line: 'say',
  lines: 'say',
  text: 'action',
  description: 'action',
  transition: 'out',
  join: 'out',
  audio: 'sound',
  sfx: 'sound',
  move: 'camera',
  movement: 'camera',
  shot: 'id',
  name: 'id',
  title: 'card',
  models: 'model',
  image: 'start',
  first_frame: 'start',
  last_frame: 'end',
  video: 'clip',
  notes: 'note',
  anchor_every: '`anchor_every` goes under `defaults`',
  heading: '`heading` goes into the scene',
  style: '`style` goes into the scene or the film',
  shots: 'shots cannot hold shots; end the shot above and start a new one',
} as const;
