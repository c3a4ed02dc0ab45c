import { type Rgb, lighten, toCss } from '../color.ts';
import type { Pen } from '../pen.ts';
import type { Vec } from '../view.ts';
import type { Skeleton } from './skeleton.ts';
import type { Traits } from './traits.ts';
import type { Clothes } from './wardrobe.ts';

type Shade = (color: Rgb) => Rgb;

/** The trunk of a body that lies: seen along its side, so that no ring of it faces the audience. */
export function drawLyingTrunk(pen: Pen, skeleton: Skeleton, traits: Traits, clothes: Clothes, shade: Shade): void {
  const { shoulders, chest, waist, hips } = skeleton;
  const cloth = shade(traits.species === 'robot' ? traits.skin : (clothes.outer?.color ?? clothes.top));
  const thick = Math.max(chest.deep, 0.05) * 1.35;
  const band = (from: Vec, to: Vec, wide: number, narrow: number, color: Rgb): void => {
    pen.limb(
      { ...from, y: from.y - wide * 0.2 },
      { ...to, y: to.y - narrow * 0.2 },
      wide,
      narrow,
      toCss(lighten(color, -0.2)),
    );
    pen.limb(from, to, wide * 0.94, narrow * 0.94, toCss(color));
  };
  if (clothes.skirtHem !== null) {
    const knees = middle(skeleton.leftLeg.knee, skeleton.rightLeg.knee);
    const hem = clothes.skirtHem < 0.15 ? middle(skeleton.leftLeg.ankle, skeleton.rightLeg.ankle) : knees;
    band(hips.at, hem, thick * 1.05, thick * 1.1, shade(clothes.bottom));
  }
  band(shoulders.at, chest.at, thick * 0.95, thick, cloth);
  band(chest.at, waist.at, thick, thick * 0.92, cloth);
  band(waist.at, hips.at, thick * 0.92, thick * 0.95, clothes.skirtHem === null ? cloth : shade(clothes.bottom));
}

/** A blanket over somebody in bed, from the chest to beyond the feet. */
export function drawBlanket(pen: Pen, skeleton: Skeleton, color: Rgb): void {
  const feet = middle(skeleton.leftLeg.ankle, skeleton.rightLeg.ankle);
  const thick = skeleton.height * 0.095;
  pen.limb(skeleton.waist.at, feet, thick * 1.1, thick * 0.9, toCss(lighten(color, -0.16)));
  pen.limb(
    { ...skeleton.waist.at, y: skeleton.waist.at.y + thick * 0.2 },
    { ...feet, y: feet.y + thick * 0.12 },
    thick,
    thick * 0.82,
    toCss(color),
  );
}

function middle(a: Vec, b: Vec): Vec {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, z: (a.z + b.z) / 2 };
}
