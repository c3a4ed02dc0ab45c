import type { Actor } from './cast.ts';
import type { Hands } from './figure/body.ts';
import type { Light } from './light.ts';
import type { Pen } from './pen.ts';
import { type Prop, drawProp } from './props.ts';
import type { Vec } from './view.ts';

const LONG =
  /umbrella|parasol|sword|guitar|ukulele|lute|violin|fiddle|cello|staff|\bcane\b|\boar\b|broom|spear|rifle|shovel|rake|pitchfork|fishing|racket|\bbat\b/u;
const STRUMMED = /guitar|ukulele|lute|banjo|violin|fiddle|cello/u;
const OVERHEAD = /umbrella|parasol/u;
const AIMED = /\bgun\b|pistol|revolver|rifle/u;
const KICKED = /\bball\b|football|soccer/u;

/** Larger than what lies in a hand, and yet carried in one. */
export function isCarried({ id }: Prop): boolean {
  return LONG.test(toWords(id));
}

/** Whether it keeps off rain and sun. */
export function isOverhead({ id }: Prop): boolean {
  return OVERHEAD.test(toWords(id));
}

/** Draws what a figure has in its hand the way that it is used. */
export function drawHeld(pen: Pen, light: Light, prop: Prop, actor: Actor, hands: Hands, timeS: number): void {
  const { right } = hands;
  const words = toWords(prop.id);
  const does = (act: Actor['beats'][number]['act']): boolean => actor.beats.some((beat) => beat.act === act);
  if (does('phone') && /phone|receiver/u.test(words)) {
    // Seen from its edge, at the ear: a face stays to be seen.
    const side = Math.sign(right.x - hands.head.x) || 1;
    const ear = { x: hands.head.x + side * hands.radius * 1.16, y: hands.head.y - hands.radius * 0.25, z: right.z };
    turned(pen, light, prop, ear, { turn: side * 0.16, scaleX: 0.4 }, timeS);
  } else if (OVERHEAD.test(words)) {
    drawProp(
      pen,
      light,
      prop,
      { x: (right.x + hands.head.x) / 2, y: right.y + prop.sizeMetres * 0.36, z: right.z },
      timeS,
    );
  } else if (STRUMMED.test(words) && does('play')) {
    turned(pen, light, prop, { ...right, x: right.x - 0.06, z: right.z - 0.02 }, { turn: -1.15, scaleX: 1 }, timeS);
  } else if (AIMED.test(words)) {
    const scaleX = Math.sin(hands.turn) > 0 ? -1 : 1;
    turned(pen, light, prop, { ...right, y: right.y + 0.02, z: right.z - 0.02 }, { turn: 0, scaleX }, timeS);
  } else if (KICKED.test(words) && does('kick')) {
    const way = Math.sign(Math.sin(hands.turn)) || 1;
    const { base } = actor.place;
    const far = 0.42 + 0.25 * Math.max(0, Math.sin(timeS * 3));
    drawProp(pen, light, prop, { x: base.x + way * far, y: prop.sizeMetres * 0.46, z: base.z - 0.2 }, timeS);
  } else {
    const up = prop.sizeMetres * (prop.sizeMetres > 0.5 ? 0.2 : 0.34);
    drawProp(pen, light, prop, { ...right, y: right.y + up, z: right.z - 0.02 }, timeS);
  }
}

/** Between two hands that steer. */
export function drawSteeringWheel(pen: Pen, light: Light, { left, right }: Hands): void {
  const middle = { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2, z: Math.min(left.z, right.z) - 0.02 };
  const radius = Math.max(0.15, Math.abs(right.x - left.x) / 2);
  const tilt = Math.atan2(right.y - left.y, right.x - left.x);
  pen.cutout(middle, (context) => {
    context.rotate(-tilt);
    context.strokeStyle = light.css([38, 40, 46]);
    context.lineCap = 'round';
    context.lineWidth = 0.032;
    context.beginPath();
    context.ellipse(0, 0, radius, radius * 0.86, 0, 0, Math.PI * 2);
    context.moveTo(-radius, 0);
    context.lineTo(radius, 0);
    context.moveTo(0, 0);
    context.lineTo(0, radius * 0.86);
    context.stroke();
    context.beginPath();
    context.arc(0, 0, radius * 0.24, 0, Math.PI * 2);
    context.fillStyle = light.css([52, 54, 62]);
    context.fill();
  });
}

function turned(
  pen: Pen,
  light: Light,
  prop: Prop,
  at: Vec,
  { turn, scaleX }: { readonly turn: number; readonly scaleX: number },
  timeS: number,
): void {
  pen.cutout(at, (context) => {
    context.rotate(turn);
    context.scale(scaleX, 1);
    prop.draw(context, (color) => light.shade(color, Math.max(0, at.z)), timeS);
  });
}

function toWords(id: string): string {
  return id.replaceAll(/[_-]/gu, ' ').toLowerCase();
}
