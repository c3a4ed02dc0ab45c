import type { SKRSContext2D } from '@napi-rs/canvas';
import { type Rgb, lighten, mix, toCss } from '../color.ts';
import type { Light } from '../light.ts';
import type { Pen } from '../pen.ts';
import { beltLine, between, drawApron, drawOpening, drawTie, stripes, type Edge } from './details.ts';
import type { Ring, Skeleton } from './skeleton.ts';
import type { Traits } from './traits.ts';
import type { Clothes } from './wardrobe.ts';

/** The trunk with its clothes: shirt, skirt, coat with its opening and collar, apron, tie, belt. */
export function drawTrunk(pen: Pen, light: Light, skeleton: Skeleton, traits: Traits, clothes: Clothes): void {
  const distance = Math.max(0, skeleton.head.z);
  const shade = (color: Rgb): Rgb => light.shade(color, distance);
  const edges = (rings: readonly Ring[]): readonly Edge[] => outline(pen, rings, skeleton.turn);
  const { shoulders, chest, waist, hips } = skeleton;
  const neckline: Ring = { at: skeleton.neck, wide: skeleton.headRadius * 0.5, deep: skeleton.headRadius * 0.4 };
  const stack = [neckline, shoulders, chest, waist, hips];
  const hemRing = (share: number, flare: number): Ring => {
    const low = skeleton.place(0, Math.max(0.02, skeleton.height * share), 0);
    const isFolded = hips.at.y < skeleton.height * 0.4;
    return {
      at: isFolded ? { ...hips.at, y: hips.at.y - 0.04 } : { x: low.x, y: low.y, z: low.z },
      wide: hips.wide * flare,
      deep: hips.deep * flare * 1.05,
    };
  };
  if (clothes.skirtHem !== null && traits.species !== 'robot') {
    fillRings(
      pen,
      light,
      edges([waist, hips, hemRing(clothes.skirtHem, clothes.skirtHem < 0.15 ? 1.75 : 1.5)]),
      shade(clothes.bottom),
    );
  }
  const top = traits.species === 'robot' ? shade(mix(traits.skin, traits.accent, 0.45)) : shade(clothes.top);
  const trunk = edges(stack);
  fillRings(pen, light, trunk, top);
  const facing = Math.cos(seenTurn(pen, skeleton));
  const slide = Math.sin(seenTurn(pen, skeleton));
  if (clothes.stripes !== null) stripes(pen.context, trunk, shade(clothes.stripes));
  if (clothes.belt !== null) beltLine(pen.context, edges([waist]), shade(clothes.belt));
  const front = (share: number): readonly [number, number] => between(trunk, share, slide * 0.55);
  if (clothes.tie !== null && facing > 0.2)
    drawTie(pen.context, front, skeleton, pen, shade(clothes.tie.color), clothes.tie.isBow);
  if (clothes.apron !== null && facing > 0)
    drawApron(pen, edges([chest, waist, hips, hemRing(0.3, 1.1)]), shade(clothes.apron), slide, facing);
  if (clothes.outer === null) return;
  const { color, hem, isOpen, hasHood } = clothes.outer;
  const coat = shade(color);
  const flare = hem < 0.15 ? 1.55 : hem < 0.3 ? 1.42 : 1.2;
  const grown = stack.map((ring, index) =>
    index === 0 ? ring : { ...ring, wide: ring.wide * 1.08, deep: ring.deep * 1.15 },
  );
  const skirt = hem < 0.47 ? [hemRing(hem, flare)] : [];
  const whole = edges([...grown, ...skirt]);
  fillRings(pen, light, whole, coat);
  if (facing < 0.05) {
    if (hasHood) hood(pen, skeleton, coat);
    return;
  }
  drawOpening(pen.context, whole, slide, facing, isOpen, coat, top);
  if (hasHood) hood(pen, skeleton, coat);
}

function seenTurn(pen: Pen, skeleton: Skeleton): number {
  const { pose } = pen.view;
  const { at } = skeleton.chest;
  return skeleton.turn - Math.atan2(pose.x - at.x, at.z - pose.z);
}

function outline(pen: Pen, rings: readonly Ring[], turn: number): readonly Edge[] {
  const { view } = pen;
  const [cosRoll, sinRoll] = [Math.cos(view.pose.roll), Math.sin(view.pose.roll)];
  return rings.flatMap((ring): readonly Edge[] => {
    const spot = view.project(ring.at);
    if (spot === null) return [];
    const { pose } = view;
    const seen = turn - Math.atan2(pose.x - ring.at.x, ring.at.z - pose.z);
    const wide = Math.hypot(ring.wide * Math.cos(seen), ring.deep * Math.sin(seen)) * spot.scale;
    const above = Math.atan2(pose.y - ring.at.y, Math.hypot(pose.x - ring.at.x, pose.z - ring.at.z));
    const flat =
      Math.hypot(ring.wide * Math.sin(seen), ring.deep * Math.cos(seen)) * spot.scale * Math.abs(Math.sin(above));
    return [
      {
        left: [spot.x - wide * cosRoll, spot.y - wide * sinRoll],
        right: [spot.x + wide * cosRoll, spot.y + wide * sinRoll],
        x: spot.x,
        y: spot.y,
        wide,
        flat,
      },
    ];
  });
}

function fillRings(pen: Pen, light: Light, edges: readonly Edge[], color: Rgb): void {
  const { context } = pen;
  const first = edges[0];
  const last = edges.at(-1);
  if (first === undefined || last === undefined) return;
  const broad = edges.reduce((best, edge) => (edge.wide > best.wide ? edge : best), first);
  const lit = light.orb === null ? -1 : Math.sign(light.orb.azimuth);
  const [from, to] = lit < 0 ? [broad.left, broad.right] : [broad.right, broad.left];
  const fill = context.createLinearGradient(from[0], from[1], to[0], to[1]);
  fill.addColorStop(0, toCss(mix(lighten(color, 0.12), light.key, light.rim * 0.14)));
  fill.addColorStop(0.4, toCss(color));
  fill.addColorStop(1, toCss(lighten(color, -0.24)));
  context.fillStyle = fill;
  const roll = pen.view.pose.roll;
  const oval = (edge: Edge): void => {
    if (edge.flat < 0.5) return;
    context.beginPath();
    context.ellipse(edge.x, edge.y, edge.wide, edge.flat, roll, 0, Math.PI * 2);
    context.fill();
  };
  oval(last);
  context.beginPath();
  through(
    context,
    edges.map((edge) => edge.left),
    true,
  );
  through(
    context,
    edges.toReversed().map((edge) => edge.right),
    false,
  );
  context.closePath();
  context.fill();
  for (const edge of edges.slice(0, -1)) oval(edge);
}

/** A smooth line through points. */
function through(context: SKRSContext2D, points: readonly (readonly [number, number])[], isStart: boolean): void {
  points.forEach((point, index) => {
    const before = points[index - 1];
    if (before === undefined) {
      if (isStart) context.moveTo(point[0], point[1]);
      else context.lineTo(point[0], point[1]);
      return;
    }
    const earlier = points[index - 2] ?? before;
    const after = points[index + 1] ?? point;
    context.bezierCurveTo(
      before[0] + (point[0] - earlier[0]) / 6,
      before[1] + (point[1] - earlier[1]) / 6,
      point[0] - (after[0] - before[0]) / 6,
      point[1] - (after[1] - before[1]) / 6,
      point[0],
      point[1],
    );
  });
}

function hood(pen: Pen, skeleton: Skeleton, color: Rgb): void {
  const { neck, headRadius } = skeleton;
  const back = skeleton.place(0, 0, -headRadius * 0.55);
  const dx = back.x - skeleton.place(0, 0, 0).x;
  pen.limb(
    { x: neck.x - headRadius * 0.66 + dx * 0.2, y: neck.y - headRadius * 0.22, z: neck.z },
    { x: neck.x + headRadius * 0.66 + dx * 0.2, y: neck.y - headRadius * 0.22, z: neck.z },
    headRadius * 0.34,
    headRadius * 0.34,
    toCss(lighten(color, 0.1)),
  );
}
