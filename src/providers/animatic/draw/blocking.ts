import type { Figure, Picture } from '../../../model/generation.ts';
import { createRandom, unitOf } from '../random.ts';
import type { Vec } from './view.ts';

/** Where a figure stands and which way it is turned, before it does anything. */
export type Place = {
  readonly figure: Figure;
  readonly base: Vec;
  readonly rest: number;
  readonly partner: -1 | 0 | 1;
  readonly role: 'main' | 'other' | 'shoulder';
};

const GAP_METRES = 0.82;
const ROW = 6;

/** Places the figures by the world they share, so that shots of one world agree. */
export function toBlocking(picture: Picture): readonly Place[] {
  const { figures, framing } = picture;
  const main = mainFigure(picture);
  if (framing.size === 'over-the-shoulder' && figures.length > 1 && main !== null) {
    const listener = figures.find((figure) => figure.id !== main.id);
    return figures.map((figure, index) => {
      if (figure === main) return { figure, base: { x: 0.22, y: 0, z: 0.5 }, rest: -0.22, partner: -1, role: 'main' };
      if (figure === listener)
        return { figure, base: { x: -0.44, y: 0, z: -0.56 }, rest: Math.PI - 0.35, partner: 0, role: 'shoulder' };
      return { figure, base: { x: 0.4 + index * 0.5, y: 0, z: 1.3 }, rest: -0.3, partner: -1, role: 'other' };
    });
  }
  // Before an insert's table, people step back.
  const back = framing.size === 'insert' ? 1.25 : 0;
  const random = createRandom(`blocking ${picture.worldKey}`);
  const lean = random.range(-0.05, 0.05);
  const gap = figures.length === 2 ? GAP_METRES * 1.06 : GAP_METRES * (figures.length > 4 ? 0.88 : 1);
  return figures.map((figure, index): Place => {
    const row = Math.floor(index / ROW);
    const inRow = Math.min(ROW, figures.length - row * ROW);
    const slot = (index % ROW) - (inRow - 1) / 2;
    const x = slot * gap + row * gap * 0.5 + lean;
    const bend = Math.abs(slot) * 0.12;
    const wobble = (unitOf(`place ${figure.id}`) - 0.5) * 0.16;
    const inward =
      figures.length === 1
        ? unitOf(`rest ${picture.worldKey} ${figure.id}`) < 0.5
          ? -0.32
          : 0.32
        : -Math.sign(slot || 1) * (figures.length === 2 ? 0.4 : 0.26);
    return {
      figure,
      base: { x, y: 0, z: bend * -0.6 + row * 0.8 + wobble + back },
      rest: framing.size === 'pov' ? inward * 0.3 : inward,
      partner: figures.length === 1 ? 0 : slot < 0 ? 1 : -1,
      role: figure === main ? 'main' : 'other',
    };
  });
}

/** Everybody goes one way: where the camera goes along, its way; in a chain as it went last; else by chance. */
export function headingIn(picture: Picture): -1 | 1 {
  for (let shot: Picture | null = picture; shot !== null; shot = shot.before?.picture ?? null) {
    const { move } = shot.camera;
    if (/^(?:truck|pan)_(?:left|right)$/u.test(move)) return move.endsWith('left') ? -1 : 1;
  }
  return createRandom(`heading ${picture.worldKey}`).next() < 0.5 ? -1 : 1;
}

/** Whom a close shot shows: who speaks first, else who is named first in the action, else the first listed. */
export function mainFigure(picture: Picture): Figure | null {
  const speaker = picture.speech.find(
    (line) => line.onScreen && picture.figures.some((figure) => figure.id === line.who),
  );
  const spoken = picture.figures.find((figure) => figure.id === speaker?.who);
  if (spoken !== undefined) return spoken;
  const action = (picture.action ?? '').toLowerCase();
  const named = picture.figures
    .map((figure) => ({ figure, at: action.indexOf(figure.name.toLowerCase()) }))
    .filter((entry) => entry.at >= 0)
    .toSorted((a, b) => a.at - b.at);
  return named[0]?.figure ?? picture.figures[0] ?? null;
}
