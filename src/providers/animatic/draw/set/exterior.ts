import { createRandom } from '../../random.ts';
import { findColor } from '../color.ts';
import type { Light } from '../light.ts';
import { createSky } from '../sky.ts';
import { lighthouse } from './buildings.ts';
import { createPatch, createSea, drawFoam } from './ground.ts';
import { createLand } from './land.ts';
import { barrel, bench, crate, fountain, lamppost, lampString, mast, rock } from './outdoor-things.ts';
import type { PlaceWords } from './place.ts';
import { tree } from './plants.ts';
import { COAST } from './recipes/coast.ts';
import { COUNTRY, field } from './recipes/country.ts';
import { type Build, type Recipe, STONE } from './recipes/recipe.ts';
import { TOWN } from './recipes/town.ts';
import type { Vec } from '../view.ts';
import type { StageSet, Thing } from './stage.ts';
import { boat, car } from './vehicles.ts';

const RECIPES: Readonly<Record<string, Build>> = { ...COAST, ...COUNTRY, ...TOWN };

/** An outdoor place: sky, far land, ground or sea, and what stands there. */
export function createExterior(place: PlaceWords, light: Light): StageSet {
  const random = createRandom(`exterior ${place.seed}`);
  const recipe = (RECIPES[place.kind] ?? field)(place.words, random, place.seed);
  const sky = createSky(light, place.seed);
  const land = createLand(recipe.land, light, place.seed, recipe.landBase ?? 0);
  const sea = recipe.sea === undefined ? null : createSea(light, place.seed, recipe.sea.near, recipe.sea.y);
  const patches = recipe.ground.map((patch) => createPatch(patch, light, place.seed));
  return {
    isInterior: false,
    depthMetres: 60,
    heightMetres: 60,
    props: { table: null, bed: null, water: waterOf(place, recipe) },
    backdrop: (stage) => {
      sky.draw(stage.pen, stage.timeS);
      land(stage);
      sea?.(stage);
      for (const patch of patches) patch(stage);
      if (recipe.foam !== undefined) drawFoam(stage, recipe.foam, recipe.sea?.y ?? 0);
    },
    things: [...recipe.things, ...named(place)],
  };
}

/** Under water one swims where one would stand; at the sea a little way out. */
function waterOf({ realm }: PlaceWords, { sea }: Recipe): Vec | null {
  if (realm === 'water') return { x: 0, y: 0, z: 0 };
  return sea === undefined ? null : { x: 0, y: sea.y, z: Math.max(0.6, sea.near) + 3 };
}

/** Things a place's words ask for beside what its kind always has. */
function named(place: PlaceWords): readonly Thing[] {
  const { words, seed } = place;
  const things: Thing[] = [];
  const add = (pattern: RegExp, make: () => Thing | readonly Thing[]): void => {
    if (pattern.test(words)) things.push(...[make()].flat());
  };
  add(/apple tree/u, () =>
    tree(
      /winter/u.test(words) ? 'bare' : /spring|blossom/u.test(words) ? 'blossom' : 'apple',
      { x: -1.9, y: 0, z: 2.6 },
      4.4,
      seed,
    ),
  );
  add(/bench/u, () => bench({ x: -1.9, y: 0, z: 1.5 }));
  add(/fountain/u, () => fountain({ x: 2.6, y: 0, z: 5 }));
  add(/mast|antenna|wind cups|anemometer/u, () => mast({ x: 2.2, y: 0, z: 3 }, 5.5));
  add(/iron rings?/u, () => ringBolts());
  add(/lighthouse/u, () => {
    if (place.kind === 'gallery') return [];
    if (place.kind === 'jetty' || place.kind === 'harbour' || place.kind === 'beach') {
      return [rock({ x: 8.3, y: -0.95, z: 21.6 }, 4.2), lighthouse({ x: 8, y: 0.6, z: 22 }, 12)];
    }
    return place.kind === 'cliff' ? lighthouse({ x: 4.6, y: 0, z: 3.7 }, 8.5) : lighthouse({ x: 8, y: 0, z: 22 }, 12);
  });
  add(/small wooden boat|rowing boat|\bboat\b/u, () =>
    place.kind === 'boat' ? [] : boat({ x: -4.3, y: -0.75, z: 2.6 }),
  );
  add(/paper lamps|lanterns|string lights|fairy lights/u, () => [
    lampString({ x: -6, y: 4, z: 4 }, { x: 0, y: 3.6, z: 3 }, 9),
    lampString({ x: 0, y: 3.6, z: 3 }, { x: 6.5, y: 4.2, z: 4.5 }, 9),
  ]);
  add(/street ?lamp|lamp ?post|gas ?lamp/u, () => lamppost({ x: -2.7, y: 0, z: 2 }));
  add(/well(?![a-z])/u, () => barrel({ x: 2.4, y: 0, z: 2 }, STONE));
  add(/rocks|boulders/u, () => [rock({ x: 3, y: 0, z: 2.6 }, 0.8), rock({ x: -3.4, y: 0, z: 3.5 }, 1.1)]);
  add(/barrel/u, () => barrel({ x: 2.1, y: 0, z: 1.8 }));
  add(/crates?/u, () => crate({ x: 2.4, y: 0, z: 1.6 }, 0.8));
  add(/\bcar\b|taxi/u, () =>
    place.kind === 'street' ? [] : car({ x: 3.4, y: 0, z: 3.4 }, findColor(words) ?? [150, 70, 62]),
  );
  return things;
}

function ringBolts(): readonly Thing[] {
  return [-1.3, 1.5].map((x) => barrel({ x, y: 0, z: 2.2 }, [74, 78, 86]));
}
