import type { Picture } from '../../../model/generation.ts';
import type { Size } from '../../../model/storyboard.ts';
import { type Fps, framesToSeconds } from '../../../model/time.ts';
import { unitOf } from '../random.ts';
import { layInBeds } from './beds.ts';
import { mainFigure } from './blocking.ts';
import { type Actor, createCast, headOf, headingOf, isAnimal, moveActor, travels } from './cast.ts';
import type { BodyPose } from './figure/body-pose.ts';
import { type Framed, type Subject, isTight, toFraming } from './framing.ts';
import { type Light, toLight } from './light.ts';
import { mountUp } from './mount-up.ts';
import type { Take } from './moves.ts';
import { type Properties, createProperties } from './properties.ts';
import { createSet } from './set/create-set.ts';
import { letSwim } from './swimmers.ts';
import { type PlaceWords, toPlace } from './set/place.ts';
import type { StageSet, Thing } from './set/stage.ts';

/** A picture made ready to be shot: its set, who stands where in it, what lies about, and the camera. */
export type Staging = {
  readonly place: PlaceWords;
  readonly light: Light;
  readonly set: StageSet;
  readonly beds: readonly Thing[];
  readonly properties: Properties;
  readonly cast: readonly Actor[];
  readonly main: Actor | null;
  readonly take: Take;
  readonly lengthS: number;
};

const WALK_METRES_PER_SECOND = 0.95;

/** `shiftX` moves everybody and the camera with them along the set, in metres. */
export function stagePicture(picture: Picture, size: Size, fps: Fps, frames: number, shiftX = 0): Staging {
  const lengthS = framesToSeconds(frames, fps);
  const place = toPlace(picture);
  const light = toLight(picture, place.isInterior, place.realm);
  const set = createSet(place, light);
  const { cast: laid, things: beds } = layInBeds(
    letSwim(mountUp(createCast(picture, fps), picture), set, place.realm === 'water'),
    set,
  );
  const standing = shiftX === 0 ? laid : laid.map((actor) => shifted(actor, shiftX));
  const properties = createProperties(picture, standing, set);
  const framed = frameCast(picture, standing, properties, set, size, lengthS);
  const aspect = size.width / size.height;
  const walkMetres = (WALK_METRES_PER_SECOND * lengthS) / 2;
  const roomMetres = roomOf(picture, walkMetres, framed.span * aspect);
  const cast = standing.map((actor) => ({
    ...actor,
    holds: properties.holders.includes(actor.place),
    holdsHigh: properties.sheltered.includes(actor.place),
    reachMetres: travels(actor) ? roomMetres : 0,
  }));
  const main = cast.find((actor) => actor.place.figure === mainFigure(picture)) ?? null;
  const take: Take = {
    framed,
    move: picture.camera,
    aspect,
    lengthS,
    seed: Math.floor(unitOf(`camera ${picture.worldKey}`) * 1_000),
    followX: followOf(main, lengthS),
  };
  return { place, light, set, beds, properties, cast, main, take, lengthS };
}

function shifted(actor: Actor, shiftX: number): Actor {
  const { place } = actor;
  return { ...actor, place: { ...place, base: { ...place.base, x: place.base.x + shiftX } } };
}

/** How far to either side a figure may go: with a camera that follows, as far as it walks; in a tight frame, nowhere. */
function roomOf({ camera, framing }: Picture, walkMetres: number, wideMetres: number): number {
  if (camera.move === 'follow') return walkMetres;
  return isTight(framing.size) ? 0 : Math.min(walkMetres, wideMetres * 0.24);
}

function frameCast(
  picture: Picture,
  cast: readonly Actor[],
  properties: Properties,
  set: StageSet,
  size: Size,
  lengthS: number,
): Framed {
  const main = cast.find((actor) => actor.place.figure === mainFigure(picture)) ?? null;
  const shoulder = cast.find((actor) => actor.place.role === 'shoulder');
  const isClose = isTight(picture.framing.size);
  return toFraming(
    picture.framing,
    {
      all: cast.filter((actor) => actor !== shoulder).map((actor) => toSubject(actor, lengthS, isClose)),
      main: main === null ? null : withPartner(toSubject(main, lengthS, isClose), main, cast, isClose),
      shoulder: shoulder === undefined ? null : toSubject(shoulder, lengthS, false),
      insert: properties.insert,
    },
    set,
    size,
    main === null ? 0 : Math.sign(main.place.rest),
  );
}

function toSubject(actor: Actor, lengthS: number, isClose: boolean): Subject {
  const head = headOf(actor, 0, lengthS);
  const { base } = actor.place;
  const { heightMetres } = actor.traits;
  const isLying = !isAnimal(actor) && isFlat(moveActor(actor, 0, lengthS).pose);
  const height = isAnimal(actor) ? heightMetres : Math.max(0.3, head.at.y + head.radius * 1.05);
  return {
    x: isClose
      ? head.at.x
      : isAnimal(actor)
        ? (base.x + head.at.x) / 2
        : isLying
          ? (base.x * 2 + head.at.x) / 3
          : base.x,
    z: base.z,
    height: height + (isAnimal(actor) ? base.y : 0),
    halfWidth: isLying ? heightMetres * 0.62 : isAnimal(actor) ? heightMetres * 0.62 : heightMetres * 0.31,
    body: isLying
      ? heightMetres
      : base.y > 0.4
        ? Math.max(0.9, heightMetres * 2.6)
        : isAnimal(actor) && isClose
          ? height * 1.6
          : height,
    lowY:
      isLying || (isAnimal(actor) && isClose && base.y <= 0.4)
        ? head.at.y
        : base.y > 0.4
          ? base.y + heightMetres * 0.55
          : null,
  };
}

/** Who embrace share a close frame: its middle lies between them, and it is as much wider. */
function withPartner(subject: Subject, main: Actor, cast: readonly Actor[], isClose: boolean): Subject {
  const isEmbraced = (actor: Actor): boolean => actor.beats.some(({ act }) => act === 'hug');
  const partner = cast.find((actor) => actor !== main && isEmbraced(actor));
  if (!isClose || !isEmbraced(main) || partner === undefined) return subject;
  const { heightMetres } = partner.traits;
  return {
    ...subject,
    x: (main.place.base.x + partner.place.base.x) / 2,
    height: Math.max(subject.height, heightMetres),
    body: Math.max(subject.body, heightMetres) * 1.5,
  };
}

function isFlat({ lying, prone }: BodyPose): boolean {
  return lying + prone > 0.5;
}

/** How far the camera goes with the main figure; one that stands still is led along slowly. */
function followOf(main: Actor | null, lengthS: number): Take['followX'] {
  if (main === null || !travels(main)) return (timeS) => 0.12 * timeS;
  return (timeS) => (lengthS <= 0 ? 0 : headingOf(main) * main.reachMetres * (timeS / lengthS - 0.5) * 2);
}
