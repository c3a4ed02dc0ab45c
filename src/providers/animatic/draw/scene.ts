import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Picture } from '../../../model/generation.ts';
import type { Size } from '../../../model/storyboard.ts';
import { type Fps, framesToSeconds } from '../../../model/time.ts';
import { drawNameTags, type NameTag } from './captions.ts';
import { type Actor, drawActor, headOf } from './cast.ts';
import { createFinish } from './finish.ts';
import { handOver, type TakeFacts } from './handover.ts';
import { createKeptLayer } from './kept-layer.ts';
import { type Shooting, isSameShooting } from './moves.ts';
import { createPen } from './pen.ts';
import type { Properties } from './properties.ts';
import { type SetClock, type Thing, toStage } from './set/stage.ts';
import { createSoftLayers } from './soft-layers.ts';
import { createView, type View } from './view.ts';
import { createWeather } from './weather.ts';

/** A world with a camera in it: draws what is seen at any frame of the take. */
export type Scene = { readonly draw: (context: SKRSContext2D, frame: number) => void };

const BEHIND_METRES = 0.9;

export function createScene(picture: Picture, size: Size, fps: Fps, facts: TakeFacts): Scene {
  const { staging, cast, shootAt, startS } = handOver(picture, size, fps, facts);
  const { place, light, set, beds, properties, take, lengthS } = staging;
  const { framed } = take;
  const weather = createWeather(light, place.isInterior, place.seed);
  const finish = createFinish(light, size);
  const soft = createSoftLayers(size);
  const kept = createKeptLayer(size);
  const figures = cast.map((actor) => toThing(actor, properties, lengthS, startS));
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
    if (setTimeS === null || behind.some(({ thing }) => figures.includes(thing)))
      drawBack(context, () => timeS + startS);
    else kept.paint(context, shooting, setTimeS + startS, drawBack);
    soft.paint(context, isSmeared ? 0 : shooting.frontSoftness, false, (layer) => {
      const stage = toStage(createPen(layer, view), light, () => timeS + startS);
      for (const { thing } of inFront) thing.draw(stage);
    });
    weather.front(createPen(context, view), timeS + startS);
  };

  return {
    draw: (context, frame) => {
      const timeS = framesToSeconds(frame, fps);
      const shooting = shootAt(timeS);
      // While the camera stands, the set moves in twos and the figures in every frame, as animators have always done.
      const twoS = framesToSeconds(frame - (frame % 2), fps);
      const isStanding = isSameShooting(shootAt(twoS), shootAt(framesToSeconds(frame - (frame % 2) + 1, fps)));
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

/** The set's clock goes on from the shot before; the figure's own begins with the take. */
function toThing(actor: Actor, properties: Properties, lengthS: number, startS: number): Thing {
  const { base } = actor.place;
  const isInBed = actor.beats.some(({ act }) => act === 'bed');
  return {
    // Before the bed, however deep that is.
    at: { x: base.x, y: 0.9, z: base.z - (isInBed ? 0.9 : 0) },
    draw: ({ pen, light, timeS }) => {
      const ownS = timeS - startS;
      drawActor(pen, light, actor, ownS, lengthS, properties.heldBy(actor, pen, light, ownS));
    },
  };
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
  if (spot === null || role === 'shoulder' || figure.name === '') return [];
  const radius = head.radius * spot.scale;
  if (spot.x < -radius || spot.x > size.width + radius || spot.y < -radius || spot.y > size.height + radius * 0.6)
    return [];
  const above = spot.y - radius * 2.15;
  const isAbove = above > size.height * 0.03 && radius < size.height * 0.16;
  const y = isAbove ? above : Math.min(size.height * 0.92, spot.y + radius * 1.75);
  const x = isAbove ? spot.x : Math.min(size.width * 0.86, spot.x + radius * 1.5);
  return [{ name: figure.name, color: figure.color, x, y }];
}
