import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Picture } from '../../../model/generation.ts';
import type { Size } from '../../../model/storyboard.ts';
import { type Fps, framesToSeconds } from '../../../model/time.ts';
import { unitOf } from '../random.ts';
import { layInBeds } from './beds.ts';
import { mainFigure } from './blocking.ts';
import { drawNameTags, type NameTag } from './captions.ts';
import { type Actor, createCast, drawActor, headOf, headingOf, isAnimal, moveActor, travels } from './cast.ts';
import { createFinish } from './finish.ts';
import { type Framed, type Subject, isTight, toFraming } from './framing.ts';
import { createKeptLayer } from './kept-layer.ts';
import { toLight } from './light.ts';
import { type Shooting, type Take, isSameShooting, shootAt } from './moves.ts';
import { createPen } from './pen.ts';
import { type Properties, createProperties } from './properties.ts';
import { createSet } from './set/create-set.ts';
import { toPlace } from './set/place.ts';
import { type SetClock, type StageSet, type Thing, toStage } from './set/stage.ts';
import { createSoftLayers } from './soft-layers.ts';
import { createView, type View } from './view.ts';
import { createWeather } from './weather.ts';

/** A world with a camera in it: draws what is seen at any frame of the take. */
export type Scene = { readonly draw: (context: SKRSContext2D, frame: number) => void };

const WALK_METRES_PER_SECOND = 0.95;
const BEHIND_METRES = 0.9;

export function createScene(picture: Picture, size: Size, fps: Fps, frames: number): Scene {
  const lengthS = framesToSeconds(frames, fps);
  const place = toPlace(picture);
  const light = toLight(picture, place.isInterior, place.realm);
  const set = createSet(place, light);
  const weather = createWeather(light, place.isInterior, place.seed);
  const { cast: standing, things: beds } = layInBeds(createCast(picture, fps), set);
  const properties = createProperties(picture, standing, set, light);
  const framed = frameCast(picture, standing, properties, set, size, lengthS);
  const aspect = size.width / size.height;
  const walkMetres = (WALK_METRES_PER_SECOND * lengthS) / 2;
  const roomMetres = roomOf(picture, walkMetres, framed.span * aspect);
  const cast = standing.map((actor) => ({
    ...actor,
    holds: properties.holders.includes(actor.place),
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
  const finish = createFinish(light, size);
  const soft = createSoftLayers(size);
  const kept = createKeptLayer(size);
  const figures = cast.map((actor) => toThing(actor, properties, lengthS));
  const things: readonly Thing[] = [...set.things, ...beds, ...properties.things, ...figures];

  const drawLayers = (context: SKRSContext2D, shooting: Shooting, timeS: number, setTimeS: number | null): void => {
    const view = createView(shooting.pose, size.width, size.height);
    const depth = (thing: Thing): number => view.toCamera(thing.at).z;
    const sorted = things.map((thing) => ({ thing, depth: depth(thing) })).toSorted((a, b) => b.depth - a.depth);
    const firstInFront = sorted.findIndex((entry) => entry.depth <= framed.distance + BEHIND_METRES);
    const behind = sorted.slice(0, firstInFront === -1 ? sorted.length : firstInFront);
    const inFront = sorted.slice(behind.length).filter((entry) => entry.depth > -0.2);
    const isSmeared = shooting.smear > 0;

    const drawBack = (target: SKRSContext2D, clock: SetClock): void =>
      soft.paint(target, isSmeared ? 0 : shooting.backSoftness, true, (layer) => {
        const stage = toStage(createPen(layer, view), light, clock);
        set.backdrop(stage);
        weather.behind(stage);
        for (const { thing } of behind) thing.draw(stage);
      });
    if (setTimeS === null || behind.some(({ thing }) => figures.includes(thing))) drawBack(context, () => timeS);
    else kept.paint(context, shooting, setTimeS, drawBack);
    soft.paint(context, isSmeared ? 0 : shooting.frontSoftness, false, (layer) => {
      const stage = toStage(createPen(layer, view), light, () => timeS);
      for (const { thing } of inFront) thing.draw(stage);
    });
    weather.front(createPen(context, view), timeS);
  };

  return {
    draw: (context, frame) => {
      const timeS = framesToSeconds(frame, fps);
      const shooting = shootAt(take, timeS);
      // While the camera stands, the set moves in twos and the figures in every frame, as animators have always done.
      const twoS = framesToSeconds(frame - (frame % 2), fps);
      const isStanding = isSameShooting(
        shootAt(take, twoS),
        shootAt(take, framesToSeconds(frame - (frame % 2) + 1, fps)),
      );
      context.save();
      if (shooting.smear > 0.004) {
        soft.smear(context, shooting.smear, (target) => drawLayers(target, shooting, timeS, null));
      } else drawLayers(context, { ...shooting, smear: 0 }, timeS, isStanding ? twoS : null);
      context.drawImage(finish, 0, 0);
      // Names go with the slate: a picture without it is clean.
      if (shooting.smear < 0.02 && picture.slate !== null) {
        const view = createView(shooting.pose, size.width, size.height);
        drawNameTags(
          context,
          size,
          byNearness(cast, view).flatMap((actor) => tagOf(view, actor, size, timeS, lengthS)),
        );
      }
      context.restore();
    },
  };
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
      main: main === null ? null : toSubject(main, lengthS, isClose),
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
  const isLying = !isAnimal(actor) && moveActor(actor, 0, lengthS).pose.lying > 0.5;
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

function toThing(actor: Actor, properties: Properties, lengthS: number): Thing {
  const { base } = actor.place;
  const isInBed = actor.beats.some(({ act }) => act === 'bed');
  return {
    // Before the bed, however deep that is.
    at: { x: base.x, y: 0.9, z: base.z - (isInBed ? 0.9 : 0) },
    draw: ({ pen, light, timeS }) =>
      drawActor(pen, light, actor, timeS, lengthS, properties.heldBy(actor, pen, light, timeS)),
  };
}

/** How far the camera goes with the main figure; one that stands still is led along slowly. */
function followOf(main: Actor | null, lengthS: number): Take['followX'] {
  if (main === null || !travels(main)) return (timeS) => 0.12 * timeS;
  return (timeS) => (lengthS <= 0 ? 0 : headingOf(main) * main.reachMetres * (timeS / lengthS - 0.5) * 2);
}

/** Who stands before the others keeps the place beside the head. */
function byNearness(cast: readonly Actor[], view: View): readonly Actor[] {
  const depth = ({ place }: Actor): number => view.toCamera(place.base).z;
  return cast.toSorted((a, b) => depth(a) - depth(b));
}

function tagOf(view: View, actor: Actor, size: Size, timeS: number, lengthS: number): readonly NameTag[] {
  const { figure, role } = actor.place;
  const head = headOf(actor, timeS, lengthS);
  const spot = view.project(head.at);
  if (spot === null || role === 'shoulder') return [];
  const radius = head.radius * spot.scale;
  if (spot.x < -radius || spot.x > size.width + radius || spot.y < -radius || spot.y > size.height + radius * 0.6)
    return [];
  const above = spot.y - radius * 2.15;
  const isAbove = above > size.height * 0.03 && radius < size.height * 0.16;
  const y = isAbove ? above : Math.min(size.height * 0.92, spot.y + radius * 1.75);
  const x = isAbove ? spot.x : Math.min(size.width * 0.86, spot.x + radius * 1.5);
  return [{ name: figure.name, color: figure.color, x, y }];
}
