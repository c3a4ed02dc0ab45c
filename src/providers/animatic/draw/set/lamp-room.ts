import { wander } from '../../random.ts';
import { type Rgb, lighten, mix, toCss } from '../color.ts';
import type { Light } from '../light.ts';
import { ring } from '../pen.ts';
import { createSky } from '../sky.ts';
import type { Vec } from '../view.ts';
import { beam } from './buildings.ts';
import { createPatch, createSea, drawShadow } from './ground.ts';
import type { PlaceWords } from './place.ts';
import type { Stage, StageSet } from './stage.ts';

const RADIUS = 3.4;
const SILL = 0.75;
const TOP = 2.9;
const PANES = 22;
const BRASS: Rgb = [190, 146, 74];
const LENS: Vec = { x: 1.25, y: 0, z: 1.5 };

/** The glass room on top of a lighthouse: sea and sky all round, the great lens, its light. */
export function createLampRoom(place: PlaceWords, light: Light): StageSet {
  const sky = createSky(light, place.seed);
  const sea = createSea(light, place.seed, -40, -24);
  const floor = createPatch(
    { kind: 'iron', left: -RADIUS, right: RADIUS, near: -9, far: RADIUS * 0.4, y: 0 },
    light,
    place.seed,
  );
  const isLit = light.lamps && !/dark|still lens|unlit/u.test(place.words);
  return {
    isInterior: true,
    depthMetres: 6.5,
    heightMetres: TOP,
    props: { table: null, bed: null, water: null },
    backdrop: (stage) => {
      const { pen, timeS } = stage;
      sky.draw(pen, timeS);
      sea(stage);
      if (isLit) beam(stage, { ...LENS, y: 1.5 }, timeS * 0.5 + 0.5, 60);
      const edge = ring({ x: 0, y: 0, z: 0 }, RADIUS, RADIUS, 48);
      pen.poly(edge, light.css([92, 98, 106]));
      pen.context.save();
      floor(stage);
      pen.context.restore();
      drawGlassWall(stage);
    },
    things: [
      { at: LENS, draw: (stage) => drawLens(stage, isLit) },
      { at: { x: -2.2, y: 0, z: 1.7 }, draw: drawCrank },
    ],
  };
}

function drawGlassWall(stage: Stage): void {
  const { pen, light, timeS } = stage;
  const iron = light.shade([78, 84, 92]);
  const at = (index: number, y: number): Vec => {
    const turn = (index / PANES) * Math.PI * 2;
    return { x: Math.sin(turn) * RADIUS, y, z: Math.cos(turn) * RADIUS };
  };
  for (let index = 0; index < PANES; index += 1) {
    const [from, to] = [at(index, 0), at(index + 1, 0)];
    if (from.z < -1.4 || to.z < -1.4) continue;
    const shade = 0.14 * Math.cos((index / PANES) * Math.PI * 2 + 0.6) - 0.1;
    pen.poly([from, to, { ...to, y: SILL }, { ...from, y: SILL }], toCss(lighten(iron, shade)));
    // A pale reflection in every other pane.
    if (index % 2 === 0) {
      pen.poly(
        [{ ...from, y: SILL }, at(index + 0.4, SILL), at(index + 0.75, TOP), at(index + 0.4, TOP)],
        toCss(light.shade([230, 240, 246]), 0.08),
      );
    }
    pen.line({ ...from, y: SILL }, { ...from, y: TOP }, 0.055, toCss(iron));
    for (const y of [SILL, (SILL + TOP) / 2 + 0.3, TOP]) {
      pen.line({ ...from, y }, { ...to, y }, y === SILL ? 0.1 : 0.04, toCss(lighten(iron, y === SILL ? 0.15 : 0)));
    }
    if (light.weather.rain > 0) drawDrops(stage, index, at, timeS);
  }
  const roof = { x: 0, y: TOP + 1.5, z: 0 };
  for (let index = 0; index < PANES; index += 1) {
    const [from, to] = [at(index, TOP), at(index + 1, TOP)];
    if (pen.view.pose.y > TOP || from.z < -2.4) continue;
    pen.poly([from, to, roof], toCss(lighten(iron, -0.3 + 0.1 * Math.cos((index / PANES) * Math.PI * 2))));
  }
}

function drawDrops(stage: Stage, index: number, at: (index: number, y: number) => Vec, timeS: number): void {
  const { pen, light } = stage;
  const css = toCss(light.shade([216, 230, 240]), 0.45);
  for (let drop = 0; drop < 6; drop += 1) {
    const across = index + 0.5 + 0.42 * wander(index * 7 + drop, 2.5);
    const fall = (timeS * (0.12 + 0.05 * drop) + drop * 0.31 + index * 0.17) % 1;
    const y = TOP - (TOP - SILL) * fall;
    pen.line(at(across, y), at(across, Math.min(TOP, y + 0.14)), 0.012, css);
  }
}

/** A tall lens: rings of glass in a brass frame around the lamp, turning. */
function drawLens(stage: Stage, isLit: boolean): void {
  const { pen, light, timeS } = stage;
  drawShadow(stage, LENS, 0.9);
  const brass = light.shade(BRASS);
  pen.pillar(LENS, 0.55, 0.5, 0.42, light.shade([70, 76, 84]));
  pen.pillar({ ...LENS, y: 0.55 }, 0.14, 0.66, 0.66, brass);
  const glass = isLit ? mix(light.shade([180, 210, 206]), [255, 228, 160], 0.75) : light.shade([150, 184, 186]);
  const profile = (part: number): number => 0.34 + 0.3 * Math.sin(Math.PI * part) ** 0.8;
  const rows = 11;
  for (let row = 0; row < rows; row += 1) {
    const [low, high] = [row / rows, (row + 1) / rows];
    const tone = row === 5 ? 0.3 : row % 2 === 0 ? 0.06 : -0.1;
    pen.pillar({ ...LENS, y: 0.69 + low * 1.5 }, 1.5 / rows, profile(low), profile(high), lighten(glass, tone));
  }
  for (let rib = 0; rib < 6; rib += 1) {
    const turn = timeS * 0.5 + (rib / 6) * Math.PI * 2;
    if (Math.sin(turn) > 0.15) continue;
    for (let step = 0; step < 8; step += 1) {
      const point = (part: number): Vec => ({
        x: LENS.x + Math.cos(turn) * profile(part),
        y: 0.69 + part * 1.5,
        z: LENS.z + Math.sin(turn) * profile(part),
      });
      pen.line(point(step / 8), point((step + 1) / 8), 0.035, toCss(brass));
    }
  }
  const eye = { x: LENS.x + Math.cos(timeS * 0.5 - 1.4) * 0.3, y: 1.44, z: LENS.z - 0.6 };
  pen.ball(eye, 0.2, toCss(lighten(glass, 0.35)));
  pen.ball(eye, 0.1, toCss(lighten(glass, 0.7)));
  pen.pillar({ ...LENS, y: 2.19 }, 0.12, 0.5, 0.4, brass);
  pen.pillar({ ...LENS, y: 2.31 }, 0.3, 0.3, 0.05, lighten(brass, -0.1));
  if (!isLit) return;
  pen.glow({ ...LENS, y: 1.44 }, 3.2, [255, 214, 140], 0.75);
  pen.glow({ ...LENS, y: 1.44 }, 0.9, [255, 246, 220], 0.9);
}

/** The box with the clockwork that turns the lens. */
function drawCrank(stage: Stage): void {
  const { pen, light, timeS } = stage;
  const at = { x: -2.2, y: 0, z: 1.7 };
  drawShadow(stage, at, 0.5);
  pen.box(at, 0.7, 0.9, 0.5, light.shade([110, 78, 58]));
  pen.box({ ...at, y: 0.9 }, 0.8, 0.06, 0.6, light.shade(BRASS));
  const hub = { x: at.x, y: 0.55, z: at.z - 0.27 };
  pen.ball(hub, 0.16, light.css(BRASS));
  const turn = timeS * 1.4;
  const knob = { x: hub.x + Math.cos(turn) * 0.28, y: hub.y + Math.sin(turn) * 0.28, z: hub.z - 0.03 };
  pen.line(hub, knob, 0.05, light.css(lighten(BRASS, -0.2)));
  pen.ball(knob, 0.06, light.css([60, 44, 38]));
}
