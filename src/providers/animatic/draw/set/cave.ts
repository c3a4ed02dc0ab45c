import { createRandom } from '../../random.ts';
import { lighten, toCss } from '../color.ts';
import type { Light } from '../light.ts';
import { createSky } from '../sky.ts';
import type { Vec } from '../view.ts';
import { createPatch } from './ground.ts';
import { rock } from './outdoor-things.ts';
import type { PlaceWords } from './place.ts';
import { drawOutside } from './room.ts';
import type { Stage, StageSet, Thing } from './stage.ts';

/** A cave: rings of rock, one behind the other, and daylight or moonlight in its mouth. */
export function createCave(place: PlaceWords, light: Light): StageSet {
  const sky = createSky(light, place.seed);
  const floor = createPatch({ kind: 'rock', left: -30, right: 30, near: -30, far: 12, y: 0 }, light, place.seed);
  const rings = [12, 9, 6.5, 4].map((z, index) =>
    arch(z, 2.7 + index * 0.35, 3.3 + index * 0.22, `${place.seed} ${index}`),
  );
  const front: Thing = {
    at: { x: 0, y: 0, z: -2.3 },
    draw: (stage) => drawArch(stage, arch(-2.3, 3, 2.7, `${place.seed} front`), -0.75),
  };
  return {
    isInterior: true,
    depthMetres: 8,
    heightMetres: 3.4,
    props: { table: null, bed: null, water: null },
    backdrop: (stage) => {
      sky.draw(stage.pen, stage.timeS);
      drawOutside(stage, /sea|coast|beach/u.test(place.words) ? 'sea' : 'land');
      floor(stage);
      rings.forEach((points, index) => drawArch(stage, points, -0.02 - index * 0.12));
      stage.pen.glow({ x: 0, y: 1.2, z: 6 }, 5.5, light.horizon, 0.42);
    },
    things: [rock({ x: 2.7, y: 0, z: 2.2 }, 0.8), rock({ x: -3, y: 0, z: 3 }, 1.1), front],
  };
}

/** The hole in a wall of rock, as an outline from the left foot over the top to the right foot. */
function arch(z: number, halfWidth: number, height: number, seed: string): readonly Vec[] {
  const random = createRandom(`cave ${seed}`);
  return Array.from({ length: 15 }, (_, index) => {
    const turn = Math.PI * (1 - index / 14);
    const rough = random.range(0.88, 1.12);
    return { x: Math.cos(turn) * halfWidth * rough, y: Math.sin(turn) * height * rough - 0.05, z };
  });
}

function drawArch(stage: Stage, hole: readonly Vec[], shade: number): void {
  const { pen, light } = stage;
  const z = hole[0]?.z ?? 0;
  const color = toCss(lighten(light.shade([132, 112, 118]), shade));
  const far = 40;
  pen.poly(
    [{ x: -far, y: -1, z }, ...hole, { x: far, y: -1, z }, { x: far, y: far, z }, { x: -far, y: far, z }],
    color,
  );
}
