import type { Picture } from '../../../model/generation.ts';
import type { Fps } from '../../../model/time.ts';
import { unitOf } from '../random.ts';
import { type Syllable, mouthAt, toSyllables } from '../syllables.ts';
import { type Place, headingIn, toBlocking } from './blocking.ts';
import { type Beat, isTravel, toBeats } from './figure/action.ts';
import { drawAnimal, headOfAnimal } from './figure/animal.ts';
import type { AnimalState } from './figure/animal-state.ts';
import { type BodyPose, blendBody } from './figure/body-pose.ts';
import { type BodyState, type Hands, drawBody, handsOf } from './figure/body.ts';
import { type Motion, motionAt } from './figure/motion.ts';
import { drawBicycle, drawBoard } from './figure/mount-drawing.ts';
import { type Traits, toTraits } from './figure/traits.ts';
import { type Variation, varyPose } from './figure/variation.ts';
import { type Clothes, toClothes } from './figure/wardrobe.ts';
import type { Light } from './light.ts';
import { type Mount, seatOn, toMounts } from './mounts.ts';
import type { Pen } from './pen.ts';
import { drawShadow } from './set/ground.ts';
import { type PlaceKind, toPlace } from './set/place.ts';
import { drawWake } from './set/water.ts';
import type { Stage } from './set/stage.ts';
import { smooth, type Vec } from './view.ts';

/** A figure of the picture, ready to act. */
export type Actor = {
  readonly place: Place;
  readonly traits: Traits;
  readonly clothes: Clothes;
  readonly beats: readonly Beat[];
  readonly lines: readonly Line[];
  readonly seed: number;
  /** Has something in its right hand. */
  readonly holds: boolean;
  /** How far it goes to either side when it travels. */
  readonly reachMetres: number;
  /** Null where nothing is left to chance: what is staged to be framed. */
  readonly variation: Variation | null;
  /** What it sits astride or stands on. */
  readonly mount: Mount | null;
  /** Which way it goes: to the left or right of the picture. */
  readonly heading: -1 | 1;
  /** What it holds, it holds over its head. */
  readonly holdsHigh: boolean;
  /** How high above its place it swims. */
  readonly swimMetres: number;
  /** Swims at the surface of the set's water. */
  readonly isInWater: boolean;
  /** How it held itself when the shot before ended, and how long it takes to leave that. */
  readonly from: { readonly pose: BodyPose; readonly steps: number; readonly lengthS: number } | null;
};
type Line = { readonly fromS: number; readonly lengthS: number; readonly syllables: readonly Syllable[] };

export function createCast(picture: Picture, fps: Fps): readonly Actor[] {
  const secondsOf = (frames: number): number => (frames * fps.den) / fps.num;
  const mounts = toMounts(picture);
  const { kind } = toPlace(picture);
  return toBlocking(picture).map((place): Actor => ({
    place: afloat(place, picture),
    traits: toTraits(place.figure),
    clothes: toClothes(place.figure),
    beats: toBeats(picture, place.figure).map((beat) => seated(beat, kind)),
    seed: seedOf(picture, place),
    lines: picture.speech
      .filter((line) => line.who === place.figure.id && line.onScreen)
      .map((line) => ({
        fromS: secondsOf(line.fromFrame),
        lengthS: secondsOf(line.frames),
        syllables: toSyllables(line.words, secondsOf(line.frames)),
      })),
    holds: false,
    reachMetres: 0,
    variation: null,
    mount: mounts.get(place.figure.id) ?? null,
    heading: headingIn(picture),
    holdsHigh: false,
    swimMetres: 0,
    isInWater: false,
    from: null,
  }));
}

function seedOf({ worldKey }: Picture, { figure }: Place): number {
  return Math.floor(unitOf(`motion ${worldKey} ${figure.id}`) * 1_000);
}

/** Fish swim at the height of a diver's eyes, and who flies is above the others' heads. */
function afloat(place: Place, { action }: Picture): Place {
  const { species } = toTraits(place.figure);
  const isFlying =
    (species === 'bird' || species === 'owl') &&
    /\b(?:fl(?:y|ies|ying|ew)|soars?|glides?|circles?)\b/u.test((action ?? '').toLowerCase());
  if (species !== 'fish' && !isFlying) return place;
  const up = isFlying ? 1.9 : 0.75 + unitOf(`swims ${place.figure.id}`) * 0.5;
  return { ...place, base: { ...place.base, y: up } };
}

/** In a car everybody sits, and in a train whoever sleeps. */
function seated(beat: Beat, kind: PlaceKind): Beat {
  const isSeated =
    kind === 'car'
      ? beat.act === 'idle' || beat.act === 'lie' || isTravel(beat.act)
      : kind === 'train' && (beat.act === 'lie' || beat.act === 'rest');
  return isSeated ? { ...beat, act: 'sit' } : beat;
}

export function isAnimal(actor: Actor): boolean {
  return !['human', 'robot', 'ghost'].includes(actor.traits.species);
}

export function travels(actor: Actor): boolean {
  return actor.beats.some((beat) => isTravel(beat.act));
}

export function headingOf(actor: Actor): -1 | 1 {
  return actor.heading;
}

/** Where an actor is, and how it holds itself. */
export function moveActor(actor: Actor, timeS: number, lengthS: number): Motion {
  const motion = motionAt(
    {
      beats: actor.beats,
      rest: actor.place.rest,
      partner: actor.place.partner,
      heading: headingOf(actor),
      reachMetres: actor.reachMetres,
      seed: actor.seed,
      holds: actor.holds,
      holdsHigh: actor.holdsHigh,
      mount: actor.mount === null ? null : seatOn(actor.mount, actor.traits.heightMetres),
      swimMetres: actor.swimMetres,
      isSpeaking: (at) => lineAt(actor, at) !== null,
    },
    timeS,
    lengthS,
  );
  const seated =
    actor.traits.hasWheelchair && motion.pose.lying < 0.5
      ? { ...motion, pose: { ...motion.pose, ...IN_WHEELCHAIR } }
      : motion;
  const acted =
    actor.variation === null
      ? seated
      : { ...seated, pose: varyPose(seated.pose, actor.place.figure.id, actor.variation, timeS) };
  const { from } = actor;
  if (from === null || timeS >= from.lengthS) return acted;
  // The feet go on from where they were, and keep step from then on.
  const behind = (from.steps - stepsAt(actor, lengthS)) % (Math.PI * 2);
  const part = smooth(timeS, 0, from.lengthS);
  return { pose: blendBody(from.pose, acted.pose, part), steps: acted.steps + behind * (1 - part) };
}

function stepsAt(actor: Actor, lengthS: number): number {
  return moveActor({ ...actor, from: null }, 0, lengthS).steps;
}

const IN_WHEELCHAIR = { seat: 1, ground: 0, stride: 0, lift: 0, sway: 0 } as const;

export function headOf(actor: Actor, timeS: number, lengthS: number): { readonly at: Vec; readonly radius: number } {
  const motion = moveActor(actor, timeS, lengthS);
  if (isAnimal(actor))
    return { at: headOfAnimal(toAnimal(actor, motion, timeS)), radius: actor.traits.heightMetres * 0.16 };
  const hands = handsOf(toBody(actor, motion, timeS, 0));
  return { at: hands.head, radius: hands.radius };
}

export function drawActor(
  pen: Pen,
  light: Light,
  actor: Actor,
  timeS: number,
  lengthS: number,
  held: ((hands: Hands) => void) | null,
): void {
  const motion = moveActor(actor, timeS, lengthS);
  const { base } = actor.place;
  const stage: Stage = { pen, light, timeS };
  const ghost = actor.traits.species === 'ghost';
  const isOnBed = motion.pose.lying + motion.pose.prone > 0.5 && (motion.pose.lift > 0.3 || motion.pose.prone > 0.5);
  if (!ghost && !isOnBed && base.y < 0.4)
    drawShadow(
      stage,
      { x: base.x + motion.pose.x, y: base.y, z: base.z + motion.pose.z },
      actor.traits.heightMetres * shadowShare(actor, motion),
    );
  if (ghost) pen.context.globalAlpha = 0.6;
  if (isAnimal(actor)) drawAnimal(pen, light, toAnimal(actor, motion, timeS));
  else drawBody(pen, light, toBody(actor, motion, timeS, light.weather.wind), held);
  pen.context.globalAlpha = 1;
  if (actor.isInWater)
    drawWake(stage, { x: base.x + motion.pose.x, y: base.y, z: base.z }, actor.traits.heightMetres * 0.55);
}

function shadowShare(actor: Actor, { pose }: Motion): number {
  if (isAnimal(actor)) return 0.45;
  return 0.2 + 0.22 * pose.lying + (actor.traits.hasWheelchair ? 0.12 : 0);
}

function toBody(actor: Actor, motion: Motion, timeS: number, wind: number): BodyState {
  const line = lineAt(actor, timeS);
  const mouth = line === null ? { open: 0, round: 0 } : mouthAt(line.syllables, timeS - line.fromS);
  const { pose } = motion;
  return {
    traits: actor.traits,
    clothes: actor.clothes,
    base: actor.place.base,
    pose,
    steps: motion.steps,
    mount: mountUnder(actor),
    wind: wind * 0.25 * Math.sin(timeS * 2.3 + actor.seed) + wind * 0.2,
    face: {
      open: mouth.open,
      round: mouth.round,
      smile: pose.smile,
      brow: pose.brow,
      lids: pose.lids,
      gazeX: pose.gazeX,
      gazeY: pose.gazeY,
    },
  };
}

function mountUnder(actor: Actor): BodyState['mount'] {
  const { mount } = actor;
  if (mount === null || mount.kind === 'animal') return null;
  return mount.kind === 'board'
    ? (pen, light, skeleton) => drawBoard(pen, light, skeleton, mount.board)
    : (pen, light, skeleton) => drawBicycle(pen, light, skeleton, mount.prop, headingOf(actor));
}

function toAnimal(actor: Actor, motion: Motion, timeS: number): AnimalState {
  const line = lineAt(actor, timeS);
  return {
    traits: actor.traits,
    clothes: actor.clothes,
    base: actor.place.base,
    pose: motion.pose,
    steps: motion.steps,
    lids: motion.pose.lids,
    open: line === null ? 0 : mouthAt(line.syllables, timeS - line.fromS).open,
    timeS,
  };
}

function lineAt(actor: Actor, timeS: number): Line | null {
  return actor.lines.find((line) => timeS >= line.fromS && timeS < line.fromS + line.lengthS) ?? null;
}
