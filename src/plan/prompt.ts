import type { Angle, Move, ShotSize, Speed } from '../model/camera.ts';
import type { Picture } from '../model/generation.ts';
import type { MotionPath } from '../model/storyboard.ts';
import type { ResolvedShot } from './inherit.ts';
import type { Looks } from './looks.ts';

export type TakeWords = {
  readonly world: string;
  /** False where every model of the ladder has a native field for the move. */
  readonly hasCamera: boolean;
  /** False where every model takes motion paths. */
  readonly hasMotion: boolean;
  /** What each reference image shows, in order. */
  readonly references: readonly string[];
};

/** Style, who, place and light, frame: how the prompts of a shot begin. */
export function worldPrompt(resolved: ResolvedShot, looks: Looks): string {
  return sentences([resolved.style, ...looks.words, placePart(resolved), framePart(resolved.framing)]);
}

/**
 * A shot in words, in the fixed order style, who, place and light, frame, action, camera. Looks and wardrobes stand in
 * it byte for byte as the storyboard has them, so that they are the same in every shot. What to avoid is not in it: it
 * travels in a field of its own (`withAvoid` puts it at the end).
 */
export function takePrompt(resolved: ResolvedShot, words: TakeWords): string {
  const { shot, kind, camera } = resolved;
  if (kind === 'card') return shot.card ?? '';
  if (kind === 'clip') return shot.restyle === null ? '' : sentences([resolved.style, shot.restyle]);
  const own = sentences([
    shot.prompt ?? shot.action,
    ...(words.hasMotion ? shot.motion.map(motionPhrase) : []),
    shot.sound === null ? null : `Sound: ${shot.sound}`,
    words.hasCamera ? cameraPhrase(camera.move, camera.speed) : null,
    referencePart(words.references),
  ]);
  return joined(words.world, own);
}

/** The moment a shot starts from: the same words without movement and sound. */
export function keyframePrompt({ shot }: ResolvedShot, world: string, references: readonly string[]): string {
  const own = sentences([
    shot.prompt ?? shot.action,
    'The first moment of it: sharp, without motion blur',
    referencePart(references),
  ]);
  return joined(world, own);
}

/** The prompt of a bridge: what happens between two shots, in the style of the first. */
export function bridgePrompt(
  [from, to]: readonly [ResolvedShot, ResolvedShot],
  looks: readonly [Looks, Looks],
  words: string,
): string {
  const places = [placePart(from), placePart(to)];
  return sentences([
    from.style,
    ...new Set(looks.flatMap((look) => look.words)),
    places[0] === places[1] ? (places[0] ?? null) : places.filter((place) => place !== null).join(', then '),
    words,
    'One continuous move from the first frame to the last, without a cut',
  ]);
}

/** The whole of it, as `plan` shows it: with what to avoid at the end. */
export function withAvoid(prompt: string, avoid: string | null): string {
  return avoid === null ? prompt : joined(prompt, sentences([`Avoid: ${avoid}`]));
}

/** The fixed English phrase of a camera word. */
export function cameraPhrase(move: Move, speed: Speed): string {
  const phrase = MOVES[move];
  return move === 'static' || speed === 'medium' ? phrase : `${phrase}, ${SPEED_WORDS[speed]}`;
}

/** A motion path in words, such as `What is at the upper left of the frame moves right and up`. */
function motionPhrase({ region, path }: MotionPath): string {
  const [x, y, width, height] = region;
  const where = placeInFrame(x + width / 2, y + height / 2);
  const [first, last] = [path[0], path.at(-1)];
  if (first === undefined || last === undefined) return `What is at the ${where} of the frame moves`;
  const directions = [
    Math.abs(last[0] - first[0]) < LEAST_MOVE ? '' : last[0] > first[0] ? 'right' : 'left',
    Math.abs(last[1] - first[1]) < LEAST_MOVE ? '' : last[1] > first[1] ? 'down' : 'up',
  ].filter((direction) => direction !== '');
  const way = directions.length === 0 ? 'moves a little' : `moves ${directions.join(' and ')}`;
  return `What is at the ${where} of the frame ${way}`;
}

/** A thirtieth of the frame: less is no direction. */
const LEAST_MOVE = 1 / 30;

function placeInFrame(x: number, y: number): string {
  const vertical = y < 1 / 3 ? 'upper' : y > 2 / 3 ? 'lower' : '';
  const horizontal = x < 1 / 3 ? 'left' : x > 2 / 3 ? 'right' : '';
  if (vertical === '') return horizontal === '' ? 'centre' : horizontal;
  return horizontal === '' ? `${vertical} middle` : `${vertical} ${horizontal}`;
}

function referencePart(references: readonly string[]): string | null {
  if (references.length === 0) return null;
  return `Reference images: ${references.map((what, index) => `${index + 1} ${what}`).join(', ')}`;
}

function placePart({ place, time, light, scene }: ResolvedShot): string | null {
  const where = place === null ? scene.heading : (place.look ?? String(place.id));
  const parts = [where, time, light].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}

function framePart(framing: Picture['framing']): string {
  const lens = framing.lensMm === null ? [] : [`${framing.lensMm} mm lens`];
  return [SIZES[framing.size], ANGLES[framing.angle], ...lens].join(', ');
}

function sentences(parts: readonly (string | null)[]): string {
  const texts: string[] = [];
  for (const part of parts) {
    const words = part?.trim() ?? '';
    if (words !== '') texts.push(SENTENCE_END.test(words) ? words : `${words}.`);
  }
  return texts.join(' ');
}

/** Two texts of whole sentences; not copied, because the first is often a part of other prompts too. */
function joined(first: string, second: string): string {
  return first === '' || second === '' ? first + second : `${first} ${second}`;
}

const SENTENCE_END = /[.!?…。！？]$/u;

const SIZES: Readonly<Record<ShotSize, string>> = {
  'extreme-wide': 'Extreme wide shot',
  wide: 'Wide shot',
  'medium-wide': 'Medium wide shot',
  medium: 'Medium shot',
  'medium-close-up': 'Medium close-up',
  'close-up': 'Close-up',
  'extreme-close-up': 'Extreme close-up',
  insert: 'Insert shot of a detail',
  'two-shot': 'Two-shot',
  'over-the-shoulder': 'Over-the-shoulder shot',
  pov: 'Point-of-view shot',
  establishing: 'Establishing shot',
};
const ANGLES: Readonly<Record<Angle, string>> = {
  eye: 'at eye level',
  low: 'from a low angle',
  high: 'from a high angle',
  overhead: 'from directly overhead',
  ground: 'from ground level',
  dutch: 'with a tilted dutch angle',
};
const SPEED_WORDS: Readonly<Record<Speed, string>> = {
  slow: 'slowly',
  medium: 'at a steady pace',
  fast: 'fast',
};
const MOVES: Readonly<Record<Move, string>> = {
  static: 'The camera is locked off and does not move',
  pan_left: 'The camera pans left, turning on its axis',
  pan_right: 'The camera pans right, turning on its axis',
  tilt_up: 'The camera tilts up',
  tilt_down: 'The camera tilts down',
  truck_left: 'The camera trucks left, moving sideways',
  truck_right: 'The camera trucks right, moving sideways',
  pedestal_up: 'The camera rises straight up',
  pedestal_down: 'The camera sinks straight down',
  crane_up: 'Crane shot, the camera rises and looks down',
  crane_down: 'Crane shot, the camera comes down from above',
  dolly_in: 'The camera pushes in towards the subject',
  dolly_out: 'The camera pulls back from the subject',
  zoom_in: 'The lens zooms in, the camera stays where it is',
  zoom_out: 'The lens zooms out, the camera stays where it is',
  orbit_left: 'The camera orbits left around the subject',
  orbit_right: 'The camera orbits right around the subject',
  roll_left: 'The camera rolls to the left',
  roll_right: 'The camera rolls to the right',
  follow: 'Tracking shot, the camera follows the subject',
  handheld: 'Handheld camera with a slight natural shake',
  whip_pan: 'Whip pan, the camera swings round at once with motion blur',
  dolly_zoom: 'Dolly zoom, the subject keeps its size while the background changes',
  rack_focus: 'Rack focus, the focus shifts between foreground and background',
};
