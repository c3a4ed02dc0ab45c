import type { Figure, Picture } from '../../../model/generation.ts';
import { type Rgb, findColor } from './color.ts';
import { type Beat, toBeats } from './figure/action.ts';
import { backOf } from './figure/animal.ts';
import { type Board, BOARD_METRES, saddleOf } from './figure/mount-drawing.ts';
import { toTraits } from './figure/traits.ts';
import { type Prop, createProp } from './props.ts';

/** What somebody sits astride or stands on. */
export type Mount =
  | { readonly kind: 'animal'; readonly figure: Figure; readonly isBrought: boolean }
  | { readonly kind: 'bicycle'; readonly prop: Prop }
  | { readonly kind: 'board'; readonly board: Board };

const CYCLES = /bicycle|\bbike\b|cycl|pedal|\bbiking\b|tricycle/u;
const ANIMALS = /\b(horse|pony|mare|stallion|donkey|mule|camel|elephant|cow|bull|reindeer|horseback)\b/u;
const BOARDS: readonly (readonly [RegExp, Board['kind'], Rgb])[] = [
  [/skat/u, 'skateboard', [196, 96, 72]],
  [/surf/u, 'surfboard', [236, 214, 150]],
  [/snow ?board/u, 'snowboard', [92, 130, 190]],
  [/\bski/u, 'skis', [186, 62, 58]],
];

/** Who is mounted on what, read from the action: an animal or a thing of the picture, else one that is brought along. */
export function toMounts(picture: Picture): ReadonlyMap<string, Mount> {
  const words = (picture.action ?? '').toLowerCase();
  const mounts = new Map<string, Mount>();
  for (const figure of picture.figures) {
    if (toTraits(figure).species !== 'human') continue;
    const acts = new Set(toBeats(picture, figure).map(({ act }) => act));
    const mount = acts.has('glide') ? boardOf(picture, words) : acts.has('ride') ? ridden(picture, words) : null;
    if (mount !== null) mounts.set(figure.id, mount);
  }
  return mounts;
}

/** How high a rider's hips are, and whether its feet go round. */
export function seatOn(
  mount: Mount,
  riderMetres: number,
): { readonly liftMetres: number; readonly isPedalled: boolean } {
  if (mount.kind === 'board') return { liftMetres: BOARD_METRES[mount.board.kind], isPedalled: false };
  const saddle = mount.kind === 'bicycle' ? saddleOf(mount.prop, riderMetres).metres : backOf(toTraits(mount.figure));
  return { liftMetres: saddle - riderMetres * 0.49, isPedalled: mount.kind === 'bicycle' };
}

/** What an animal does under its rider. */
export function carriedBeats(beats: readonly Beat[], words: string): readonly Beat[] {
  const isFast = /gallop|race|chase|fast|rush|flee/u.test(words);
  return beats.map((beat) => ({ ...beat, act: beat.act === 'ride' ? (isFast ? 'run' : 'walk') : 'idle', nod: null }));
}

export function isMount(propId: string, mounts: ReadonlyMap<string, Mount>): boolean {
  return [...mounts.values()].some(
    (mount) =>
      (mount.kind === 'bicycle' && mount.prop.id === propId) ||
      (mount.kind === 'board' && BOARDS.some(([pattern]) => pattern.test(propId.replaceAll(/[_-]/gu, ' ')))),
  );
}

function ridden(picture: Picture, words: string): Mount | null {
  const named = ANIMALS.exec(words)?.[1] ?? null;
  const cycle = picture.props.find(({ id, look }) => CYCLES.test(`${id} ${look ?? ''}`.toLowerCase()));
  const animal = picture.figures.find((figure) => CARRIERS.has(toTraits(figure).species));
  if (animal !== undefined && (named !== null || words.includes(animal.name.toLowerCase()) || cycle === undefined))
    return { kind: 'animal', figure: animal, isBrought: false };
  if (cycle !== undefined || CYCLES.test(words))
    return { kind: 'bicycle', prop: createProp(cycle?.id ?? 'bicycle', cycle?.look ?? 'bicycle') };
  if (named === null) return null;
  const look = `brown ${named === 'horseback' ? 'horse' : named}`;
  const figure: Figure = { id: `mount ${named}`, name: '', look, wardrobe: null, color: '#7a5a3c' };
  return { kind: 'animal', figure, isBrought: true };
}

function boardOf(picture: Picture, words: string): Mount | null {
  const [pattern, kind, color] = BOARDS.find(([one]) => one.test(words)) ?? [];
  if (pattern === undefined || kind === undefined || color === undefined) return null;
  const prop = picture.props.find(({ id }) => pattern.test(id));
  return { kind: 'board', board: { kind, color: findColor(prop?.look ?? '') ?? color } };
}

const CARRIERS: ReadonlySet<string> = new Set(['horse', 'cow', 'elephant', 'deer', 'bear', 'lion']);
