import type { Picture } from '../../../model/generation.ts';
import type { Place } from './blocking.ts';
import { type Actor, isAnimal } from './cast.ts';
import type { Rgb } from './color.ts';
import { lighten, toCss } from './color.ts';
import type { Hands } from './figure/body.ts';
import { isOfThings } from './framing.ts';
import { drawHeld, drawSteeringWheel, isCarried, isOverhead } from './held.ts';
import type { Light } from './light.ts';
import { isMount, toMounts } from './mounts.ts';
import type { Pen } from './pen.ts';
import { type Prop, createProp, drawProp, propInWords } from './props.ts';
import { table } from './set/furniture.ts';
import { drawShadow } from './set/ground.ts';
import { crate } from './set/outdoor-things.ts';
import type { StageSet, Thing } from './set/stage.ts';
import type { Vec } from './view.ts';

/** The props of a picture: in hands, on a table, in the air, or large before the lens. */
export type Properties = {
  readonly things: readonly Thing[];
  /** Who has something in hand. */
  readonly holders: readonly Place[];
  /** Who of them holds it over the head. */
  readonly sheltered: readonly Place[];
  readonly insert: { readonly at: Vec; readonly sizeMetres: number } | null;
  /** What an actor has in its hand, drawn with it; null: nothing. */
  readonly heldBy: (actor: Actor, pen: Pen, light: Light, timeS: number) => ((hands: Hands) => void) | null;
};

const WOOD: Rgb = [142, 104, 72];
const AIRBORNE = /kite|balloon/u;
const HAND_SIZE_METRES = 0.75;
/** Larger things stand on the ground. */
const TABLE_SIZE_METRES = 0.9;

export function createProperties(picture: Picture, cast: readonly Actor[], set: StageSet): Properties {
  const mounts = toMounts(picture);
  const props = picture.props.flatMap(({ id, look }) => (isMount(id, mounts) ? [] : [createProp(id, look)]));
  if (isOfThings(picture)) return forInsert(picture, props, cast, set);
  const held = new Map<Place, Prop>();
  const flying: { readonly prop: Prop; readonly actor: Actor | null }[] = [];
  const laid: Prop[] = [];
  for (const prop of props) {
    const holder = holderOf(prop, picture, cast, held);
    if (AIRBORNE.test(prop.id) && prop.sizeMetres > 0.5) flying.push({ prop, actor: holder });
    else if (holder === null) laid.push(prop);
    else held.set(holder.place, prop);
  }
  const small = laid.filter((prop) => prop.sizeMetres <= TABLE_SIZE_METRES);
  const onGround = laid.filter((prop) => !small.includes(prop)).map((prop, index) => standBeside(prop, index));
  const onTable = small.length === 0 ? [] : layOnTable(small, set);
  const inAir = flying.map(({ prop, actor }, index) => flyThing(prop, actor, index));
  return {
    things: [...onTable, ...onGround, ...inAir],
    holders: [...held.keys(), ...flying.flatMap(({ actor }) => (actor === null ? [] : [actor.place]))],
    sheltered: [...held].flatMap(([place, prop]) => (isOverhead(prop) ? [place] : [])),
    insert: null,
    heldBy: (actor, pen, light, timeS) => {
      const prop = held.get(actor.place);
      const steers = set.isInterior && actor.beats.some(({ act }) => act === 'drive');
      if (prop === undefined && !steers) return null;
      return (hands) => {
        if (steers) drawSteeringWheel(pen, light, hands);
        if (prop !== undefined) drawHeld(pen, light, prop, actor, hands, timeS);
      };
    },
  };
}

/** Whoever stands in the sentence that names the prop; else the first with a free hand, for small things. */
function holderOf(prop: Prop, picture: Picture, cast: readonly Actor[], held: ReadonlyMap<Place, Prop>): Actor | null {
  const free = cast.filter((actor) => !isAnimal(actor) && !held.has(actor.place) && actor.place.role !== 'shoulder');
  if (prop.sizeMetres > HAND_SIZE_METRES && !AIRBORNE.test(prop.id) && !isCarried(prop)) return null;
  const name = prop.id.replaceAll(/[_-]/gu, ' ').toLowerCase();
  const sentences = (picture.action ?? '').toLowerCase().split(/[.!?;]/u);
  const telling = sentences.find((sentence) => sentence.includes(name));
  if (
    telling !== undefined &&
    /\bon the (table|counter|floor|ground|bench|shelf)|is set|lies on|stands on/u.test(telling)
  )
    return null;
  const named = free.find((actor) => telling?.includes(actor.place.figure.name.toLowerCase()) === true);
  return named ?? free.find((actor) => actor.place.role === 'main') ?? free[0] ?? null;
}

function layOnTable(props: readonly Prop[], set: StageSet): readonly Thing[] {
  const place = set.props.table;
  const base = place ?? { x: 0.95, y: set.isInterior ? 0.8 : 0.52, z: 0.25 };
  const stand =
    place !== null
      ? []
      : [set.isInterior ? table({ x: base.x, y: 0, z: base.z }, 0.7, 0.5) : crate({ x: base.x, y: 0, z: base.z }, 0.6)];
  return [
    ...stand,
    ...props.map((prop, index): Thing => {
      const at = {
        x: base.x + (index - (props.length - 1) / 2) * 0.34,
        y: base.y + prop.sizeMetres * 0.45,
        z: base.z - 0.15,
      };
      return { at: { ...at, z: at.z - 0.3 }, draw: ({ pen, light, timeS }) => drawProp(pen, light, prop, at, timeS) };
    }),
  ];
}

function standBeside(prop: Prop, index: number): Thing {
  const at = { x: (index % 2 === 0 ? 1 : -1) * (0.75 + prop.sizeMetres * 0.45), y: prop.sizeMetres * 0.42, z: 0.45 };
  return {
    at,
    draw: (stage) => {
      drawShadow(stage, { ...at, y: 0 }, prop.sizeMetres * 0.4, prop.sizeMetres * 0.12);
      drawProp(stage.pen, stage.light, prop, at, stage.timeS);
    },
  };
}

function flyThing(prop: Prop, actor: Actor | null, index: number): Thing {
  const base = actor?.place.base ?? { x: 0, y: 0, z: 0 };
  return {
    at: { x: base.x, y: 2, z: base.z + 0.6 },
    draw: ({ pen, light, timeS }) => {
      const at = {
        x: base.x + 0.7 + 0.12 * Math.sin(timeS * 1.4 + index),
        y: base.y + 2.35 + 0.14 * Math.sin(timeS * 1.9),
        z: base.z + 0.5,
      };
      if (actor !== null)
        pen.line(
          { x: base.x + 0.25, y: 1.15, z: base.z - 0.1 },
          { ...at, y: at.y - prop.sizeMetres * 0.34 },
          0.008,
          light.css([70, 64, 60]),
        );
      drawProp(pen, light, prop, at, timeS);
    },
  };
}

/** An insert: the thing itself on a table top, a hand at its side when somebody has it. */
function forInsert(picture: Picture, given: readonly Prop[], cast: readonly Actor[], set: StageSet): Properties {
  const words = propInWords(picture.action ?? '');
  const props = given.length > 0 ? given : [createProp(words ?? picture.place?.id ?? 'detail', picture.action)];
  const largest = props.reduce((most, prop) => Math.max(most, prop.sizeMetres), 0.08);
  const top = 0.8;
  const wide = largest * (props.length - 1) * 1.1;
  const at = { x: 0, y: top + largest * 0.42, z: 0 };
  const hand = /hand|finger|hold|lift|take|push|pull|grip|slip|fit|set|open|turn|lay|put|pour/u.test(
    (picture.action ?? '').toLowerCase(),
  )
    ? (cast[0] ?? null)
    : null;
  return {
    insert: { at, sizeMetres: Math.max(largest, wide) + largest * 0.05 },
    holders: [],
    sheltered: [],
    heldBy: () => null,
    things: [
      set.isInterior
        ? table({ x: 0, y: 0, z: 0.2 }, Math.max(1.2, largest * 5), 1.1, { color: WOOD })
        : crate({ x: 0, y: -0.1, z: 0.25 }, Math.max(1.05, largest * 3), [128, 116, 104]),
      {
        at: { x: 0, y: top, z: -0.45 },
        draw: (stage) => {
          const { pen, light, timeS } = stage;
          props.forEach((prop, index) => {
            const place = { ...at, x: (index - (props.length - 1) / 2) * largest * 1.1 };
            pen.disc(
              { ...place, y: top + 0.012 },
              prop.sizeMetres * 0.5,
              prop.sizeMetres * 0.16,
              toCss([20, 16, 26], 0.32),
            );
            drawProp(pen, light, prop, place, timeS);
          });
          if (hand !== null) drawHand(pen, light, hand, largest, top, timeS);
          else drawShimmer(pen, { x: 0, y: top, z: -0.1 }, largest, timeS);
        },
      },
    ],
  };
}

/** Light that comes and goes on a table where nothing else moves: a held frame would look like a mistake. */
function drawShimmer(pen: Pen, at: Vec, size: number, timeS: number): void {
  for (const [side, rate] of [
    [-1, 0.9],
    [1, 1.3],
  ] as const)
    pen.glow(
      { ...at, x: at.x + side * size * (0.9 + 0.5 * Math.sin(timeS * rate)), y: at.y + size * 0.5 },
      size * 2.2,
      [255, 236, 200],
      0.16 + 0.08 * Math.sin(timeS * rate * 2 + side),
    );
}

function drawHand(pen: Pen, light: Light, actor: Actor, size: number, top: number, timeS: number): void {
  const sway = Math.sin(timeS * 1.3) * size * 0.03;
  const reach = { x: size * 0.5 + sway, y: top + size * 0.2, z: -0.1 };
  const elbow = { x: size * 1.5 + 0.25, y: top + size * 0.05 - 0.02, z: -0.32 };
  const wrist = {
    x: reach.x + (elbow.x - reach.x) * 0.34,
    y: reach.y + (elbow.y - reach.y) * 0.34,
    z: reach.z + (elbow.z - reach.z) * 0.34,
  };
  const thick = Math.max(0.03, Math.min(0.05, size * 0.24));
  const skin = light.shade(actor.traits.skin);
  const sleeve = light.shade(actor.clothes.outer?.color ?? actor.clothes.top);
  for (const [x, y] of [
    [-0.5, 0.5],
    [-0.75, 0.1],
    [-0.7, -0.3],
  ] as const) {
    pen.limb(
      reach,
      { x: reach.x + x * thick * 2, y: reach.y + y * thick * 1.6, z: reach.z },
      thick * 0.6,
      thick * 0.42,
      toCss(lighten(skin, y * 0.1)),
    );
  }
  pen.limb(reach, wrist, thick * 1.05, thick * 0.85, toCss(skin));
  pen.limb(wrist, elbow, thick * 1.25, thick * 1.7, toCss(sleeve));
}
