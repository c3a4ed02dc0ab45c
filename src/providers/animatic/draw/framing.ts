import type { Picture } from '../../../model/generation.ts';
import type { Size } from '../../../model/storyboard.ts';
import { type Pose, type Vec, clamp, lensToFocal } from './view.ts';

/** What a camera frames before it moves. */
export type Framed = {
  readonly pose: Pose;
  readonly target: Vec;
  readonly distance: number;
  /** Height of what is seen at the target, in metres. */
  readonly span: number;
  /** How much of the distance melts away behind the subject, 0..1. */
  readonly softness: number;
};
/** One figure as a camera sees it: where its middle and its top are, and how much of the picture a size gives it. */
export type Subject = {
  readonly x: number;
  readonly z: number;
  readonly height: number;
  readonly halfWidth: number;
  /** What spans are counted in: its height, or how long it is when it lies. */
  readonly body: number;
  /** Where a camera looks at somebody who lies; null for all others. */
  readonly lowY: number | null;
};
/** What there is to frame: everybody, whom it is about, whose shoulder is looked over, what an insert shows. */
export type Framable = {
  readonly all: readonly Subject[];
  readonly main: Subject | null;
  readonly shoulder: Subject | null;
  readonly insert: { readonly at: Vec; readonly sizeMetres: number } | null;
};
export type Stageable = { readonly depthMetres: number; readonly isInterior: boolean; readonly heightMetres: number };

type SizeSpec = {
  readonly span: number;
  readonly aim: number;
  readonly lensMm: number;
  readonly softness: number;
  readonly group: boolean;
};

/** Span in figure heights, aim as a share of the figure's height, and the lens a cameraman would take. */
const SIZES: Readonly<Record<Picture['framing']['size'], SizeSpec>> = {
  'extreme-wide': { span: 8.2, aim: 1.75, lensMm: 22, softness: 0, group: true },
  establishing: { span: 6.6, aim: 1.7, lensMm: 24, softness: 0, group: true },
  wide: { span: 1.8, aim: 0.63, lensMm: 28, softness: 0, group: true },
  'medium-wide': { span: 1.14, aim: 0.68, lensMm: 35, softness: 0.06, group: true },
  medium: { span: 0.72, aim: 0.765, lensMm: 45, softness: 0.16, group: false },
  'two-shot': { span: 0.78, aim: 0.75, lensMm: 40, softness: 0.14, group: true },
  'medium-close-up': { span: 0.49, aim: 0.84, lensMm: 60, softness: 0.32, group: false },
  'close-up': { span: 0.3, aim: 0.892, lensMm: 80, softness: 0.55, group: false },
  'extreme-close-up': { span: 0.13, aim: 0.925, lensMm: 100, softness: 0.75, group: false },
  insert: { span: 0.26, aim: 0.5, lensMm: 65, softness: 0.6, group: false },
  'over-the-shoulder': { span: 0.58, aim: 0.86, lensMm: 50, softness: 0.3, group: false },
  pov: { span: 1, aim: 0.72, lensMm: 26, softness: 0, group: true },
};
/** A shot of things alone: span in sizes of the thing, for the sizes at which one thing is what is seen. */
const INSERT_SPANS: Partial<Readonly<Record<Picture['framing']['size'], number>>> = {
  medium: 4.4,
  'medium-close-up': 3.2,
  'close-up': 2.5,
  'extreme-close-up': 1.35,
};
const INSERT_SPAN = 2.1;
const EYE_METRES = 1.52;
const MAX_INDOOR_SPAN = 4.4;

/** Whether a size shows hardly more than a face. */
export function isTight(size: Picture['framing']['size']): boolean {
  return size === 'medium-close-up' || size === 'close-up' || size === 'extreme-close-up';
}

/** Whether a picture shows things and nobody: an insert, or a size for one subject when there is only a thing. */
export function isOfThings({ framing, figures, props }: Picture): boolean {
  if (framing.size === 'insert') return true;
  return figures.length === 0 && props.length > 0 && Object.hasOwn(INSERT_SPANS, framing.size);
}

/** Places the camera for a size, an angle and a lens. */
export function toFraming(
  framing: Picture['framing'],
  { all: subjects, main, shoulder, insert }: Framable,
  set: Stageable,
  size: Size,
  lean: number,
): Framed {
  const spec = SIZES[framing.size];
  const aspect = size.width / size.height;
  const first = main ?? subjects[0] ?? NOBODY;
  const tallest = subjects.reduce((most, subject) => Math.max(most, subject.height), first.height);
  const left = subjects.reduce((least, one) => Math.min(least, one.x - one.halfWidth), first.x - first.halfWidth);
  const right = subjects.reduce((most, one) => Math.max(most, one.x + one.halfWidth), first.x + first.halfWidth);
  const nearest = subjects.reduce((least, { z }) => Math.min(least, z), first.z);
  const isLow = first.lowY !== null && subjects.every(({ lowY }) => lowY !== null);
  const isInsert = insert !== null;
  let span = spec.span * (spec.group ? Math.max(tallest, 1.2) : Math.max(first.body, 0.3));
  let target: Vec = { x: first.x, y: first.lowY ?? first.height * spec.aim, z: first.z };
  if (spec.group) {
    span = Math.max(span, (right - left) / aspect);
    target = {
      x: (left + right) / 2,
      y: (framing.size === 'extreme-wide' || framing.size === 'establishing' ? 1.68 : tallest) * spec.aim,
      z: first.z - nearest > FAR_APART_METRES ? (nearest + first.z) / 2 : first.z,
    };
  }
  if (isLow && spec.group) target = { ...target, y: Math.min(target.y, (first.lowY ?? 0) + span * 0.12) };
  if (framing.size === 'two-shot' && !isLow) target = { ...target, y: tallest * 0.96 - span * 0.27 };
  const together = framing.size === 'medium' && subjects.length > 1 ? withOthers(subjects, target, span, aspect) : null;
  if (together !== null) ({ span, target } = together);
  else if (!spec.group && !isInsert) target = { ...target, x: target.x + lean * span * 0.1 * aspect };
  if (isInsert) {
    span = insert.sizeMetres * (INSERT_SPANS[framing.size] ?? INSERT_SPAN);
    target = insert.at;
  }
  if (aspect < 1 && !spec.group && !isInsert && together === null) span *= 1.25;
  if (set.isInterior) {
    const most = Math.max(MAX_INDOOR_SPAN, set.heightMetres * 1.2) * (framing.size === 'extreme-wide' ? 1.22 : 1);
    if (span > most) target = { ...target, y: Math.min(target.y, set.heightMetres * 0.44) };
    span = Math.min(span, most);
  }
  let focal = lensToFocal(framing.lensMm ?? spec.lensMm);
  let distance = span * focal;
  const isAbove = framing.angle === 'overhead' || framing.angle === 'high';
  if (framing.angle === 'overhead') {
    span = Math.max(span, isInsert ? 0 : first.height * 0.8);
    target = { ...target, y: isInsert ? target.y : target.y * 0.6 };
    distance = span * focal;
  }
  const room = set.isInterior && !isAbove ? set.depthMetres : 200;
  if (distance > room) {
    focal *= room / distance;
    distance = room;
  }
  const pitch = toPitch(framing.angle, target, distance, isInsert, shoulder === null ? null : shoulder.height * 0.96);
  const yaw = shoulder === null ? 0 : 0.2;
  return {
    pose: poseAt(target, distance, yaw, pitch, framing.angle === 'dutch' ? 0.21 : 0, focal),
    target,
    distance,
    span,
    softness: clamp(spec.softness + (framing.lensMm !== null && framing.lensMm >= 85 ? 0.15 : 0), 0, 0.85),
  };
}

/** Somebody so far before the others is who the width of the picture is measured at. */
const FAR_APART_METRES = 1;
const NOBODY: Subject = { x: 0, z: 0, height: 1.7, halfWidth: 0.5, body: 1.7, lowY: null };
/** A medium shot steps back at most this much for those who are with the one that it is about. */
const MOST_STEP_BACK = 1.9;

/** A wider frame that holds the heads of all; null when that would be another size of shot. */
function withOthers(
  subjects: readonly Subject[],
  target: Vec,
  span: number,
  aspect: number,
): { readonly span: number; readonly target: Vec } | null {
  const heads = subjects.map(({ x, height, lowY, halfWidth }) => ({
    left: x - Math.min(halfWidth, 0.28),
    right: x + Math.min(halfWidth, 0.28),
    top: height,
    low: lowY ?? height * 0.7,
  }));
  const left = Math.min(...heads.map((head) => head.left));
  const right = Math.max(...heads.map((head) => head.right));
  const top = Math.max(...heads.map((head) => head.top));
  const low = Math.min(...heads.map((head) => head.low));
  const wanted = Math.max(span, (right - left) / aspect, (top - low) / 0.84);
  if (wanted > span * MOST_STEP_BACK * (aspect < 1 ? 1.25 : 1)) return null;
  const y = Math.min(Math.max(target.y, top - wanted * 0.42), low + wanted * 0.46);
  return { span: wanted, target: { ...target, x: (left + right) / 2, y } };
}

/** A camera that looks at a point from a distance. */
export function poseAt(target: Vec, distance: number, yaw: number, pitch: number, roll: number, focal: number): Pose {
  return {
    x: target.x - Math.sin(yaw) * Math.cos(pitch) * distance,
    y: target.y - Math.sin(pitch) * distance,
    z: target.z - Math.cos(yaw) * Math.cos(pitch) * distance,
    yaw,
    pitch,
    roll,
    focal,
  };
}

function toPitch(
  angle: Picture['framing']['angle'],
  target: Vec,
  distance: number,
  isInsert: boolean,
  overMetres: number | null,
): number {
  /** The pitch that puts the camera at a height. */
  const from = (height: number): number => Math.asin(clamp((target.y - height) / distance, -0.92, 0.92));
  switch (angle) {
    case 'eye':
    case 'dutch':
      if (isInsert) return -0.42;
      if (overMetres !== null) return clamp(from(overMetres), -0.34, 0.2);
      return clamp(from(Math.min(EYE_METRES, Math.max(target.y, 0.6))), -0.14, 0.2);
    case 'low':
      // Never from below the ground, whoever lies there.
      return Math.min(0.36, Math.max(Math.min(0.1, from(0.14)), from(0.28)));
    case 'ground':
      return Math.min(0.75, Math.max(Math.min(0.04, from(0.08)), from(0.1)));
    case 'high':
      return -0.52;
    case 'overhead':
      return -1.33;
  }
}
