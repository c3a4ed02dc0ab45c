import type { SKRSContext2D } from '@napi-rs/canvas';
import { type Rgb, lighten, mix, toCss } from '../color.ts';
import type { Light } from '../light.ts';
import type { Pen } from '../pen.ts';
import type { Ring, Skeleton } from './skeleton.ts';
import type { Traits } from './traits.ts';
import type { Clothes } from './wardrobe.ts';

type Edge = {
  readonly left: readonly [number, number];
  readonly right: readonly [number, number];
  readonly x: number;
  readonly y: number;
  readonly wide: number;
  readonly flat: number;
};

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

/** A point on the trunk: `share` 0 at the neck, 1 at the lowest ring; `across` -1..1 from left to right. */
function between(edges: readonly Edge[], share: number, across: number): readonly [number, number] {
  const place = Math.max(0, Math.min(edges.length - 1.001, share * (edges.length - 1)));
  const [low, high] = [edges[Math.floor(place)], edges[Math.floor(place) + 1]];
  if (low === undefined || high === undefined) return [edges[0]?.x ?? 0, edges[0]?.y ?? 0];
  const part = place - Math.floor(place);
  const at = (edge: Edge): readonly [number, number] => {
    const mid = (across + 1) / 2;
    return [edge.left[0] + (edge.right[0] - edge.left[0]) * mid, edge.left[1] + (edge.right[1] - edge.left[1]) * mid];
  };
  const [a, b] = [at(low), at(high)];
  return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part];
}

function drawOpening(
  context: SKRSContext2D,
  coat: readonly Edge[],
  slide: number,
  facing: number,
  isOpen: boolean,
  color: Rgb,
  inner: Rgb,
): void {
  const middle = slide * 0.6;
  const spread = (isOpen ? 0.26 : 0.3) * facing;
  const point = (share: number, across: number): readonly [number, number] => between(coat, share, middle + across);
  const fill = (points: readonly (readonly [number, number])[], css: string): void => {
    context.beginPath();
    points.forEach(([x, y], index) => (index === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
    context.closePath();
    context.fillStyle = css;
    context.fill();
  };
  const low = isOpen ? 0.98 : 0.36;
  fill(
    [
      point(0.03, -spread * 1.5),
      point(0.03, spread * 1.5),
      point(0.3, spread),
      point(low, isOpen ? spread * 0.5 : 0),
      point(0.3, -spread),
    ],
    toCss(lighten(inner, -0.05)),
  );
  // Lapels, a line down the front, buttons.
  const lapel = toCss(lighten(color, 0.12));
  for (const side of [-1, 1]) {
    fill(
      [
        point(0.02, side * spread * 1.5),
        point(0.16, side * spread * 2.3),
        point(0.26, side * spread * 2),
        point(0.36, side * spread * 0.4),
        point(0.2, side * spread),
      ],
      lapel,
    );
  }
  if (isOpen) return;
  const [from, to] = [point(0.36, 0), point(0.98, 0)];
  context.beginPath();
  context.moveTo(from[0], from[1]);
  context.lineTo(to[0], to[1]);
  const scale = (coat[2]?.wide ?? 10) / 10;
  context.lineWidth = Math.max(0.6, scale * 0.5);
  context.strokeStyle = toCss(lighten(color, -0.28));
  context.stroke();
  for (let button = 0; button < 4; button += 1) {
    const [x, y] = point(0.42 + button * 0.13, 0.1 * facing);
    context.beginPath();
    context.arc(x, y, Math.max(0.7, scale * 0.42), 0, Math.PI * 2);
    context.fillStyle = toCss(lighten(color, -0.4));
    context.fill();
  }
}

function drawTie(
  context: SKRSContext2D,
  front: (share: number) => readonly [number, number],
  skeleton: Skeleton,
  pen: Pen,
  color: Rgb,
  isBow: boolean,
): void {
  const [x, y] = front(0.16);
  const unit = (pen.view.project(skeleton.chest.at)?.scale ?? 0) * skeleton.height;
  context.fillStyle = toCss(color);
  context.beginPath();
  if (isBow) {
    for (const side of [-1, 1]) {
      context.moveTo(x, y);
      context.lineTo(x + side * unit * 0.032, y - unit * 0.016);
      context.lineTo(x + side * unit * 0.032, y + unit * 0.016);
      context.closePath();
    }
  } else {
    const [endX, endY] = front(0.68);
    context.moveTo(x - unit * 0.01, y);
    context.lineTo(x + unit * 0.01, y);
    context.lineTo(endX + unit * 0.016, endY - unit * 0.02);
    context.lineTo(endX, endY);
    context.lineTo(endX - unit * 0.016, endY - unit * 0.02);
    context.closePath();
  }
  context.fill();
}

function drawApron(pen: Pen, edges: readonly Edge[], color: Rgb, slide: number, facing: number): void {
  const { context } = pen;
  const side = (across: number): readonly (readonly [number, number])[] =>
    edges.map((_, index) => between(edges, index / Math.max(1, edges.length - 1), slide * 0.4 + across * facing));
  const points = [...side(-0.62), ...side(0.62).toReversed()];
  context.beginPath();
  points.forEach(([x, y], index) => (index === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
  context.closePath();
  context.fillStyle = toCss(color);
  context.fill();
}

function stripes(context: SKRSContext2D, edges: readonly Edge[], color: Rgb): void {
  context.strokeStyle = toCss(color);
  for (let line = 0; line < 7; line += 1) {
    const share = 0.28 + line * 0.1;
    const [from, to] = [between(edges, share, -0.97), between(edges, share, 0.97)];
    context.lineWidth = Math.max(0.6, (edges[1]?.wide ?? 10) * 0.08);
    context.beginPath();
    context.moveTo(from[0], from[1]);
    context.lineTo(to[0], to[1]);
    context.stroke();
  }
}

function beltLine(context: SKRSContext2D, edges: readonly Edge[], color: Rgb): void {
  const [waist] = edges;
  if (waist === undefined) return;
  context.beginPath();
  context.moveTo(waist.left[0], waist.left[1]);
  context.lineTo(waist.right[0], waist.right[1]);
  context.lineWidth = Math.max(1, waist.wide * 0.22);
  context.strokeStyle = toCss(color);
  context.stroke();
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
