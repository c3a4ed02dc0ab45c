import { type Canvas, type SKRSContext2D, createCanvas } from '@napi-rs/canvas';
import type { Picture } from '../../../model/generation.ts';
import type { Size } from '../../../model/storyboard.ts';
import { type Fps, framesToSeconds } from '../../../model/time.ts';
import { unitOf } from '../random.ts';
import { mainFigure } from './blocking.ts';
import { drawNameTag } from './captions.ts';
import { type Actor, createCast, drawActor, headOf, headingOf, isAnimal, travels } from './cast.ts';
import { createFinish } from './finish.ts';
import { type Framed, type Subject, toFraming } from './framing.ts';
import { toLight } from './light.ts';
import { type Take, shootAt } from './moves.ts';
import { type Pen, createPen } from './pen.ts';
import { type Properties, createProperties } from './properties.ts';
import { createSet } from './set/create-set.ts';
import { toPlace } from './set/place.ts';
import type { StageSet, Thing } from './set/stage.ts';
import { type View, createView } from './view.ts';
import { createWeather } from './weather.ts';

/** A world with a camera in it: draws what is seen at any frame of the take. */
export type Scene = { readonly draw: (context: SKRSContext2D, frame: number) => void };

const WALK_METRES_PER_SECOND = 0.95;
const BEHIND_METRES = 0.9;

export function createScene(picture: Picture, size: Size, fps: Fps, frames: number): Scene {
  const lengthS = framesToSeconds(frames, fps);
  const place = toPlace(picture);
  const light = toLight(picture, place.isInterior);
  const set = createSet(place, light);
  const weather = createWeather(light, place.isInterior, place.seed);
  const standing = createCast(picture, fps);
  const properties = createProperties(picture, standing, set, light);
  const framed = frameCast(picture, standing, properties, set, size, lengthS);
  const aspect = size.width / size.height;
  const walkMetres = (WALK_METRES_PER_SECOND * lengthS) / 2;
  const roomMetres = picture.camera.move === 'follow' ? walkMetres : Math.min(walkMetres, framed.span * aspect * 0.24);
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

  const drawLayers = (
    context: SKRSContext2D,
    view: View,
    timeS: number,
    backSoftness: number,
    frontSoftness: number,
  ): void => {
    const subjectDepth = framed.distance;
    const things: readonly Thing[] = [
      ...set.things,
      ...properties.things,
      ...cast.map((actor) => toThing(actor, properties, lengthS)),
    ];
    const depth = (thing: Thing): number => view.toCamera(thing.at).z;
    const sorted = things.map((thing) => ({ thing, depth: depth(thing) })).toSorted((a, b) => b.depth - a.depth);
    const isBehind = (far: number): boolean => far > subjectDepth + BEHIND_METRES;
    soft.paint(context, backSoftness, true, (target) => {
      const stage = { pen: createPen(target, view), light, timeS };
      set.backdrop(stage);
      weather.behind(stage.pen, timeS);
      for (const { thing, depth: far } of sorted) if (isBehind(far)) thing.draw(stage);
    });
    soft.paint(context, frontSoftness, false, (target) => {
      const stage = { pen: createPen(target, view), light, timeS };
      for (const { thing, depth: far } of sorted) if (!isBehind(far) && far > -0.2) thing.draw(stage);
    });
    weather.front(createPen(context, view), timeS);
  };

  return {
    draw: (context, frame) => {
      const timeS = framesToSeconds(frame, fps);
      const shooting = shootAt(take, timeS);
      const view = createView(shooting.pose, size.width, size.height);
      context.save();
      if (shooting.smear > 0.004) {
        soft.smear(context, shooting.smear, (target) => drawLayers(target, view, timeS, 0, 0));
      } else drawLayers(context, view, timeS, shooting.backSoftness, shooting.frontSoftness);
      context.drawImage(finish, 0, 0);
      if (shooting.smear < 0.02)
        for (const actor of cast) tagActor(createPen(context, view), actor, size, timeS, lengthS);
      context.restore();
    },
  };
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
  return toFraming(
    picture.framing,
    {
      all: cast.filter((actor) => actor !== shoulder).map((actor) => toSubject(actor, lengthS)),
      main: main === null ? null : toSubject(main, lengthS),
      shoulder: shoulder === undefined ? null : toSubject(shoulder, lengthS),
      insert: properties.insert,
    },
    set,
    size,
    main === null ? 0 : Math.sign(main.place.rest),
  );
}

function toSubject(actor: Actor, lengthS: number): Subject {
  const head = headOf(actor, 0, lengthS);
  const { base } = actor.place;
  return {
    x: base.x,
    z: base.z,
    height: isAnimal(actor) ? actor.traits.heightMetres : Math.max(0.3, head.at.y + head.radius * 1.05),
  };
}

function toThing(actor: Actor, properties: Properties, lengthS: number): Thing {
  const { base } = actor.place;
  return {
    at: { x: base.x, y: 0.9, z: base.z },
    draw: ({ pen, light, timeS }) =>
      drawActor(pen, light, actor, timeS, lengthS, properties.heldBy(actor, pen, light, timeS)),
  };
}

/** How far the camera goes with the main figure; one that stands still is led along slowly. */
function followOf(main: Actor | null, lengthS: number): Take['followX'] {
  if (main === null || !travels(main)) return (timeS) => 0.12 * timeS;
  return (timeS) => (lengthS <= 0 ? 0 : headingOf(main) * main.reachMetres * (timeS / lengthS - 0.5) * 2);
}

function tagActor(pen: Pen, actor: Actor, size: Size, timeS: number, lengthS: number): void {
  const { figure, role } = actor.place;
  const head = headOf(actor, timeS, lengthS);
  const spot = pen.view.project(head.at);
  if (spot === null || role === 'shoulder') return;
  const radius = head.radius * spot.scale;
  if (spot.x < -radius || spot.x > size.width + radius || spot.y < -radius || spot.y > size.height + radius * 0.6)
    return;
  const above = spot.y - radius * 2.15;
  const isAbove = above > size.height * 0.03 && radius < size.height * 0.16;
  const y = isAbove ? above : Math.min(size.height * 0.92, spot.y + radius * 1.75);
  const x = isAbove ? spot.x : Math.min(size.width * 0.86, spot.x + radius * 1.5);
  drawNameTag(pen.context, size, figure.name, figure.color, x, y);
}

type SoftLayers = {
  /** Draws sharply when `softness` is nothing, otherwise small and enlarged. Opaque layers need no clearing. */
  readonly paint: (
    context: SKRSContext2D,
    softness: number,
    isOpaque: boolean,
    draw: (context: SKRSContext2D) => void,
  ) => void;
  readonly smear: (context: SKRSContext2D, width: number, draw: (context: SKRSContext2D) => void) => void;
};

function createSoftLayers({ width, height }: Size): SoftLayers {
  const canvases = new Map<string, Canvas>();
  const small = (name: string, acrossShare: number, downShare: number): Canvas => {
    const [across, down] = [Math.max(8, Math.ceil(width * acrossShare)), Math.max(8, Math.ceil(height * downShare))];
    const key = `${name} ${across} ${down}`;
    const known = canvases.get(key);
    if (known !== undefined) return known;
    if (canvases.size > 24) canvases.clear();
    const made = createCanvas(across, down);
    canvases.set(key, made);
    return made;
  };
  const through = (
    context: SKRSContext2D,
    canvas: Canvas,
    isOpaque: boolean,
    draw: (target: SKRSContext2D) => void,
    blurPixels = 0,
  ): void => {
    const target = canvas.getContext('2d');
    target.save();
    if (!isOpaque) target.clearRect(0, 0, canvas.width, canvas.height);
    target.scale(canvas.width / width, canvas.height / height);
    draw(target);
    target.restore();
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = 'low';
    if (blurPixels > 0.4) {
      const melted = small(`melted ${canvas.width}`, canvas.width / width, canvas.height / height);
      const melting = melted.getContext('2d');
      if (!isOpaque) melting.clearRect(0, 0, melted.width, melted.height);
      // A blur fades towards the edges of its canvas; what lies under it there is the sharp picture.
      if (isOpaque) melting.drawImage(canvas, 0, 0);
      melting.filter = `blur(${blurPixels.toFixed(2)}px)`;
      melting.drawImage(canvas, 0, 0);
      melting.filter = 'none';
      context.drawImage(melted, 0, 0, width, height);
    } else context.drawImage(canvas, 0, 0, width, height);
  };
  return {
    paint: (context, softness, isOpaque, draw) => {
      if (softness < 0.04) draw(context);
      else {
        // A few steps of softness, so that a changing focus does not need a new canvas per frame.
        const step = Math.max(1, Math.round(softness * 12));
        const share = 1 / (1 + step * 0.34);
        const name = isOpaque ? 'back' : 'front';
        const blurPixels = (softness * 7 * share * height) / 720;
        through(context, small(name, share, share), isOpaque, draw, blurPixels);
      }
    },
    smear: (context, smear, draw) => {
      const across = 1 / Math.max(1, Math.round(smear * width * 0.35));
      through(context, small('smear', Math.max(0.008, across), 1), true, draw);
    },
  };
}
